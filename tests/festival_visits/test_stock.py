"""Goods always add up, whatever is moved in whatever order."""

import random

import pytest
from django.db import IntegrityError, transaction

from delivery.festival_visits import promises
from delivery.festival_visits.models import Lot, RouteLoad, StockMovement
from tests.factories.festival_visits import HOME, VISITED_AT, approved, make_lot, open_season, planned_route
from tests.many import many_movements

pytestmark = pytest.mark.django_db
WAYS = {  # kind: from where, to where
    "receive": ("", "in_store"),
    "take_out": ("in_store", "with_visitors"),
    "bring_back": ("with_visitors", "in_store"),
    "give": ("with_visitors", "given"),
    "spoil": ("in_store", "spoiled"),
    "spoil_out": ("with_visitors", "spoiled"),
}
COUNTERS = ("in_store", "with_visitors", "given", "spoiled")
REFUSALS = 200  # tried; each costs a savepoint


@pytest.mark.both_databases
def test_stock_adds_up_after_random_movements(places, cast):
    """Also past the services: what would not add up is refused, the rest is as a plain count says."""
    chance, season = random.Random(20260217), open_season(cast, places)
    route = planned_route(season, places, cast, approved(season, places[HOME], cast))
    visit = route.visits.get()
    lots = [make_lot(season, cast, quantity=50) for _number in range(3)]
    loads = {lot.pk: RouteLoad.objects.create(route=route, lot=lot) for lot in lots}
    there = {lot.pk: {"in_store": 50, "with_visitors": 0, "given": 0, "spoiled": 0} for lot in lots}

    def movement(lot, kind, quantity):
        place = {"load": loads[lot.pk]} if kind in ("take_out", "bring_back", "give", "spoil_out") else {}
        place |= {"visit": visit} if kind == "give" else {}
        facts = {"lot": lot, "kind": kind, "quantity": quantity, "at": VISITED_AT, "by": cast["officer"]}
        StockMovement.objects.create(**facts, **place)

    done = refused = 0
    while done < many_movements():
        lot, quantity = chance.choice(lots), chance.randint(1, 12)
        kind = chance.choice([*WAYS, "receive", "take_out"])
        (source, target), count = WAYS[kind], there[lot.pk]
        if source and count[source] < quantity:
            if refused < REFUSALS:
                with pytest.raises(IntegrityError), transaction.atomic():
                    movement(lot, kind, quantity)
                refused += 1
            continue
        movement(lot, kind, quantity)
        if source:
            count[source] -= quantity
        count[target] += quantity
        done += 1
        row = Lot.objects.values("received", *COUNTERS).get(pk=lot.pk)
        assert row == {"received": sum(count.values()), **count}

    assert refused > 0
    assert {load.lot_id: load.left for load in RouteLoad.objects.all()} == {
        pk: count["with_visitors"] for pk, count in there.items()
    }
    assert list(promises.stock_follows_its_movements()) == []
