"""Who reads and handles complaints, who draws and does re-reviews. Every refusal says what to do next."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications.models import Application
from applications.permissions import had_no_part_in
from workflow.answers import YES, Answer, all_of, no

DESK = (roles.FEDERATION_REVIEWER, roles.SUPERVISOR)
REVIEWERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, roles.COMMITTEE_MEMBER, roles.SUPERVISOR)
READERS = (*DESK, roles.SYSTEM_ADMIN)


def may_read_desk(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("The complaint desk is open to reviewers and supervisors."))


def may_handle(user: Any, complaint: Any) -> Answer:
    """Reviewers and supervisors, sensitive ones supervisors alone; never somebody whom the complaint is about."""
    allowed = (roles.SUPERVISOR,) if complaint.is_sensitive else DESK
    if not has_role(user, *allowed):
        return no(_("This complaint is handled by a supervisor. Ask one of them to take it."))
    return all_of(_wrote_it_not(user, complaint), has_nothing_to_do_with(user, complaint.application))


def may_answer(user: Any, complaint: Any) -> Answer:
    """The one who took it, so that one name stands for the answer."""
    if complaint.handler_id != user.pk:
        return no(_("Somebody else has taken this complaint. Take it over first if it has to be you."))
    return may_handle(user, complaint)


def may_close(user: Any, complaint: Any) -> Answer:
    return may_handle(user, complaint)


def may_withdraw(user: Any, complaint: Any) -> Answer:
    """Whoever complained with an account. Without one, a call to the desk does it, and the handler closes."""
    if complaint.owner_id is not None and complaint.owner_id == user.pk:
        return YES
    return no(_("Only the person who complained can withdraw the complaint."))


def may_draw(user: Any) -> Answer:
    return YES if has_role(user, roles.SUPERVISOR) else no(_("Re-reviews are drawn by a supervisor."))


def may_read_figures(user: Any) -> Answer:
    allowed = has_role(user, roles.SUPERVISOR, roles.SYSTEM_ADMIN, roles.FEDERATION_APPROVER)
    return YES if allowed else no(_("The figures of re-reviews are open to approvers and supervisors."))


def may_review(user: Any) -> Answer:
    return YES if has_role(user, *REVIEWERS) else no(_("Re-reviews are done by staff of the federation."))


def may_review_case(user: Any, application: Application) -> Answer:
    return all_of(may_review(user), has_nothing_to_do_with(user, application))


def has_nothing_to_do_with(user: Any, application: Application | None) -> Answer:
    return YES if application is None else had_no_part_in(user, application)


def _wrote_it_not(user: Any, complaint: Any) -> Answer:
    if complaint.owner_id is not None and complaint.owner_id == user.pk:
        return no(_("This is your own complaint, so somebody else has to handle it."))
    return YES
