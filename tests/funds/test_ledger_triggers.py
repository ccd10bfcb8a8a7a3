"""What the database itself refuses, whoever asks: admin, shell, script (promise R3)."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from funds import chart, ledger, services
from funds.models import Fund, Line, Period, Reservation, Voucher
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, FundFactory, fund_with

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = ledger.day_of(AT)


@pytest.fixture
def fund():
    return fund_with(100_000)


@pytest.fixture
def posted(fund):
    return Voucher.objects.get()


def unposted(fund, *amounts, other=None):
    period, _created = Period.objects.get_or_create(month=DAY.replace(day=1))
    voucher = Voucher.objects.create(period=period, kind="credit", source="tests.x:1", booked_on=DAY)
    bank = chart.account(chart.BANK, DAY)
    for number, amount in enumerate(amounts):
        Line.objects.create(voucher=voucher, account=bank, fund=other if other and number else fund, amount_fen=amount)
    return voucher


def seal(voucher, number=77):
    return Voucher.objects.filter(pk=voucher.pk).update(posted_at=AT, number=number)


def refused(message):
    return pytest.raises(IntegrityError, match=message)


@pytest.mark.parametrize("amounts", [(), (5,), (5, -4), (5, -5, 1)])
def test_an_unbalanced_voucher_is_not_sealed(fund, amounts):
    voucher = unposted(fund, *amounts)

    with refused("sum to zero"), transaction.atomic():
        seal(voucher)


def test_a_voucher_balances_for_each_fund_not_only_in_total(fund):
    voucher = unposted(fund, 5, -5, other=FundFactory())

    with refused("sum to zero"), transaction.atomic():
        seal(voucher)


def test_a_balanced_voucher_is_sealed(fund):
    assert seal(unposted(fund, 5, -5)) == 1


def test_a_voucher_is_not_born_sealed(posted):
    with refused("after its lines"), transaction.atomic():
        Voucher.objects.create(period=posted.period, kind="credit", source="x", booked_on=DAY, posted_at=AT, number=99)


@pytest.mark.parametrize("change", [{"source": "x"}, {"posted_at": None, "number": None}, {"memo_code": "other"}])
def test_a_posted_voucher_does_not_change(posted, change):
    with refused("never change"), transaction.atomic():
        Voucher.objects.filter(pk=posted.pk).update(**change)


def test_a_posted_voucher_is_not_deleted(posted):
    with refused("never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM funds_line WHERE voucher_id = %s", [posted.pk])
    with refused("never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM funds_voucher WHERE id = %s", [posted.pk])


def test_lines_of_a_posted_voucher_do_not_change(posted, fund):
    line = posted.lines.first()

    with refused("never change"), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(amount_fen=1)
    with refused("never change"), transaction.atomic():
        Line.objects.create(voucher=posted, account=line.account, fund=fund, amount_fen=7)


def test_no_line_moves_into_a_posted_voucher(posted, fund):
    line = unposted(fund, 5).lines.get()

    with refused("never change"), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(voucher=posted)


@pytest.mark.parametrize("table", ["funds_line", "funds_voucher"])
def test_posted_rows_are_not_replaced(posted, table):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE exists on SQLite only")
    with refused("never change|after its lines"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["funds_line", "funds_voucher"])
def test_the_books_are_not_truncated(posted, table):
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE exists on PostgreSQL only")
    with refused("never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_nothing_is_sealed_in_a_closed_month(fund):
    voucher = unposted(fund, 5, -5)
    Period.objects.filter(pk=voucher.period_id).update(closed_at=AT, closed_by=UserFactory())

    with refused("closed"), transaction.atomic():
        seal(voucher)


def test_nothing_is_sealed_in_the_wrong_month(fund):
    voucher = unposted(fund, 5, -5)
    Voucher.objects.filter(pk=voucher.pk).update(booked_on=DAY.replace(month=8))

    with refused("another one"), transaction.atomic():
        seal(voucher)


def test_a_closed_month_is_not_opened_again(posted):
    services.close_period(month=DAY, by=UserFactory(), at=AT)

    with refused("stays closed"), transaction.atomic():
        Period.objects.filter(pk=posted.period_id).update(closed_at=None, closed_by=None)


def test_a_voucher_is_reversed_once(posted):
    for number in (1, 2):
        voucher = {"period": posted.period, "source": "x", "booked_on": DAY, "reverses": posted}
        if number == 1:
            Voucher.objects.create(kind="reversal", **voucher)
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                Voucher.objects.create(kind="reversal", **voucher)


@pytest.mark.parametrize("counter", ["available_fen", "reserved_fen"])
def test_no_counter_goes_below_zero(fund, counter):
    with pytest.raises(IntegrityError), transaction.atomic():
        Fund.objects.filter(pk=fund.pk).update(**{counter: -1})


@pytest.mark.parametrize("change", [{"amount_fen": 1}, {"source": "y"}, {"state": "settled", "ended_at": AT}])
def test_a_reservation_is_ended_and_never_edited(fund, change):
    reservation = services.reserve(fund=fund, amount_fen=10, source="tests.x:1", by=None, at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.filter(pk=reservation.pk).update(**change)


def test_an_ended_reservation_does_not_come_back(fund):
    reservation = services.reserve(fund=fund, amount_fen=10, source="tests.x:1", by=None, at=AT)
    services.release(reservation=reservation, by=None, at=AT)

    with refused("never edited"), transaction.atomic():
        Reservation.objects.filter(pk=reservation.pk).update(state="live", ended_at=None)
    with refused("never edited"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM funds_reservation WHERE id = %s", [reservation.pk])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_a_line_does_not_slip_in_beside_a_sealing(guarded):
    """Sealing has checked the sum and not committed; another session adds 7. Without FOR SHARE the line gets in."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    fund = FundFactory()
    voucher = unposted(fund, 5, -5)
    if not guarded:
        _take_the_lock_out_of_the_line_trigger()
    outcome = []

    def add_seven():
        try:
            bank = chart.account(chart.BANK, DAY)
            Line.objects.create(voucher_id=voucher.pk, account=bank, fund=fund, amount_fen=7)
            outcome.append("added")
        except IntegrityError:
            outcome.append("refused")
        finally:
            connections.close_all()

    adding = threading.Thread(target=add_seven)
    try:
        with transaction.atomic():
            seal(voucher)
            adding.start()
            adding.join(1.0)  # with the guard it now waits for this commit; without, it is through
        adding.join(10)
    finally:
        if not guarded:
            _put_the_lock_back()

    posted_sum = sum(Line.objects.filter(voucher=voucher).values_list("amount_fen", flat=True))
    assert (outcome, posted_sum) == ((["refused"], 0) if guarded else (["added"], 7))


def _line_guard() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('funds_line_guard'::regproc)")
        return cursor.fetchone()[0]


def _replace_line_guard(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text.replace("%", "%%"))


def _take_the_lock_out_of_the_line_trigger() -> None:
    _take_the_lock_out_of_the_line_trigger.original = _line_guard()
    _replace_line_guard(_take_the_lock_out_of_the_line_trigger.original.replace(" FOR SHARE", ""))


def _put_the_lock_back() -> None:
    _replace_line_guard(_take_the_lock_out_of_the_line_trigger.original)
