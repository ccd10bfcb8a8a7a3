"""Series of shifts: breakfast every day at 05:30 unless told otherwise. Times are relative to AT, a Tuesday."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from tests.factories.volunteers import AT, ActivityFactory
from volunteers.models import Shift, ShiftSeries
from volunteers.recurrence import parse
from volunteers.series_pattern import Pattern, Task
from volunteers.services.series import begin_series

FIRST = date(2023, 9, 6)  # the day after AT
DAILY = Pattern(
    rule=parse("FREQ=DAILY"),
    first_on=FIRST,
    start_time=time(5, 30),
    end_time=time(9),
    day_policy="every_day",
    tasks=(Task("分发早餐", 3),),
    zone="Asia/Shanghai",
)


def pattern(rule: str = "FREQ=DAILY", **fields) -> Pattern:
    return replace(DAILY, rule=parse(rule), **fields)


def make_series(rule: str = "FREQ=DAILY", *, activity=None, at: datetime = AT, **fields) -> ShiftSeries:
    activity = activity or ActivityFactory()
    return begin_series(activity=activity, pattern=pattern(rule, **fields), by=activity.team.leader, at=at)


def shift_on(series: ShiftSeries, day: date) -> Shift:
    start = datetime.combine(day, time.min, series.tz)
    occurrence = series.occurrences.get(original_start__gte=start, original_start__lt=start + timedelta(days=1))
    return occurrence.shift
