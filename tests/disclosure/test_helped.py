"""What programs that deliver things made of a gift: by scheme and community, people only as a number from five on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from delivery.festival_visits.services import goods as visit_goods
from delivery.porridge_house.models import DayCount, SiteClerk
from delivery.porridge_house.services import statements
from delivery.seedling_protection.services import money as school_money
from delivery.wristbands.services import money as band_money
from disclosure.gift_use import parts_of, use_of
from disclosure.helped import divided
from disclosure.models import Share
from disclosure.services import trace_everything
from funds import services as books
from funds.models import Reservation, Voucher
from funds.sources import Helped
from tests.factories import festival_visits, grants, porridge_house, seedling_protection
from tests.factories import wristbands as bands
from tests.factories.donations import booked_gift
from tests.factories.funds import fund_with


def told(voucher, least=5):
    """Place, fen, people, and whether there are people at all, of everything that paid the voucher."""
    trace_everything(at=bands.LATER)
    parts = parts_of(Share.objects.filter(line__voucher=voucher), least)
    return [(part.where, part.amount_fen, part.people, part.has_people) for part in parts]


def communities(places, number=2):
    found = sorted((area for area in places.values() if area.level == "community"), key=lambda area: area.code)
    return found[:number]


# --- Dividing ---------------------------------------------------------------------------------------------------------


def of(*weights):
    return [Helped(place, frozenset(), weight) for place, weight in enumerate(weights, 1)]


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        (100, (1, 1), [50, 50]),
        (100, (1, 1, 1), [34, 33, 33]),
        (101, (1, 1, 1), [34, 34, 33]),
        (10, (1, 2, 3), [2, 3, 5]),  # 1.67, 3.33, 5: the largest remainder gets the fen
        (1, (5, 5), [1, 0]),
        (7, (0, 3), [0, 7]),
    ],
)
def test_an_amount_is_divided_to_the_fen(amount, weights, expected):
    assert [fen for _part, fen in divided(amount, of(*weights))] == expected


def test_what_has_no_weight_is_nowhere():
    assert [(part.area_id, fen) for part, fen in divided(9, of(0, 0))] == [(None, 9)]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_the_parts_are_the_whole_and_none_is_off_by_a_fen(amount, weights):
    parts = [fen for _part, fen in divided(amount, of(*weights))]

    assert sum(parts) == amount
    if total := sum(weights):
        assert all(abs(fen * total - amount * weight) < total for fen, weight in zip(parts, weights, strict=True))


def test_parts_of_one_place_are_one_and_nowhere_comes_last():
    parts = [Helped(None, frozenset(), 1), Helped(7, frozenset("a"), 1), Helped(7, frozenset("b"), 2)]

    assert list(divided(8, parts)) == [(Helped(7, frozenset("ab"), 3), 6), (Helped(None, frozenset(), 1), 2)]


# --- Programs ---------------------------------------------------------------------------------------------------------


def meals(cast, places, *places_with_people):
    """A statement of one partner: in each place so many people had one meal of 6.00 yuan; booked."""
    partner = porridge_house.make_partner()
    for area, people in places_with_people:
        site = porridge_house.make_site(area, partner=partner, clerk=cast["partner"])
        for _number in range(people):
            porridge_house.eat(
                porridge_house.card_in_use(cast, places[porridge_house.COMMUNITY]), site, cast["partner"]
            )
        counted = porridge_house.BREAKFAST
        DayCount.objects.create(site=site, day=porridge_house.DAY, own_count=people, counted_at=counted)
    SiteClerk.objects.update(signs_statements=True)
    later = porridge_house.BREAKFAST + timedelta(days=30)
    statement = statements.prepare_statement(
        partner=partner, program=porridge_house.breakfast_program(), month=porridge_house.DAY, by=cast["reviewer"],
        at=later,
    )  # fmt: skip
    statements.sign_for_partner(statement=statement, signer="店演长", by=cast["partner"], at=later)
    statements.sign_for_federation(statement=statement, by=cast["approver"], at=later)
    return statements.book_statement(statement=statement, by=cast["accountant"], at=later)


@pytest.mark.django_db
@pytest.mark.both_databases
def test_meals_are_told_by_the_place_of_the_shop(cast, places):
    """6 and 5 people: 36.00 and 30.00 yuan. A gift of 11.00 that paid a sixth is told in the same proportion."""
    one, two = communities(places)
    program = porridge_house.breakfast_program(money_fen=5_500)
    gift = booked_gift(cast, 1_100, fund=program.fund)
    statement = meals(cast, places, (one, 6), (two, 5))

    assert told(statement.bill) == [(str(one), 3_600, 6, True), (str(two), 3_000, 5, True)]
    use = use_of(gift, 5)
    assert [(part.where, part.amount_fen, part.people) for part in use.parts] == [
        (str(one), 600, 6),
        (str(two), 500, 5),
    ]
    assert use.left_fen == 0


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_shop_with_few_guests_is_told_only_with_another(cast, places):
    one, two = communities(places)
    statement = meals(cast, places, (one, 5), (two, 1))

    [(where, fen, people, has_people)] = told(statement.bill)

    assert (fen, people, has_people) == (3_600, 6, True)
    assert not {str(one), str(two)} & {where}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_money_of_visits_is_told_by_the_community_of_the_homes(cast, places):
    one = places[festival_visits.HOME]
    season = festival_visits.open_season(cast, places)
    vouchers = []
    for home in festival_visits.approved(season, one, cast, count=5):
        reservation = Reservation.objects.get(source=festival_visits.cash_of(home).source)
        vouchers.append(
            books.settle(
                reservation=reservation, amount_fen=50_000, scheme="spring_festival_visit", by=None,
                at=festival_visits.APPROVED_AT,
            )
        )  # fmt: skip
    trace_everything(at=bands.LATER)

    found = list(parts_of(Share.objects.filter(line__voucher__in=vouchers), 5))
    alone = told(vouchers[0])

    assert [(part.where, part.amount_fen, part.people) for part in found] == [(str(one), 250_000, 5)]
    assert [(fen, people, has_people) for _where, fen, people, has_people in alone] == [(50_000, None, True)]
    assert str(one) not in alone[0][0]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_goods_of_visits_that_nobody_has_yet_are_told_without_a_place(cast, places):
    lot = festival_visits.make_lot(festival_visits.open_season(cast, places), cast, quantity=20)
    visit_goods.book_lot(lot=lot, by=cast["accountant"], at=festival_visits.SET_OUT_AT)
    lot.refresh_from_db()

    assert told(lot.voucher) == [("", 116_000, None, False)]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_wristbands_are_told_by_the_community_of_the_wearer(cast, places):
    """Four bands of 15.00 yuan, one of them worn. One person is too few, unless the smallest group were one."""
    [area] = communities(places, 1)
    stock = bands.make_stock(cast["reviewer"], 4)
    bands.make_issue(cast["reviewer"], area, stock=stock)
    band_money.set_fund(
        batch=stock.batch, fund=fund_with(100_000, code="bands"), origin="bought", by=cast["accountant"], at=bands.LATER
    )
    [voucher] = band_money.book_bands(batch=stock.batch, by=cast["accountant"], at=bands.LATER)

    assert told(voucher, least=1) == [("", 4_500, None, False), (str(area), 1_500, 1, True)]
    assert [(fen, people, has) for _where, fen, people, has in told(voucher)] == [(6_000, None, True)]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_grant_and_a_hall_are_told_by_their_own_place(cast, places):
    grant = grants.under_way(cast, places)
    hall = seedling_protection.open_hall(cast, places)
    hall = school_money.book_row(row=hall, by=cast["accountant"], at=seedling_protection.AT)
    tranche = grant.tranches.get(number=1)

    assert told(tranche.voucher) == [(str(grant.area), tranche.amount_fen, None, False)]
    assert told(hall.voucher) == [(str(hall.area), hall.cost_fen, None, False)]


@pytest.mark.django_db
def test_a_gift_asks_as_much_for_many_meals_as_for_one(cast, places):
    one, _two = communities(places)
    gift = booked_gift(cast, 10_000, fund=porridge_house.breakfast_program(money_fen=10).fund)
    counts = []
    for people in (1, 3):
        meals(cast, places, (one, people))
        trace_everything(at=bands.LATER)
        with CaptureQueriesContext(connection) as queries:
            use_of(gift, 5)
        counts.append(len(queries))

    assert (counts[0], Voucher.objects.filter(source__contains="mealstatement").count()) == (counts[1], 2)
