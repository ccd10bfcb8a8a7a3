"""What the programs that deliver things cost stands in the published figures: by fund, and in the list of spending."""

from datetime import timedelta

import pytest
from django.utils import translation

from delivery.community_grants.services import money as grant_money
from delivery.festival_visits import choices as festival
from delivery.festival_visits.services import goods
from delivery.porridge_house.models import SiteClerk
from delivery.porridge_house.services import cards, statements
from delivery.seedling_protection import choices as seedlings
from delivery.seedling_protection.services import money as seedling_money
from delivery.wristbands import delivered as wristbands
from delivery.wristbands.services import money as band_money
from disclosure import money, published
from disclosure.spans import Span
from disclosure.spending import ready, rows_of, spending_of
from disclosure.tables import shown
from funds.entries import receive_goods, write_off_goods
from funds.memos import scheme_name
from tests.factories import festival_visits, porridge_house, seedling_protection
from tests.factories import wristbands as bands
from tests.factories.funds import fund_with

pytestmark = pytest.mark.django_db
YEAR = Span(2026)


def spent_by_fund():
    return {row["code"]: row["spent_fen"] for row in money.fund_rows(YEAR) if row["spent_fen"]}


def listed():
    spending = spending_of(YEAR, 5)
    rows = rows_of(spending, ready(spending.listed.order_by("pk")))
    return [(shown(row["receiver"]), row["amount_fen"]) for row in rows], spending.total_fen


def test_costs_of_every_program_are_published_with_their_posted_amounts(cast, places):
    accountant, at = cast["accountant"], bands.LATER
    statement = porridge_house.made_statement(cast, places[porridge_house.COMMUNITY])
    SiteClerk.objects.update(signs_statements=True)
    meal_fund, later = statement.program.fund, porridge_house.BREAKFAST + timedelta(days=30)
    statements.sign_for_partner(statement=statement, signer="店演长", by=cast["partner"], at=later)
    statements.sign_for_federation(statement=statement, by=cast["approver"], at=later)
    statements.book_statement(statement=statement, by=accountant, at=later)
    lot = seedling_protection.make_lot(cast, 10)
    seedling_money.book_row(row=lot, by=accountant, at=seedling_protection.AT)
    batch = bands.make_stock(cast["reviewer"], 4).batch
    band_fund = fund_with(100_000, code="bands")
    band_money.set_fund(batch=batch, fund=band_fund, origin="bought", by=accountant, at=at)
    band_money.book_bands(batch=batch, by=accountant, at=at)
    season = festival_visits.open_season(cast, places)
    package = festival_visits.make_lot(season, cast, quantity=20)
    goods.book_lot(lot=package, by=accountant, at=festival_visits.SET_OUT_AT)

    spent = spent_by_fund()
    assert (spent[meal_fund.code], spent[lot.fund.code], spent["bands"]) == (600, 60_000, 6_000)
    assert spent[season.fund.code] == 20 * 5_800
    rows, total = listed()
    assert sorted(rows) == sorted(
        [
            (statement.partner.name, 600),
            ("供应商", 60_000),
            (batch.supplier, 6_000),
            ("供应商", 20 * 5_800),
        ]
    )
    assert total == sum(spent.values()) == sum(fen for _who, fen in rows)
    assert published.table_of("funds", YEAR, at=at).rows != []


@pytest.mark.parametrize("code", [grant_money.SCHEME, festival.CODE, seedlings.CODE, cards.SCHEME, wristbands.CODE])
def test_every_program_whose_money_is_published_has_a_name(code):
    with translation.override("zh-hans"):
        title = str(scheme_name(code))

    assert (title != code, title.isascii()) == (True, False)


def test_what_was_missed_in_store_was_given_to_nobody(cast):
    fund = fund_with(100_000, code="bands")
    stock = {"fund": fund, "source": "gift:bands", "by": cast["accountant"], "at": bands.LATER}
    receive_goods(fair_value_fen=9_000, **stock)
    write_off_goods(value_fen=1_500, scheme="wristband", **stock)

    assert listed() == ([("无（损坏或短少的物资）", 1_500)], 1_500)
