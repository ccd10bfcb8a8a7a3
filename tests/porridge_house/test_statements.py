"""The month of a partner: counted, compared, signed by both sides, booked and paid, each meal exactly once."""

import random
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from audit.models import Event
from delivery.porridge_house.models import DayCount, MealRedemption, MealStatement, StatementLine
from delivery.porridge_house.services import counts, statements
from delivery.porridge_house.services.meals import take_back_meal
from delivery.porridge_house.services.safety import write_food_log
from funds.models import Fund
from tests.factories.porridge_house import (
    BREAKFAST,
    DAY,
    breakfast_program,
    card_in_use,
    eat,
    food_facts,
    make_kitchen,
    make_site,
    make_terms,
)
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
NEXT_MONTH = BREAKFAST + timedelta(days=20)
TOMORROW = BREAKFAST + timedelta(days=1)


def count(site, by, number, day=DAY, at=BREAKFAST):
    return counts.enter_count(site=site, day=day, own_count=number, by=by, at=at)


def prepare(shop, by, at=NEXT_MONTH):
    return statements.prepare_statement(partner=shop.partner, program=breakfast_program(), month=DAY, by=by, at=at)


@pytest.fixture
def month(card, shop, cast, community):
    """Two paid meals at two prices, one donated; both days counted."""
    given = card_in_use(cast, community, gift_of=shop.partner)
    eat(card, shop, cast["partner"])
    eat(given, shop, cast["partner"], BREAKFAST + timedelta(minutes=3))
    make_terms(shop.partner, valid_from=DAY + timedelta(days=1), price_fen=650)
    eat(card, shop, cast["partner"], TOMORROW)
    count(shop, cast["partner"], 2)
    count(shop, cast["partner"], 1, DAY + timedelta(days=1), TOMORROW)
    return shop


def test_the_money_follows_the_meals_and_donated_ones_cost_nothing(month, cast):
    program = breakfast_program()
    made = prepare(month, cast["reviewer"])

    assert made.amount_fen == 600 + 650
    lines = made.lines.values_list("price_fen", "is_donated", "meals")
    assert sorted(lines) == [(600, False, 1), (600, True, 1), (650, False, 1)]
    assert MealRedemption.objects.filter(statement=made).count() == 3

    statements.sign_for_partner(statement=made, signer="店演长", by=cast["partner"], at=NEXT_MONTH)
    with pytest.raises(NotAllowed, match="somebody else signs it"):
        statements.sign_for_federation(statement=made, by=cast["reviewer"], at=NEXT_MONTH)
    statements.sign_for_federation(statement=made, by=cast["approver"], at=NEXT_MONTH)
    booked = statements.book_statement(statement=made, by=cast["accountant"], at=NEXT_MONTH)
    fund = Fund.objects.get(pk=program.fund_id)
    assert (booked.state, fund.available_fen) == ("booked", 10_000_000 - 1_250)
    assert [(leg.account.code, leg.amount_fen) for leg in booked.bill.lines.order_by("pk")] == [
        ("5101", 1_250),
        ("2202", -1_250),
    ]
    assert [leg.amount_fen for leg in booked.gift_voucher.lines.order_by("pk")] == [600, -600]

    with pytest.raises(NotAllowed, match="cashier"):
        statements.pay_statement(statement=made, bank_reference="B1", by=cast["accountant"], at=NEXT_MONTH)
    paid = statements.pay_statement(statement=made, bank_reference="B1", by=cast["cashier"], at=NEXT_MONTH)
    assert (paid.state, paid.shop_signer, paid.signed_on_paper) == ("paid", "店演长", False)
    assert [leg.amount_fen for leg in paid.payment.lines.order_by("pk")] == [1_250, -1_250]
    with pytest.raises(Refused, match="on a statement"):
        take_back_meal(meal=MealRedemption.objects.first(), reason="x", by=cast["reviewer"], at=NEXT_MONTH)


def test_a_random_month_is_worth_what_plain_counting_says(cast, community, shop, company):
    """Some hundred meals at two places and three prices, donated and taken back ones among them."""
    dice, operator = random.Random(7), cast["partner"]
    other = make_site(community, partner=company, clerk=operator)
    cards = [card_in_use(cast, community, gift_of=company if number == 0 else None) for number in range(4)]
    days = [DAY.replace(day=number) for number in range(1, 29)]
    rows = []
    for day in days:
        for card in cards:
            at = BREAKFAST + timedelta(days=(day - DAY).days)
            site, worth = dice.choice((shop, other)), dice.choice((600, 620, 650))
            void = (
                {"voided_at": at, "voided_by": cast["reviewer"], "void_reason": "重复"} if dice.random() < 0.1 else {}
            )
            facts = {"source": "scan", "eaten_at": at, "recorded_at": at, "operator": operator, "nonce": uuid4()}
            own = {"worth_fen": worth, "is_donated": card.gift_of_id is not None}
            rows.append(MealRedemption(card=card, site=site, day=day, number=1, **facts, **own, **void))
    MealRedemption.objects.bulk_create(rows)
    standing = [row for row in rows if row.voided_at is None]
    for site, day in {(row.site, row.day) for row in rows}:
        own_count = sum(row.site == site and row.day == day for row in standing)
        DayCount.objects.create(site=site, day=day, own_count=own_count, counted_at=NEXT_MONTH)

    made = prepare(shop, cast["reviewer"])

    expected = Counter((row.site_id, row.worth_fen, row.is_donated) for row in standing)
    lines = made.lines.values_list("site", "price_fen", "is_donated", "meals")
    assert {(site, price, donated): meals for site, price, donated, meals in lines} == expected
    assert made.amount_fen == sum(row.worth_fen for row in standing if not row.is_donated)
    assert set(made.meals.values_list("pk", flat=True)) == {row.pk for row in standing}


