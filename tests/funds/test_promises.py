"""Each promise names what is broken, and says nothing when all is well."""

import pytest
from django.db import connection

from funds import promises, services
from funds.models import Fund, Line, Reservation, Voucher
from tests.factories.funds import AT, fund_with

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def fund():
    fund = fund_with(100_000, code="J01")
    services.reserve(fund=fund, amount_fen=500, source="tests.x:1", by=None, at=AT)
    reservation = services.reserve(fund=fund, amount_fen=700, source="tests.x:2", by=None, at=AT)
    services.settle(reservation=reservation, amount_fen=700, scheme="student_aid", by=None, at=AT)
    return fund


def by_hand(*statements):
    """What somebody with the database's own rights could do, the triggers out of the way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'funds_%'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            cursor.execute(statement)
        for _name, sql in triggers:
            cursor.execute(sql)


@pytest.fixture(autouse=True)
def _sqlite_only():
    if connection.vendor != "sqlite":
        pytest.skip("breaks rows by hand, on SQLite")


def test_all_is_well(fund):
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []


def test_a_counter_that_left_the_ledger_is_named(fund):
    Fund.objects.filter(pk=fund.pk).update(available_fen=1)

    assert list(promises.funds_equal_the_ledger()) == ["fund J01: counters 501 fen, ledger 99300 fen"]


def test_a_reserved_sum_without_reservations_is_named(fund):
    Fund.objects.filter(pk=fund.pk).update(reserved_fen=1)

    assert list(promises.reserved_equals_reservations()) == ["fund J01: reserved 1 fen, reservations 500 fen"]


def test_a_voucher_that_was_changed_is_named(fund):
    line = Line.objects.filter(amount_fen__gt=0).first()

    by_hand(f"UPDATE funds_line SET amount_fen = amount_fen + 7 WHERE id = {line.pk}")

    assert list(promises.vouchers_balance()) == [f"voucher {line.voucher_id}: sums to 7 fen for fund {fund.pk}"]


def test_a_missing_number_is_named(fund):
    by_hand("UPDATE funds_voucher SET number = 9 WHERE number = 2")

    assert list(promises.voucher_numbers_have_no_gap()) == ["period 2023-09: 2 vouchers, highest 9, counter 2"]


def test_a_voucher_left_unposted_is_named(fund):
    voucher = Voucher.objects.get(number=2)

    by_hand(f"UPDATE funds_voucher SET posted_at = NULL, number = NULL WHERE id = {voucher.pk}")

    assert list(promises.no_voucher_is_half_written()) == [f"voucher {voucher.pk}: never posted"]


def test_a_reservation_with_another_voucher_is_named(fund):
    reservation = Reservation.objects.get(state="settled")

    by_hand(f"UPDATE funds_reservation SET amount_fen = 5 WHERE id = {reservation.pk}")

    assert list(promises.settled_reservations_match_their_vouchers()) == [
        f"reservation {reservation.pk}: its voucher does not match"
    ]
