"""When something happened that a device tells of later: its clock may be wrong, the span since then is right."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from workflow.machine import Refused

NOTABLE = timedelta(minutes=2)  # a clock that is off by more is told; people compare it with a wall clock


@dataclass(frozen=True)
class Seen:
    """`at` by the portal's clock; `device_at` and `skew_seconds` only where a device told of it."""

    at: datetime
    device_at: datetime | None = None
    skew_seconds: int | None = None

    @property
    def skew_sentence(self) -> str:
        """ "" for a clock that is right enough."""
        minutes = abs(self.skew_seconds or 0) // 60
        if minutes < NOTABLE.seconds // 60:
            return ""
        if (self.skew_seconds or 0) > 0:
            sentence = ngettext(
                "The clock of this phone is %(minutes)d minute fast; the right time was recorded.",
                "The clock of this phone is %(minutes)d minutes fast; the right time was recorded.",
                minutes,
            )
        else:
            sentence = ngettext(
                "The clock of this phone is %(minutes)d minute slow; the right time was recorded.",
                "The clock of this phone is %(minutes)d minutes slow; the right time was recorded.",
                minutes,
            )
        return sentence % {"minutes": minutes}


def seen_by_device(device_at: datetime, sent_at: datetime, now: datetime) -> Seen:
    """`device_at`: the press, `sent_at`: the sending, both by the device's clock; `now`: its arrival here.

    Raises Refused when the press lies after the sending: the clock was changed in between and says nothing any more.
    """
    if device_at > sent_at:
        raise Refused(_("The time of this check-in lies in the future: the clock of the phone was changed."))
    try:
        return Seen(now - (sent_at - device_at), device_at, round((sent_at - now).total_seconds()))
    except OverflowError as error:
        raise Refused(_("The time of this check-in makes no sense. Please tick the person on the roster.")) from error
