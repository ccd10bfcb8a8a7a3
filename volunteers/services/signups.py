"""Signing up and cancelling."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.checks import Candidate, Refusal, candidate_for, refusal
from volunteers.choices import CancelReason, SignupSource
from volunteers.locking import locked_roles, locked_volunteers, taking_turns
from volunteers.models import Shift, ShiftRole, Signup, VolunteerProfile
from volunteers.selectors import shifts_with_places_for_those_who_wait
from volunteers.services.places import give_place, promote_waiting, take_place_back
from workflow.machine import Refused


class NotTaken(Refused):
    """The volunteer may not take the shift; `refusal` says which requirement is missing."""

    def __init__(self, missing: Refusal) -> None:
        super().__init__(missing.reason)
        self.refusal = missing


def sign_up(
    *,
    shift: Shift,
    volunteer: VolunteerProfile,
    role: ShiftRole | None = None,
    source: str = SignupSource.SELF,
    by: Any,
    at: datetime,
) -> Signup:
    """Gives a place, or a place on the waiting list when the task is full; the result's `state` says which.

    Without `role` the first task of the shift that has a place and suits the volunteer is taken, else the first that
    suits. Locks the volunteer, then the tasks of the shift. Raises NotTaken with its reason, and Busy.
    """
    wanted = {shift.pk: role.pk} if role else {}
    return _sign_up([shift.pk], wanted, volunteer, source, by, at)[0]


def sign_up_for_all(
    *, shifts: Sequence[Shift], volunteer: VolunteerProfile, source: str = SignupSource.SELF, by: Any, at: datetime
) -> list[Signup]:
    """Signs up for several shifts, all or none. All locks are taken first and in one order, so nobody deadlocks."""
    return _sign_up([shift.pk for shift in shifts], {}, volunteer, source, by, at)


@taking_turns
def cancel_signup(*, signup: Signup, by: Any, at: datetime) -> Signup:
    """The volunteer gives the place back; the next of the waiting list moves up in the same transaction.

    Raises NotAllowed, IllegalTransition when it is over already, Refused after the start of the shift, and Busy.
    """
    return _leave(signup, "cancel", CancelReason.OWN_WISH, by, at)


@taking_turns
def release_signup(*, signup: Signup, by: Any, at: datetime) -> Signup:
    """The team leader takes a person off the shift; otherwise like `cancel_signup`."""
    return _leave(signup, "release", CancelReason.BY_LEADER, by, at)


def fill_free_places(*, at: datetime) -> int:
    """Moves up everybody who waits beside a free place; returns how many. Raises Busy.

    Whoever could not come when the place became free (another shift, insurance over) may be able to by now, and
    nobody else has to act for that. Each shift is a transaction of its own, so that no sign-up waits for all of them.
    """
    return sum(_fill(shift_id, at) for shift_id in shifts_with_places_for_those_who_wait(at))


@taking_turns
def _fill(shift_id: int, at: datetime) -> int:
    return sum(len(promote_waiting(role, at=at)) for role in locked_roles([shift_id]))


@taking_turns
def _sign_up(
    shift_ids: Sequence[int],
    wanted: Mapping[int, int],
    volunteer: VolunteerProfile,
    source: str,
    by: Any,
    at: datetime,
) -> list[Signup]:
    [person] = locked_volunteers([volunteer.pk])
    candidate = candidate_for(
        person, since=at
    )  # nobody else changes it now; asked before the lock that everybody waits for
    roles = locked_roles(shift_ids)
    signups = []
    for shift_id in shift_ids:
        offered = [r for r in roles if r.shift_id == shift_id and r.pk == wanted.get(shift_id, r.pk)]
        role = _suitable_role(candidate, offered, at)
        signups.append(_take(role, person, source, by, at))
        candidate = replace(candidate, engagements=(*candidate.engagements, signups[-1]))
    return signups


def _suitable_role(candidate: Candidate, offered: list[ShiftRole], at: datetime) -> ShiftRole:
    if not offered:
        raise Refused(_("This shift has no such task. Please choose another one."))
    missing = [refusal(candidate, role, role.shift, at) for role in offered]
    suitable = [role for role, lacking in zip(offered, missing, strict=True) if lacking is None]
    if not suitable:
        raise NotTaken(next(lacking for lacking in missing if lacking))
    return next((role for role in suitable if role.free), suitable[0])


def _take(role: ShiftRole, volunteer: VolunteerProfile, source: str, by: Any, at: datetime) -> Signup:
    promote_waiting(role, at=at)  # whoever waits came first
    ShiftRole.objects.filter(pk=role.pk).update(last_sequence=F("last_sequence") + 1)
    role.last_sequence += 1
    signup = Signup.objects.create(
        role=role,
        shift=role.shift,
        volunteer=volunteer,
        starts_at=role.shift.starts_at,
        ends_at=role.shift.ends_at,
        sequence=role.last_sequence,
        source=source,
        signed_up_at=at,
        state="waiting",
        state_since=at,
    )
    if role.free:
        give_place(signup, role, "confirm", by=by, at=at)
    else:
        record("volunteers.joined_waiting_list", subject=signup, by=by, at=at)
    return signup


def _leave(signup: Signup, transition: str, reason: CancelReason, by: Any, at: datetime) -> Signup:
    locked_volunteers([signup.volunteer_id])
    roles = {role.pk: role for role in locked_roles([signup.shift_id])}
    fresh = Signup.objects.select_related("volunteer").get(pk=signup.pk)
    role = roles[fresh.role_id]
    fresh.shift = role.shift
    take_place_back(fresh, role, transition, reason, by=by, at=at)
    promote_waiting(role, at=at)
    return fresh
