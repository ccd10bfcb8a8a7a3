"""What a change of a series would do, to whom: worked out without changing anything.

The page of consequences shows a plan; the service makes it once more under its locks and refuses when it differs from
the one that was read (`digest`), so nobody is surprised by what happened in between.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from areas.calendar import work_calendar
from audit.models import Event
from volunteers.models import SeriesOccurrence, Shift, ShiftRole, ShiftSeries, Signup
from volunteers.models.series import Kind
from volunteers.series_change import Clash, OnClash, Part, Scope, SeriesChange, ShiftChange
from volunteers.series_days import OnDay, pairs_of
from volunteers.series_pattern import BadSeries, Pattern, Times, pattern_of, same_tasks

REMINDERS = ("volunteers.shift_tomorrow", "volunteers.shift_soon")


def plan_change(
    series: ShiftSeries,
    pattern: Pattern,
    *,
    scope: str,
    day: date,
    on_clash: str = "",
    on_day: str = "",
    at: datetime,
) -> SeriesChange:
    """`day` is the day of the shift that "this" and "following" mean; "all" begins today. Raises BadSeries.

    `on_day` says whether shifts on days that the new rule leaves out move to its new days (OnDay).
    """
    since = series.day_of(at) if scope == Scope.ALL else day
    rows = occurrences_from(series, since)
    if scope == Scope.THIS:
        rows = [row for row in rows if series.day_of(row.original_start) == day]
        wanted = {day}
    else:
        pattern = counted_from(series, pattern, since)
        wanted = _wanted_days(series, pattern, since, rows)
    before = pattern_of(series)
    coming = [row for row in rows if row.shift is not None and row.shift.starts_at > at]
    dropped = [row for row in coming if _is_dropped(row, before, series.day_of(row.original_start), wanted)]
    new_days = {day for day in wanted if pattern.times_on(day).starts_at > at}
    new_days -= {series.day_of(row.original_start) for row in rows}
    pairs = pairs_of(series, (before.rule, pattern.rule), dropped, new_days)
    moving = pairs if on_day == OnDay.MOVE else {}
    gone = {row.pk for row in dropped if row.pk not in moving}
    changes = (
        _to_another_day(row, before, pattern, (series.day_of(row.original_start), moving[row.pk]))
        if row.pk in moving
        else _change(row, before, pattern, series.day_of(row.original_start), wanted, at)
        for row in coming
        if row.pk not in gone
    )
    plan = SeriesChange(
        series=series,
        since=since,
        scope=scope,
        pattern=pattern,
        carried=tuple(rows),
        changes=tuple(changes),
        drops=tuple(row for row in coming if row.pk in gone),
        new_days=tuple(sorted(new_days - set(moving.values()))),
        pairs=pairs,
    )
    return _answered(with_people(replace(plan, clashes=_clashes(plan))), on_clash)


def counted_from(series: ShiftSeries, pattern: Pattern, since: date) -> Pattern:
    """The pattern as it counts from `since` on: "every second week" stays in the weeks that the series has, and of
    "10 times" those are left that are not over. Raises BadSeries when none is."""
    old, rule = pattern_of(series), pattern.rule
    if rule.count is not None:
        left = rule.count - old.rule.passed(old.first_on, since)
        if left < 1:
            raise BadSeries(_("The series has taken place that often already. Please enter a greater number."))
        rule = replace(rule, count=left)
    in_step = old.rule.next_days(old.first_on, since, 1) if rule.interval > 1 else []
    return replace(pattern, rule=rule, first_on=in_step[0] if in_step else max(since, pattern.first_on))


def plan_end(series: ShiftSeries, *, since: date, at: datetime, only_unused: bool = False) -> SeriesChange:
    """Nothing from that day on. `only_unused` leaves the shifts that somebody signed up for."""
    rows = [row for row in occurrences_from(series, since) if is_coming(row.shift, at)]
    used = used_shifts([row.shift_id for row in rows])
    drops = tuple(row for row in rows if not (only_unused and row.shift_id in used))
    return with_people(SeriesChange(series=series, since=since, drops=drops))


def plan_removal(series: ShiftSeries, *, day: date, at: datetime) -> SeriesChange:
    rows = [row for row in occurrences_from(series, day) if series.day_of(row.original_start) == day]
    drops = tuple(row for row in rows if is_coming(row.shift, at))
    return with_people(SeriesChange(series=series, since=day, scope=Scope.THIS, drops=drops))


def is_coming(shift: Shift | None, at: datetime) -> bool:
    return shift is not None and shift.starts_at > at and shift.state != "cancelled"


def occurrences_from(series: ShiftSeries, since: date) -> list[SeriesOccurrence]:
    start = datetime.combine(since, time.min, series.tz)
    rows = series.occurrences.filter(original_start__gte=start).order_by("original_start")
    return list(rows.select_related("shift__activity__team").prefetch_related("shift__roles"))


def with_people(plan: SeriesChange) -> SeriesChange:
    """Fills in who is on the shifts, what refers to them and which reminders are out already."""
    live = Signup.objects.live().filter(shift__in=plan.shift_ids).select_related("volunteer")
    signups: dict[int, list[Signup]] = defaultdict(list)
    for signup in live.order_by("shift", "role", "sequence"):
        signups[signup.shift_id].append(signup)
    used = used_shifts([row.shift_id for row in plan.drops])
    return replace(plan, signups=dict(signups), used=used, reminded=_reminded(plan, signups))


def used_shifts(shift_ids: Collection[int]) -> frozenset[int]:
    """Shifts to which anything refers besides their tasks and their day of a series: a sign-up, even a cancelled."""
    first, *others = _references(list(shift_ids))
    return frozenset(pk for (pk,) in first.union(*others))


def _references(shift_ids: list[int]) -> Iterator[QuerySet[Any, Any]]:
    """Per model the shifts that its rows name, themselves or by a task."""
    for model, path in ((Shift, ""), (ShiftRole, "__shift")):
        for relation in model._meta.related_objects:
            if relation.related_model not in (ShiftRole, SeriesOccurrence):
                name = f"{relation.field.name}{path}"
                rows = relation.related_model._base_manager.filter(**{f"{name}__in": shift_ids})
                yield rows.order_by().values_list(name)


def _wanted_days(series: ShiftSeries, pattern: Pattern, since: date, rows: Iterable[SeriesOccurrence]) -> set[date]:
    if series.planned_until is None:
        return set()
    days = set(pattern.days(since, series.planned_until, work_calendar()))
    if series.stopped_from:
        days = {day for day in days if day < series.stopped_from}
    days |= {series.day_of(row.original_start) for row in rows if row.kind == Kind.ADDED}
    return days - {series.day_of(row.original_start) for row in rows if row.kind == Kind.REMOVED}


def changed_by_hand(shift: Shift, before: Pattern, day: date) -> tuple[Part, ...]:
    """The parts in which the shift is not what the series says of its day."""
    if shift.state == "cancelled":
        return (Part.CANCELLED,)
    same_place = (shift.place_zh, shift.place_en) == (before.place_zh, before.place_en)
    parts = (
        (Part.TIME, not _is_another_time(shift, before.times_on(day))),
        (Part.PLACE, same_place),
        (Part.TASKS, same_tasks(shift, before.tasks)),
    )
    return tuple(part for part, is_same in parts if not is_same)


def _is_dropped(row: SeriesOccurrence, before: Pattern, day: date, wanted: Collection[date]) -> bool:
    return day not in wanted and not changed_by_hand(row.shift, before, day)


def _to_another_day(row: SeriesOccurrence, before: Pattern, after: Pattern, days: tuple[date, date]) -> ShiftChange:
    """Nothing of it was changed by hand, or it would not leave its day."""
    new = _differences(before, after, days[1])
    times = after.times_on(days[1])
    return ShiftChange(row, times=times, place=new.get(Part.PLACE), tasks=new.get(Part.TASKS), is_moved=True, days=days)


def _change(
    row: SeriesOccurrence, before: Pattern, after: Pattern, day: date, wanted: Collection[date], at: datetime
) -> ShiftChange:
    by_hand = changed_by_hand(row.shift, before, day)
    if day not in wanted and by_hand and Part.CANCELLED not in by_hand:
        return ShiftChange(row, kept=(*by_hand, Part.DAY))
    if Part.CANCELLED in by_hand:
        return ShiftChange(row, kept=by_hand)
    new = _differences(before, after, day)
    times = None if Part.TIME in by_hand else new.get(Part.TIME)
    is_over = times is not None and times.starts_at <= at
    if is_over:
        times = None
    return ShiftChange(
        row,
        times=times,
        place=None if Part.PLACE in by_hand else new.get(Part.PLACE),
        tasks=None if Part.TASKS in by_hand else new.get(Part.TASKS),
        kept=(*(part for part in by_hand if part in new), *((Part.OVER,) if is_over else ())),
        is_moved=times is not None and _is_another_time(row.shift, times),
    )


def _is_another_time(shift: Shift, times: Times) -> bool:
    return (shift.starts_at, shift.ends_at, shift.arrive_at) != (times.starts_at, times.ends_at, times.arrive_at)


def _differences(before: Pattern, after: Pattern, day: date) -> dict[Part, Any]:
    new: dict[Part, Any] = {}
    if before.times_on(day) != after.times_on(day):
        new[Part.TIME] = after.times_on(day)
    if (before.place_zh, before.place_en) != (after.place_zh, after.place_en):
        new[Part.PLACE] = (after.place_zh, after.place_en)
    if before.tasks != after.tasks:
        new[Part.TASKS] = after.tasks
    return new


# --- Clashes ----------------------------------------------------------------------------------------------------------


def _answered(plan: SeriesChange, on_clash: str) -> SeriesChange:
    """With the leader's answer to the clashes carried out; it keeps the digest of what was asked."""
    if on_clash == OnClash.RELEASE:
        released = tuple({clash.signup.pk: clash.signup for clash in plan.clashes}.values())
        return replace(plan, releases=released, asked=plan.digest)
    if on_clash != OnClash.KEEP:
        return plan
    asked, found = plan.digest, plan.clashes
    while found:  # a shift that stays may stand in the way of another one
        staying = {clash.signup.shift_id for clash in found}
        back = {
            c.days[1] for c in plan.changes if c.days and c.shift.pk in staying
        }  # days that get a shift of their own
        changes = tuple(_staying(c) if c.shift.pk in staying else c for c in plan.changes)
        plan = replace(plan, changes=changes, new_days=tuple(sorted({*plan.new_days, *back})), asked=asked)
        found = _clashes(plan)
    return plan


