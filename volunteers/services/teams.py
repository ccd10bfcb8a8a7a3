"""Teams: founding, leaders and deputies, members who come and go. Every change leaves its row in the history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import RoleGrant
from accounts.services import grant_role, revoke_role
from audit.recording import record
from volunteers.models import TeamMembership, VolunteerTeam
from volunteers.models.teams import EndReason, MemberRole
from volunteers.permissions import may_appoint, may_run_team
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def found_team(*, leader: Any, by: Any, at: datetime, **fields: Any) -> VolunteerTeam:
    """A new team with the person who answers for it."""
    team = VolunteerTeam.objects.create(leader=leader, **fields)
    record("volunteers.team_founded", subject=team, by=by, at=at, data={"leader": leader.pk})
    _begin(team, leader, MemberRole.LEADER, by, at)
    return team


@transaction.atomic
def update_team(*, team: VolunteerTeam, changes: Mapping[str, Any], by: Any, at: datetime) -> VolunteerTeam:
    """Changes what differs; another `leader` is put in charge, and the one before stays a leader."""
    fresh = _locked(team)
    changed = sorted(name for name, value in changes.items() if getattr(fresh, name) != value)
    for name in changed:
        setattr(fresh, name, changes[name])
    if not changed:
        return fresh
    fresh.save(update_fields=changed)
    record("volunteers.team_updated", subject=fresh, by=by, at=at, data={"fields": changed})
    if "leader" in changed:
        _take_role(fresh, fresh.leader, MemberRole.LEADER, by, at)
    return fresh


@transaction.atomic
def give_role(*, team: VolunteerTeam, person: Any, role: str, by: Any, at: datetime) -> TeamMembership:
    """Makes somebody leader, deputy or member. Raises NotAllowed, and Refused for whoever is in charge."""
    fresh = _locked(team)
    _demand(may_appoint(by, fresh))
    if person.pk == fresh.leader_id and role != MemberRole.LEADER:
        raise Refused(_("This person is in charge of the team. Put somebody else in charge first."))
    return _take_role(fresh, person, role, by, at)


@transaction.atomic
def put_in_charge(*, team: VolunteerTeam, person: Any, by: Any, at: datetime) -> VolunteerTeam:
    """Hands the team over to one of its leaders or deputies. Raises NotAllowed, Refused."""
    _demand(may_appoint(by, team))
    if not TeamMembership.objects.leading().filter(team=team, person=person).exists():
        raise Refused(_("Make this person a leader or deputy first."))
    return update_team(team=team, changes={"leader": person}, by=by, at=at)


@transaction.atomic
def end_membership(*, membership: TeamMembership, by: Any, at: datetime) -> TeamMembership:
    """A leader ends a membership; deputies end those of members. Raises NotAllowed, Refused."""
    team = _locked(membership.team)
    _demand(may_appoint(by, team) if membership.leads else may_run_team(by, team))
    return _end_live(team, membership.person, EndReason.ENDED, by, at)


@transaction.atomic
def leave_team(*, team: VolunteerTeam, by: Any, at: datetime) -> TeamMembership:
    """One leaves by oneself. Raises Refused for whoever is in charge or is no member."""
    return _end_live(_locked(team), by, EndReason.LEFT, by, at)


def add_member(team: VolunteerTeam, person: Any, by: Any, at: datetime) -> TeamMembership:
    """For volunteers.services.joining, which holds the lock of the team."""
    live = TeamMembership.objects.live().filter(team=team, person=person).first()
    return live or _begin(team, person, MemberRole.MEMBER, by, at)


def _end_live(team: VolunteerTeam, person: Any, reason: EndReason, by: Any, at: datetime) -> TeamMembership:
    if person.pk == team.leader_id:
        raise Refused(_("Whoever is in charge cannot leave. Put somebody else in charge first."))
    live = TeamMembership.objects.live().select_for_update(of=("self",)).filter(team=team, person=person).first()
    if live is None:
        raise Refused(_("This membership has ended already."))
    return _end(live, reason, by, at)


def _take_role(team: VolunteerTeam, person: Any, role: str, by: Any, at: datetime) -> TeamMembership:
    live = TeamMembership.objects.live().select_for_update(of=("self",)).filter(team=team, person=person).first()
    if live and live.role == role:
        return live
    if live:
        _end(live, EndReason.OTHER_ROLE, by, at)
    return _begin(team, person, role, by, at)


def _begin(team: VolunteerTeam, person: Any, role: str, by: Any, at: datetime) -> TeamMembership:
    since: date = localdate(at)
    membership = TeamMembership.objects.create(team=team, person=person, role=role, since=since, started_by=by)
    data = {"membership": membership.pk, "person": person.pk, "role": str(role)}
    record("volunteers.membership_began", subject=team, by=by, at=at, data=data)
    _keep_leading_role(person, at)
    return membership


def _end(membership: TeamMembership, reason: EndReason, by: Any, at: datetime) -> TeamMembership:
    membership.until = max(localdate(at), membership.since)
    membership.ended_by, membership.end_reason = by, reason
    membership.save(update_fields=["until", "ended_by", "end_reason"])
    data = {"membership": membership.pk, "person": membership.person_id, "reason": str(reason)}
    record("volunteers.membership_ended", subject=membership.team, by=by, at=at, data=data)
    _keep_leading_role(membership.person, at)
    return membership


def _keep_leading_role(person: Any, at: datetime) -> None:
    """The role opens the leader's pages and menu; it follows from leading a team."""
    leads = VolunteerTeam.objects.led_by(person).exists()
    live = RoleGrant.objects.filter(user=person, role=roles.TEAM_LEADER, area=None, revoked_at__isnull=True).first()
    if leads and live is None:
        grant_role(user=person, role=roles.TEAM_LEADER, area=None, by=None, at=at)
    if live is not None and not leads:
        revoke_role(grant=live, by=None, at=at)


def _locked(team: VolunteerTeam) -> VolunteerTeam:
    VolunteerTeam.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    return VolunteerTeam.objects.select_related("leader").get(pk=team.pk)


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)