def test_nothing_is_settled_before_every_day_is_counted_and_differences_are_reviewed(card, shop, cast):
    reviewer, partner = cast["reviewer"], cast["partner"]
    eat(card, shop, partner)

    with pytest.raises(Refused, match="not over yet"):
        prepare(shop, reviewer, at=BREAKFAST)
    with pytest.raises(Refused, match="has not counted 2026-04-14"):
        prepare(shop, reviewer)
    one = count(shop, partner, 2)
    assert Event.objects.get(code="porridge_house.count_differs").data == {"own": 2, "system": 1, "differs": True}
    with pytest.raises(Refused, match="differ; nobody has reviewed"):
        prepare(shop, reviewer)
    counts.review_count(count=one, note="一碗给了临时工", by=reviewer, at=BREAKFAST)
    assert prepare(shop, reviewer).amount_fen == 600
    with pytest.raises(Refused, match="a statement of this month already"):
        prepare(shop, reviewer)
    with pytest.raises(Refused, match="Nothing is counted any more"):
        count(shop, partner, 1)


def test_a_review_holds_for_the_numbers_that_it_saw(card, shop, cast, community):
    eat(card, shop, cast["partner"])
    one = count(shop, cast["partner"], 3)
    with pytest.raises(NotAllowed):
        counts.review_count(count=one, note="x", by=cast["partner"], at=BREAKFAST)
    counts.review_count(count=one, note="两碗没有刷卡", by=cast["reviewer"], at=BREAKFAST)

    eat(card_in_use(cast, community), shop, cast["partner"], BREAKFAST + timedelta(minutes=9))

    with pytest.raises(Refused, match="differ"):
        prepare(shop, cast["reviewer"])


@pytest.mark.parametrize(
    ("system", "own", "is_too_much"), [(100, 98, False), (100, 97, True), (98, 100, False), (0, 0, False), (0, 1, True)]
)
def test_a_difference_of_exactly_the_share_is_none(system, own, is_too_much):
    assert counts.is_too_different(system, own, 2) is is_too_much


def test_taken_back_the_meals_come_onto_the_next_one(month, cast):
    first = prepare(month, cast["reviewer"])
    with pytest.raises(Refused, match="why"):
        statements.take_back_statement(statement=first, note=" ", by=cast["reviewer"], at=NEXT_MONTH)
    statements.take_back_statement(statement=first, note="单价有误", by=cast["reviewer"], at=NEXT_MONTH)

    second = prepare(month, cast["reviewer"])

    assert (second.amount_fen, MealRedemption.objects.filter(statement=second).count()) == (1_250, 3)
    with pytest.raises(IllegalTransition):
        statements.sign_for_partner(statement=first, signer="x", by=cast["partner"], at=NEXT_MONTH)


def test_only_donated_meals_are_settled_without_a_payment(cast, community, shop):
    given = card_in_use(cast, community, gift_of=shop.partner)
    eat(given, shop, cast["partner"])
    count(shop, cast["partner"], 1)
    made = prepare(shop, cast["reviewer"])
    statements.sign_for_partner(statement=made, signer="店演长", by=cast["reviewer"], at=NEXT_MONTH)
    statements.sign_for_federation(statement=made, by=cast["approver"], at=NEXT_MONTH)

    settled = statements.book_statement(statement=made, by=cast["accountant"], at=NEXT_MONTH)

    assert (settled.state, settled.amount_fen, settled.bill, settled.payment) == ("paid", 0, None, None)
    assert settled.signed_on_paper is True


def test_a_fund_without_money_books_nothing(month, cast):
    made = prepare(month, cast["reviewer"])
    statements.sign_for_partner(statement=made, signer="店演长", by=cast["partner"], at=NEXT_MONTH)
    statements.sign_for_federation(statement=made, by=cast["approver"], at=NEXT_MONTH)
    Fund.objects.filter(pk=breakfast_program().fund_id).update(available_fen=0, held_fen=F("reserved_fen"))

    with pytest.raises(Refused):
        statements.book_statement(statement=made, by=cast["accountant"], at=NEXT_MONTH)
    made.refresh_from_db()
    assert (made.state, made.bill) == ("agreed", None)


@pytest.mark.both_databases
def test_the_database_keeps_meals_on_their_statement_and_lines_as_they_are(month, cast):
    made = prepare(month, cast["reviewer"])
    meals = MealRedemption.objects.filter(statement=made)
    forbidden = (
        lambda: meals.update(statement=None),
        lambda: StatementLine.objects.filter(statement=made).update(meals=99),
        lambda: StatementLine.objects.filter(statement=made).delete(),
        lambda: MealStatement.objects.filter(pk=made.pk).update(state="paid"),
        lambda: MealStatement.objects.filter(pk=made.pk).update(agreed_at=NEXT_MONTH, agreed_by=made.prepared_by),
    )

    for act in forbidden:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_kitchen_is_not_counted_without_its_food_log(cast, community, card):
    kitchen = make_kitchen(community, clerk=cast["leader"])
    meal = eat(card, kitchen, cast["leader"])

    with pytest.raises(Refused, match="food-safety log"):
        count(kitchen, cast["leader"], 1)
    write_food_log(site=kitchen, day=DAY, facts=food_facts(), by=cast["leader"], at=TOMORROW)
    assert (count(kitchen, cast["leader"], 1).own_count, meal.worth_fen) == (1, 0)
    with pytest.raises(Refused, match="written already"):
        write_food_log(site=kitchen, day=DAY, facts=food_facts(), by=cast["leader"], at=TOMORROW)
