"""Bands in the books: what was bought when it arrives, a gift when it goes to a wearer, each band once."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from delivery.wristbands import promises
from delivery.wristbands.models import Band, Batch, Posting
from delivery.wristbands.selectors import booked_batches
from delivery.wristbands.services.lifecycle import report_lost
from delivery.wristbands.services.money import book_bands, set_fund
from delivery.wristbands.services.stock import receive_bands, write_off_bands
from funds.chart import account
from funds.entries import receive_goods
from funds.models import Line
from funds.stock import held_of
from tests.factories.funds import fund_with
from tests.factories.wristbands import AT, LATER, make_issue, make_stock
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
PRICE = 1_500


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def fund(db):
    return fund_with(1_000_000, code="bands")


def by_account(voucher):
    lines = Line.objects.filter(voucher=voucher).order_by("account__code")
    return list(lines.values_list("account__code", "amount_fen", "scheme"))


def shown(batch):
    [row] = [row for row in booked_batches() if row.pk == batch.pk]
    return row.in_books, row.not_yet, row.open_fen, len(row.vouchers)


def broken():
    return [problem for _name, check in promises.CHECKS for problem in check()]


def test_what_was_bought_is_a_cost_when_it_arrives_and_once(keeper, cast, fund):
    batch = make_stock(keeper, 6, received=4).batch
    with pytest.raises(Refused, match="which fund"):
        book_bands(batch=batch, by=cast["accountant"], at=AT)
    set_fund(batch=batch, fund=fund, origin="bought", by=cast["accountant"], at=AT)
    assert shown(batch) == (0, 4, 4 * PRICE, 0)

    [first] = book_bands(batch=batch, by=cast["accountant"], at=AT)
    with pytest.raises(Refused, match="nothing to be booked"):
        book_bands(batch=batch, by=cast["accountant"], at=AT)
    receive_bands(batch=batch, count=2, by=keeper, at=LATER)
    [second] = book_bands(batch=batch, by=cast["accountant"], at=LATER)

    assert by_account(first) == [("1002", -4 * PRICE, "wristband"), ("5101", 4 * PRICE, "wristband")]
    assert by_account(second) == [("1002", -2 * PRICE, "wristband"), ("5101", 2 * PRICE, "wristband")]
    fund.refresh_from_db()
    assert (fund.balance_fen, shown(batch), broken()) == (1_000_000 - 6 * PRICE, (6, 0, 0, 2), [])


def test_a_gift_leaves_the_inventory_as_it_is_handed_out(keeper, community, cast, fund):
    stock = make_stock(keeper, 4)
    set_fund(batch=stock.batch, fund=fund, origin="gift", by=cast["accountant"], at=AT)
    make_issue(keeper, community, stock=stock)
    make_issue(keeper, community, name="李示二", stock=stock)

    with pytest.raises(Refused, match="has not that much"):
        book_bands(batch=stock.batch, by=cast["accountant"], at=LATER)
    receive_goods(fund=fund, fair_value_fen=4 * PRICE, source="gift:bands", by=cast["accountant"], at=AT)
    [voucher] = book_bands(batch=stock.batch, by=cast["accountant"], at=LATER)

    assert by_account(voucher) == [("1201", -2 * PRICE, "wristband"), ("5101", 2 * PRICE, "wristband")]
    fund.refresh_from_db()
    assert (fund.balance_fen, shown(stock.batch), broken()) == (1_000_000, (2, 0, 0, 1), [])


def test_a_gift_that_is_missed_is_no_help_to_anybody_and_a_wearer_loses_what_has_left_already(
    keeper, community, cast, fund
):
    stock = make_stock(keeper, 5)
    set_fund(batch=stock.batch, fund=fund, origin="gift", by=cast["accountant"], at=AT)
    receive_goods(fund=fund, fair_value_fen=5 * PRICE, source="gift:bands", by=cast["accountant"], at=AT)
    issue, _code = make_issue(keeper, community, stock=stock)
    report_lost(issue=issue, by=keeper, at=LATER)
    store = [band.serial for band in Band.objects.filter(batch=stock.batch, place="store").order_by("number")]
    write_off_bands(serials=store[:2], kind="lose", by=keeper, at=LATER, note="盘点时不在柜里")
    write_off_bands(serials=store[2:3], kind="damage", by=keeper, at=LATER, note="印字磨损")
    assert shown(stock.batch) == (0, 4, 4 * PRICE, 0)

    given, missed = book_bands(batch=stock.batch, by=cast["accountant"], at=LATER)
    write_off_bands(serials=store[:1], kind="find", by=keeper, at=LATER, note="在抽屉里")
    [found] = book_bands(batch=stock.batch, by=cast["accountant"], at=LATER)

    assert by_account(given) == [("1201", -PRICE, "wristband"), ("5101", PRICE, "wristband")]
    assert by_account(missed) == [("1201", -3 * PRICE, "wristband"), ("5201", 3 * PRICE, "wristband")]
    assert by_account(found) == [("1201", PRICE, "wristband"), ("4901", -PRICE, "wristband")]
    assert (held_of(fund, account("1201", LATER.date())), shown(stock.batch)) == (2 * PRICE, (3, 0, 0, 3))
    assert Batch.objects.get().in_store * PRICE == 2 * PRICE
    assert broken() == []


@pytest.mark.both_databases
def test_only_an_accountant_books_and_the_rows_stay(keeper, cast, fund):
    batch = make_stock(keeper, 2).batch
    with pytest.raises(NotAllowed):
        set_fund(batch=batch, fund=fund, origin="bought", by=keeper, at=AT)
    set_fund(batch=batch, fund=fund, origin="bought", by=cast["accountant"], at=AT)
    with pytest.raises(NotAllowed):
        book_bands(batch=batch, by=keeper, at=AT)
    book_bands(batch=batch, by=cast["accountant"], at=AT)

    with pytest.raises(Refused, match="its fund stays"):
        set_fund(batch=batch, fund=fund, origin="gift", by=cast["accountant"], at=AT)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Posting.objects.all().delete()
    assert Batch.objects.get().origin == "bought"


def test_the_page_asks_as_often_for_three_batches_as_for_one(keeper, cast, fund, django_assert_num_queries):
    for number in (1, 2, 3):
        batch = make_stock(keeper, 2).batch
        set_fund(batch=batch, fund=fund, origin="bought", by=cast["accountant"], at=AT)
        book_bands(batch=batch, by=cast["accountant"], at=AT)
        with django_assert_num_queries(3):
            assert len(booked_batches()) == number
