"""Who may read and write the books."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from workflow.answers import YES, Answer, no

READERS = (roles.ACCOUNTANT, roles.CASHIER, roles.FEDERATION_APPROVER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)


def may_see_funds(user: Any) -> Answer:
    """Every fund with its vouchers: finance, approvers (who promise the money) and supervisors."""
    return YES if has_role(user, *READERS) else no(_("The books are open to the finance staff and supervisors."))
