"""What a change of a series does to its shifts, in bulk. Every caller holds the locks (services.series_locks).

A shift that nobody ever signed up for is removed with its tasks; one that somebody signed up for is cancelled and stays
as part of that person's history.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from audit.recording import Entry, record_all
from volunteers.choices import CancelReason
from volunteers.models import SeriesOccurrence, Shift, ShiftRole, ShiftSeries, Signup
from volunteers.models.series import Kind
from volunteers.models.signups import HOLDING_STATES
from volunteers.series_change import SeriesChange, ShiftChange
from volunteers.series_pattern import Pattern, Task
from volunteers.services.places import promote_waiting
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from workflow.bulk import fire_each

TIME_FIELDS = ("starts_at", "ends_at", "arrive_at", "signup_opens_at", "signup_closes_at")


def make_shifts(
    series: ShiftSeries, pattern: Pattern, days: Sequence[date], kind: Kind, *, by: Any, at: datetime
) -> list[Shift]:
    """An open shift with its tasks for each day. Raises IntegrityError when a day has its shift already."""
    if not days:
        return []
    shifts = Shift.objects.bulk_create(_shift_on(series, pattern, day, at) for day in days)
    ShiftRole.objects.bulk_create(ShiftRole(shift=shift, **vars(task)) for shift in shifts for task in pattern.tasks)
    SeriesOccurrence.objects.bulk_create(
        SeriesOccurrence(series=series, original_start=shift.starts_at, kind=kind, shift=shift) for shift in shifts
    )
    planned = [Entry("volunteers.shift_planned", shift, {"series": series.pk}) for shift in shifts]
    record_all(planned, by=by, at=at)
    fire_each(SHIFT_WORKFLOW, "publish", shifts, by=by, at=at)
    return shifts


def drop_shifts(plan: SeriesChange, roles: Iterable[ShiftRole], *, by: Any, at: datetime) -> None:
    """Removes the shifts that nothing refers to and cancels the others, with everybody on them."""
    occurrences = SeriesOccurrence.objects.filter(pk__in=[row.pk for row in plan.drops])
    unused = [shift.pk for shift in plan.removed]
    occurrences.delete()
    ShiftRole.objects.filter(shift__in=unused).delete()
    Shift.objects.filter(pk__in=unused).delete()
    ending = {shift.pk for shift in plan.cancelled}
    fire_each(SHIFT_WORKFLOW, "cancel_with_series", plan.cancelled, by=by, at=at)
    signups = [signup for shift in sorted(ending) for signup in plan.signups.get(shift, ())]
    end_signups(signups, "void", CancelReason.SHIFT_CANCELLED, roles, by=by, at=at)


def end_signups(
    signups: Sequence[Signup],
    transition: str,
    reason: CancelReason,
    roles: Iterable[ShiftRole],
    *,
    by: Any,
    at: datetime,
) -> None:
    """Ends live sign-ups and gives their places back; like `take_place_back`, for many."""
    freed, seeking = Counter[int](), Counter[int]()
    for signup in signups:
        if signup.state in HOLDING_STATES:
            freed[signup.role_id] += signup.party_size
            seeking[signup.role_id] += signup.party_size if signup.standin_asked_at else 0
    fire_each(SIGNUP_WORKFLOW, transition, signups, by=by, at=at)
    ended = Signup.objects.filter(pk__in=[signup.pk for signup in signups])
    ended.update(cancelled_at=at, cancelled_by=by, cancel_reason=reason)
    changed = [role for role in roles if role.pk in freed]
    for role in changed:
        role.taken -= freed[role.pk]
        role.seeking -= seeking[role.pk]
        role.overfill = max(0, role.taken - role.capacity)
    ShiftRole.objects.bulk_update(changed, ["taken", "overfill", "seeking"], batch_size=200)


def move_shifts(changes: Sequence[ShiftChange], signed_up: set[int], *, by: Any, at: datetime) -> None:
    """Gives the shifts new times and places. `signed_up`: shifts with any sign-up, whose copies of the time follow.

    Later ones go first when a shift moves to a later time, so that nobody is on two shifts even for a moment: the
    database would refuse that.
    """
    told = [change for change in changes if change.is_told]
    for change in changes:
        shift, times = change.shift, change.times
        if times:
            for name in TIME_FIELDS:
                setattr(shift, name, getattr(times, name))
        if change.place is not None:
            shift.place_zh, shift.place_en = change.place
    for change in told:
        change.shift.revision += 1
    shifts = [change.shift for change in changes]
    Shift.objects.bulk_update(shifts, [*TIME_FIELDS, "place_zh", "place_en", "revision"], batch_size=50)
    for shift in shifts:
        if shift.pk in signed_up:
            Signup.objects.filter(shift=shift).exclude(starts_at=shift.starts_at, ends_at=shift.ends_at).update(
                starts_at=shift.starts_at, ends_at=shift.ends_at
            )
    record_all(
        [Entry("volunteers.shift_changed_with_series", c.shift, {"revision": c.shift.revision}) for c in told],
        by=by,
        at=at,
    )


def in_safe_order(changes: Iterable[ShiftChange]) -> list[ShiftChange]:
    """Shifts that move to a later time from the last to the first, the others from the first to the last."""
    moving = [change for change in changes if change.times or change.place is not None]
    later = [c for c in moving if c.times and c.times.starts_at > c.shift.starts_at]
    others = [c for c in moving if c not in later]
    return sorted(later, key=lambda c: c.shift.starts_at, reverse=True) + sorted(
        others, key=lambda c: c.shift.starts_at
    )


def change_tasks(changes: Iterable[ShiftChange], roles: Sequence[ShiftRole], *, by: Any, at: datetime) -> None:
    """Gives the shifts the new tasks. Who has a place keeps it: a task that ends, or shrinks, lets nobody new in."""
    changes = [change for change in changes if change.tasks is not None]
    by_shift: dict[int, list[ShiftRole]] = {change.shift.pk: [] for change in changes}
    for role in roles:
        if role.shift_id in by_shift:
            by_shift[role.shift_id].append(role)
    changed: list[ShiftRole] = []
    ending: list[ShiftRole] = []
    new: list[ShiftRole] = []
    for change in changes:
        tasks = {task.name_zh: task for task in change.tasks or ()}
        for role in by_shift[change.shift.pk]:
            task = tasks.pop(role.name_zh, None)
            (changed if task else ending).append(_with(role, task))
        new += [ShiftRole(shift=change.shift, **vars(task)) for task in tasks.values()]
    _end_tasks(ending)
    names = ["name_en", "minimum", "capacity", "overfill", "min_age", "training_required"]
    ShiftRole.objects.bulk_update(changed, names, batch_size=100)
    ShiftRole.objects.bulk_create(new)
    record_all([Entry("volunteers.tasks_changed_with_series", c.shift) for c in changes], by=by, at=at)


def let_in_those_who_wait(shift_ids: Iterable[int], roles: Iterable[ShiftRole], *, at: datetime) -> None:
    """Where a place became free and somebody waits."""
    waiting = set(
        Signup.objects.filter(state="waiting", shift__in=list(shift_ids)).order_by().values_list("role", flat=True)
    )
    for role in roles:
        if role.pk in waiting and role.free:
            promote_waiting(role, at=at)


def _shift_on(series: ShiftSeries, pattern: Pattern, day: date, at: datetime) -> Shift:
    place = {"place_zh": pattern.place_zh, "place_en": pattern.place_en}
    times = vars(pattern.times_on(day))
    initial = SHIFT_WORKFLOW.initial
    return Shift(activity=series.activity, state=initial, state_since=at, **place, **times)


def _with(role: ShiftRole, task: Task | None) -> ShiftRole:
    if task is None:
        role.capacity, role.minimum = 0, 0
    else:
        for name, value in vars(task).items():
            setattr(role, name, value)
    role.overfill = max(0, role.taken - role.capacity)
    return role


def _end_tasks(ending: Sequence[ShiftRole]) -> None:
    """A task that nobody ever signed up for goes; the others stay without places."""
    unused = ShiftRole.objects.filter(pk__in=[role.pk for role in ending]).exclude(
        Q(pk__in=Signup.objects.order_by().values("role"))
    )
    gone = set(unused.values_list("pk", flat=True))
    ShiftRole.objects.filter(pk__in=gone).delete()
    staying = [role for role in ending if role.pk not in gone]
    ShiftRole.objects.bulk_update(staying, ["minimum", "capacity", "overfill"], batch_size=100)
