"""How letters and printed sheets write days: 2026年11月23日, in any language of the screen."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone


def day_in_letters(moment: date | datetime | None) -> str:
    """The day in Shanghai as letters write it; nothing for None."""
    if moment is None:
        return ""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return f"{day.year}年{day.month}月{day.day}日"


def printed_by(user: Any, at: datetime) -> str:
    """The foot of a sheet: who printed it, and when."""
    return f"打印：{user} {timezone.localtime(at):%Y-%m-%d %H:%M}"
