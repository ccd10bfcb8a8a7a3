"""Moving money through the services: counters, vouchers and events together."""

import pytest

from audit.models import Event
from funds import ledger, services
from funds.models import Line, Reservation, Voucher
from tests.factories.funds import AT, FundFactory, fund_with

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def counters(fund):
    fund.refresh_from_db()
    return fund.available_fen, fund.reserved_fen


def legs(voucher):
    return list(
        Line.objects.filter(voucher=voucher).order_by("pk").values_list("account__code", "scheme", "amount_fen")
    )


def reserved(fund, amount_fen=60_000, source="applications.application:12"):
    return services.reserve(fund=fund, amount_fen=amount_fen, source=source, by=None, at=AT)


def credited(fund, amount_fen, source="donations.donation:99"):
    return services.credit_fund(fund=fund, amount_fen=amount_fen, source=source, memo_code="donation", by=None, at=AT)


def test_open_fund_starts_without_money():
    fund = services.open_fund(
        code="J01",
        name_zh="司法救助基金",
        name_en="Judicial aid fund",
        custodian="郑州高新区慈善总会",
        kind="restricted",
        by=None,
        at=AT,
    )

    assert counters(fund) == (0, 0)
    assert Event.objects.get(subject_type="funds.fund", subject_id=fund.pk).code == "funds.fund_opened"


def test_credit_fund_books_bank_against_donations_of_its_kind():
    restricted = fund_with(100_000)
    unrestricted = fund_with(5_000, kind="unrestricted")

    first, second = Voucher.objects.order_by("number")

    assert counters(restricted) == (100_000, 0)
    assert legs(first) == [("1002", "", 100_000), ("410102", "", -100_000)]
    assert legs(second) == [("1002", "", 5_000), ("410101", "", -5_000)]
    assert counters(unrestricted) == (5_000, 0)
    assert [first.reference, second.reference] == ["202309-0001", "202309-0002"]


def test_credit_fund_books_a_source_once():
    fund = FundFactory()
    credited(fund, 100_000)

    with pytest.raises(services.AlreadyCredited):
        credited(fund, 100_000)

    assert counters(fund) == (100_000, 0)


def test_reserve_moves_money_from_available_to_reserved():
    fund = fund_with(100_000)

    reservation = reserved(fund)

    assert counters(fund) == (40_000, 60_000)
    assert (reservation.state, reservation.amount_fen) == ("live", 60_000)
    assert Voucher.objects.count() == 1


def test_reserve_refuses_more_than_is_available():
    fund = fund_with(100_000)
    reserved(fund)

    with pytest.raises(services.InsufficientFunds) as refused:
        reserved(fund, 40_001, "applications.application:13")

    assert "400.00" in str(refused.value)
    assert "400.01" in str(refused.value)
    assert counters(fund) == (40_000, 60_000)
    assert Reservation.objects.count() == 1


def test_reserve_holds_one_live_reservation_per_source():
    fund = fund_with(100_000)
    first = reserved(fund, 10_000)

    with pytest.raises(services.AlreadyReserved):
        reserved(fund, 10_000)
    services.release(reservation=first, by=None, at=AT)

    assert reserved(fund, 10_000).state == "live"
    assert counters(fund) == (90_000, 10_000)


@pytest.mark.parametrize("amount", [0, -1])
def test_amounts_are_above_zero(amount):
    fund = fund_with(100_000)

    with pytest.raises(services.AmountNotAllowed):
        reserved(fund, amount)


def test_release_returns_the_money_once():
    fund = fund_with(100_000)
    reservation = reserved(fund)

    services.release(reservation=reservation, by=None, at=AT)
    with pytest.raises(services.NotReserved):
        services.release(reservation=reservation, by=None, at=AT)

    assert counters(fund) == (100_000, 0)
    assert reservation.state == "released"


def test_release_does_not_take_what_another_source_reserved():
    fund = fund_with(100_000)
    reservation = reserved(fund)
    reserved(fund, 40_000, "applications.application:13")
    services.release(reservation=reservation, by=None, at=AT)
    reserved(fund, 60_000, "applications.application:14")

    with pytest.raises(services.NotReserved):
        services.release(reservation=reservation, by=None, at=AT)

    assert counters(fund) == (0, 100_000)


