"""What somebody with the database's own rights could plant, the triggers out of the way: each is found and named.

Every check of `manage.py verify` runs; a test says exactly which of them speak, and what they say.
"""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event, OutboxEntry
from audit.recording import record
from funds import entries, reconciling, sealing, services
from funds.models import Account, BankLine, BankMatch, BankStatement, Fund, Line, Period, Reservation, Voucher
from tests.factories.funds import AT, FundFactory, fund_with
from tests.funds.bank_csv import SEPTEMBER, bank_csv
from tests.planting import found, plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

COUNTERS = "funds: counters equal the ledger"
RESERVED = "funds: reserved equals the live reservations"
HELD = "funds: held equals what is owed in the ledger"
BALANCED = "funds: every voucher balances"
HALF_WRITTEN = "funds: no voucher is half written"
NUMBERS = "funds: voucher numbers have no gap"
AS_BOOKED = "funds: every voucher is as it was booked"
SETTLED = "funds: nothing is settled beyond its amount"
MATCHES = "funds: matches with the bank add up"
RESERVATIONS = "funds: settled reservations match their vouchers"
CHAIN = "audit: every event follows its predecessor, unchanged"

IMPORTED = "funds: statements of the bank are as they were taken in"


@pytest.fixture
def fund():
    """202309-0001 a gift, -0002 a payment, -0003 a bill, -0004 a part of it paid, -0005 the whole gift of another."""
    fund = fund_with(100_000, code="F1")
    services.reserve(fund=fund, amount_fen=500, source="tests.x:1", by=None, at=AT)
    promise = services.reserve(fund=fund, amount_fen=30_000, source="tests.x:2", by=None, at=AT)
    services.settle(reservation=promise, amount_fen=30_000, scheme="s", by=None, at=AT)
    bill = entries.accrue_meals(fund=fund, amount_fen=900, source="meals:1", by=None, at=AT)
    entries.pay_payable(accrual=bill, source="bills:1", amount_fen=400, by=None, at=AT)
    entries.receive_gift(fund=FundFactory(code="F2"), amount_fen=77, source="gifts:1", by=None, at=AT)
    reconciling.import_bank_statement(content=bank_csv(*SEPTEMBER), by=None, at=AT + timedelta(days=9))
    OutboxEntry.objects.all().delete()  # long since planned
    assert found() == {}
    return fund


def closed(cast):
    services.close_period(month=date(2023, 9, 1), by=cast["accountant"], at=AT)
    OutboxEntry.objects.all().delete()


def voucher(number):
    return Voucher.objects.get(number=number)


def line(number, code):
    return Line.objects.get(voucher__number=number, account__code=code).pk


def test_an_amount_on_one_side(fund):
    plant(f"UPDATE funds_line SET amount_fen = amount_fen + 7 WHERE id = {line(1, '1002')}")

    assert found() == {
        COUNTERS: ["fund F1: counters 69600 fen, ledger 69607 fen"],
        BALANCED: [f"voucher {voucher(1).pk}: sums to 7 fen for fund {fund.pk}"],
        AS_BOOKED: ["voucher 202309-0001: not as it was booked"],
        MATCHES: [f"bank line {BankLine.objects.get(bank_reference='L1').pk}: 100000 fen, matched with 100007 fen"],
    }


def test_an_amount_on_both_sides_with_the_counter(fund):
    """It balances, and the counter agrees: only the digest tells."""
    plant(
        f"UPDATE funds_line SET amount_fen = amount_fen + 7 WHERE id = {line(5, '1002')}",
        f"UPDATE funds_line SET amount_fen = amount_fen - 7 WHERE id = {line(5, '410102')}",
        "UPDATE funds_fund SET available_fen = available_fen + 7 WHERE code = 'F2'",
    )

    assert found() == {AS_BOOKED: ["voucher 202309-0005: not as it was booked"]}


