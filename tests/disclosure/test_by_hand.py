"""A small year, every published figure of which was added up by hand, read from the public CSV files.

A: 900.00 of the year before + 900.00 - 50.00 spent - 100.00 moved = 1,650.00. B: 77.00 + 100.00 = 177.00. Spent: 20.00
to the bank, and for people 30.00 + 1,300.00 + 800.00 = 2,130.00. The one pupil is too few to be told, and the 8 people
of the emergency are the smallest group that can hide him: 9 people, 830.00; so the emergency has no rows by place.
"""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from disclosure.freezing import all_rows
from disclosure.services import prepare_pack
from disclosure.spans import Span
from funds.models import Fund, Line
from funds.statements import statements_of, total_of
from tests.disclosure.scene import a_small_year

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def rows_of(client, table):
    """Below the title with its moment and the headings."""
    response = client.get(f"/transparency/tables/{table}.csv?year=2026")
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))[2:]


def test_what_the_public_reads_is_what_was_added_up_by_hand(client, cast, places):
    a_small_year(cast, places)

    funds = [row[2:7] for row in rows_of(client, "funds")]
    assert ["900.00", "900.00", "50.00", "-100.00", "1650.00"] in funds
    assert ["0.00", "77.00", "0.00", "100.00", "177.00"] in funds
    assert [(row[0][:4], row[1]) for row in rows_of(client, "costs")] == [("5101", "2130.00"), ("5301", "20.00")]
    assert [row[-2:] for row in rows_of(client, "aid")] == [["13", "1300.00"], ["9", "830.00"]]
    assert sorted(row[-2:] for row in rows_of(client, "areas")) == [["6", "600.00"], ["7", "700.00"]]
    assert [row[1:] for row in rows_of(client, "channels")] == [["1", "77.00"]]


def test_income_by_source_by_hand(client, cast, places):
    """Without a restriction 900.00. With one 77.00 over the platform, and a million for each of the two programs."""
    a_small_year(cast, places)

    assert [(row[0][:6], row[1]) for row in rows_of(client, "income")] == [
        ("410101", "900.00"), ("410102", "2000077.00"),
    ]  # fmt: skip
    [gift] = list_of(client, "donations.csv")
    assert (gift[3], gift[5]) == ("77.00", "困难中小学生救助专项基金")


def list_of(client, path):
    response = client.get(f"/transparency/{path}?year=2026")
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))[2:]


def test_the_statement_of_each_fund_by_hand(cast, places):
    """A: 900.00 + 900.00 - 30.00 aid - 20.00 bank - 100.00 moved = 1,650.00. B: 77.00 + 100.00 moved. The programs: a
    million each, less 13 and 8 times 100.00. Altogether 900.00 + 2,000,977.00 - 2,150.00; what moved cancels out."""
    a_small_year(cast, places)
    statements = statements_of(list(Fund.objects.order_by("code")), first=date(2026, 1, 1), last=date(2026, 12, 31))

    def rows(kind):
        return [[(row.account.code, row.scheme, row.amount_fen) for row in getattr(one, kind)] for one in statements]

    assert [one.fund.code for one in statements] == ["A", "B", "emergency-relief", "employee-illness-aid"]
    assert [(one.opening_fen, one.transfers_fen, one.closing_fen) for one in statements] == [
        (90_000, -10_000, 165_000), (0, 10_000, 17_700), (0, 0, 99_920_000), (0, 0, 99_870_000),
    ]  # fmt: skip
    assert rows("income") == [
        [("410101", "", 90_000)], [("410102", "", 7_700)], [("410102", "", 100_000_000)], [("410102", "", 100_000_000)],
    ]  # fmt: skip
    assert rows("expense") == [
        [("5101", "student_aid", 3_000), ("5301", "", 2_000)],
        [],
        [("5101", "emergency_relief", 80_000)],
        [("5101", "employee_illness_aid", 130_000)],
    ]
    total = total_of(statements)
    assert (total.opening_fen, total.income_fen, total.expense_fen) == (90_000, 200_097_700, 215_000)
    assert (total.transfers_fen, total.closing_fen) == (0, 199_972_700)


def test_spending_per_scheme_by_hand(client, cast, places):
    """Each of 13 people with an illness 100.00, listed one by one; the bank 20.00; the pupil's 30.00 and the eight
    times 100.00 of the emergency together, because he is alone: 830.00. 2,150.00 in all, as the costs of the funds."""
    a_small_year(cast, places)

    rows = list_of(client, "spending.csv")
    amounts = [row[3] for row in rows]
    assert sorted(amounts) == sorted(["100.00"] * 13 + ["20.00", "830.00"])
    assert rows[-1][1:] == ["9人合计", "不逐笔公开的救助", "830.00"]
    assert {row[2] for row in rows if row[3] == "100.00"} == {"企事业单位工作人员大病救助"}
    assert sum(Decimal(amount) for amount in amounts) == Decimal("2150.00")
    assert [row[-1] for row in rows_of(client, "aid")] == ["1300.00", "830.00"]


def test_a_report_of_the_quarter_says_the_same_by_hand(cast, places):
    """Everything happened in February: the tables of the first quarter are those of the year."""
    a_small_year(cast, places)

    pack = prepare_pack(span=Span(2026, 1), by=cast["accountant"], at=datetime(2026, 4, 2, 2, 0, tzinfo=UTC))

    def column(code, name):
        return [row[name] for row in all_rows(pack, code)]

    assert column("income", "amount_fen") == [90_000, 200_007_700]
    assert column("costs", "amount_fen") == [213_000, 2_000]
    assert column("aid", "paid_fen") == [130_000, 83_000]
    assert column("channels", "amount_fen") == column("donations", "amount_fen") == [7_700]
    assert sorted(column("spending", "amount_fen")) == sorted([10_000] * 13 + [2_000, 83_000])
    assert sorted(column("funds", "balance_fen")) == [17_700, 165_000, 99_870_000, 99_920_000]


def test_the_published_balances_are_the_statement_and_the_statement_is_the_ledger(client, cast, places):
    a_small_year(cast, places)

    statements = statements_of(list(Fund.objects.all()), first=date(2026, 1, 1), last=date(2026, 12, 31))
    held = Line.objects.filter(account__kind__in=("asset", "liability"), voucher__posted_at__isnull=False)
    ledger = dict(held.order_by().values_list("fund").annotate(Sum("amount_fen")))

    assert {one.fund.pk: one.closing_fen for one in statements} == ledger
    published = sorted(row[6] for row in rows_of(client, "funds"))
    assert published == sorted(f"{one.closing_fen / 100:.2f}" for one in statements)
