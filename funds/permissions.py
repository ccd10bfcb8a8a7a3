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


def may_keep_books(user: Any) -> Answer:
    """Closing months, carrying forward, matching the bank: the accountant; never the cashier, who moves the money
    (《会计基础工作规范》 and internal control: 出纳不得兼任稽核与对账)."""
    return YES if has_role(user, roles.ACCOUNTANT) else no(_("Only an accountant keeps the books."))


def may_prepare_slip(user: Any) -> Answer:
    if has_role(user, roles.ACCOUNTANT, roles.CASHIER):
        return YES
    return no(_("Entries are prepared by the finance staff."))


def may_book_slip(user: Any, slip: Any) -> Answer:
    """Two people for one entry: who wrote it does not book it."""
    if not has_role(user, roles.ACCOUNTANT):
        return no(_("Entries are booked by an accountant."))
    if slip.prepared_by_id == user.pk:
        return no(_("You prepared this entry. Another accountant has to book it."))
    return YES


def may_refuse_slip(user: Any, slip: Any) -> Answer:
    if slip.prepared_by_id == user.pk or has_role(user, roles.ACCOUNTANT):
        return YES
    return no(_("An entry is taken back by who prepared it, or refused by an accountant."))


def may_bring_bank_statements(user: Any) -> Answer:
    if has_role(user, roles.ACCOUNTANT, roles.CASHIER):
        return YES
    return no(_("Statements of the bank are brought by the finance staff."))