@pytest.mark.parametrize("change", ["scheme = 'other'", "campaign = 'x'", "area = '410172'", "project = 'p'"])
def test_another_dimension(fund, change):
    plant(f"UPDATE funds_line SET {change} WHERE id = {line(2, '5101')}")

    assert found() == {AS_BOOKED: ["voucher 202309-0002: not as it was booked"]}


def test_another_account(fund):
    other = Account.objects.get(code="5201").pk

    plant(f"UPDATE funds_line SET account_id = {other} WHERE id = {line(2, '5101')}")

    assert found() == {AS_BOOKED: ["voucher 202309-0002: not as it was booked"]}


def test_another_fund_on_both_lines_with_their_counters(fund):
    other = Fund.objects.get(code="F2").pk

    plant(
        f"UPDATE funds_line SET fund_id = {fund.pk} WHERE voucher_id = {voucher(5).pk}",
        f"UPDATE funds_fund SET available_fen = available_fen + 77 WHERE id = {fund.pk}",
        f"UPDATE funds_fund SET available_fen = available_fen - 77 WHERE id = {other}",
    )

    assert found() == {AS_BOOKED: ["voucher 202309-0005: not as it was booked"]}


@pytest.mark.parametrize("change", ["source = 'gifts:9'", "kind = 'allocation'", "booked_on = '2023-09-01'"])
def test_another_head(fund, change):
    plant(f"UPDATE funds_voucher SET {change} WHERE id = {voucher(5).pk}")

    assert found() == {AS_BOOKED: ["voucher 202309-0005: not as it was booked"]}


def test_a_date_moved_inside_a_closed_month(cast, fund):
    """The database refuses it; somebody who has its rights is found all the same."""
    closed(cast)
    move = f"UPDATE funds_voucher SET booked_on = '2023-09-04' WHERE id = {voucher(1).pk}"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(move)

    plant(move)

    assert found() == {AS_BOOKED: ["voucher 202309-0001: not as it was booked"]}


def test_a_closed_month_opened_again(cast, fund):
    closed(cast)

    plant("UPDATE funds_period SET closed_at = NULL, closed_by_id = NULL")

    assert found() == {"funds: closed months stay closed": ["period 2023-09: was closed and is open"]}


def test_money_set_aside_for_no_case(fund):
    """With its fund's counters and its event, as if a case had asked for it."""
    services.reserve(fund=fund, amount_fen=500, source="applications.application:999", by=None, at=AT)
    OutboxEntry.objects.all().delete()

    assert found() == {
        "applications: approved cases hold their money": [
            "applications.application:999: money is set aside for a case that does not wait for it"
        ]
    }


def test_a_line_taken_out(fund):
    taken = line(2, "5101")

    plant(f"DELETE FROM funds_line WHERE id = {taken}")

    payment = voucher(2)
    assert found() == {
        BALANCED: [
            f"voucher {payment.pk}: sums to -30000 fen for fund {fund.pk}",
            f"voucher {payment.pk}: has 1 lines",
        ],
        AS_BOOKED: ["voucher 202309-0002: not as it was booked"],
        RESERVATIONS: [f"reservation {payment.settled_reservation.pk}: its voucher does not match"],
    }


def test_a_voucher_taken_out_with_its_counter(fund):
    gone = voucher(5).pk

    plant(
        f"DELETE FROM funds_line WHERE voucher_id = {gone}",
        f"DELETE FROM funds_voucher WHERE id = {gone}",
        "UPDATE funds_fund SET available_fen = 0 WHERE code = 'F2'",
    )

    assert found() == {
        NUMBERS: ["period 2023-09: 4 vouchers, highest 4, counter 5"],
        AS_BOOKED: ["voucher 202309-0005: was booked and is not in the books"],
    }


