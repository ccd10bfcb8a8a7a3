"""Goods come in by lots, go along on routes, come back, or spoil. Each is one append-only movement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.festival_visits import states
from delivery.festival_visits.choices import CODE, MovementKind
from delivery.festival_visits.models import FestivalVisit, Good, Lot, Route, RouteLoad, Season, StockMovement
from delivery.festival_visits.permissions import may_book, may_finish, may_keep_store, may_lead_route
from funds.entries import book_cost, use_up_goods
from funds.entries.spending import ACTIVITY
from funds.errors import FundsError
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused


class NotInStock(Refused):
    """Less is there than was asked for."""


@dataclass(frozen=True)
class Delivery:
    """What came in. Prices in fen per unit; `market_source` says where the market's price was seen."""

    good: Good
    number: str
    origin: str
    supplier: str
    quantity: int
    price_fen: int
    market_fen: int
    market_source: str
    expires_on: date | None = None


@transaction.atomic
def receive_lot(*, season: Season, delivery: Delivery, by: Any, at: datetime) -> Lot:
    """Raises NotAllowed; Refused for a price above the market's (公开募捐管理办法 20), for goods that are past their
    day, and for a lot that was entered before.
    """
    _demand(may_keep_store(by))
    if season.state == states.CLOSED:
        raise Refused(_("This season is finished."))
    if delivery.quantity <= 0:
        raise Refused(_("Enter how many came."))
    if delivery.price_fen > delivery.market_fen:
        raise Refused(_("The price is above the market's. Buy at a fair price, or correct the entry."))
    if delivery.expires_on is not None and delivery.expires_on < season.festival_on:
        raise Refused(_("These goods expire before the festival. They are not taken in."))
    fields = {name: value for name, value in vars(delivery).items() if name != "quantity"}
    lot = Lot(season=season, entered_at=at, entered_by=by, **fields)
    try:
        with transaction.atomic():
            lot.save(force_insert=True)
    except IntegrityError as problem:
        raise Refused(_("This lot is entered already.")) from problem
    _move_goods(lot, MovementKind.RECEIVE, delivery.quantity, by=by, at=at)
    record("festival_visits.lot_received", subject=lot, by=by, at=at, data={"quantity": delivery.quantity})
    return _fresh(lot)


@transaction.atomic
def spoil_in_store(*, lot: Lot, quantity: int, note: str, by: Any, at: datetime) -> Lot:
    """Damaged, lost or past its day, with the reason. Raises NotAllowed, NotInStock, Refused."""
    _demand(may_keep_store(by))
    if not note.strip():
        raise Refused(_("Write what happened to the goods."))
    lot = _locked(lot)
    if not 0 < quantity <= lot.in_store:
        raise NotInStock(_("Only %(count)d are in store.") % {"count": lot.in_store})
    _move_goods(lot, MovementKind.SPOIL, quantity, note=note.strip(), by=by, at=at)
    record("festival_visits.goods_spoiled", subject=lot, by=by, at=at, data={"quantity": quantity})
    return _fresh(lot)


@transaction.atomic
def load_route(*, route: Route, quantities: Mapping[int, int], by: Any, at: datetime) -> list[RouteLoad]:
    """Takes goods along, by primary key of the lot. All or nothing. Raises NotAllowed, NotInStock, Refused."""
    _demand(may_lead_route(by, route))
    route = Route.objects.select_for_update(of=("self",)).get(pk=route.pk)
    if route.state not in (states.PLANNED, states.UNDER_WAY):
        raise Refused(_("This route is over."))
    lots = {lot.pk: lot for lot in _locked_lots(quantities)}
    loads = [_load(route, lots[pk], number, by=by, at=at) for pk, number in sorted(quantities.items()) if pk in lots]
    data = {"lots": {str(load.lot_id): quantities[load.lot_id] for load in loads}}
    record("festival_visits.route_loaded", subject=route, by=by, at=at, data=data)
    return loads


@transaction.atomic
def unload_route(
    *, route: Route, returned: Mapping[int, int], spoiled: Mapping[int, int], note: str, by: Any, at: datetime
) -> None:
    """What comes back and what was spoiled on the way, by primary key of the load. Raises NotAllowed, NotInStock."""
    _demand(may_finish(by, route))
    Route.objects.select_for_update(of=("self",)).get(pk=route.pk)
    if any(spoiled.values()) and not note.strip():
        raise Refused(_("Write what happened to the goods."))
    loads = locked_loads(route)
    for load in loads:
        back, bad = returned.get(load.pk, 0), spoiled.get(load.pk, 0)
        if min(back, bad) < 0 or back + bad > load.left:
            raise NotInStock(_("Only %(count)d of %(lot)s are left.") % {"count": load.left, "lot": load.lot})
        _move_goods(load.lot, MovementKind.BRING_BACK, back, load=load, by=by, at=at)
        _move_goods(load.lot, MovementKind.SPOIL_OUT, bad, load=load, note=note.strip(), by=by, at=at)
    data = {"returned": sum(returned.values()), "spoiled": sum(spoiled.values())}
    record("festival_visits.route_unloaded", subject=route, by=by, at=at, data=data)


