"""The leader adds somebody: by telephone before the shift, at the door when people come without signing up.

The same checks as for everybody are asked. Only a full task is not the end: a leader may let in one more, and says why.
"""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.checks import TO_BE_ADDED, candidate_for, refusal
from volunteers.choices import SignupSource
from volunteers.fairness import room_for
from volunteers.locking import locked_roles, locked_volunteers, taking_turns
from volunteers.models import ShiftRole, Signup, VolunteerProfile
from volunteers.permissions import may_lead
from volunteers.services.persons import Person, known_or_registered
from volunteers.services.places import give_place, promote_waiting
from volunteers.services.signups import NotTaken
from volunteers.workflow import SIGNUP_WORKFLOW
from workflow.machine import NotAllowed, Refused


@taking_turns
def add_to_shift(*, role: ShiftRole, volunteer: VolunteerProfile, reason: str = "", by: Any, at: datetime) -> Signup:
    """Gives the volunteer a place; above the places only with a reason, which the roster shows.

    From the start of the shift until its roster is confirmed the person counts as a walk-in. Raises NotAllowed,
    NotTaken with its reason, Refused when the task is full and no reason is given or the roster is closed, and Busy.
    """
    [person] = locked_volunteers([volunteer.pk])
    [fresh] = [row for row in locked_roles([role.shift_id]) if row.pk == role.pk]
    _check(fresh, person, by, at)
    promote_waiting(fresh, at=at)  # whoever waits came first
    is_room = room_for(fresh, person.pk, at) > 0
    if not is_room and not reason.strip():
        raise Refused(_("The task is full. To let in one more person, please write why."))
    signup = _insert(fresh, person, "" if is_room else reason.strip(), by, at)
    if is_room:
        give_place(signup, fresh, "confirm", by=by, at=at)
    else:
        _let_in(signup, fresh, by, at)
    return signup


@taking_turns
def add_new_to_shift(*, role: ShiftRole, person: Person, reason: str = "", by: Any, at: datetime) -> Signup:
    """The same for somebody who is no member of the team: an elder without an account, whoever comes to the door.

    Registered with what is given, or found by name and ID number. Raises AlreadyRegistered as well.
    """
    answer = may_lead(by, role.shift)
    if not answer:
        raise NotAllowed(answer.reason)
    volunteer = known_or_registered(person=person, by=by, at=at)
    return add_to_shift(role=role, volunteer=volunteer, reason=reason, by=by, at=at)


def _check(role: ShiftRole, person: VolunteerProfile, by: Any, at: datetime) -> None:
    answer = may_lead(by, role.shift)
    if not answer:
        raise NotAllowed(answer.reason)
    if role.shift.roster_confirmed_at or role.shift.state == "draft":
        raise Refused(_("People are added from the opening of the sign-up until the roster is confirmed."))
    missing = refusal(candidate_for(person, since=role.shift.starts_at), role, role.shift, at, TO_BE_ADDED)
    if missing:
        raise NotTaken(missing)


def _insert(role: ShiftRole, person: VolunteerProfile, reason: str, by: Any, at: datetime) -> Signup:
    role.last_sequence += 1
    role.save(update_fields=["last_sequence"])
    return Signup.objects.create(
        role=role,
        shift=role.shift,
        volunteer=person,
        starts_at=role.shift.starts_at,
        ends_at=role.shift.ends_at,
        sequence=role.last_sequence,
        source=SignupSource.WALK_IN if at >= role.shift.starts_at else SignupSource.LEADER,
        overfill_reason=reason,
        signed_up_at=at,
        signed_up_by=by,
        state="waiting",
        state_since=at,
    )


def _let_in(signup: Signup, role: ShiftRole, by: Any, at: datetime) -> None:
    """One more than the places, or one of those kept for newcomers; the counter says how many are above."""
    above = max(0, role.taken + 1 - role.capacity)
    ShiftRole.objects.filter(pk=role.pk).update(taken=F("taken") + 1, overfill=above)
    role.taken, role.overfill = role.taken + 1, above
    SIGNUP_WORKFLOW.fire("confirm", signup, by=by, at=at)
    record("volunteers.let_in_above_places", subject=signup, by=by, at=at, data={"above": above})