def test_the_last_voucher_taken_out_with_all_traces_in_the_books(fund):
    gone = voucher(5).pk

    plant(
        f"DELETE FROM funds_line WHERE voucher_id = {gone}",
        f"DELETE FROM funds_voucher WHERE id = {gone}",
        "UPDATE funds_fund SET available_fen = 0 WHERE code = 'F2'",
        "UPDATE funds_period SET last_number = 4",
    )

    assert found() == {AS_BOOKED: ["voucher 202309-0005: was booked and is not in the books"]}


def test_another_number(fund):
    plant(f"UPDATE funds_voucher SET number = 9 WHERE id = {voucher(5).pk}")

    assert found() == {
        NUMBERS: ["period 2023-09: 5 vouchers, highest 9, counter 5"],
        AS_BOOKED: [
            "voucher 202309-0009: no event says that it was booked",
            "voucher 202309-0005: was booked and is not in the books",
        ],
    }


def test_a_voucher_slipped_in(fund):
    period = Period.objects.get().pk
    bank, income = (Account.objects.get(code=code).pk for code in ("1002", "410102"))

    plant(
        "INSERT INTO funds_voucher (period_id, number, kind, booked_on, source, memo_code, bank_reference, posted_at)"
        f" VALUES ({period}, 6, 'gift', '2023-09-05', 'gifts:6', '', '', '2023-09-05 02:00:00')",
    )
    slipped = voucher(6).pk
    plant(
        *(
            "INSERT INTO funds_line (voucher_id, account_id, fund_id, scheme, campaign, area, project, amount_fen)"
            f" VALUES ({slipped}, {account}, {fund.pk}, '', '', '', '', {amount})"
            for account, amount in ((bank, 5), (income, -5))
        ),
        "UPDATE funds_period SET last_number = 6",
        "UPDATE funds_fund SET available_fen = available_fen + 5 WHERE code = 'F1'",
    )

    assert found() == {AS_BOOKED: ["voucher 202309-0006: no event says that it was booked"]}


def test_a_voucher_half_written(fund):
    plant(f"UPDATE funds_voucher SET posted_at = NULL, number = NULL WHERE id = {voucher(5).pk}")

    half = Voucher.objects.get(posted_at__isnull=True)
    assert found() == {
        COUNTERS: ["fund F2: counters 77 fen, ledger 0 fen"],
        HALF_WRITTEN: [f"voucher {half.pk}: never posted"],
        NUMBERS: ["period 2023-09: 4 vouchers, highest 4, counter 5"],
        AS_BOOKED: ["voucher 202309-0005: was booked and is not in the books"],
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("available_fen = 1", {COUNTERS: ["fund F1: counters 1001 fen, ledger 69600 fen"]}),
        (
            "reserved_fen = 501, available_fen = available_fen - 1",
            {RESERVED: ["fund F1: reserved 501 fen, reservations 500 fen"]},
        ),
        (
            "held_fen = 400, available_fen = available_fen + 100",
            {HELD: ["fund F1: held 400 fen, ledger 500 fen"]},
        ),
    ],
)
def test_a_counter_that_lies(fund, change, said):
    plant(f"UPDATE funds_fund SET {change} WHERE code = 'F1'")

    assert found() == said


def test_a_bill_that_was_paid_beyond_its_amount(fund):
    plant(f"UPDATE funds_voucher SET settles_id = {voucher(4).pk} WHERE id = {voucher(3).pk}")

    assert found() == {
        AS_BOOKED: ["voucher 202309-0003: not as it was booked"],
        SETTLED: ["voucher 202309-0004: more was settled than it says"],
    }


def test_a_reservation_that_was_changed(fund):
    settled = Reservation.objects.get(state="settled")

    plant(f"UPDATE funds_reservation SET amount_fen = 5 WHERE id = {settled.pk}")

    assert found() == {RESERVATIONS: [f"reservation {settled.pk}: its voucher does not match"]}


