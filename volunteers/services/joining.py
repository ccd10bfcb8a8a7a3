"""Asking to join a team, and the leader's answer."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.joining_workflow import JOINING_WORKFLOW
from volunteers.models import JoinRequest, TeamMembership, VolunteerProfile, VolunteerTeam
from volunteers.services.teams import add_member
from workflow.machine import Refused


def ask_to_join(*, team: VolunteerTeam, volunteer: VolunteerProfile, note: str, by: Any, at: datetime) -> JoinRequest:
    """Raises Refused for a member, for a team that takes nobody now, and for a second request."""
    if not (team.is_active and team.takes_members):
        raise Refused(_("This team takes no new members at the moment. Please look at another one."))
    if TeamMembership.objects.live().filter(team=team, person_id=volunteer.user_id).exists():
        raise Refused(_("You belong to this team already."))
    try:
        return _ask(team, volunteer, note, by, at)
    except IntegrityError as error:
        raise Refused(_("You have asked already. A leader of the team will answer.")) from error


@transaction.atomic
def _ask(team: VolunteerTeam, volunteer: VolunteerProfile, note: str, by: Any, at: datetime) -> JoinRequest:
    state = {"state": JOINING_WORKFLOW.initial, "state_since": at}
    request = JoinRequest.objects.create(team=team, volunteer=volunteer, note=note, asked_at=at, **state)
    record("volunteers.join_asked", subject=request, by=by, at=at, data={"team": team.pk})
    return request


@transaction.atomic
def accept_join(*, request: JoinRequest, by: Any, at: datetime) -> JoinRequest:
    """The membership begins in the same transaction. Raises NotAllowed, IllegalTransition."""
    VolunteerTeam.objects.select_for_update(of=("self",), no_key=True).get(pk=request.team_id)
    fresh = _locked(request)
    _decide(fresh, "accept", "", by, at)
    add_member(fresh.team, fresh.volunteer.user, by, at)
    return fresh


@transaction.atomic
def decline_join(*, request: JoinRequest, answer: str, by: Any, at: datetime) -> JoinRequest:
    """Raises Refused without a word why: the volunteer reads it."""
    if not answer.strip():
        raise Refused(_("Please write a word why; the volunteer reads it."))
    fresh = _locked(request)
    _decide(fresh, "decline", answer.strip(), by, at)
    return fresh


@transaction.atomic
def withdraw_join(*, request: JoinRequest, by: Any, at: datetime) -> JoinRequest:
    fresh = _locked(request)
    JOINING_WORKFLOW.fire("withdraw", fresh, by=by, at=at)
    return fresh


def _decide(request: JoinRequest, transition: str, answer: str, by: Any, at: datetime) -> None:
    JOINING_WORKFLOW.fire(transition, request, by=by, at=at)
    request.answer, request.decided_at, request.decided_by = answer, at, by
    request.save(update_fields=["answer", "decided_at", "decided_by"])


def _locked(request: JoinRequest) -> JoinRequest:
    rows = JoinRequest.objects.select_for_update(of=("self",))
    return rows.select_related("team", "volunteer__user").get(pk=request.pk)
