"""Who may do what with a batch. Each answer is the guard, the button and the sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from audit.models import Event
from audit.recording import stream_of
from payments.payables import payable_of
from payments.states import CHECK_OPEN
from workflow.answers import YES, Answer, no

CHECKERS = (roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, roles.SUPERVISOR)
ANSWERERS = (roles.FEDERATION_APPROVER, roles.SUPERVISOR)
CHECK_READERS = (*CHECKERS, roles.SYSTEM_ADMIN)
READERS = (roles.ACCOUNTANT, roles.CASHIER, roles.FEDERATION_APPROVER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)

WORKED_ON_BATCH = _("You worked on this batch, so somebody else has to check its payments.")


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


def may_see_checks(user: Any) -> Answer:
    allowed = has_role(user, *CHECK_READERS)
    return YES if allowed else no(_("Checks after payment are open to the people who make them, and to supervisors."))


def may_see_every_check(user: Any) -> Answer:
    allowed = has_role(user, *ANSWERERS, roles.SYSTEM_ADMIN)
    return YES if allowed else no(_("You see the checks that were given to you."))


def may_take_check(user: Any, check: Any) -> Answer:
    """Somebody of the federation who took no step of the batch or the case, and is no relative."""
    if not has_role(user, *CHECKERS):
        return no(_("Checks after payment are made by reviewers, approvers and supervisors of the federation."))
    return had_no_part_in(user, check.payment)


def may_record_check(user: Any, check: Any) -> Answer:
    if check.checker_id != user.pk:
        return no(_("This check was given to somebody else. Take it over first if it has to be you."))
    return may_take_check(user, check)


def may_call_payee(user: Any, check: Any) -> Answer:
    """The payee's telephone: for the one who was drawn, as long as the check is open, whatever else his role opens."""
    if check.state != CHECK_OPEN:
        return no(_("This check is finished, so the telephone number is closed again."))
    return may_record_check(user, check)


def may_answer_finding(user: Any, check: Any) -> Answer:
    """A second person: neither who made the check, nor anybody who had part in the batch or the case."""
    if check.checker_id == user.pk:
        return no(_("You made this check. A second person has to close the finding."))
    if not has_role(user, *ANSWERERS):
        return no(_("A finding is closed by an approver or a supervisor."))
    return had_no_part_in(user, check.payment)


def had_no_part_in(user: Any, payment: Any) -> Answer:
    """Every step of the batch counts, also one that was taken back; the source answers for its case."""
    batch = payment.batch
    if user.pk in (batch.maker_id, batch.checker_id, batch.cashier_id):
        return no(WORKED_ON_BATCH)
    if Event.objects.filter(stream=stream_of(batch), actor=user).exists():
        return no(WORKED_ON_BATCH)
    return payable_of(payment.source).had_no_part_in(payment.source, user)
