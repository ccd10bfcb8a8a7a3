"""Two at once: one household once, one last place once, one visit once, one bag of rice once."""

import threading

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from delivery.festival_visits import states
from delivery.festival_visits.models import FestivalVisit, Lot, Nomination, Quota, StockMovement
from delivery.festival_visits.services import goods, visits
from tests.factories.festival_visits import (
    APPROVED_AT,
    HOME,
    SET_OUT_AT,
    VISITED_AT,
    make_home,
    make_lot,
    nominated,
    open_season,
    planned_route,
    report,
    sign,
    walking,
)
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_one_household_is_nominated_once(cast, places):
    season, household = open_season(cast, places), make_home(places[HOME])

    outcomes = race(4, lambda n: nominated(season, household, (cast["worker"], cast["officer"])[n % 2]))

    assert kinds(outcomes) == [*["NominatedAlready"] * 3, "Nomination"]
    assert (Nomination.objects.count(), Quota.objects.get().taken) == (1, 1)


def test_the_last_place_is_taken_once(cast, places):
    season = open_season(cast, places, quota=1)
    homes = [make_home(places[HOME]) for _number in range(4)]

    outcomes = race(4, lambda n: nominated(season, homes[n], cast["worker"]))

    assert kinds(outcomes) == ["Nomination", "QuotaFull", "QuotaFull", "QuotaFull"]
    assert Quota.objects.get().taken == 1


def test_control_looking_first_and_taking_later_fails(cast, places):
    """Why the place is taken by a conditional update: both see the last place, and only the CHECK stops the second."""
    open_season(cast, places, quota=1)
    both_have_looked = threading.Barrier(2)

    def take_naively(_number):
        quota = Quota.objects.get()
        both_have_looked.wait(30)
        with transaction.atomic():
            Quota.objects.filter(pk=quota.pk).update(taken=F("taken") + 1)
        return quota.left

    outcomes = race(2, take_naively)

    assert kinds(outcomes) == ["IntegrityError", "int"]
    assert isinstance(next(one for one in outcomes if not isinstance(one, int)), IntegrityError)


def test_two_phones_record_one_visit(cast, places):
    route = walking(open_season(cast, places), places, cast)
    visit = route.visits.get()
    sign(visit, cast["worker"])

    outcomes = race(
        2,
        lambda n: visits.record_visit(
            visit=visit, report=report(cast), by=(cast["worker"], cast["officer"])[n], at=VISITED_AT
        ),
    )

    assert kinds(outcomes) == ["ColleagueWasFaster", "FestivalVisit"]
    assert (FestivalVisit.objects.get().state, Lot.objects.get().given) == (states.DELIVERED, 1)


def test_the_last_goods_go_along_once(cast, places):
    season = open_season(cast, places)
    lot = make_lot(season, cast, quantity=5)
    both = [planned_route(season, places, cast) for _number in range(2)]

    outcomes = race(
        2,
        lambda n: goods.load_route(route=both[n], quantities={lot.pk: 4}, by=cast["officer"], at=SET_OUT_AT),
    )

    assert kinds(outcomes) == ["NotInStock", "list"]
    lot.refresh_from_db()
    assert (lot.in_store, lot.with_visitors) == (1, 4)


def test_control_the_database_alone_refuses_the_second(cast, places):
    """Without the lock both find enough in store; the second movement would take more than there is."""
    season = open_season(cast, places)
    lot = make_lot(season, cast, quantity=5)
    loads = [planned_route(season, places, cast).loads.create(lot=lot) for _number in range(2)]
    both_have_looked = threading.Barrier(2)

    def take_naively(number):
        found = Lot.objects.get(pk=lot.pk).in_store
        both_have_looked.wait(30)
        with transaction.atomic():
            StockMovement.objects.create(
                lot=lot, load=loads[number], kind="take_out", quantity=4, at=APPROVED_AT, by=cast["officer"]
            )
        return found

    outcomes = race(2, take_naively)

    assert kinds(outcomes) == ["IntegrityError", "int"]
    assert Lot.objects.get().in_store == 1
