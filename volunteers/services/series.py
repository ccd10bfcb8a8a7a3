"""Series of shifts: beginning one, planning it ahead, adding a day by hand."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import structlog
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from areas.calendar import work_calendar
from areas.deadlines import looking_ahead
from audit.recording import record
from volunteers.locking import taking_turns
from volunteers.models import Activity, SeriesOccurrence, SeriesTask, Shift, ShiftSeries
from volunteers.models.series import Kind
from volunteers.permissions import may_run_team
from volunteers.series_pattern import Pattern, fields_of, pattern_of
from volunteers.services.series_effects import make_shifts
from volunteers.services.series_locks import locked_series
from workflow.machine import NotAllowed, Refused

HORIZON = "series_horizon"
LONGEST_AHEAD = 400  # days: a day that is added by hand, and a horizon, stay within a good year
log = structlog.get_logger(__name__)


@taking_turns
def begin_series(*, activity: Activity, pattern: Pattern, by: Any, at: datetime) -> ShiftSeries:
    """Keeps the series and plans its first shifts. Raises NotAllowed, BadSeries, TooManyDays."""
    check_leads(by, activity)
    pattern.check()
    series = new_series(activity, pattern, by=by, at=at)
    record("volunteers.series_begun", subject=series, by=by, at=at, data={"rule": series.rule})
    _plan_ahead(series, by=by, at=at)
    return series


def new_series(activity: Activity, pattern: Pattern, *, by: Any, at: datetime, **further: Any) -> ShiftSeries:
    series = ShiftSeries.objects.create(
        activity=activity, created_at=at, created_by=by, **fields_of(pattern), **further
    )
    set_tasks(series, pattern)
    return series


def set_tasks(series: ShiftSeries, pattern: Pattern) -> None:
    series.tasks.all().delete()
    SeriesTask.objects.bulk_create(SeriesTask(series=series, **vars(task)) for task in pattern.tasks)


@taking_turns
def plan_ahead(*, series: ShiftSeries, at: datetime) -> int:
    """Plans the shifts up to the horizon that are still missing; returns how many. Safe to run twice and at once."""
    return _plan_ahead(locked_series(series.pk), by=None, at=at)


def plan_all_ahead(*, at: datetime) -> int:
    """Each series in a transaction of its own: one that fails is reported and does not hold up the others."""
    planned = 0
    for series in ShiftSeries.objects.running(localdate(at)):
        try:
            planned += plan_ahead(series=series, at=at)
        except Exception:
            log.exception("series_not_planned", series_id=series.pk)
    return planned


@taking_turns
def add_day(*, series: ShiftSeries, day: date, by: Any, at: datetime) -> Shift:
    """A shift on a day that the rule or the calendar leaves out. Raises NotAllowed and Refused."""
    fresh = locked_series(series.pk)
    check_leads(by, fresh.activity)
    pattern = pattern_of(fresh)
    if pattern.times_on(day).starts_at <= at:
        raise Refused(_("This day is over. Please choose a later one."))
    if (day - fresh.day_of(at)).days > LONGEST_AHEAD:
        raise Refused(_("This day is too far ahead. Please choose one within a year."))
    before = SeriesOccurrence.objects.filter(series=fresh, original_start=pattern.times_on(day).starts_at).first()
    if before and before.kind != Kind.REMOVED:
        raise Refused(_("The series has a shift on this day already."))
    if before:
        before.delete()
    [shift] = make_shifts(fresh, pattern, [day], Kind.ADDED, by=by, at=at)
    record("volunteers.series_day_added", subject=fresh, by=by, at=at, data={"day": day.isoformat(), "shift": shift.pk})
    return shift


def horizon(series: ShiftSeries, at: datetime) -> date:
    """The last day that is planned now: the parameter of the staff, within LONGEST_AHEAD."""
    ahead = series.day_of(looking_ahead(HORIZON, at))
    return min(ahead, date.fromordinal(series.day_of(at).toordinal() + LONGEST_AHEAD))


def _plan_ahead(series: ShiftSeries, *, by: Any, at: datetime) -> int:
    until, today = horizon(series, at), series.day_of(at)
    pattern = pattern_of(series)
    missing = _missing_days(series, pattern, today, until, at)
    make_shifts(series, pattern, missing, Kind.RULE, by=by, at=at)
    series.planned_until = max(until, series.planned_until or until)
    series.planned_at = at
    series.save(update_fields=["planned_until", "planned_at"])
    return len(missing)


def _missing_days(series: ShiftSeries, pattern: Pattern, today: date, until: date, at: datetime) -> Sequence[date]:
    known = {series.day_of(start) for start in series.occurrences.values_list("original_start", flat=True)}
    days = pattern.days(max(today, series.first_on), until, work_calendar())
    return [
        day
        for day in days
        if day not in known
        and (series.stopped_from is None or day < series.stopped_from)
        and pattern.times_on(day).starts_at > at
    ]


def check_leads(by: Any, activity: Activity) -> None:
    answer = may_run_team(by, activity.team)
    if not answer:
        raise NotAllowed(answer.reason)
