"""Who may do what with a batch. Each answer is the guard, the button and the sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from workflow.answers import YES, Answer, no

READERS = (roles.ACCOUNTANT, roles.CASHIER, roles.FEDERATION_APPROVER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)


def may_see_payments(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("Payments are open to the finance staff and supervisors."))


def may_make_batch(user: Any) -> Answer:
    return YES if has_role(user, roles.ACCOUNTANT) else no(_("Only an accountant makes payment batches."))


def may_work_on(user: Any, batch: Any) -> Answer:
    """Adding, removing and locking: the maker alone, so that one name stands for the list."""
    if batch.maker_id != user.pk:
        return no(_("Only the accountant who made this batch may change or lock it."))
    return may_make_batch(user)


def may_check(user: Any, batch: Any) -> Answer:
    """An approver of the federation, or a second accountant; never the maker."""
    if batch.maker_id == user.pk:
        return no(_("You made this batch. A second person has to check it."))
    if not has_role(user, roles.FEDERATION_APPROVER, roles.ACCOUNTANT):
        return no(_("A batch is checked by a federation approver or a second accountant."))
    return YES


def may_send(user: Any, batch: Any) -> Answer:
    """Releasing, writing the bank file, taking in its result: a cashier who neither made nor checked the batch."""
    if not has_role(user, roles.CASHIER):
        return no(_("Only a cashier sends batches to the bank."))
    if user.pk in (batch.maker_id, batch.checker_id):
        return no(_("You made or checked this batch. Another cashier has to send it."))
    return YES


def may_return(user: Any, batch: Any) -> Answer:
    """Whoever has the batch before them: its checker, or the cashier once it is approved."""
    sending = may_send(user, batch)
    return sending if sending else may_check(user, batch)


def may_abort(user: Any, batch: Any) -> Answer:
    return may_make_batch(user)


def may_close(user: Any, batch: Any) -> Answer:
    return may_make_batch(user)