def test_an_event_that_was_changed_with_its_voucher(fund):
    """Whoever also writes a fitting digest into the event breaks the chain of events."""
    event = Event.objects.get(code="funds.booked", data__voucher="202309-0005")
    plant(
        f"UPDATE funds_line SET campaign = 'x' WHERE voucher_id = {voucher(5).pk}",
        f'UPDATE audit_event SET data = \'{{"voucher": "202309-0005"}}\' WHERE id = {event.pk}',
    )

    assert found() == {CHAIN: [f"audit event {event.pk}: changed after it was written"]}


# --- The bank ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", ["amount_fen = amount_fen + 7", "booked_on = '2023-09-30'", "note = 'x'", "party = 'x'", "identity = 'x'"]
)
def test_a_line_of_the_bank_that_was_changed(fund, change):
    open_line = BankLine.objects.filter(matches__isnull=True).first()

    plant(f"UPDATE funds_bankline SET {change} WHERE id = {open_line.pk}")

    assert found() == {IMPORTED: [f"bank statement {open_line.statement}: not as it was taken in"]}


@pytest.mark.parametrize("change", ["opening_fen = 5", "closing_fen = 5", "last_on = '2023-10-31'", "sha256 = 'x'"])
def test_a_statement_of_the_bank_that_was_changed(fund, change):
    statement = BankStatement.objects.get()

    plant(f"UPDATE funds_bankstatement SET {change} WHERE id = {statement.pk}")

    assert found() == {IMPORTED: [f"bank statement {statement}: not as it was taken in"]}


def test_a_line_of_the_bank_taken_out_and_one_slipped_in(fund):
    statement = BankStatement.objects.get()
    taken = BankLine.objects.filter(matches__isnull=True).first()
    columns = "statement_id, booked_on, amount_fen, bank_reference, party, note, explanation"

    plant(
        f"INSERT INTO funds_bankline ({columns}, identity, number) SELECT {columns}, 'y', 99"
        f" FROM funds_bankline WHERE id = {taken.pk}",
        f"DELETE FROM funds_bankline WHERE id = {taken.pk}",
    )

    assert found() == {IMPORTED: [f"bank statement {statement}: not as it was taken in"]}


def test_a_match_that_was_bent(fund):
    match = BankMatch.objects.get(bank_line__bank_reference="L1")
    other = line(5, "1002")

    plant(f"UPDATE funds_bankmatch SET line_id = {other} WHERE id = {match.pk}")

    assert found() == {MATCHES: [f"bank line {match.bank_line_id}: 100000 fen, matched with 77 fen"]}


def test_the_database_keeps_what_the_bank_said(fund):
    lines, statements = BankLine.objects.all(), BankStatement.objects.all()

    for forbidden in (
        lambda: lines.update(amount_fen=1),
        lambda: lines.update(party="x"),
        lambda: lines.filter(matches__isnull=True)._raw_delete("default"),
        lambda: statements.update(closing_fen=1),
        lambda: statements._raw_delete("default"),
        lambda: BankMatch.objects.update(is_automatic=False),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


# --- Of the time before digests ---------------------------------------------------------------------------------------


def test_vouchers_of_before_digests_are_sealed_once_and_then_watched(fund, monkeypatch):
    """As an upgrade finds them: their events say nothing of what was booked."""
    with monkeypatch.context() as before:
        before.setattr("funds.entries.booking.record", without_digest)
        for number in (6, 7):
            entries.receive_gift(fund=fund, amount_fen=5, source=f"gifts:{number}", by=None, at=AT)

    assert sealing.seal_old_vouchers(at=AT + timedelta(days=9)) == 2
    assert sealing.seal_old_vouchers(at=AT + timedelta(days=10)) == 0
    OutboxEntry.objects.all().delete()
    assert found() == {}
    plant(f"UPDATE funds_line SET campaign = 'x' WHERE voucher_id = {voucher(6).pk}")

    assert found() == {AS_BOOKED: ["vouchers of 2023-09: not as they were sealed"]}


def without_digest(code, *, data, **more):
    return record(code, data={name: said for name, said in data.items() if name != "digest"}, **more)
