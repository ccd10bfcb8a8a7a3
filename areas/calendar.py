"""Working days of mainland China: the holiday library, corrected by the table of exceptions.

The first day does not count (Civil Code art. 201); a period of days that ends on a day off ends on the next working
day (art. 203). Make-up working weekends count as working days.
"""

from calendar import isleap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import holidays

from areas.models import CalendarDay

ONE_DAY = timedelta(days=1)
BASE_YEAR = 2020  # where counting begins, in both directions

_library = holidays.CN(language="zh_CN")
_request: ContextVar["dict[str, WorkCalendar] | None"] = ContextVar("calendar_of_request", default=None)


@dataclass(frozen=True)
class WorkCalendar:
    """The calendar as it stood when it was read. Read it once and ask it often."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return _library.is_working_day(day) if known is None else known

    def is_holiday(self, day: date) -> bool:
        """A day off that belongs to a holiday, as the State Council's notices count them: the unbroken run of days off
        around a public holiday or a day that staff closed. An ordinary weekend is none."""
        return any(self._is_closed(off) for step in (ONE_DAY, -ONE_DAY) for off in self._days_off_from(day, step))

    def _days_off_from(self, day: date, step: timedelta) -> Iterator[date]:
        while not self.is_working_day(day):
            yield day
            day += step

    def _is_closed(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return day in _library if known is None else not known

    def add_working_days(self, day: date, count: int) -> date:
        """The last day of a period of `count` working days that begins with an event on `day`. Zero: `day` itself."""
        step = ONE_DAY if count >= 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative when `last` is before `first`."""
        if last < first:
            return -self.working_days_between(last, first)
        corrections = sum(
            working - _library.is_working_day(day) for day, working in self.exceptions.items() if first < day <= last
        )
        return _library_days_until(last) - _library_days_until(first) + corrections

    def working_day_on_or_after(self, day: date) -> date:
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def is_estimated(self, year: int) -> bool:
        """No State Council notice is known for the year: holidays are computed, make-up days are missing."""
        return year > max(_library.special_public_holidays) and not any(day.year == year for day in self.exceptions)


def _library_days_until(day: date) -> int:
    """Working days from the base year to `day`, without the exceptions: a list of fifty deadlines,
    some of them a year late, asks for thousands of days."""
    return _days_before(day.year) + _days_within(day.year)[day.timetuple().tm_yday]


@cache
def _days_before(year: int) -> int:
    if year >= BASE_YEAR:
        return sum(_days_within(before)[-1] for before in range(BASE_YEAR, year))
    return -sum(_days_within(later)[-1] for later in range(year, BASE_YEAR))


@cache
def _days_within(year: int) -> tuple[int, ...]:
    """By number of the day in the year: working days from New Year up to and including it."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365 + isleap(year)))
    return (0, *accumulate(int(_library.is_working_day(day)) for day in days))


def work_calendar() -> WorkCalendar:
    """The calendar now: one query, and within a request (`read_once`) one query in all."""
    kept = _request.get()
    if kept is None:
        return _read()
    if "calendar" not in kept:
        kept["calendar"] = _read()
    return kept["calendar"]


@contextmanager
def read_once() -> Iterator[None]:
    """Inside, the table of exceptions is read at most once: a list of fifty deadlines costs one query."""
    token = _request.set({})
    try:
        yield
    finally:
        _request.reset(token)


def is_working_day(day: date) -> bool:
    return work_calendar().is_working_day(day)


def add_working_days(day: date, count: int) -> date:
    return work_calendar().add_working_days(day, count)


def working_days_between(first: date, last: date) -> int:
    return work_calendar().working_days_between(first, last)


def is_estimated(year: int) -> bool:
    return work_calendar().is_estimated(year)


def _read() -> WorkCalendar:
    return WorkCalendar(dict(CalendarDay.objects.values_list("date", "is_working_day")))
