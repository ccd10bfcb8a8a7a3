"""Planning, moving, opening, closing and cancelling shifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.recording import record
from volunteers.choices import CancelReason
from volunteers.locking import Busy, locked_roles, locked_shift, locked_volunteers, taking_turns
from volunteers.models import Activity, Shift, ShiftRole, Signup
from volunteers.permissions import may_lead
from volunteers.selectors import clashes_after_move
from volunteers.services.places import live_signups, promote_waiting, refill, take_place_back
from volunteers.workflow import SHIFT_WORKFLOW
from workflow.machine import NotAllowed, Refused


@dataclass(frozen=True)
class RolePlan:
    name_zh: str
    capacity: int
    minimum: int = 1
    name_en: str = ""
    min_age: int = 0
    training_required: str = ""


class MoveBreaks(Refused):
    """People on the shift are on another one at the new time; `signups` names them."""

    def __init__(self, signups: Sequence[Signup]) -> None:
        super().__init__(
            ngettext(
                "%(count)d person has another shift at the new time. Release the person first, or choose another time.",
                "%(count)d people have another shift at the new time. Release them first, or choose another time.",
                len(signups),
            )
            % {"count": len(signups)}
        )
        self.signups = list(signups)


@transaction.atomic
def create_shift(
    *,
    activity: Activity,
    starts_at: datetime,
    ends_at: datetime,
    roles: Sequence[RolePlan],
    by: Any,
    at: datetime,
    **details: Any,
) -> Shift:
    """Plans a shift as a draft. `details`: arrive_at, place_zh, place_en, signup_opens_at, signup_closes_at."""
    shift = Shift(activity=activity, starts_at=starts_at, ends_at=ends_at, **details)
    plan_shift(shift=shift, by=by, at=at)
    ShiftRole.objects.bulk_create([ShiftRole(shift=shift, **vars(plan)) for plan in roles])
    return shift


@transaction.atomic
def enter_past_shift(
    *,
    activity: Activity,
    starts_at: datetime,
    ends_at: datetime,
    roles: Sequence[RolePlan],
    reason: str,
    by: Any,
    at: datetime,
    **details: Any,
) -> Shift:
    """A shift that took place without the portal: closed for sign-up, its people are added and its roster confirmed.

    `details` as for `create_shift`. Raises NotAllowed, Refused for a shift that is not over or without a reason.
    """
    if ends_at > at:
        raise Refused(_("This shift is not over. Please plan it like every other one."))
    if not reason.strip():
        raise Refused(_("Please write why the shift is entered afterwards."))
    shift = Shift(
        activity=activity, starts_at=starts_at, ends_at=ends_at, planned_late_reason=reason.strip(), **details
    )
    _save_draft(shift, by, at)
    ShiftRole.objects.bulk_create([ShiftRole(shift=shift, **vars(plan)) for plan in roles])
    SHIFT_WORKFLOW.fire("publish", shift, by=by, at=at)
    SHIFT_WORKFLOW.fire("close", shift, by=by, at=at)
    record("volunteers.shift_entered_afterwards", subject=shift, by=by, at=at)
    return shift


@transaction.atomic
def plan_shift(*, shift: Shift, by: Any, at: datetime) -> Shift:
    """Saves a new shift as a draft without tasks. Raises NotAllowed, Refused for a time that is over already."""
    if shift.starts_at <= at:
        raise Refused(_("This time is over. Please compare date and time; a past shift is entered on its own page."))
    return _save_draft(shift, by, at)


def _save_draft(shift: Shift, by: Any, at: datetime) -> Shift:
    _check_leader(by, shift)
    shift.state, shift.state_since = SHIFT_WORKFLOW.initial, at
    shift.save(force_insert=True)
    record("volunteers.shift_planned", subject=shift, by=by, at=at)
    return shift


@taking_turns
def open_shift(*, shift: Shift, by: Any, at: datetime) -> Shift:
    return _fire(shift, "open", by, at)


@taking_turns
def close_shift(*, shift: Shift, by: Any, at: datetime) -> Shift:
    """No new sign-ups; those there are stay, and the waiting list still moves up."""
    return _fire(shift, "close", by, at)


@taking_turns
def cancel_shift(*, shift: Shift, by: Any, at: datetime) -> Shift:
    """Cancels the shift and every live sign-up. Raises Refused once the shift has begun: its roster is kept then."""
    fresh = locked_shift(shift.pk)
    if at >= fresh.starts_at:
        raise Refused(_("The shift has started. Please keep its roster instead."))
    roles = {role.pk: role for role in locked_roles([fresh.pk])}
    SHIFT_WORKFLOW.fire("cancel", fresh, by=by, at=at)
    for signup in live_signups(roles.values()):
        take_place_back(signup, roles[signup.role_id], "void", CancelReason.SHIFT_CANCELLED, by=by, at=at)
    return fresh


@taking_turns
def move_shift(*, shift: Shift, starts_at: datetime, ends_at: datetime, by: Any, at: datetime) -> Shift:
    """Gives the shift a new time; its other times (arrival, sign-up window) move along, reminders are planned anew.

    Raises NotAllowed, Refused once the shift has begun, MoveBreaks with the people who cannot come then, and Busy
    when somebody signed up while the people were being locked.
    """
    people = Signup.objects.live().filter(shift=shift).values_list("volunteer_id", flat=True)
    locked = {person.pk for person in locked_volunteers(people)}
    fresh = locked_shift(shift.pk)
    roles = locked_roles([fresh.pk])
    _check_movable(fresh, starts_at, ends_at, by, at)
    if not set(live_signups(roles).values_list("volunteer_id", flat=True)) <= locked:
        raise Busy(_("Somebody signed up at this very moment. Please try again."))
    broken = clashes_after_move(fresh, starts_at, ends_at)
    if broken:
        raise MoveBreaks(broken)
    return _move(fresh, roles, starts_at, ends_at, by, at)


@taking_turns
def change_capacity(*, role: ShiftRole, capacity: int, by: Any, at: datetime) -> ShiftRole:
    """More places move the waiting list up at once; fewer keep everybody who is there and let nobody new in."""
    [fresh] = [r for r in locked_roles([role.shift_id]) if r.pk == role.pk]
    _check_leader(by, fresh.shift)
    if fresh.shift.state == "cancelled":
        raise Refused(_("This shift was cancelled."))
    change = {"role": fresh.pk, "from": fresh.capacity, "to": capacity}
    fresh.capacity, fresh.overfill = capacity, max(0, fresh.taken - capacity)
    fresh.save(update_fields=["capacity", "overfill"])
    record("volunteers.capacity_changed", subject=fresh.shift, by=by, at=at, data=change)
    refill(fresh, at=at)
    return fresh


def _fire(shift: Shift, transition: str, by: Any, at: datetime) -> Shift:
    fresh = locked_shift(shift.pk)
    locked_roles([fresh.pk])
    SHIFT_WORKFLOW.fire(transition, fresh, by=by, at=at)
    return fresh


def _check_leader(by: Any, shift: Shift) -> None:
    answer = may_lead(by, shift)
    if not answer:
        raise NotAllowed(answer.reason)


def _check_movable(shift: Shift, starts_at: datetime, ends_at: datetime, by: Any, at: datetime) -> None:
    _check_leader(by, shift)
    if shift.state == "cancelled":
        raise Refused(_("This shift was cancelled."))
    if at >= shift.starts_at:
        raise Refused(_("The shift has started and cannot be moved."))
    if starts_at <= at:
        raise Refused(_("The new time is in the past. Please choose a later one."))
    if ends_at <= starts_at:
        raise Refused(_("The end must be after the start."))


def _move(shift: Shift, roles: list[ShiftRole], starts_at: datetime, ends_at: datetime, by: Any, at: datetime) -> Shift:
    by_how_much = starts_at - shift.starts_at
    for name in ("arrive_at", "signup_opens_at", "signup_closes_at"):
        moment = getattr(shift, name)
        setattr(shift, name, moment + by_how_much if moment else None)
    data = {"from": int(shift.starts_at.timestamp()), "to": int(starts_at.timestamp()), "revision": shift.revision + 1}
    shift.starts_at, shift.ends_at, shift.revision = starts_at, ends_at, shift.revision + 1
    shift.save(update_fields=["starts_at", "ends_at", "arrive_at", "signup_opens_at", "signup_closes_at", "revision"])
    Signup.objects.filter(shift=shift).update(starts_at=starts_at, ends_at=ends_at)
    record("volunteers.shift_moved", subject=shift, by=by, at=at, data=data)
    for role in roles:
        role.shift = shift
        promote_waiting(role, at=at)
    return shift
