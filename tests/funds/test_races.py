"""Many callers at the same moment never spend more than a fund has (promise R2). The control shows that they would."""

import time

import pytest
from django.db import transaction

from funds import services
from funds.models import Fund, Reservation, Voucher
from tests.factories.funds import AT, FundFactory, fund_with
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def counters(fund):
    fund.refresh_from_db()
    return fund.available_fen, fund.reserved_fen


def test_two_approvals_of_the_last_money_give_one_reservation():
    fund = fund_with(100_000)

    outcomes = race(2, lambda n: services.reserve(fund=fund, amount_fen=100_000, source=f"tests.x:{n}", by=None, at=AT))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InsufficientFunds", "Reservation"]
    assert counters(fund) == (0, 100_000)


def test_forty_callers_reserve_what_is_there_and_no_more():
    fund = fund_with(1_000)

    outcomes = race(
        40,
        lambda n: services.reserve(fund=fund, amount_fen=70, source=f"tests.x:{n}", by=None, at=AT),
        at_once=16,
    )

    reserved = [outcome for outcome in outcomes if isinstance(outcome, Reservation)]
    assert len(reserved) == 14  # 14 x 70 = 980
    assert sum(isinstance(outcome, services.InsufficientFunds) for outcome in outcomes) == 26
    assert counters(fund) == (20, 980)


def test_control_reading_first_and_writing_later_overspends():
    """Why `_change` is one conditional statement: the same race with a naive reservation, CHECK constraint in place."""
    fund = fund_with(1_000)

    def reserve_naively(number):
        available = Fund.objects.get(pk=fund.pk).available_fen
        if available < 70:
            return "refused"
        time.sleep(0.01)
        with transaction.atomic():
            Fund.objects.filter(pk=fund.pk).update(available_fen=available - 70)
            return Reservation.objects.create(fund=fund, source=f"tests.x:{number}", amount_fen=70, reserved_at=AT)

    outcomes = race(40, reserve_naively, at_once=16)

    promised = 70 * sum(isinstance(outcome, Reservation) for outcome in outcomes)
    assert promised > 1_000


def test_one_source_is_reserved_once():
    fund = fund_with(1_000_000)

    outcomes = race(8, lambda _n: services.reserve(fund=fund, amount_fen=10, source="tests.x:1", by=None, at=AT))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyReserved"] * 7 + ["Reservation"]
    assert counters(fund) == (999_990, 10)


def test_settling_and_releasing_at_once_does_one_of_them():
    fund = fund_with(1_000)
    reservation = services.reserve(fund=fund, amount_fen=600, source="tests.x:1", by=None, at=AT)

    def end(number):
        mine = Reservation.objects.select_related("fund").get(pk=reservation.pk)
        if number % 2:
            return services.release(reservation=mine, by=None, at=AT)
        return services.settle(reservation=mine, amount_fen=600, scheme="student_aid", by=None, at=AT)

    outcomes = race(8, end)

    assert sum(isinstance(outcome, services.NotReserved) for outcome in outcomes) == 7
    reservation.refresh_from_db()
    assert counters(fund) == ((400, 0) if reservation.state == "settled" else (1_000, 0))


def test_a_voucher_is_reversed_once():
    fund = fund_with(1_000)
    voucher = Voucher.objects.get()

    outcomes = race(6, lambda _n: services.reverse_voucher(voucher=voucher, memo_code="error", by=None, at=AT))

    assert sum(isinstance(outcome, Voucher) for outcome in outcomes) == 1
    assert counters(fund) == (0, 0)


def test_voucher_numbers_have_no_gap_under_concurrency():
    funds = [FundFactory() for _ in range(4)]

    def credit(number):
        with transaction.atomic():
            services.credit_fund(
                fund=funds[number % 4], amount_fen=1, source=f"tests.x:{number}", memo_code="", by=None, at=AT
            )
            if number % 3 == 0:
                raise RuntimeError("after posting")

    race(24, credit, at_once=8)

    assert sorted(Voucher.objects.values_list("number", flat=True)) == list(range(1, 17))
