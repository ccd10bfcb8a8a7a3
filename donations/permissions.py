"""Who may do what with gifts. Each answer is the guard, the button and the sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from workflow.answers import YES, Answer, no

FINANCE = (roles.ACCOUNTANT, roles.CASHIER)
DONOR_KEEPERS = (*FINANCE, roles.FEDERATION_REVIEWER)
READERS = (*DONOR_KEEPERS, roles.FEDERATION_APPROVER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)


def may_see_gifts(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("The register of donations is open to the federation's staff."))


def may_keep_donors(user: Any) -> Answer:
    """Entering donors, pledges and agreements, and telling donors what became of their gift."""
    if has_role(user, *DONOR_KEEPERS):
        return YES
    return no(_("Donors are entered by the finance staff and the reviewers of the federation."))


def may_register(user: Any) -> Answer:
    return YES if has_role(user, *FINANCE) else no(_("Donations are entered by the accountant or the cashier."))


def may_book(user: Any, gift: Any) -> Answer:
    """Two people for one gift: who entered it does not book it. A line of a file was compared with the file."""
    if not has_role(user, roles.ACCOUNTANT):
        return no(_("Donations are booked by an accountant."))
    if gift.registered_by_id == user.pk and not gift.import_reference:
        return no(_("You entered this donation. A second accountant has to book it."))
    return YES


def may_cancel(user: Any, _gift: Any) -> Answer:
    return may_register(user)


def may_refund(user: Any, gift: Any) -> Answer:
    """Money leaves again, so it is neither who entered nor who booked the gift."""
    if not has_role(user, roles.FEDERATION_APPROVER):
        return no(_("A refund is decided by an approver of the federation."))
    if user.pk in (gift.registered_by_id, gift.booked_by_id):
        return no(_("You entered or booked this donation. Somebody else has to decide its refund."))
    return YES


def may_sell(user: Any) -> Answer:
    """Entering that securities were sold: it is booked at once."""
    return YES if has_role(user, roles.ACCOUNTANT) else no(_("The sale of securities is entered by an accountant."))


def may_undo_sale(user: Any, sale: Any) -> Answer:
    if not has_role(user, roles.FEDERATION_APPROVER):
        return no(_("A sale is undone by an approver of the federation."))
    if sale.entered_by_id == user.pk:
        return no(_("You entered this sale. Somebody else has to undo it."))
    return YES


def may_withdraw_pledge(user: Any, _pledge: Any) -> Answer:
    return may_keep_donors(user)


def may_propose_change(user: Any) -> Answer:
    return may_keep_donors(user)


def may_agree_to_change(user: Any, change: Any) -> Answer:
    if not has_role(user, roles.FEDERATION_APPROVER):
        return no(_("A change of use is confirmed by an approver of the federation."))
    if change.proposed_by_id == user.pk:
        return no(_("You proposed this change. Somebody else has to confirm it."))
    return YES


def may_refuse_change(user: Any, _change: Any) -> Answer:
    if not has_role(user, roles.FEDERATION_APPROVER):
        return no(_("A change of use is refused by an approver of the federation."))
    return YES


def may_publish_campaign(user: Any) -> Answer:
    if has_role(user, roles.FEDERATION_APPROVER):
        return YES
    return no(_("A campaign is published by an approver of the federation."))


def may_import(user: Any) -> Answer:
    """Lines of a file go straight into the books, so an accountant brings them."""
    return YES if has_role(user, roles.ACCOUNTANT) else no(_("Files of donations are taken over by an accountant."))


def may_keep_receipts(user: Any) -> Answer:
    if has_role(user, *FINANCE):
        return YES
    return no(_("Official receipts are entered by the accountant or the cashier."))


def may_confirm_pool(user: Any, pool: Any) -> Answer:
    if not has_role(user, roles.ACCOUNTANT):
        return no(_("What a sponsor owes is confirmed by an accountant."))
    if pool.opened_by_id == user.pk:
        return no(_("You entered this pool. A second accountant has to confirm it."))
    return YES
