"""What halls, rooms, bags, books and trainings cost, brought into the books of the fund once each."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.seedling_protection import states
from delivery.seedling_protection.choices import CODE
from delivery.seedling_protection.models import Facility, SupplyLot, TrainingSession
from delivery.seedling_protection.permissions import may_book
from delivery.seedling_protection.services.moving import demand, locked
from funds.entries import book_cost, use_up_goods
from funds.entries.spending import ACTIVITY
from funds.errors import FundsError
from funds.models import Voucher
from workflow.machine import Refused

Costly = Facility | SupplyLot | TrainingSession


@transaction.atomic
def book_row(*, row: Costly, by: Any, at: datetime) -> Costly:
    """Bought goods and works are a cost paid from the fund; gifts leave its inventory when none is left in store, what
    was handed over and what was missed. Once per row (the entries of the funds are idempotent per source). Raises
    NotAllowed, Refused.
    """
    demand(may_book(by))
    row = locked(row, "fund")
    if row.voucher_id is not None:
        raise Refused(_("This is in the books already."))
    if not (amount := _amount_of(row)):
        raise Refused(_("There is nothing to be booked."))
    try:
        row.voucher = _booked(row, amount, by=by, at=at)
    except FundsError as problem:
        raise Refused(str(problem)) from problem
    row.save(update_fields=["voucher"])
    record("seedling_protection.cost_booked", subject=row, by=by, at=at, data={"voucher": row.voucher.reference})
    return row


def _amount_of(row: Costly) -> int:
    """In fen. Raises Refused for what has not happened yet."""
    if isinstance(row, Facility):
        if row.state == states.PLANNED:
            raise Refused(_("This facility is not being built yet."))
        return row.cost_fen
    if isinstance(row, TrainingSession):
        if row.state != states.HELD:
            raise Refused(_("This training is not recorded yet."))
        return row.cost_fen
    if row.origin == SupplyLot.Origin.BOUGHT:
        return row.unit_fen * row.received
    if row.in_store:
        raise Refused(_("Gifts are booked when none of the lot is left in store."))
    return row.unit_fen * (row.delivered + row.damaged + row.lost)


def _booked(row: Costly, amount: int, *, by: Any, at: datetime) -> Voucher:
    common: dict[str, Any] = {"fund": row.fund, "source": row.source, "scheme": CODE, "by": by, "at": at}
    if isinstance(row, SupplyLot) and row.origin == SupplyLot.Origin.GIFT:
        given = row.unit_fen * row.delivered
        return use_up_goods(given_fen=given, missed_fen=amount - given, **common)
    return book_cost(cost=ACTIVITY, amount_fen=amount, **common)
