"""Days that people type."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


def validate_plausible_day(value: date | datetime) -> None:
    """Beyond these years a day is a slip of the finger, and the ends of the calendar have no time zone."""
    day = value.date() if isinstance(value, datetime) else value
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(
            _("Choose a day between %(first)s and %(last)s."), params={"first": EARLIEST, "last": LATEST}
        )
