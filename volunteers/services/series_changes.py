"""Changing, ending and taking back a series: everything at once, and one message per person.

Each of these makes its plan twice: first to know whom and what to lock, then under the locks. `seen` is the digest of
the plan that the leader read; when the plan is another one by now, ConsequencesChanged carries the new one.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.recording import record
from volunteers.choices import CancelReason
from volunteers.locking import Busy, locked_volunteers, taking_turns
from volunteers.models import SeriesOccurrence, Shift, ShiftRole, ShiftSeries, Signup
from volunteers.models.series import Kind
from volunteers.series_change import OnClash, Part, Scope, SeriesChange
from volunteers.series_pattern import Pattern, fields_of, pattern_of
from volunteers.series_plan import plan_change, plan_end, plan_removal
from volunteers.services.series import check_leads, new_series, set_tasks
from volunteers.services.series_effects import (
    change_tasks,
    drop_shifts,
    end_signups,
    in_safe_order,
    let_in_those_who_wait,
    make_shifts,
    move_shifts,
)
from volunteers.services.series_locks import locked_series, locked_shifts_and_roles
from volunteers.services.series_news import tell
from volunteers.services.series_standing import move_standing_places
from workflow.machine import Refused


class ConsequencesChanged(Refused):
    """The plan is not the one that was read; `plan` is what would happen now."""

    def __init__(self, plan: SeriesChange) -> None:
        super().__init__(_("Something changed since you looked. Please read the consequences again and confirm."))
        self.plan = plan


class ChangeClashes(Refused):
    """People of the series have another shift at the new time, and nobody said what happens to them."""

    def __init__(self, plan: SeriesChange) -> None:
        count = len({clash.signup.volunteer_id for clash in plan.clashes})
        super().__init__(
            ngettext(
                "%(count)d person has another shift at the new time. Please choose what happens.",
                "%(count)d people have another shift at the new time. Please choose what happens.",
                count,
            )
            % {"count": count}
        )
        self.plan = plan


@taking_turns
def change_series(
    *,
    series: ShiftSeries,
    pattern: Pattern,
    scope: str,
    day: date,
    on_clash: str = "",
    on_day: str = "",
    seen: str | None = None,
    by: Any,
    at: datetime,
) -> SeriesChange:
    """Carries out what `plan_change` says. "Following" ends the series and begins one that continues it.

    Raises NotAllowed, BadSeries, ChangeClashes, ConsequencesChanged, Busy, and Refused when the shift of "this" or
    "following" has begun or is none of the series.
    """
    fresh = locked_series(series.pk)
    check_leads(by, fresh.activity)
    pattern.check()
    check_day(fresh, scope, day, at)
    plan, roles = _under_locks(
        lambda: plan_change(fresh, pattern, scope=scope, day=day, on_clash=on_clash, on_day=on_day, at=at), seen
    )
    if plan.clashes and on_clash not in OnClash.values:
        raise ChangeClashes(plan)
    try:
        _carry_out(plan, roles, by, at)
    except IntegrityError as clash:  # somebody moved up elsewhere at this moment; nobody locks people for that
        raise Busy(_("Somebody signed up at this very moment. Please try again.")) from clash
    return plan


@taking_turns
def end_series(*, series: ShiftSeries, since: date, seen: str | None = None, by: Any, at: datetime) -> SeriesChange:
    """No shifts from that day on: unused ones go, the others are cancelled and their people told in one message."""
    fresh = locked_series(series.pk)
    check_leads(by, fresh.activity)
    since = max(since, fresh.day_of(at))
    plan, roles = _under_locks(lambda: plan_end(fresh, since=since, at=at), seen)
    _end(plan, roles, "volunteers.series_ended", by, at)
    return plan


@taking_turns
def undo_series(*, series: ShiftSeries, seen: str | None = None, by: Any, at: datetime) -> SeriesChange:
    """Takes back what was planned in bulk: coming shifts that nobody signed up for go, the others stay as they are."""
    fresh = locked_series(series.pk)
    check_leads(by, fresh.activity)
    today = fresh.day_of(at)
    plan, roles = _under_locks(lambda: plan_end(fresh, since=today, at=at, only_unused=True), seen)
    _end(plan, roles, "volunteers.series_undone", by, at)
    return plan


@taking_turns
def remove_day(*, series: ShiftSeries, day: date, seen: str | None = None, by: Any, at: datetime) -> SeriesChange:
    """The series has no shift on that day, whatever the rule says later. Raises Refused when the shift has begun."""
    fresh = locked_series(series.pk)
    check_leads(by, fresh.activity)
    start = pattern_of(fresh).times_on(day).starts_at
    if start <= at:
        raise Refused(_("This day is over. Please choose a later one."))
    plan, roles = _under_locks(lambda: plan_removal(fresh, day=day, at=at), seen)
    drop_shifts(plan, roles, by=by, at=at)
    kept = SeriesOccurrence.objects.filter(series=fresh, original_start=start)
    if not kept.exists():
        SeriesOccurrence.objects.create(series=fresh, original_start=start, kind=Kind.REMOVED)
    record("volunteers.series_day_removed", subject=fresh, by=by, at=at, data={"day": day.isoformat()})
    tell(plan, by=by, at=at)
    return plan


def check_day(series: ShiftSeries, scope: str, day: date, at: datetime) -> None:
    """Raises Refused when "this" or "following" names no coming shift of the series."""
    if series.stopped_from and day >= series.stopped_from:
        raise Refused(_("The series has ended. Please begin a new one."))
    if scope == Scope.ALL:
        return
    start = pattern_of(series).times_on(day).starts_at
    row = SeriesOccurrence.objects.filter(series=series, original_start=start, shift__isnull=False)
    shift = Shift.objects.filter(occurrence__in=row).exclude(state="cancelled").first()
    if shift is None:
        raise Refused(_("The series has no shift on this day. Please choose another one."))
    if shift.starts_at <= at:
        raise Refused(_("This shift has begun and stays as it is. Please choose a later one."))


def _under_locks(make_plan: Callable[[], SeriesChange], seen: str | None) -> tuple[SeriesChange, list[ShiftRole]]:
    first = make_plan()
    people = {person.pk for person in locked_volunteers(first.volunteer_ids)}
    roles = locked_shifts_and_roles(first.shift_ids)
    plan = make_plan()
    if seen is not None and plan.digest != seen:
        raise ConsequencesChanged(plan)
    if not (plan.volunteer_ids <= people and set(plan.shift_ids) <= set(first.shift_ids)):
        raise Busy(_("Somebody signed up at this very moment. Please try again."))
    return plan, roles


def _carry_out(plan: SeriesChange, roles: list[ShiftRole], by: Any, at: datetime) -> None:
    end_signups(plan.releases, "release_with_series", CancelReason.BY_LEADER, roles, by=by, at=at)
    drop_shifts(plan, roles, by=by, at=at)
    signed_up = set(Signup.objects.filter(shift__in=plan.shift_ids).order_by().values_list("shift", flat=True))
    move_shifts(in_safe_order(plan.changes), signed_up, by=by, at=at)
    change_tasks(plan.changes, roles, by=by, at=at)
    target = _new_definition(plan, by, at)
    move_standing_places(plan, target, by=by, at=at)
    make_shifts(target, _pattern(plan), plan.new_days, Kind.RULE, by=by, at=at)
    _freshen(plan, roles)
    let_in_those_who_wait(plan.shift_ids, roles, at=at)
    tell(plan, by=by, at=at)


def _new_definition(plan: SeriesChange, by: Any, at: datetime) -> ShiftSeries:
    """The series that holds the new pattern, with the days that it takes over."""
    series, pattern = plan.series, _pattern(plan)
    data = {"scope": plan.scope, "since": plan.since.isoformat(), "rule": pattern.rule.text}
    if plan.scope == Scope.THIS:
        record("volunteers.series_changed", subject=series, by=by, at=at, data=data)
        return series
    target = _begin_another(plan, by, at) if plan.scope == Scope.FOLLOWING else _rewrite(plan)
    _take_over(plan, target)
    record("volunteers.series_changed", subject=series, by=by, at=at, data={**data, "held_by": target.pk})
    return target


def _rewrite(plan: SeriesChange) -> ShiftSeries:
    series, pattern = plan.series, _pattern(plan)
    for name, value in fields_of(pattern).items():
        setattr(series, name, value)
    series.revision += 1
    series.save()
    set_tasks(series, pattern)
    return series


def _begin_another(plan: SeriesChange, by: Any, at: datetime) -> ShiftSeries:
    old = plan.series
    kept = {name: getattr(old, name) for name in ("stopped_from", "planned_until", "planned_at")}
    target = new_series(old.activity, _pattern(plan), by=by, at=at, continues=old, **kept)
    record("volunteers.series_begun", subject=target, by=by, at=at, data={"rule": target.rule, "continues": old.pk})
    old.stopped_from = plan.since
    old.revision += 1
    old.save(update_fields=["stopped_from", "revision"])
    return target


def _take_over(plan: SeriesChange, target: ShiftSeries) -> None:
    """The days keep their shifts, at the start that the new pattern gives them; some shifts move to a new day."""
    new_day = {change.occurrence.pk: change.days[1] for change in plan.changes if change.days}
    pattern, dropped = _pattern(plan), {row.pk for row in plan.drops}
    by_hand = {change.occurrence.pk for change in plan.changes if Part.DAY in change.kept}
    rows = [row for row in plan.carried if row.pk not in dropped]
    for row in rows:
        day = new_day.get(row.pk) or plan.series.day_of(row.original_start)
        row.original_start = pattern.times_on(day).starts_at
        row.series = target
        row.kind = Kind.ADDED if row.pk in by_hand else row.kind
    SeriesOccurrence.objects.bulk_update(rows, ["original_start", "series", "kind"], batch_size=200)


def _end(plan: SeriesChange, roles: list[ShiftRole], event: str, by: Any, at: datetime) -> None:
    series = plan.series
    drop_shifts(plan, roles, by=by, at=at)
    series.stopped_from = min(plan.since, series.stopped_from or plan.since)
    series.revision += 1
    series.save(update_fields=["stopped_from", "revision"])
    counts = {"removed": len(plan.removed), "cancelled": len(plan.cancelled), "since": plan.since.isoformat()}
    record(event, subject=series, by=by, at=at, data=counts)
    tell(plan, by=by, at=at)


def _freshen(plan: SeriesChange, roles: Iterable[ShiftRole]) -> None:
    """The tasks look at the shifts as they are after the move."""
    shifts = {change.shift.pk: change.shift for change in plan.changes}
    for role in roles:
        role.shift = shifts.get(role.shift_id, role.shift)


def _pattern(plan: SeriesChange) -> Pattern:
    if plan.pattern is None:
        raise ValueError("a plan that ends things has no pattern")
    return plan.pattern
