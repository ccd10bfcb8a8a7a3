"""What a series says about each of its days: when the shift is, where, and with which tasks."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from areas.calendar import WorkCalendar
from volunteers.models import SeriesTask, Shift, ShiftSeries
from volunteers.models.series import DayPolicy
from volunteers.recurrence import Rule, parse
from workflow.machine import Refused

LONGEST = timedelta(hours=16)  # so that two days of a daily series can never overlap, whatever the clocks do
OWN_FIELDS = (
    "start_time", "end_time", "arrive_minutes", "opens_days", "closes_hours", "day_policy", "place_zh", "place_en",
)  # fmt: skip


class BadSeries(Refused):
    """The series makes no sense; the sentence says why."""


@dataclass(frozen=True)
class Task:
    """One kind of work on each shift; the fields of a SeriesTask, and of the ShiftRole that is made from it."""

    name_zh: str
    capacity: int
    minimum: int = 1
    name_en: str = ""
    min_age: int = 0
    training_required: str = ""


TASK_FIELDS = tuple(field.name for field in fields(Task))


@dataclass(frozen=True)
class Times:
    """`arrive_at`, `signup_opens_at` and `signup_closes_at` are None where the series does not say."""

    starts_at: datetime
    ends_at: datetime
    arrive_at: datetime | None
    signup_opens_at: datetime | None
    signup_closes_at: datetime | None


@dataclass(frozen=True)
class Pattern:
    rule: Rule
    first_on: date
    start_time: time
    end_time: time
    day_policy: str
    tasks: tuple[Task, ...]
    zone: str
    arrive_minutes: int = 0
    opens_days: int = 0
    closes_hours: int = 0
    place_zh: str = ""
    place_en: str = ""

    @property
    def runs_past_midnight(self) -> bool:
        return self.end_time <= self.start_time

    def times_on(self, day: date) -> Times:
        """By the clock of the zone: a clock time that summer time skips is later by as much, one that comes twice is
        the first; the end is a clock time as well, so a night in which the clock is changed is longer or shorter."""
        start = self._moment(day, self.start_time)
        end = self._moment(day + timedelta(days=int(self.runs_past_midnight)), self.end_time)
        if end <= start:  # only where the clock jumps over the start
            end = start + self.length
        arrive = start - timedelta(minutes=self.arrive_minutes) if self.arrive_minutes else None
        opens = self._moment(day - timedelta(days=self.opens_days), self.start_time) if self.opens_days else None
        closes = start - timedelta(hours=self.closes_hours) if self.closes_hours else None
        return Times(start, end, arrive, opens, closes)

    def days(self, since: date, until: date, calendar: WorkCalendar) -> list[date]:
        """Days with a shift, by rule and calendar. Raises TooManyDays."""
        return [day for day in self.rule.days(self.first_on, since, until) if allowed(day, self.day_policy, calendar)]

    def next_days(self, since: date, how_many: int, calendar: WorkCalendar) -> list[date]:
        """The next few days with a shift; fewer when the series ends, or when the calendar leaves hardly any."""
        candidates = self.rule.next_days(self.first_on, since, how_many * 20)
        return [day for day in candidates if allowed(day, self.day_policy, calendar)][:how_many]

    @property
    def length(self) -> timedelta:
        """By the wall clock."""
        start = datetime.combine(date.min, self.start_time)
        end = datetime.combine(date.min + timedelta(days=int(self.runs_past_midnight)), self.end_time)
        return end - start

    def check(self) -> None:
        """Raises BadSeries when no shift could be made from this."""
        if self.start_time == self.end_time:
            raise BadSeries(_("The end must differ from the start."))
        if self.length > LONGEST:
            raise BadSeries(_("A shift of a series lasts at most 16 hours. Please check start and end."))
        if not self.tasks:
            raise BadSeries(_("Please name at least one task with its places."))
        if len({task.name_zh for task in self.tasks}) < len(self.tasks):
            raise BadSeries(_("Two tasks have the same name."))
        if self.rule.until and self.rule.until < self.first_on:
            raise BadSeries(_("The last day is before the first day."))
        if not self.rule.next_days(self.first_on, self.first_on, 1):
            raise BadSeries(_("There is no such day. Please choose another day of the month."))

    def _moment(self, day: date, clock: time) -> datetime:
        """In the zone, and back from UTC, so that a skipped clock time becomes one that exists."""
        zone = ZoneInfo(self.zone)
        return datetime.combine(day, clock, zone).astimezone(ZoneInfo("UTC")).astimezone(zone)


def allowed(day: date, policy: str, calendar: WorkCalendar) -> bool:
    if policy == DayPolicy.WORK_DAYS:
        return calendar.is_working_day(day)
    return policy == DayPolicy.EVERY_DAY or not calendar.is_holiday(day)


def pattern_of(series: ShiftSeries) -> Pattern:
    """Reads the tasks of the series: prefetch them for many."""
    tasks = tuple(task_of(task) for task in series.tasks.all())
    own = {name: getattr(series, name) for name in OWN_FIELDS}
    return Pattern(rule=parse(series.rule), first_on=series.first_on, zone=series.zone, tasks=tasks, **own)


def fields_of(pattern: Pattern) -> dict[str, Any]:
    """The fields of a ShiftSeries that hold the pattern."""
    own = {name: getattr(pattern, name) for name in OWN_FIELDS}
    return {"rule": pattern.rule.text, "first_on": pattern.first_on, "zone": pattern.zone, **own}


def task_of(row: SeriesTask | Any) -> Task:
    """From a SeriesTask or a ShiftRole."""
    return Task(**{name: getattr(row, name) for name in TASK_FIELDS})


def same_tasks(shift: Shift, tasks: Iterable[Task]) -> bool:
    return {task_of(role) for role in shift.roles.all()} == set(tasks)
