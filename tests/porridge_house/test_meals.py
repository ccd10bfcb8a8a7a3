"""Giving a meal: once per card and day, with a clear reason when there is none."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from delivery.porridge_house.codes import card_address
from delivery.porridge_house.models import MealRedemption, RefusedScan, SiteClerk
from delivery.porridge_house.services import cards
from delivery.porridge_house.services.meals import enter_tally, redeem, take_back_meal
from tests.factories.porridge_house import (
    BREAKFAST,
    DAY,
    eat,
    make_clerk,
    make_site,
    make_terms,
    meals_of,
    scan_of,
)
from volunteers.checkin_clock import Seen
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_scanned_card_gives_one_meal_at_the_price_in_force(card, shop, partner):
    make_terms(shop.partner, valid_from=DAY, price_fen=650)

    meal = eat(card, shop, partner)

    assert (meal.day, meal.number, meal.source, meal.worth_fen, meal.is_donated) == (DAY, 1, "scan", 650, False)
    event = Event.objects.get(code="porridge_house.meal_given")
    assert event.data == {"site": shop.code, "day": "2026-04-14", "source": "scan"}


def test_the_second_meal_of_a_day_is_refused_anywhere_and_the_next_day_is_new(card, shop, partner, community):
    other = make_site(community, partner=shop.partner, clerk=partner)
    eat(card, shop, partner)

    refused = eat(card, other, partner, BREAKFAST + timedelta(minutes=20))
    tomorrow = eat(card, other, partner, BREAKFAST + timedelta(days=1))

    assert (refused.reason, refused.site, refused.card) == ("already", other, card)
    assert tomorrow.number == 1
    assert len(meals_of(card)) == 2


def test_the_same_press_sent_again_gets_the_same_answer(card, shop, partner):
    press = scan_of(card, shop)
    first = redeem(scan=press, by=partner, at=BREAKFAST)
    unknown = scan_of("ZK-222222", shop)

    again = redeem(scan=press, by=partner, at=BREAKFAST + timedelta(minutes=5))
    refusals = {redeem(scan=unknown, by=partner, at=BREAKFAST).pk for _ in range(2)}

    assert (again, MealRedemption.objects.count()) == (first, 1)
    assert len(refusals) == RefusedScan.objects.count() == 1
    with pytest.raises(Refused, match="another card"):
        redeem(scan=scan_of("ZK-333333", shop, nonce=press.nonce), by=partner, at=BREAKFAST)


def freeze(card, cast):
    cards.freeze_card(card=card, note="lost", by=cast["reviewer"], at=BREAKFAST - timedelta(hours=1))


def replaced(card, cast):
    cards.replace_card(card=card, note="broken", by=cast["reviewer"], at=BREAKFAST - timedelta(hours=1))


def ended(card, cast):
    cards.end_card(card=card, note="moved away", by=cast["reviewer"], at=BREAKFAST - timedelta(hours=1))


@pytest.mark.parametrize(("change", "reason"), [(freeze, "frozen"), (replaced, "replaced"), (ended, "ended")])
def test_a_card_that_is_not_in_use_says_why(card, shop, partner, cast, change, reason):
    change(card, cast)

    assert eat(card, shop, partner).reason == reason


def test_reasons_of_the_card_the_place_and_the_clock(card, shop, partner, community, cast):
    closed = make_site(community, partner=shop.partner, clerk=partner, is_open=False)
    late = BREAKFAST.replace(hour=9, minute=1)
    years = BREAKFAST + timedelta(days=366)

    assert eat(card, shop, partner, late).reason == "outside_window"
    assert eat(card, closed, partner).reason == "site_closed"
    assert eat(card, shop, partner, years).reason == "expired"
    assert eat(card, shop, partner, BREAKFAST - timedelta(days=11)).reason == "not_valid_yet"
    assert eat("ZK-222222", shop, partner).reason == "unknown"


def test_a_square_that_somebody_drew_himself_is_refused_and_a_typed_number_is_noted(card, shop, partner):
    forged = card_address(card.number).rpartition(".")[0] + ".2222-2222-2222"

    assert redeem(scan=scan_of(forged, shop), by=partner, at=BREAKFAST).reason == "unknown"
    typed = redeem(scan=scan_of(f" {card.number[3:].lower()} ", shop), by=partner, at=BREAKFAST)
    assert typed.source == "typed"


def test_only_a_clerk_of_the_place_gives_meals(card, shop, partner, leader):
    with pytest.raises(NotAllowed, match="no clerk of this place"):
        eat(card, shop, leader)
    SiteClerk.objects.update(ended_at=BREAKFAST)
    with pytest.raises(NotAllowed):
        eat(card, shop, partner)

    assert meals_of(card) == []


def test_a_press_that_was_kept_counts_on_its_day_until_it_is_too_old(card, shop, partner):
    kept = Seen(BREAKFAST, BREAKFAST - timedelta(minutes=7), -420)
    too_old = scan_of(card, shop, seen=Seen(BREAKFAST - timedelta(days=2)))

    meal = redeem(scan=scan_of(card, shop, seen=kept), by=partner, at=BREAKFAST + timedelta(hours=20))
    refused = redeem(scan=too_old, by=partner, at=BREAKFAST)

    assert (meal.day, meal.eaten_at, meal.skew_seconds) == (DAY, BREAKFAST, -420)
    assert refused.reason == "too_old"
    with pytest.raises(Refused, match="clock of the phone"):
        redeem(scan=scan_of(card, shop, BREAKFAST + timedelta(days=1)), by=partner, at=BREAKFAST)


def test_a_paper_tally_is_entered_the_same_day_each_line_for_itself(card, shop, partner):
    evening = BREAKFAST + timedelta(hours=12)
    sheet = {"site": shop, "day": DAY, "by": partner, "at": evening}

    lines = enter_tally(numbers=[card.number, card.number, "rubbish"], **sheet)
    again = enter_tally(numbers=[card.number], **sheet)

    assert meals_of(card) == [(DAY, 1, "paper")]
    assert [getattr(line, "reason", "") for line in (*lines, *again)] == ["", "already", "unknown", "already"]
    with pytest.raises(Refused, match="too old"):
        enter_tally(numbers=[card.number], **{**sheet, "at": evening + timedelta(days=1)})
    with pytest.raises(Refused, match="lies ahead"):
        enter_tally(numbers=[card.number], **{**sheet, "day": DAY + timedelta(days=1)})


def test_a_meal_that_was_entered_by_mistake_is_taken_back_once_and_the_holder_may_eat(card, shop, partner, reviewer):
    meal = eat(card, shop, partner)

    with pytest.raises(NotAllowed):
        take_back_meal(meal=meal, reason="wrong card", by=partner, at=BREAKFAST)
    take_back_meal(meal=meal, reason="wrong card", by=reviewer, at=BREAKFAST)
    new = eat(card, shop, partner, BREAKFAST + timedelta(minutes=3))

    assert new.number == 1
    assert MealRedemption.objects.standing().count() == 1


@pytest.mark.both_databases
def test_the_database_alone_refuses_what_must_not_be(card, shop, partner, reviewer):
    meal = eat(card, shop, partner)
    row = {field.attname: getattr(meal, field.attname) for field in MealRedemption._meta.fields if field.name != "id"}
    forbidden = (
        lambda: MealRedemption.objects.create(**{**row, "nonce": uuid4()}),
        lambda: MealRedemption.objects.create(**{**row, "nonce": uuid4(), "number": 2}),
        lambda: MealRedemption.objects.filter(pk=meal.pk).update(worth_fen=1),
        lambda: MealRedemption.objects.filter(pk=meal.pk).update(card=None),
        lambda: MealRedemption.objects.filter(pk=meal.pk).update(voided_at=BREAKFAST),
        lambda: RefusedScan.objects.filter(pk=eat(card, shop, partner).pk).update(reason="frozen"),
        lambda: MealRedemption.objects.filter(pk=meal.pk).update(day=DAY - timedelta(days=1)),
        lambda: MealRedemption.objects.filter(pk=meal.pk).delete(),
    )

    for act in forbidden:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    take_back_meal(meal=meal, reason="wrong card", by=reviewer, at=BREAKFAST)
    with pytest.raises(IntegrityError), transaction.atomic():
        MealRedemption.objects.filter(pk=meal.pk).update(voided_at=None, voided_by=None, void_reason="")


@pytest.mark.both_databases
def test_donated_cards_are_marked_and_a_clerk_once_per_place(cast, community, shop, partner):
    from tests.factories.porridge_house import card_in_use

    given = card_in_use(cast, community, gift_of=shop.partner)

    assert eat(given, shop, partner).is_donated is True
    with pytest.raises(IntegrityError), transaction.atomic():
        make_clerk(shop, partner)
