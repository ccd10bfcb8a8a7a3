"""Many clerks at the same moment, on both databases. The control breaks without the guard."""

from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError

from audit.models import Event
from delivery.porridge_house.models import MealRedemption, MealStatement, RefusedScan
from delivery.porridge_house.services.counts import enter_count
from delivery.porridge_house.services.meals import redeem
from delivery.porridge_house.services.statements import prepare_statement
from tests.factories.porridge_house import (
    BREAKFAST,
    COMMUNITY,
    DAY,
    breakfast_program,
    card_in_use,
    eat,
    make_partner,
    make_site,
    scan_of,
)
from tests.porridge_house.test_statements import NEXT_MONTH
from tests.racing import race
from workflow.machine import Refused

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
CLERKS = 50


@pytest.fixture
def scene(cast, places):
    company = make_partner()
    sites = [make_site(places[COMMUNITY], partner=company, clerk=cast["partner"]) for _ in range(2)]
    return card_in_use(cast, places[COMMUNITY]), sites, cast


def test_fifty_clerks_with_one_card_give_one_meal(scene):
    card, sites, cast = scene

    results = race(CLERKS, lambda n: eat(card, sites[n % 2], cast["partner"]))

    assert sorted(type(result).__name__ for result in results) == ["MealRedemption"] + ["RefusedScan"] * (CLERKS - 1)
    assert MealRedemption.objects.filter(card=card, day=DAY).count() == 1
    assert set(RefusedScan.objects.values_list("reason", flat=True)) == {"already"}
    assert Event.objects.filter(code="porridge_house.meal_given").count() == 1


def test_one_press_sent_many_times_at_once_is_one_meal(scene):
    card, sites, cast = scene
    press = scan_of(card, sites[0])

    results = race(20, lambda _n: redeem(scan=press, by=cast["partner"], at=BREAKFAST))

    assert {result.pk for result in results} == {MealRedemption.objects.get().pk}


def test_control_looking_first_without_the_lock_gives_two_and_only_the_index_stops_the_second(scene):
    card, sites, cast = scene
    looked = Barrier(2)

    def give_unguarded(number: int) -> int:
        there = MealRedemption.objects.filter(card=card, day=DAY).count()
        looked.wait(30)
        row = {"source": "scan", "eaten_at": BREAKFAST, "recorded_at": BREAKFAST, "operator": cast["partner"]}
        MealRedemption.objects.create(
            card=card, site=sites[number], day=DAY, number=there + 1, nonce=uuid4(), worth_fen=600, **row
        )
        return 1

    results = race(2, give_unguarded)

    assert sorted(isinstance(result, IntegrityError) for result in results) == [False, True]


def test_two_statements_of_one_month_at_once_are_one(scene):
    card, sites, cast = scene
    eat(card, sites[0], cast["partner"])
    enter_count(site=sites[0], day=DAY, own_count=1, by=cast["partner"], at=BREAKFAST)
    program, partner = breakfast_program(), sites[0].partner

    def prepare(_n: int) -> MealStatement:
        return prepare_statement(partner=partner, program=program, month=DAY, by=cast["reviewer"], at=NEXT_MONTH)

    results = race(4, prepare)

    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True, True]
    assert MealStatement.objects.get().amount_fen == 600
