"""Putting ready items into an open batch, as sealed copies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from funds.models import Reservation
from funds.selectors import live_reservations
from payments import states
from payments.models import Payment, PaymentBatch
from payments.payables import PayableItem, payable_of
from payments.selectors import ready_items
from protection.access import AccessContext
from protection.sealing import seal
from workflow.machine import Refused


class NotReady(Refused):
    """Some sources cannot be paid; `reasons` says why, by source."""

    def __init__(self, reasons: Mapping[str, str | Promise]) -> None:
        self.reasons = dict(reasons)
        super().__init__("; ".join(f"{source}: {reason}" for source, reason in self.reasons.items()))


def add_to_batch(batch: PaymentBatch, sources: Sequence[str], *, by: Any, at: datetime) -> list[Payment]:
    """The caller holds the batch. Raises NotReady naming every source that is not ready, paid elsewhere or unreserved.

    The unique index decides between two makers who take the same source at the same moment.
    """
    wanted = list(dict.fromkeys(sources))
    ready = {item.source: item for item in ready_items(by, on=timezone.localdate(at))}
    reservations = live_reservations(wanted)
    reasons = {s: reason for s in wanted if (reason := _refusal(batch, ready.get(s), reservations.get(s)))}
    if reasons:
        raise NotReady(reasons)
    access = AccessContext(by=by, purpose="transfer", at=at, reason=batch.reference)
    position = batch.payments.aggregate(last=Max("position"))["last"] or 0
    payments = [
        _copy(batch, ready[source], reservations[source], position + number, access, at)
        for number, source in enumerate(wanted, start=1)
    ]
    try:
        with transaction.atomic():
            return Payment.objects.bulk_create(payments)
    except IntegrityError as problem:
        raise NotReady(dict.fromkeys(wanted, _("Somebody else is paying one of these at this moment."))) from problem


def _refusal(batch: PaymentBatch, item: PayableItem | None, reservation: Reservation | None) -> str:
    if item is None:
        return _("Not ready to be paid, or in another batch.")
    if item.fund_id != batch.fund_id or reservation is None or reservation.fund_id != batch.fund_id:
        return _("No money of this batch's fund is reserved for it.")
    if item.amount_fen > reservation.amount_fen:
        return _("More than was reserved for it.")
    return ""


def _copy(
    batch: PaymentBatch,
    item: PayableItem,
    reservation: Reservation,
    position: int,
    access: AccessContext,
    at: datetime,
) -> Payment:
    account = payable_of(item.source).account_of(item.source, access)
    payment = Payment(
        batch=batch,
        position=position,
        source=item.source,
        source_reference=item.reference,
        title=item.title,
        scheme=item.scheme,
        payee_name=item.payee_name,
        bank_name=account.bank_name,
        amount_fen=item.amount_fen,
        reservation=reservation,
        state=states.PAYMENT_INITIAL,
        state_since=at,
    )
    seal(payment, "account_holder", account.holder)
    seal(payment, "account", account.number)
    return payment
