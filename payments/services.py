"""The life of a batch. Each service is one transaction: state, events, what the sources are told, and the ledger.

Lock order: batch, its payments, then whatever the source locks, then the fund.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

import funds.services
from audit.recording import record
from funds.models import Fund
from payments import bank_files, reasons, results, states
from payments.adding import add_to_batch
from payments.batch_digests import digest_of_batch
from payments.models import BankFile, Payment, PaymentBatch, ResultFile
from payments.payables import CASHIER, CHECKER, MAKER, payable_of, refusals_of
from payments.permissions import may_check, may_make_batch, may_send, may_work_on
from payments.sampling import draw_sample
from payments.workflow import BATCH, PAYMENT
from web.references import new_reference
from workflow.answers import Answer
from workflow.machine import IllegalTransition, NotAllowed, Refused

REFERENCE_PREFIX = "FK"  # 付款


class PaymentsRefused(Refused):
    """Some payments of the batch must not go on; `reasons` says why, by payment reference."""

    def __init__(self, reasons: Mapping[str, str | Promise]) -> None:
        self.reasons = dict(reasons)
        super().__init__("; ".join(f"{reference}: {reason}" for reference, reason in self.reasons.items()))


class EmptyBatch(Refused):
    """There is nothing to pay in the batch."""


@transaction.atomic
def open_batch(*, fund: Fund, sources: Sequence[str], bank_format: str, by: Any, at: datetime) -> PaymentBatch:
    """A new batch of ready items of one fund. `by` becomes its maker.

    Opens each payee's account for the sealed copy, recording the access. Raises NotAllowed and adding.NotReady.
    """
    _demand(may_make_batch(by))
    batch = PaymentBatch.objects.create(
        reference=new_reference(REFERENCE_PREFIX),
        fund=fund,
        bank_format=bank_files.bank_format(bank_format).code,
        maker=by,
        made_at=at,
        state=states.BATCH_INITIAL,
        state_since=at,
    )
    record("payments.batch_opened", subject=batch, by=by, at=at, data={"fund": fund.code})
    add_to_batch(batch, sources, by=by, at=at)
    return batch


@transaction.atomic
def add_payments(*, batch: PaymentBatch, sources: Sequence[str], by: Any, at: datetime) -> PaymentBatch:
    """More ready items of the same fund. Raises NotAllowed, IllegalTransition (not open) and adding.NotReady."""
    batch = _locked(batch)
    _demand(may_work_on(by, batch))
    _demand_open(batch)
    added = add_to_batch(batch, sources, by=by, at=at)
    record("payments.payments_added", subject=batch, by=by, at=at, data={"rows": len(added)})
    return batch


@transaction.atomic
def remove_payment(*, payment: Payment, by: Any, at: datetime) -> Payment:
    """Takes one payment out of an open batch; its source is ready again. Raises NotAllowed and IllegalTransition."""
    batch = _locked(payment.batch)
    _demand(may_work_on(by, batch))
    _demand_open(batch)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    PAYMENT.fire("cancel", payment, by=by, at=at, data={"batch": batch.reference})
    return payment


@transaction.atomic
def lock_batch(*, batch: PaymentBatch, by: Any, at: datetime) -> PaymentBatch:
    """Hands the batch to its checker; nothing in it changes from here on. The sources are told it is on its way.

    Raises WorkflowErrors, EmptyBatch, and PaymentsRefused naming every item that must not be paid any more.
    """
    batch = _locked(batch)
    payments = _pending(batch)
    BATCH.fire("lock", batch, by=by, at=at, data={"digest": digest_of_batch(batch)})
    if not payments:
        raise EmptyBatch(_("The batch is empty. Add payments or abort it."))
    _demand_no_refusal(payments, MAKER, by, at)
    for payment in payments:
        payable_of(payment.source).on_batched(payment, by=by, at=at)
    return batch


@transaction.atomic
def approve_batch(*, batch: PaymentBatch, by: Any, at: datetime) -> PaymentBatch:
    """The second person agrees. Raises WorkflowErrors (the maker is refused) and PaymentsRefused."""
    batch = _locked(batch)
    _demand_state(batch, "approve")
    _demand(may_check(by, batch))
    _demand_no_refusal(_pending(batch), CHECKER, by, at)
    batch.checker, batch.checked_at = by, at
    batch.save(update_fields=["checker", "checked_at"])
    BATCH.fire("approve", batch, by=by, at=at)
    return batch


@transaction.atomic
def return_batch(*, batch: PaymentBatch, reason: str, by: Any, at: datetime) -> PaymentBatch:
    """Back to the maker, before anything was sent. `reason` is a code of reasons.REASONS."""
    batch = _locked(batch)
    BATCH.fire("return", batch, by=by, at=at, data={"reason": reasons.checked(reason)})
    batch.checker = batch.checked_at = None
    batch.save(update_fields=["checker", "checked_at"])
    for payment in _pending(batch):
        payable_of(payment.source).on_removed(payment, by=by, at=at)
    return batch


@transaction.atomic
def release_batch(*, batch: PaymentBatch, by: Any, at: datetime) -> PaymentBatch:
    """The third person sends it: from now on the bank file can be made. Raises WorkflowErrors and PaymentsRefused."""
    batch = _locked(batch)
    _demand_state(batch, "release")
    _demand(may_send(by, batch))
    payments = _pending(batch)
    _demand_no_refusal(payments, CASHIER, by, at)
    batch.cashier, batch.released_at = by, at
    batch.save(update_fields=["cashier", "released_at"])
    BATCH.fire("release", batch, by=by, at=at)
    for payment in payments:
        PAYMENT.fire("send", payment, by=by, at=at, data={"batch": batch.reference})
        payable_of(payment.source).on_sent(payment, by=by, at=at)
    return batch


@transaction.atomic
def make_bank_file(*, batch: PaymentBatch, by: Any, at: datetime) -> tuple[BankFile, bytes]:
    """The file for the bank, with the accounts in clear: one access row per payment, the file's hash, never the file.

    The same batch gives the same bytes each time. Raises NotAllowed and IllegalTransition (not with the bank).
    """
    batch = _locked(batch)
    _demand(may_send(by, batch))
    if batch.state != states.RELEASED:
        raise IllegalTransition(BATCH.states[batch.state].label)
    rows = bank_files.rows_of(batch, by=by, at=at)
    content = bank_files.bank_format(batch.bank_format).write(rows)
    made = BankFile.objects.create(
        batch=batch,
        sha256=hashlib.sha256(content).hexdigest(),
        rows=len(rows),
        total_fen=sum(row.amount_fen for row in rows),
        made_by=by,
        made_at=at,
    )
    record(
        "payments.bank_file_made",
        subject=batch,
        by=by,
        at=at,
        data={"file": made.pk, "rows": made.rows, "fen": made.total_fen},
    )
    return made, content


@transaction.atomic
def import_result(*, batch: PaymentBatch, content: bytes, by: Any, at: datetime) -> ResultFile:
    """Takes in the bank's result: all of it or nothing. Posts each success to the ledger exactly once.

    The same file again returns what the first one did. Items the file leaves out keep waiting. Raises NotAllowed,
    IllegalTransition, and results.ResultRefused with every error and difference at once.
    """
    batch = _locked(batch)
    _demand(may_send(by, batch))
    sha256 = hashlib.sha256(content).hexdigest()
    known = ResultFile.objects.filter(batch=batch, sha256=sha256).first()
    if known is not None:
        return known
    if batch.state != states.RELEASED:
        raise IllegalTransition(BATCH.states[batch.state].label)
    payments = list(batch.payments.exclude(state=states.CANCELLED).select_related("reservation__fund"))
    matched = results.match(results.read(content), batch, payments)
    for payment in matched.paid:
        _pay(payment, by, at)
    for payment, reason in matched.failed:
        _fail(payment, reason, by, at)
    result = ResultFile.objects.create(
        batch=batch,
        sha256=sha256,
        paid=len(matched.paid),
        failed=len(matched.failed),
        known=matched.known,
        missing=matched.missing,
        imported_by=by,
        imported_at=at,
    )
    data = {"file": result.pk, "paid": result.paid, "failed": result.failed, "missing": len(result.missing)}
    record("payments.result_imported", subject=batch, by=by, at=at, data=data)
    _finish_when_complete(batch, by, at)
    return result


@transaction.atomic
def close_batch(*, batch: PaymentBatch, by: Any, at: datetime) -> PaymentBatch:
    """Filed: every payment has its result. Raises WorkflowErrors."""
    batch = _locked(batch)
    BATCH.fire("close", batch, by=by, at=at)
    return batch


@transaction.atomic
def abort_batch(*, batch: PaymentBatch, reason: str, by: Any, at: datetime) -> PaymentBatch:
    """Gives a batch up before it went to the bank; its sources are ready again. `reason`: reasons.REASONS."""
    batch = _locked(batch)
    sources_were_told = batch.state != states.OPEN
    BATCH.fire("abort", batch, by=by, at=at, data={"reason": reasons.checked(reason)})
    for payment in _pending(batch):
        PAYMENT.fire("cancel", payment, by=by, at=at, data={"batch": batch.reference})
        if sources_were_told:
            payable_of(payment.source).on_removed(payment, by=by, at=at)
    return batch


def _pay(payment: Payment, by: Any, at: datetime) -> None:
    voucher = funds.services.settle(
        reservation=payment.reservation,
        amount_fen=payment.amount_fen,
        scheme=payment.scheme,
        bank_reference=payment.batch.reference,
        by=by,
        at=at,
    )
    payment.voucher = voucher
    payment.save(update_fields=["voucher"])
    PAYMENT.fire("pay", payment, by=by, at=at, data={"voucher": voucher.reference})
    payable_of(payment.source).on_paid(payment, voucher=voucher, by=by, at=at)


def _fail(payment: Payment, reason: str, by: Any, at: datetime) -> None:
    payment.failure_reason = reason
    payment.save(update_fields=["failure_reason"])
    PAYMENT.fire("fail", payment, by=by, at=at)
    payable_of(payment.source).on_failed(payment, by=by, at=at)


def _finish_when_complete(batch: PaymentBatch, by: Any, at: datetime) -> None:
    found = set(batch.payments.values_list("state", flat=True))
    if states.SENT in found:
        return
    BATCH.fire("finish_partly" if states.FAILED in found else "finish", batch, by=by, at=at)
    draw_sample(batch=batch, at=at)


def _locked(batch: PaymentBatch) -> PaymentBatch:
    return PaymentBatch.objects.select_for_update().get(pk=batch.pk)


def _pending(batch: PaymentBatch) -> list[Payment]:
    return list(batch.payments.select_for_update().filter(state=states.PENDING).order_by("position"))


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)


def _demand_state(batch: PaymentBatch, transition: str) -> None:
    if batch.state not in BATCH.transitions[transition].sources:
        raise IllegalTransition(BATCH.states[batch.state].label)


def _demand_open(batch: PaymentBatch) -> None:
    _demand_state(batch, "lock")


def _demand_no_refusal(payments: Iterable[Payment], duty: str, by: Any, at: datetime) -> None:
    by_source = {payment.source: payment.source_reference for payment in payments}
    found = refusals_of(by_source, duty=duty, user=by, at=at)
    if found:
        raise PaymentsRefused({by_source[source]: reason for source, reason in found.items()})
