"""What bands cost, brought into the books of the fund once each."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from delivery.wristbands.costs import Cost, costs_of
from delivery.wristbands.models import Batch, Movement, Posting
from delivery.wristbands.permissions import may_book
from delivery.wristbands.services.stock import lock_batches
from funds.errors import FundsError
from funds.models import Voucher
from programs.schemes.wristband.terms import CODE
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def book_bands(*, batch: Batch, by: Any, at: datetime) -> list[Voucher]:
    """One voucher per kind of cost for every movement of the batch that is not in the books yet: what was bought and
    has arrived; of a gift what went to wearers, what was missed in store, and what was found again.

    Locks the batch, so that two accountants book once. Raises NotAllowed, Refused.
    """
    if not (answer := may_book(by)):
        raise NotAllowed(answer.reason)
    [batch] = lock_batches([batch.pk])
    vouchers = [_book(batch, cost, by=by, at=at) for cost in costs_of(batch)]
    if not (booked := [voucher for voucher in vouchers if voucher]):
        raise Refused(_("There is nothing to be booked."))
    return booked


def _book(batch: Batch, cost: Cost, *, by: Any, at: datetime) -> Voucher | None:
    movements = list(Movement.objects.filter(cost.q(), batch=batch, posting__isnull=True).order_by("pk"))
    bands = sum(row.count for row in movements)
    if not bands * batch.unit_cost_fen:
        return None
    source = f"wristbands.batch:{batch.pk}:{cost.name}:{movements[-1].pk}"
    voucher = _voucher(batch, cost, bands * batch.unit_cost_fen, source, by=by, at=at)
    Posting.objects.bulk_create(Posting(movement=row, voucher=voucher) for row in movements)
    record("wristbands.cost_booked", subject=batch, by=by, at=at, data={"voucher": voucher.pk, "bands": bands})
    return voucher


@transaction.atomic
def set_fund(*, batch: Batch, fund: Any, origin: str, by: Any, at: datetime) -> Batch:
    """Before the first voucher. Raises NotAllowed, Refused."""
    if not (answer := may_book(by)):
        raise NotAllowed(answer.reason)
    [batch] = lock_batches([batch.pk])
    if Posting.objects.filter(movement__batch=batch).exists():
        raise Refused(_("This batch is in the books already; its fund stays."))
    batch.fund, batch.origin = fund, origin
    batch.save(update_fields=["fund", "origin"])
    record("wristbands.fund_set", subject=batch, by=by, at=at, data={"fund": fund.code, "origin": origin})
    return batch


def _voucher(batch: Batch, cost: Cost, value_fen: int, source: str, *, by: Any, at: datetime) -> Voucher:
    if batch.fund is None:
        raise Refused(_("Say first which fund the batch belongs to."))
    try:
        return cost.book(fund=batch.fund, value_fen=value_fen, source=source, scheme=CODE, by=by, at=at)
    except FundsError as problem:
        raise Refused(str(problem)) from problem
