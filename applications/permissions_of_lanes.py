"""Who may do what in the emergency and in-kind lanes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from applications.fast_guards import file_of
from applications.models import VerificationTask
from applications.permissions import did_not_survey, staff
from workflow.answers import Answer, all_of, no

may_open_fast_case = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
may_leave_fast_lane = staff(roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
_checks = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
_approves = staff(roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)
_closes = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
_grants_goods = staff(roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


def may_check_fast_case(user: Any, application: Any) -> Answer:
    """Somebody other than the duty officer who opened the case."""
    return all_of(_checks(user, application), did_not_survey(user, application))


def may_approve_fast_case(user: Any, application: Any) -> Answer:
    """Two confirmations by two people, neither of whom opened the case (T37)."""
    answer = all_of(_approves(user, application), did_not_survey(user, application))
    file = file_of(application)
    if answer and file is not None and file.checked_by_id == user.pk:
        return no(_("You checked this case, so somebody else has to approve it."))
    return answer


def may_close_paperwork(user: Any, application: Any) -> Answer:
    answer = _closes(user, application)
    file = file_of(application)
    if answer and file is not None and file.filed_by_id == user.pk:
        return no(_("You filed these papers, so somebody else has to confirm them."))
    return answer


def may_approve_in_kind(user: Any, application: Any) -> Answer:
    """Goods need no board, but the one who checked the facts does not grant them."""
    answer = _grants_goods(user, application)
    if answer and VerificationTask.objects.filter(application=application, answered_by=user).exists():
        return no(_("You recorded the checks of this case, so somebody else has to approve it."))
    return answer
