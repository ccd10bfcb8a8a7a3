"""“I cannot come”: one act; the time that is left decides what it does."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.choices import CancelReason
from volunteers.locking import Busy, locked_roles, locked_volunteers, taking_turns
from volunteers.models import ShiftRole, Signup
from volunteers.permissions import may_cancel
from volunteers.policy import place_terms_on
from volunteers.services.places import call_everybody, refill, take_place_back, tell_watchers
from volunteers.workflow import SIGNUP_WORKFLOW
from workflow.machine import NotAllowed, Refused


class Who(StrEnum):
    """Of a group: everybody as it was signed up, or whoever brings it alone."""

    ALL = "all"
    ME = "me"


class Leaving(StrEnum):
    GIVEN_BACK = "given_back"
    STAND_IN = "stand_in"  # the place is kept until somebody takes it over
    LEADER_ALERTED = "leader_alerted"  # the same, and the leader is told at once


def what_leaving_does(signup: Signup, at: datetime) -> Leaving:
    """What `cannot_come` would do now; one query for a confirmed sign-up."""
    if signup.state != "confirmed":
        return Leaving.GIVEN_BACK
    terms, left = place_terms_on(localdate(at)), signup.starts_at - at
    if left > terms.cancel_freely:
        return Leaving.GIVEN_BACK
    return Leaving.STAND_IN if left > terms.standin_until else Leaving.LEADER_ALERTED


@taking_turns
def cannot_come(*, signup: Signup, who: str = Who.ALL, by: Any, at: datetime) -> Leaving:
    """Gives the place back in good time; later keeps it until somebody takes it over, and says so to the leader.

    Everybody who waits is called then. Whoever brings a group says for whom: for all of it, as it was signed up, or for
    himself alone; then whoever was named first brings the group from now on. Raises NotAllowed, IllegalTransition when
    it is over already, Refused after the start, when it was said before or when a group without names is left, and
    Busy.
    """
    role, fresh, members = _locked_group(signup)
    SIGNUP_WORKFLOW.check("cancel", fresh, by=by, at=at)
    if who == Who.ME:
        _pass_on(fresh, members, by, at)
        members = []
    party = [fresh, *members]
    effect = what_leaving_does(fresh, at)
    if role.overfill >= sum(one.party_size for one in party):
        effect = Leaving.GIVEN_BACK  # there are more people than places; nobody has to come instead
    if effect is Leaving.GIVEN_BACK:
        take_place_back(fresh, role, "cancel", CancelReason.OWN_WISH, by=by, at=at)
        for member in members:
            take_place_back(member, role, "cancel_with_group", CancelReason.WITH_GROUP, by=by, at=at)
        refill(role, at=at)
    else:
        _seek_stand_ins(party, role, effect, by, at)
    return effect


@taking_turns
def can_come_after_all(*, signup: Signup, by: Any, at: datetime) -> Signup:
    """Nobody took the place over yet and the volunteer comes, with those of his group who were given up with him.

    Raises NotAllowed, Refused and Busy.
    """
    role, fresh, members = _locked_group(signup)
    if not (answer := may_cancel(by, fresh)):
        raise NotAllowed(answer.reason)
    if fresh.state != "confirmed" or fresh.standin_asked_at is None or at >= fresh.starts_at:
        raise Refused(_("Somebody else has the place already, or no stand-in was looked for."))
    for one in [fresh, *(m for m in members if m.standin_asked_at == fresh.standin_asked_at)]:
        one.standin_asked_at = None
        one.save(update_fields=["standin_asked_at"])
        role.seeking -= one.party_size
        record("volunteers.standin_withdrawn", subject=one, by=by, at=at)
    if role.called_at and not role.seeking and not role.free:
        role.called_at = None
    role.save(update_fields=["seeking", "called_at"])
    return fresh


def _seek_stand_ins(party: list[Signup], role: ShiftRole, effect: Leaving, by: Any, at: datetime) -> None:
    if party[0].standin_asked_at:
        raise Refused(_("We are looking for somebody to take your place already. Your leader knows."))
    for number, signup in enumerate(one for one in party if one.standin_asked_at is None):
        signup.standin_asked_at = at
        signup.save(update_fields=["standin_asked_at"])
        role.seeking += signup.party_size
        data = {"effect": effect.value, "with_group": True} if number else {"effect": effect.value}
        record("volunteers.standin_asked", subject=signup, by=by, at=at, data=data)
    role.called_at = None
    role.save(update_fields=["seeking", "called_at"])
    call_everybody(role, at=at)
    tell_watchers(role, at=at)


def _pass_on(signup: Signup, members: list[Signup], by: Any, at: datetime) -> None:
    """The others keep their places: the first of them brings the group, and those without a name, from now on."""
    heir = next((member for member in members if member.standin_asked_at is None), None)
    if heir is None:
        if signup.party_size > 1:
            raise Refused(_("Please name at least one who comes; then the others keep their places without you."))
        return
    heir.party_size += signup.party_size - 1
    heir.party_of, signup.party_size = None, 1
    heir.save(update_fields=["party_size", "party_of"])
    signup.save(update_fields=["party_size"])
    for member in members:
        if member is not heir:
            member.party_of = heir
            member.save(update_fields=["party_of"])
    data = {"from": signup.pk, "unnamed": heir.party_size - 1}
    record("volunteers.group_passed_on", subject=heir, by=by, at=at, data=data)


def _locked_group(signup: Signup) -> tuple[ShiftRole, Signup, list[Signup]]:
    """The task, the sign-up and those named in its group, each as it is under the locks."""
    named = Signup.objects.live().filter(party_of=signup.pk).order_by("sequence")
    people = {signup.volunteer_id, *named.values_list("volunteer", flat=True)}
    locked_volunteers(people)
    roles = {role.pk: role for role in locked_roles([signup.shift_id])}
    fresh = Signup.objects.select_related("volunteer").get(pk=signup.pk)
    role = roles[fresh.role_id]
    members = list(named.select_related("volunteer"))
    if not {member.volunteer_id for member in members} <= people:
        raise Busy(_("Somebody was named at this very moment. Please try again."))
    fresh.shift = role.shift
    for member in members:
        member.shift, member.party_of = role.shift, fresh
    return role, fresh, members