def _staying(change: ShiftChange) -> ShiftChange:
    kept = (*change.kept, Part.CLASH, *((Part.DAY,) if change.days else ()))
    return replace(change, times=None, is_moved=False, days=None, kept=kept)


def _clashes(plan: SeriesChange) -> tuple[Clash, ...]:
    """Confirmed people of shifts that move who are confirmed elsewhere at the new time. Two queries."""
    new = {change.shift.pk: times for change, times in _moves(plan)}
    if not new:
        return ()
    ends = [row.shift_id for row in plan.drops]
    mine = list(_confirmed().filter(shift__in=new).select_related("volunteer", "shift"))
    earliest = min(min(times.starts_at, change.shift.starts_at) for change, times in _moves(plan))
    others = _confirmed().filter(volunteer__in={signup.volunteer_id for signup in mine}, ends_at__gt=earliest)
    by_person: dict[int, list[Signup]] = defaultdict(list)
    for other in others.exclude(shift__in=ends).select_related("shift__activity"):
        by_person[other.volunteer_id].append(other)
    return tuple(
        Clash(signup, other, new[signup.shift_id].starts_at)
        for signup in mine
        for other in by_person[signup.volunteer_id]
        if other.pk != signup.pk and _overlap(_span(signup, new), _span(other, new))
    )


def _moves(plan: SeriesChange) -> list[tuple[ShiftChange, Times]]:
    return [(change, change.times) for change in plan.moved if change.times]


def _confirmed() -> models.QuerySet[Signup]:
    return Signup.objects.filter(state="confirmed").order_by("starts_at", "pk")


def _span(signup: Signup, new: Mapping[int, Times]) -> tuple[datetime, datetime]:
    times = new.get(signup.shift_id)
    return (times.starts_at, times.ends_at) if times else (signup.starts_at, signup.ends_at)


def _overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _reminded(plan: SeriesChange, signups: Mapping[int, Sequence[Signup]]) -> int:
    moved = {change.shift.pk for change in plan.moved} | {row.shift_id for row in plan.drops}
    start = {s.pk: int(s.starts_at.timestamp()) for shift in moved for s in signups.get(shift, ())}
    sent = Event.objects.filter(subject_type="volunteers.signup", subject_id__in=start, code__in=REMINDERS)
    return len({event.subject_id for event in sent if event.data.get("start") == start[event.subject_id]})
