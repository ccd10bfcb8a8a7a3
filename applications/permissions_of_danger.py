"""Who reports danger, and who looks after it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications.permissions import staff
from applications.scopes import STAFF_ROLES
from workflow.answers import YES, Answer, no

ANSWERING = (roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)


def may_report_danger(user: Any, application: Any) -> Answer:
    """Every member of staff who sees the case, whatever his role in it (未成年人保护法 11)."""
    if has_role(user, *STAFF_ROLES, area=application.area):
        return YES
    return no(_("Call 110 or the federation if somebody is in danger."))


may_answer_danger = staff(*ANSWERING)
