"""Answers to an offered place, and to the call that a place is free for whoever comes first."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from volunteers.checks import TO_MOVE_UP, candidate_for, refusal
from volunteers.choices import CancelReason
from volunteers.fairness import room_for
from volunteers.locking import locked_roles, locked_volunteers, taking_turns
from volunteers.models import ShiftRole, Signup, VolunteerProfile
from volunteers.services.places import give_place, hand_over, refill, take_place_back
from volunteers.services.signups import NotTaken
from volunteers.workflow import SIGNUP_WORKFLOW
from workflow.machine import Refused


@taking_turns
def accept_place(*, signup: Signup, by: Any, at: datetime) -> Signup:
    """The offered place becomes the volunteer's; who waits and was called takes a place that is free.

    Asks every requirement again: a place offered yesterday may clash with a shift taken since. Raises NotAllowed,
    IllegalTransition, NotTaken with its reason, Refused when the offer is over or somebody was faster, and Busy.
    """
    person, role, fresh = _locked(signup)
    transition = "take_over" if fresh.state == "waiting" else "accept"
    SIGNUP_WORKFLOW.check(transition, fresh, by=by, at=at)
    missing = refusal(candidate_for(person, since=at), role, role.shift, at, TO_MOVE_UP)
    if missing:
        raise NotTaken(missing)
    if transition == "take_over":
        return _take_over(fresh, role, by, at)
    SIGNUP_WORKFLOW.fire(transition, fresh, by=by, at=at)
    return fresh


@taking_turns
def decline_place(*, signup: Signup, by: Any, at: datetime) -> Signup:
    """The offer goes to the next person in the same transaction. Raises NotAllowed, IllegalTransition and Busy."""
    _person, role, fresh = _locked(signup)
    take_place_back(fresh, role, "decline", CancelReason.OFFER_DECLINED, by=by, at=at)
    refill(role, at=at)
    return fresh


@taking_turns
def approve_signup(*, signup: Signup, by: Any, at: datetime) -> Signup:
    """The leader lets the person in: a place when one is free, else the turn that the request has had."""
    _person, role, fresh = _locked(signup)
    SIGNUP_WORKFLOW.fire("approve", fresh, by=by, at=at)
    if room_for(role, fresh.volunteer_id, at) >= fresh.party_size:
        give_place(fresh, role, "confirm", by=by, at=at)
    else:
        fresh.waiting_since = at
        fresh.save(update_fields=["waiting_since"])
    return fresh


@taking_turns
def refuse_signup(*, signup: Signup, by: Any, at: datetime) -> Signup:
    _person, role, fresh = _locked(signup)
    take_place_back(fresh, role, "refuse", CancelReason.NOT_APPROVED, by=by, at=at)
    return fresh


def _locked(signup: Signup) -> tuple[VolunteerProfile, ShiftRole, Signup]:
    [person] = locked_volunteers([signup.volunteer_id])
    roles = {role.pk: role for role in locked_roles([signup.shift_id])}
    fresh = Signup.objects.select_related("volunteer").get(pk=signup.pk)
    fresh.shift = roles[fresh.role_id].shift
    return person, roles[fresh.role_id], fresh


def _take_over(signup: Signup, role: ShiftRole, by: Any, at: datetime) -> Signup:
    if role.called_at is None:
        raise Refused(_("No place is free at this moment. You keep your turn and hear from us."))
    is_room = room_for(role, signup.volunteer_id, at) >= signup.party_size
    if not is_room and not hand_over(role, signup.party_size, by=by, at=at):
        raise Refused(_("Somebody was faster and has taken the place. You keep your turn."))
    give_place(signup, role, "take_over", by=by, at=at)
    return signup
