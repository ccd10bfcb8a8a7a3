"""Naming who comes in a group, so that everybody named has his own place, attendance and hours."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.checks import TO_BE_ADDED, candidate_for, refusal
from volunteers.choices import SignupSource
from volunteers.locking import locked_roles, locked_volunteers, taking_turns
from volunteers.models import ShiftRole, Signup, VolunteerProfile
from volunteers.permissions import may_name_members
from volunteers.services.persons import Person, known_or_registered
from volunteers.services.signups import NotTaken
from volunteers.workflow import SIGNUP_WORKFLOW
from workflow.machine import NotAllowed, Refused


@taking_turns
def name_member(*, signup: Signup, volunteer: VolunteerProfile, by: Any, at: datetime) -> Signup:
    """One of the group's places becomes the place of this volunteer; the counter of the task stays as it is.

    The same checks as for everybody are asked. Whoever is not named stays a number in the group, without hours of his
    own. Locks both volunteers, then the tasks of the shift. Raises NotAllowed, NotTaken with its reason, Refused once
    everybody is named, while a stand-in is sought or after the roster was confirmed, and Busy.
    """
    people = {person.pk: person for person in locked_volunteers({signup.volunteer_id, volunteer.pk})}
    roles = {role.pk: role for role in locked_roles([signup.shift_id])}
    group = Signup.objects.select_related("volunteer").get(pk=signup.pk)
    role = roles[group.role_id]
    group.shift = role.shift
    person = people[volunteer.pk]
    _check(group, role, person, by, at)
    group.party_size -= 1
    group.save(update_fields=["party_size"])
    member = _insert(group, role, person, by, at)
    SIGNUP_WORKFLOW.fire("confirm", member, by=by, at=at)
    data = {"member": member.pk, "left": group.party_size - 1}
    record("volunteers.member_named", subject=group, by=by, at=at, data=data)
    return member


@taking_turns
def name_new_member(*, signup: Signup, person: Person, by: Any, at: datetime) -> Signup:
    """The same for somebody who has no account: registered with what is given, or found by name and ID number."""
    if not may_name_members(by, signup):
        raise NotAllowed(may_name_members(by, signup).reason)
    return name_member(signup=signup, volunteer=known_or_registered(person=person, by=by, at=at), by=by, at=at)


def _check(group: Signup, role: ShiftRole, person: VolunteerProfile, by: Any, at: datetime) -> None:
    answer = may_name_members(by, group)
    if not answer:
        raise NotAllowed(answer.reason)
    if group.state != "confirmed" or group.standin_asked_at:
        raise Refused(_("The group has no place yet, or looks for somebody to take it over."))
    if role.shift.roster_confirmed_at:
        raise Refused(_("The roster is confirmed. Enter further hours as hours that were not recorded."))
    if group.party_size < 2:
        raise Refused(_("Everybody of this group is named already."))
    missing = refusal(candidate_for(person, since=role.shift.starts_at), role, role.shift, at, TO_BE_ADDED)
    if missing:
        raise NotTaken(missing)


def _insert(group: Signup, role: ShiftRole, person: VolunteerProfile, by: Any, at: datetime) -> Signup:
    role.last_sequence += 1
    role.save(update_fields=["last_sequence"])
    return Signup.objects.create(
        role=role,
        shift=role.shift,
        volunteer=person,
        starts_at=group.starts_at,
        ends_at=group.ends_at,
        sequence=role.last_sequence,
        source=SignupSource.GROUP,
        party_of=group,
        signed_up_at=at,
        signed_up_by=by,
        state="waiting",
        state_since=at,
    )
