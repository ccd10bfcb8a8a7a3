"""The statement of a fund equals the ledger to the cent."""

from datetime import date, timedelta

import pytest

from funds import services
from funds.selectors import live_reservations, money_lines_of, statement_of
from tests.factories.funds import AT, fund_with

pytestmark = pytest.mark.django_db

OCTOBER = AT + timedelta(days=30)


@pytest.fixture
def fund():
    """1,000.00 in September; 123.45 of 200.00 reserved paid in October, 50.01 promised."""
    fund = fund_with(100_000)
    fund_with(7_777)  # another fund, which must not show
    reservation = services.reserve(fund=fund, amount_fen=20_000, source="tests.x:1", by=None, at=AT)
    services.settle(reservation=reservation, amount_fen=12_345, scheme="student_aid", by=None, at=OCTOBER)
    services.reserve(fund=fund, amount_fen=5_001, source="tests.x:2", by=None, at=OCTOBER)
    return fund


def rows(statement_rows):
    return [(row.account.code, row.scheme, row.amount_fen) for row in statement_rows]


def test_statement_of_all_time(fund):
    statement = statement_of(fund)

    assert rows(statement.income) == [("410102", "", 100_000)]
    assert rows(statement.expense) == [("5101", "student_aid", 12_345)]
    assert (statement.opening_fen, statement.transfers_fen) == (0, 0)
    assert (statement.closing_fen, statement.money_fen, fund.balance_fen) == (87_655, 87_655, 87_655)


def test_statement_of_one_month(fund):
    statement = statement_of(fund, first=date(2023, 10, 1), last=date(2023, 10, 31))

    assert (statement.opening_fen, statement.income_fen) == (100_000, 0)
    assert (statement.expense_fen, statement.closing_fen) == (12_345, 87_655)


def test_statement_until_a_day(fund):
    assert statement_of(fund, last=date(2023, 9, 30)).closing_fen == 100_000


def test_a_reversal_takes_its_amount_out_of_the_row(fund):
    voucher = money_lines_of(fund).get(amount_fen__lt=0).voucher

    services.reverse_voucher(voucher=voucher, memo_code="bank_return", by=None, at=OCTOBER)

    assert rows(statement_of(fund).expense) == []
    assert statement_of(fund).closing_fen == 100_000


def test_live_reservations_by_source(fund):
    assert {source: r.amount_fen for source, r in live_reservations(["tests.x:1", "tests.x:2"]).items()} == {
        "tests.x:2": 5_001
    }
