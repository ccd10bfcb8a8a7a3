"""Bags and book sets come in by lots, or are damaged or lost in store. Each is one append-only movement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.seedling_protection.choices import StockKind
from delivery.seedling_protection.models import StockMovement, SupplyItem, SupplyLot
from delivery.seedling_protection.permissions import may_keep_store
from delivery.seedling_protection.services.moving import demand, locked
from funds.models import Fund
from workflow.machine import Refused


class NotInStock(Refused):
    """Less is there than was asked for."""


@dataclass(frozen=True)
class Arrival:
    """What came in; `unit_fen` is the price of one, of a gift its fair value."""

    item: SupplyItem
    number: str
    origin: str
    supplier: str
    certificate: str
    quantity: int
    unit_fen: int
    fund: Fund


@transaction.atomic
def add_item(*, kind: str, name: str, standard: str, low_at: int = 0, by: Any, at: datetime) -> SupplyItem:
    """Raises NotAllowed, Refused for a model that is there already."""
    demand(may_keep_store(by))
    item = SupplyItem(kind=kind, name=name, standard=standard, low_at=low_at)
    _insert(item, _("This model is entered already."))
    record("seedling_protection.item_added", subject=item, by=by, at=at)
    return item


@transaction.atomic
def change_item(*, item: SupplyItem, standard: str, low_at: int, by: Any, at: datetime) -> SupplyItem:
    """Raises NotAllowed."""
    demand(may_keep_store(by))
    item = locked(item)
    item.standard, item.low_at = standard, low_at
    item.save(update_fields=["standard", "low_at"])
    record("seedling_protection.item_changed", subject=item, by=by, at=at, data={"low_at": low_at})
    return item


@transaction.atomic
def receive_lot(*, arrival: Arrival, by: Any, at: datetime) -> SupplyLot:
    """Raises NotAllowed; Refused for a lot that was entered before."""
    demand(may_keep_store(by))
    if arrival.quantity <= 0:
        raise Refused(_("Enter how many came."))
    fields = {name: value for name, value in vars(arrival).items() if name != "quantity"}
    lot = SupplyLot(entered_at=at, entered_by=by, **fields)
    _insert(lot, _("This lot is entered already."))
    move_stock(lot, StockKind.RECEIVE, arrival.quantity, by=by, at=at)
    record("seedling_protection.lot_received", subject=lot, by=by, at=at, data={"quantity": arrival.quantity})
    lot.refresh_from_db()
    return lot


@transaction.atomic
def write_off(*, lot: SupplyLot, kind: str, quantity: int, note: str, by: Any, at: datetime) -> SupplyLot:
    """Damaged or lost in store, with the reason. Raises NotAllowed, NotInStock, Refused."""
    demand(may_keep_store(by))
    if not note.strip():
        raise Refused(_("Write what happened to the goods."))
    lot = locked(lot)
    if not 0 < quantity <= lot.in_store:
        raise NotInStock(_("Only %(count)d are in store.") % {"count": lot.in_store})
    move_stock(lot, StockKind(kind), quantity, note=note.strip(), by=by, at=at)
    record("seedling_protection.goods_written_off", subject=lot, by=by, at=at, data={"quantity": quantity})
    lot.refresh_from_db()
    return lot


def move_stock(lot: SupplyLot, kind: str, quantity: int, *, by: Any, at: datetime, **more: Any) -> None:
    """The trigger of the row moves the counters, and the database refuses what would not add up."""
    if quantity:
        StockMovement.objects.create(lot=lot, kind=kind, quantity=quantity, by=by, at=at, **more)


def _insert(row: Any, refusal: Any) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        raise Refused(refusal) from problem
