"""When a step is due, and whether it is late: the one definition of overdue, used by lists, reminders and reports."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.utils import timezone

from areas.calendar import WorkCalendar, work_calendar
from areas.data.deadlines import LANES
from areas.models import DeadlineRule

Colour = Literal["green", "amber", "red"]
AMBER_WORKING_DAYS = 2  # 临期: due today, tomorrow or the day after, counted in working days
LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True)
class Light:
    """`days`: working days left (0: due today), or, when red, working days late as a negative number (at least -1)."""

    colour: Colour
    days: int

    @property
    def is_overdue(self) -> bool:
        return self.colour == "red"


def due_at(lane: str, key: str, start: datetime) -> datetime | None:
    """The last moment of the step that began at `start`; None when the lane has no such deadline.

    Periods in days end at 23:59:59 in Shanghai. Source of the amounts: table of deadlines; of the counting: Civil
    Code art. 201 and 203.
    """
    rule = DeadlineRule.objects.filter(lane=lane, key=key).first()
    return end_of(rule.amount, rule.unit, start) if rule else None


def looking_ahead(key: str, now: datetime) -> datetime:
    """How far the desk looks ahead ("plan_ahead", "answer_near", "renewal"); the default where staff set nothing."""
    return due_or_default("work", key, now)


def due_or_default(lane: str, key: str, start: datetime) -> datetime:
    """Like `due_at`, for a step that is never without a deadline."""
    return end_of(*period_of(lane, key), start)


def period_of(lane: str, key: str) -> tuple[int, str]:
    """Amount and unit for `end_of`, asked once for many rows; the default where staff set nothing."""
    rule = DeadlineRule.objects.filter(lane=lane, key=key).first()
    if rule is not None:
        return rule.amount, rule.unit
    amount, unit, _source = LANES[lane][key]
    return amount, unit


def end_of(amount: int, unit: str, start: datetime) -> datetime:
    """The end of a period of `amount` units (DeadlineRule.Unit) that began at `start`."""
    if unit == DeadlineRule.Unit.HOUR:
        return start + timedelta(hours=amount)
    first = timezone.localdate(start)
    if unit == DeadlineRule.Unit.WORKING_DAY:
        return end_of_day(work_calendar().add_working_days(first, amount))
    return end_of_day(work_calendar().working_day_on_or_after(first + timedelta(days=amount)))


def light(due: datetime | None, now: datetime, calendar: WorkCalendar | None = None) -> Light | None:
    """Green, amber (`AMBER_WORKING_DAYS` or fewer left) or red (after `due`). None without a due time."""
    if due is None:
        return None
    zone = timezone.get_default_timezone()
    today, last = timezone.localdate(now, zone), timezone.localdate(due, zone)
    days = (calendar or work_calendar()).working_days_between(today, last)
    if is_overdue(due, now):
        return Light("red", min(days, -1))
    return Light("amber" if days <= AMBER_WORKING_DAYS else "green", days)


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """Late is strictly after the due time; without a due time nothing is late."""
    return due is not None and now > due


def amber_until(now: datetime) -> datetime:
    """Rows due at or before this moment (and not overdue) are amber: the same line as `light`, for database filters."""
    first_green = work_calendar().add_working_days(timezone.localdate(now), AMBER_WORKING_DAYS + 1)
    return end_of_day(first_green - timedelta(days=1))


def end_of_day(day: date) -> datetime:
    """The last second of the day in Shanghai."""
    return timezone.make_aware(datetime.combine(day, LAST_SECOND))