def test_settle_books_the_payment_and_returns_the_rest():
    fund = fund_with(100_000)
    reservation = reserved(fund)

    voucher = services.settle(reservation=reservation, amount_fen=50_000, scheme="student_aid", by=None, at=AT)

    assert counters(fund) == (50_000, 0)
    assert legs(voucher) == [("5101", "student_aid", 50_000), ("1002", "student_aid", -50_000)]
    assert (reservation.state, reservation.voucher_id) == ("settled", voucher.pk)


def test_settle_happens_once():
    fund = fund_with(200_000)
    reservation = reserved(fund)
    reserved(fund, 140_000, "applications.application:13")
    services.settle(reservation=reservation, amount_fen=60_000, scheme="student_aid", by=None, at=AT)

    with pytest.raises(services.NotReserved):
        services.settle(reservation=reservation, amount_fen=30_000, scheme="student_aid", by=None, at=AT)

    assert counters(fund) == (0, 140_000)
    assert Voucher.objects.count() == 2


def test_settle_refuses_more_than_was_reserved():
    reservation = reserved(fund_with(100_000))

    with pytest.raises(services.AmountNotAllowed, match=r"600\.00"):
        services.settle(reservation=reservation, amount_fen=60_001, scheme="student_aid", by=None, at=AT)


def test_reverse_voucher_books_the_opposite_once():
    fund = fund_with(100_000)
    voucher = services.settle(reservation=reserved(fund), amount_fen=60_000, scheme="student_aid", by=None, at=AT)

    reversal = services.reverse_voucher(voucher=voucher, memo_code="bank_return", by=None, at=AT)
    with pytest.raises(services.AlreadyReversed):
        services.reverse_voucher(voucher=voucher, memo_code="bank_return", by=None, at=AT)

    assert counters(fund) == (100_000, 0)
    assert legs(reversal) == [("5101", "student_aid", -60_000), ("1002", "student_aid", 60_000)]
    assert reversal.reverses == voucher


def test_reverse_voucher_refuses_a_credit_that_was_promised():
    fund = fund_with(100_000)
    reserved(fund)

    with pytest.raises(services.InsufficientFunds):
        services.reverse_voucher(voucher=Voucher.objects.get(), memo_code="error", by=None, at=AT)

    assert counters(fund) == (40_000, 60_000)


def test_a_reversal_is_not_reversed():
    fund = fund_with(100_000)
    reversal = services.reverse_voucher(voucher=Voucher.objects.get(), memo_code="error", by=None, at=AT)

    with pytest.raises(services.AlreadyReversed):
        services.reverse_voucher(voucher=reversal, memo_code="error", by=None, at=AT)

    assert counters(fund) == (0, 0)


def test_a_reversed_credit_can_be_booked_again():
    fund = FundFactory()
    services.reverse_voucher(voucher=credited(fund, 100_000), memo_code="error", by=None, at=AT)

    credited(fund, 90_000)

    assert counters(fund) == (90_000, 0)


def test_close_period_refuses_later_vouchers_and_moves_no_money(django_user_model):
    fund = fund_with(100_000)
    accountant = django_user_model.objects.create(username="accountant")
    services.close_period(month=AT.date(), by=accountant, at=AT)

    with pytest.raises(ledger.PeriodClosed):
        credited(fund, 1)
    with pytest.raises(services.AlreadyClosed):
        services.close_period(month=AT.date(), by=accountant, at=AT)

    assert counters(fund) == (100_000, 0)


def test_a_refused_voucher_leaves_no_gap_in_the_numbers():
    fund = fund_with(100_000)
    reservation = reserved(fund)
    with pytest.raises(RuntimeError, match="after posting"):
        _settle_and_fail(reservation)

    assert credited(fund, 1).number == 2


def _settle_and_fail(reservation):
    from django.db import transaction

    with transaction.atomic():
        services.settle(reservation=reservation, amount_fen=1, scheme="student_aid", by=None, at=AT)
        raise RuntimeError("after posting")
