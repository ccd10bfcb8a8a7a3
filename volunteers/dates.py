"""Days in words."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import pgettext


def month_day(day: date | datetime) -> str:
    """11月23日, November 23. Django's own Chinese format writes 09月6日."""
    local = localtime(day) if isinstance(day, datetime) else day
    return date_format(local, pgettext("format of month and day", "F j"))


def month_day_time(moment: datetime) -> str:
    return f"{month_day(moment)} {localtime(moment):%H:%M}"
