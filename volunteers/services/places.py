"""Giving and taking back places. Every caller holds the lock of the role (volunteers.locking)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from volunteers.checks import TO_MOVE_UP, candidate_for, refusal
from volunteers.choices import CancelReason
from volunteers.models import ShiftRole, Signup
from volunteers.models.signups import LIVE_STATES
from volunteers.workflow import SIGNUP_WORKFLOW


class NoPlaceLeft(Exception):
    """The role was full although its lock is held: a caller forgot the lock."""


def give_place(signup: Signup, role: ShiftRole, transition: str, *, by: Any, at: datetime) -> None:
    """Confirms a waiting sign-up. Raises NoPlaceLeft, and IntegrityError when the volunteer is confirmed elsewhere."""
    free = ShiftRole.objects.filter(pk=role.pk, taken__lt=F("capacity"))
    if free.update(taken=F("taken") + 1) != 1:
        raise NoPlaceLeft(role.pk)
    SIGNUP_WORKFLOW.fire(transition, signup, by=by, at=at)
    role.taken += 1


def take_place_back(
    signup: Signup, role: ShiftRole, transition: str, reason: CancelReason, *, by: Any, at: datetime
) -> None:
    """Cancels a live sign-up; the people kept above the capacity are used up first."""
    was_confirmed = signup.state == "confirmed"
    SIGNUP_WORKFLOW.fire(transition, signup, by=by, at=at)
    signup.cancelled_at, signup.cancelled_by, signup.cancel_reason = at, by, reason
    signup.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    if was_confirmed:
        role.taken -= 1
        role.overfill = max(0, role.taken - role.capacity)
        role.save(update_fields=["taken", "overfill"])


def promote_waiting(role: ShiftRole, *, at: datetime) -> list[Signup]:
    """Fills free places from the waiting list in the order of signing up.

    Somebody who may not come now (busy at that time, insurance over) keeps his turn for the next time. People are
    not locked here, because that would reverse the order of locks; the database's own refusal of a clash decides.
    """
    if role.free == 0 or role.shift.state == "cancelled":
        return []
    promoted = []
    for signup in live_signups([role], "waiting").select_related("volunteer"):
        if role.free == 0:
            break
        if _moves_up(signup, role, at):
            promoted.append(signup)
    return promoted


def live_signups(roles: Iterable[ShiftRole], *states: str) -> QuerySet[Signup]:
    live = Signup.objects.filter(role__in=list(roles), state__in=states or LIVE_STATES)
    return live.order_by("role_id", "sequence")


def _moves_up(signup: Signup, role: ShiftRole, at: datetime) -> bool:
    if refusal(candidate_for(signup.volunteer, since=at), role, role.shift, at, TO_MOVE_UP):
        return False
    try:
        with transaction.atomic():
            give_place(signup, role, "promote", by=None, at=at)
    except IntegrityError:  # confirmed for another shift at this very moment
        return False
    return True
