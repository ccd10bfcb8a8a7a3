"""Signing up and cancelling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from database.kept import KeptInsert, KeptUpdate
from volunteers.checks import Candidate, Refusal, deciding_candidate, refusal
from volunteers.choices import CancelReason, SignupSource
from volunteers.fairness import room_for, times_served
from volunteers.locking import locked_roles, locked_volunteers, taking_turns
from volunteers.models import Shift, ShiftRole, Signup, VolunteerProfile
from volunteers.permissions import may_act_for, may_lead
from volunteers.selectors import shifts_with_places_for_those_who_wait
from volunteers.services.places import end_stale_offers, give_place, hand_over, promote_waiting, refill, take_place_back
from volunteers.workflow import SIGNUP_WORKFLOW
from workflow.machine import NotAllowed, Refused

_insert = KeptInsert(Signup)
_count_up = KeptUpdate(lambda role: ShiftRole.objects.filter(pk=role), last_sequence=F("last_sequence") + 1)


@dataclass(frozen=True)
class _Terms:
    source: str
    party_size: int = 1


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
    party_size: int = 1,
    by: Any,
    at: datetime,
) -> Signup:
    """Gives a place, or a place on the waiting list when the task is full; the result's `state` says which.

    A group of `party_size` people gets all its places or none; a place that the leader approves is asked for.

    Without `role` the first task of the shift that has a place and suits the volunteer is taken, else the first that
    suits. `by` is the volunteer, family that may act for him, or a leader of the shift. Locks the volunteer, then the
    tasks of the shift. Raises NotAllowed, NotTaken with its reason, and Busy.
    """
    wanted = {shift.pk: role.pk} if role else {}
    return _sign_up([shift.pk], wanted, volunteer, _Terms(source, party_size), by, at)[0]


def sign_up_for_all(
    *, shifts: Sequence[Shift], volunteer: VolunteerProfile, source: str = SignupSource.SELF, by: Any, at: datetime
) -> list[Signup]:
    """Signs up for several shifts, all or none. All locks are taken first and in one order, so nobody deadlocks."""
    return _sign_up([shift.pk for shift in shifts], {}, volunteer, _Terms(source), by, at)


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
    """Ends offers that nobody answered in time and offers every free place; returns how many. Raises Busy.

    Whoever could not come when the place became free (another shift, insurance over) may be able to by now, and
    nobody else has to act for that. Each shift is a transaction of its own, so that no sign-up waits for all of them.
    """
    return sum(_fill(shift_id, at) for shift_id in shifts_with_places_for_those_who_wait(at))


@taking_turns
def _fill(shift_id: int, at: datetime) -> int:
    roles = locked_roles([shift_id])
    for role in roles:
        end_stale_offers(role, at=at)
    return sum(len(promote_waiting(role, at=at)) for role in roles)


@taking_turns
def _sign_up(
    shift_ids: Sequence[int],
    wanted: Mapping[int, int],
    volunteer: VolunteerProfile,
    terms: _Terms,
    by: Any,
    at: datetime,
) -> list[Signup]:
    [person] = locked_volunteers([volunteer.pk])
    candidate = deciding_candidate(
        person, since=at
    )  # nobody else changes it now; asked before the lock that everybody waits for
    is_family = person.user_id != by.pk and bool(may_act_for(by, person))
    roles = locked_roles(shift_ids)
    terms = _terms_of(by, person, is_family, roles, terms)
    signups = []
    for shift_id in shift_ids:
        offered = [r for r in roles if r.shift_id == shift_id and r.pk == wanted.get(shift_id, r.pk)]
        role = _suitable_role(candidate, offered, terms.party_size, at)
        signups.append(_take(role, person, terms, by, at))
        candidate = replace(candidate, engagements=(*candidate.engagements, signups[-1]))
    return signups


def _terms_of(by: Any, person: VolunteerProfile, is_family: bool, roles: Sequence[ShiftRole], terms: _Terms) -> _Terms:
    """Says who signs up. Raises NotAllowed for whoever is neither the volunteer nor family nor leads every shift."""
    if person.user_id == by.pk:
        return terms
    if is_family:
        return terms if terms.source == SignupSource.STANDING else replace(terms, source=SignupSource.FAMILY)
    for role in roles:
        if not may_lead(by, role.shift):
            raise NotAllowed(may_act_for(by, person).reason)
    return replace(terms, source=SignupSource.LEADER)


def _suitable_role(candidate: Candidate, offered: list[ShiftRole], size: int, at: datetime) -> ShiftRole:
    if not offered:
        raise Refused(_("This shift has no such task. Please choose another one."))
    missing = [refusal(candidate, role, role.shift, at) for role in offered]
    suitable = [role for role, lacking in zip(offered, missing, strict=True) if lacking is None]
    if not suitable:
        raise NotTaken(next(lacking for lacking in missing if lacking))
    large = [role for role in suitable if role.capacity >= size]
    if not large:
        raise Refused(_("No task of this shift has so many places. Please sign up in smaller groups."))
    return next((role for role in large if room_for(role, candidate.profile.pk, at) >= size), large[0])


def _take(role: ShiftRole, volunteer: VolunteerProfile, terms: _Terms, by: Any, at: datetime) -> Signup:
    promote_waiting(role, at=at)  # whoever waits came first
    needs_approval = _needs_approval(role, volunteer)
    gets_it = not needs_approval and _is_room(role, volunteer, terms.party_size, by, at)
    _count_up(role.pk)
    role.last_sequence += 1
    signup = Signup(
        role=role,
        shift=role.shift,
        volunteer=volunteer,
        starts_at=role.shift.starts_at,
        ends_at=role.shift.ends_at,
        sequence=role.last_sequence,
        source=terms.source,
        party_size=terms.party_size,
        waiting_since=None if gets_it or needs_approval else at,
        signed_up_at=at,
        signed_up_by=by,
        state="waiting",
        state_since=at,
    )
    _insert(signup)
    if needs_approval:
        SIGNUP_WORKFLOW.fire("request", signup, by=by, at=at)
    elif gets_it:
        give_place(signup, role, "confirm", by=by, at=at)
    else:
        record("volunteers.joined_waiting_list", subject=signup, by=by, at=at, is_first=True)
    return signup


def _is_room(role: ShiftRole, volunteer: VolunteerProfile, size: int, by: Any, at: datetime) -> bool:
    return room_for(role, volunteer.pk, at) >= size or hand_over(role, size, by=by, at=at)


def _needs_approval(role: ShiftRole, volunteer: VolunteerProfile) -> bool:
    """Who served here often enough is approved by the rule that the page of the shift tells."""
    activity = role.shift.activity
    if not activity.approval_required:
        return False
    return activity.approve_after is None or times_served(volunteer.pk, activity) < activity.approve_after


def _leave(signup: Signup, transition: str, reason: CancelReason, by: Any, at: datetime) -> Signup:
    locked_volunteers([signup.volunteer_id])
    roles = {role.pk: role for role in locked_roles([signup.shift_id])}
    fresh = Signup.objects.select_related("volunteer").get(pk=signup.pk)
    role = roles[fresh.role_id]
    fresh.shift = role.shift
    take_place_back(fresh, role, transition, reason, by=by, at=at)
    refill(role, at=at)
    return fresh
