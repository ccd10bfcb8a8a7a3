"""What people are told when the series of their shifts changes: everything in one message."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime

from audit.models import Event
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from volunteers.dates import month_day_time
from volunteers.models import ShiftSeries, Signup

LINE = {"was": "9月6日 05:30", "start": "9月6日 06:00", "end": "09:00", "place": "…", "is_moved": True}


@register
class SeriesChanged(Message):
    """Lines that no longer hold are left out, so a later change of the series has its own message and this one does not
    repeat an old time."""

    code = "volunteers.series_changed"
    event = "volunteers.series_people_told"
    category = Category.SHIFT
    channels = ("in_app", "email", "sms")
    may_disable = False
    sample: Mapping[str, Any] = {
        "title": "…",
        "moved": [LINE],
        "cancelled": [LINE],
        "released": [LINE],
        "count": 3,
        "first": "9月6日 05:30",
    }

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(user) for user in event.data["users"]]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return any(self._lines(event, recipient).values())

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        lines = self._lines(event, recipient)
        all_of_them = [signup for signups in lines.values() for signup in signups]
        old = {int(shift): start for shift, (start, _revision) in event.data["moved"].items()}
        known = [_known_start(signup, old) for signup in all_of_them]
        series = ShiftSeries.objects.select_related("activity").get(pk=event.subject_id)
        return {
            "title": series.activity.title,
            "count": len(all_of_them),
            "first": month_day_time(min(known)) if known else "",
            **{what: [_line(signup, old) for signup in signups] for what, signups in lines.items()},
        }

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("volunteers:me")

    def expires_at(self, event: Event) -> datetime:
        return datetime.fromtimestamp(event.data["until"], UTC)

    @staticmethod
    def _lines(event: Event, recipient: Recipient) -> dict[str, list[Signup]]:
        own = Signup.objects.concerning(recipient.id).select_related("shift__activity")
        revisions = {int(shift): revision for shift, (_start, revision) in event.data["moved"].items()}
        on_moved = own.live().filter(shift__in=revisions).order_by("starts_at")
        return {
            "moved": [signup for signup in on_moved if signup.shift.revision == revisions[signup.shift_id]],
            "cancelled": list(
                own.filter(shift__in=event.data["cancelled"], cancel_reason="shift_cancelled").order_by("starts_at")
            ),
            "released": list(own.filter(pk__in=event.data["released"], state="cancelled").order_by("starts_at")),
        }


def _known_start(signup: Signup, old: Mapping[int, int]) -> datetime:
    """The start that the person knew."""
    start = old.get(signup.shift_id)
    return datetime.fromtimestamp(start, UTC) if start else signup.starts_at


def _line(signup: Signup, old: Mapping[int, int]) -> dict[str, Any]:
    shift, was = signup.shift, _known_start(signup, old)
    return {
        "was": month_day_time(was),
        "start": month_day_time(shift.starts_at),
        "end": f"{localtime(shift.ends_at):%H:%M}",
        "place": shift.place,
        "is_moved": int(was.timestamp()) != int(shift.starts_at.timestamp()),
    }
