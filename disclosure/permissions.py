"""Who prepares, publishes and reads what stands behind the published figures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from workflow.answers import YES, Answer, no

KEEPERS = (roles.FEDERATION_REVIEWER, roles.ACCOUNTANT)
READERS = (*KEEPERS, roles.FEDERATION_APPROVER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)


def may_read_office(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("Disclosure is prepared by the staff of the federation."))


def may_keep(user: Any) -> Answer:
    """Rows about the federation, the calendar and the rules."""
    if has_role(user, *KEEPERS):
        return YES
    return no(_("Disclosure is prepared by the accountant and the reviewers of the federation."))


def may_publish(user: Any, pack: Any) -> Answer:
    """Two people for one report."""
    if not has_role(user, roles.FEDERATION_APPROVER):
        return no(_("Reports are published by an approver of the federation."))
    if pack.prepared_by_id == user.pk:
        return no(_("You prepared this report. Somebody else has to publish it."))
    return YES


def may_trace(user: Any) -> Answer:
    """From a figure to its vouchers, from a voucher to its gifts: accountants and supervisors."""
    if has_role(user, roles.ACCOUNTANT, roles.SUPERVISOR):
        return YES
    return no(_("The vouchers behind a figure are open to accountants and supervisors."))