def hand_over(visit: FestivalVisit, wanted: Mapping[int, int], *, on: date, by: Any, at: datetime) -> int:
    """Goods of a visit out of the route's load, by primary key of the good; first what expires first.

    Part of the record of the visit, which holds the route's lock. Returns the value in fen. Raises NotInStock.
    """
    loads = [load for load in locked_loads(visit.route) if not load.lot.is_past(on)]
    loads.sort(key=lambda load: (load.lot.expires_on or date.max, load.pk))
    value = 0
    for good, number in sorted(wanted.items()):
        for load in [one for one in loads if one.lot.good_id == good]:
            part = min(load.left, number)
            _move_goods(load.lot, MovementKind.GIVE, part, load=load, visit=visit, by=by, at=at)
            value += part * load.lot.price_fen
            number -= part
        if number:
            raise NotInStock(
                _("%(count)d of %(good)s are not on this route. Load them first, or correct the number.")
                % {"count": number, "good": Good.objects.get(pk=good)}
            )
    return value


@transaction.atomic
def book_lot(*, lot: Lot, by: Any, at: datetime) -> Lot:
    """Bought goods are a cost when they come in, paid from the fund; gifts leave its inventory at the end, what was
    handed over and what was spoiled.

    Once per lot (the entries of the funds are idempotent per source). Raises NotAllowed, Refused.
    """
    _demand(may_book(by))
    lot = _locked(lot)
    if lot.voucher_id is not None:
        raise Refused(_("This lot is in the books already."))
    units = lot.received if lot.origin == Lot.Origin.BOUGHT else lot.given + lot.spoiled
    if lot.origin == Lot.Origin.GIFT and lot.with_visitors + lot.in_store and lot.season.state != states.CLOSED:
        raise Refused(_("Gifts are booked when all are handed over, or when the season is closed."))
    if not lot.price_fen * units:
        raise Refused(_("There is nothing to be booked of this lot."))
    common: dict[str, Any] = {"fund": lot.season.fund, "source": lot.source, "scheme": CODE, "by": by, "at": at}
    try:
        if lot.origin == Lot.Origin.BOUGHT:
            lot.voucher = book_cost(cost=ACTIVITY, amount_fen=lot.price_fen * units, **common)
        else:
            given, missed = lot.price_fen * lot.given, lot.price_fen * lot.spoiled
            lot.voucher = use_up_goods(given_fen=given, missed_fen=missed, **common)
    except FundsError as problem:
        raise Refused(str(problem)) from problem
    lot.save(update_fields=["voucher"])
    record("festival_visits.lot_booked", subject=lot, by=by, at=at, data={"voucher": lot.voucher.reference})
    return lot


def locked_loads(route: Route) -> list[RouteLoad]:
    """Of a route whose row the caller holds; lots first, in the order of all who lock several."""
    lots = list(route.loads.values_list("lot_id", flat=True))
    _locked_lots(dict.fromkeys(lots, 0))
    rows = route.loads.select_related("lot__good").select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def _load(route: Route, lot: Lot, number: int, *, by: Any, at: datetime) -> RouteLoad:
    if lot.season_id != route.season_id:
        raise Refused(_("This lot belongs to another season."))
    if lot.is_past(route.day):
        raise Refused(_("%(lot)s is past its day on this route.") % {"lot": lot})
    if not 0 < number <= lot.in_store:
        raise NotInStock(_("Only %(count)d of %(lot)s are in store.") % {"count": lot.in_store, "lot": lot})
    load, _is_new = RouteLoad.objects.get_or_create(route=route, lot=lot)
    _move_goods(lot, MovementKind.TAKE_OUT, number, load=load, by=by, at=at)
    load.refresh_from_db()
    return load


def _move_goods(lot: Lot, kind: str, quantity: int, *, by: Any, at: datetime, **more: Any) -> None:
    """The trigger of the row moves the counters, and the database refuses what would not add up."""
    if quantity:
        StockMovement.objects.create(lot=lot, kind=kind, quantity=quantity, by=by, at=at, **more)


def _locked_lots(keys: Mapping[int, int]) -> list[Lot]:
    rows = Lot.objects.filter(pk__in=keys).select_related("good", "season")
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _locked(lot: Lot) -> Lot:
    return Lot.objects.select_related("good", "season__fund").select_for_update(of=("self",)).get(pk=lot.pk)


def _fresh(lot: Lot) -> Lot:
    lot.refresh_from_db()
    return lot


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)
