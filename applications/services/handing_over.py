"""What a colleague who leaves gives to somebody else: cases, visits to be signed, seats in meetings to come.

An administrator does it for the whole desk (home.handing_over); ties of interest and roles are those of the receiver.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications import states
from applications.models import AgendaItem, Application, Investigator, MeetingMember
from applications.permissions import may_handle, may_know, may_visit
from applications.scopes import FIELD_ROLES
from applications.services.intake import assign_application
from applications.services.moving import locked
from audit.recording import record
from workflow.answers import YES, Answer, all_of, no
from workflow.machine import NotAllowed, Refused

HANDLERS = (*FIELD_ROLES, roles.FEDERATION_REVIEWER)
MEETING_ROLES = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, roles.COMMITTEE_MEMBER)


def may_take_case(user: Any, application: Application) -> Answer:
    """Who handles cases in that place and has no tie to the family."""
    if not user.is_active or not has_role(user, *HANDLERS, area=application.area):
        return no(_("Does not handle cases in this community."))
    return all_of(may_know(user, application), may_handle(user, application))


def may_take_visit(user: Any, investigator: Investigator) -> Answer:
    """Another investigator: of the place, without a tie, and not the second one of this visit."""
    visit = investigator.visit
    if not user.is_active:
        return no(_("This account is closed."))
    if visit.investigators.filter(user=user).exists():
        return no(_("Goes on this visit already; a visit needs two people."))
    return may_visit(user, visit.application)


def may_take_seat(user: Any, member: MeetingMember) -> Answer:
    """A member of the federation who is not called yet and has no tie to a family on the agenda."""
    if not user.is_active or not has_role(user, *MEETING_ROLES):
        return no(_("Is not a member of the federation or its committee."))
    if member.meeting.members.filter(user=user).exists():
        return no(_("Is called to this meeting already."))
    items = AgendaItem.objects.filter(meeting=member.meeting, closed_at__isnull=True)
    cases = [item.application for item in items.select_related("application__applicant", "application__guardian")]
    return all_of(*(may_handle(user, case) for case in cases)) if cases else YES


@transaction.atomic
def hand_over_case(*, application: Application, to: Any, by: Any, at: datetime) -> Application:
    """Raises NotAllowed for whoever may not take it, Refused for a case that ended meanwhile."""
    _demand(may_take_case(to, application))
    return assign_application(application=application, handler=to, by=by, at=at)


@transaction.atomic
def hand_over_visit(*, investigator: Investigator, to: Any, by: Any, at: datetime) -> Investigator:
    """Another one goes and signs. Raises NotAllowed, Refused when the form was signed or the survey ended."""
    application = locked(investigator.visit.application)
    investigator = Investigator.objects.select_for_update().select_related("visit__application").get(pk=investigator.pk)
    if investigator.signed_at or application.state != states.SURVEYING:
        raise Refused(_("The form of this visit was signed or the survey ended meanwhile."))
    _demand(may_take_visit(to, investigator))
    data = {"visit": investigator.visit_id, "from": investigator.user_id, "to": to.pk}
    record("applications.visit_handed_over", subject=application, by=by, at=at, data=data)
    investigator.user = to
    investigator.save(update_fields=["user"])
    return investigator


@transaction.atomic
def hand_over_seat(*, member: MeetingMember, to: Any, by: Any, at: datetime) -> MeetingMember:
    """Another one is called to a meeting that has no votes yet. Raises NotAllowed, Refused."""
    member = MeetingMember.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=member.pk)
    if member.meeting.minuted_at or member.votes.exists():
        raise Refused(_("The meeting was held meanwhile."))
    _demand(may_take_seat(to, member))
    data = {"member": member.pk, "from": member.user_id, "to": to.pk}
    record("applications.seat_handed_over", subject=member.meeting, by=by, at=at, data=data)
    member.user, member.name = to, str(to)
    member.save(update_fields=["user", "name"])
    return member


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)
