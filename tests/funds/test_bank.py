"""Statements of the bank: read, matched with the books, and reconciled."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter

from audit.models import Event
from funds import entries, reconciling, services
from funds.bank_files import StatementRefused, read_statement
from funds.errors import AccountNotAllowed
from funds.models import BankLine, BankMatch, BankStatement, Line
from funds.months import checklist
from funds.reconciliation import reconciliation
from funds.reconciling import AlreadyImported, MatchRefused
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, FundFactory
from tests.funds.bank_csv import HEAD, SEPTEMBER, bank_csv
from tests.racing import race

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=40)


def take_in(*lines, **more):
    return reconciling.import_bank_statement(content=bank_csv(*(lines or SEPTEMBER), **more), by=None, at=LATER)


def gift(amount, source="gifts:1", day=4, fund=None, **more):
    return entries.receive_gift(
        fund=fund or FundFactory(),
        amount_fen=amount,
        source=source,
        booked_on=date(2023, 9, day),
        by=None,
        at=AT.replace(day=28),
        **more,
    )


def pairs(statement):
    """Number of the bank line → references of the vouchers."""
    found = BankMatch.objects.filter(bank_line__statement=statement).order_by("line__voucher__number")
    shown = {}
    for match in found:
        shown.setdefault(match.bank_line.number, []).append(match.line.voucher.source)
    return shown


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_file_is_read_with_masked_people_and_without_long_numbers(encoding):
    statement = take_in(encoding=encoding)

    rows = statement.lines.values_list("number", "booked_on", "amount_fen", "bank_reference", "party", "note")
    assert list(rows) == [
        (4, date(2023, 9, 4), 100_000, "L1", "河南示例有限公司", "捐款"),
        (5, date(2023, 9, 5), -30_000, "L2", "张**", "救助金 账号***"),
        (6, date(2023, 9, 6), -50, "L3", "", "手续费"),
    ]
    assert (statement.opening_fen, statement.closing_fen, statement.first_on, statement.last_on) == (
        0,
        69_950,
        date(2023, 9, 4),
        date(2023, 9, 6),
    )


def test_a_workbook_newest_first_with_one_column_of_amounts_and_days_of_excel():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(
            [["记账日期", "交易金额（元）", "账户余额"], [45175.75, -0.3, 99.8], [45174, 100.1, 100.1]]
        ):
            sheet.write_row(number, 0, row)

    read = read_statement(target.getvalue(), "1002")

    assert [(line.day, line.amount_fen) for line in read.lines] == [
        (date(2023, 9, 5), 10_010),
        (date(2023, 9, 6), -30),
    ]
    assert (read.opening_fen, read.closing_fen) == (0, 9_980)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("2023-13-04,,1.00,1.00,L1,,", "交易日期"),
        ("x,,1.00,1.00,L1,,", "交易日期"),
        ("2023-09-04,,1.005,1.00,L1,,", "贷方发生额"),
        ("2023-09-04,1.00,1.00,0.00,L1,,", "贷方发生额"),
        ("2023-09-04,,,1.00,L1,,", "贷方发生额"),
        ("2023-09-04,,1.00,abc,L1,,", "余额"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken_in(line, column):
    with pytest.raises(StatementRefused) as refused:
        take_in(line)

    assert [(error.line, error.column) for error in refused.value.errors] == [(4, column)]
    assert BankStatement.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2", HEAD.encode(), b"PK\x03\x04broken", b"\xff\xfe\x00"])
def test_what_is_no_statement_is_refused(content):
    with pytest.raises(StatementRefused):
        reconciling.import_bank_statement(content=content, by=None, at=LATER)


def test_a_line_missing_in_the_middle_is_noticed():
    with pytest.raises(StatementRefused) as refused:
        take_in(SEPTEMBER[0], SEPTEMBER[2])

    assert [error.line for error in refused.value.errors] == [5]


def test_a_day_to_come_is_refused():
    with pytest.raises(StatementRefused):
        reconciling.import_bank_statement(content=bank_csv(*SEPTEMBER), by=None, at=AT.replace(month=8))


def test_only_a_money_account_has_a_statement():
    with pytest.raises(AccountNotAllowed):
        reconciling.import_bank_statement(content=bank_csv(*SEPTEMBER), account_code="1201", by=None, at=LATER)


def test_the_same_file_again_leads_to_the_first():
    first = take_in()

    with pytest.raises(AlreadyImported) as refused:
        take_in()

    assert refused.value.statement == first
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 3)


def test_lines_of_an_overlapping_file_are_known():
    take_in()

    second = take_in(*SEPTEMBER[1:], "2023-09-07,,5.00,704.50,L4,,")

    assert (second.known_lines, [line.bank_reference for line in second.lines.all()]) == (2, ["L4"])


def test_the_same_words_in_another_spelling_are_the_same_line():
    take_in()

    second = take_in(SEPTEMBER[0].replace("捐款", "捐赠款").replace('"', '"'))

    assert (second.known_lines, second.lines.count()) == (1, 0)


def test_equal_amounts_near_each_other_are_matched():
    fund = FundFactory()
    gift(100_000, fund=fund, day=3)
    entries.book_cost(
        fund=fund,
        cost="bank_fee",
        amount_fen=50,
        source="fees:1",
        booked_on=date(2023, 9, 8),
        by=None,
        at=AT.replace(day=28),
    )

    statement = take_in()

    assert pairs(statement) == {4: ["gifts:1"], 6: ["fees:1"]}
    assert set(BankMatch.objects.values_list("is_automatic", flat=True)) == {True}


def test_farther_apart_they_are_not():
    gift(100_000, day=8)

    assert pairs(take_in()) == {}


def test_one_of_two_possible_ones_is_left_to_a_person():
    gift(100_000)
    gift(100_000, "gifts:2")

    assert pairs(take_in()) == {}


def test_two_equal_ones_on_both_sides_are_paired():
    gift(100_000)
    gift(100_000, "gifts:2")

    statement = take_in(SEPTEMBER[0], '2023-09-04,,"1,000.00","2,000.00",L9,,')

    assert pairs(statement) == {4: ["gifts:1"], 5: ["gifts:2"]}


def test_the_reference_decides_between_equal_ones():
    gift(100_000)
    gift(100_000, "gifts:2", bank_reference="L1")

    assert pairs(take_in()) == {4: ["gifts:2"]}


def test_a_batch_of_payments_is_one_line_of_the_bank():
    fund = FundFactory()
    gift(100_000, fund=fund)
    for number, amount in enumerate((10_000, 20_000)):
        reservation = services.reserve(fund=fund, amount_fen=amount, source=f"tests.x:{number}", by=None, at=AT)
        services.settle(
            reservation=reservation, amount_fen=amount, scheme="", bank_reference="FK-2345AB", by=None, at=AT
        )

    statement = take_in(SEPTEMBER[0], "2023-09-05,300.00,,700.00,L2,代发,批次 FK-2345AB")

    assert pairs(statement)[5] == ["tests.x:0", "tests.x:1"]


def test_run_again_it_finds_what_was_booked_since():
    statement = take_in()
    gift(100_000)

    assert reconciling.match_certain(statement=statement, by=None, at=LATER) == 1
    assert reconciling.match_certain(statement=statement, by=None, at=LATER) == 0


def test_by_hand_the_chosen_ones_must_be_the_amount():
    first, second = gift(60_000, day=20), gift(40_000, "gifts:2", day=21)
    statement = take_in()
    bank_line = statement.lines.get(number=4)
    ours = list(Line.objects.filter(account__code="1002").order_by("pk").values_list("pk", flat=True))

    with pytest.raises(MatchRefused):
        reconciling.match_bank_line(bank_line=bank_line, lines=ours[:1], by=None, at=LATER)
    reconciling.match_bank_line(bank_line=bank_line, lines=ours, by=None, at=LATER)

    assert pairs(statement) == {4: [first.source, second.source]}
    with pytest.raises(MatchRefused):
        reconciling.match_bank_line(bank_line=bank_line, lines=ours, by=None, at=LATER)
    assert Event.objects.filter(code="funds.bank_line_matched").count() == 1


def test_a_match_is_taken_back():
    gift(100_000)
    statement = take_in()

    assert reconciling.unmatch_bank_line(bank_line=statement.lines.get(number=4), by=None, at=LATER) == 1
    assert pairs(statement) == {}


def test_what_is_explained_stays_a_difference_until_it_is_matched():
    statement = take_in()
    line = statement.lines.get(number=4)

    reconciling.explain_bank_line(bank_line=line, explanation="to_book", by=None, at=LATER)
    assert len(reconciliation(account_code="1002", on=date(2023, 9, 30)).bank_only) == 3
    gift(100_000, day=20)
    [ours] = Line.objects.filter(account__code="1002")
    reconciling.match_bank_line(bank_line=line, lines=[ours.pk], by=None, at=LATER)

    line.refresh_from_db()
    assert (line.explanation, line.explained_at) == ("", None)
    with pytest.raises(MatchRefused):
        reconciling.explain_bank_line(bank_line=line, explanation="to_book", by=None, at=LATER)


def figures(on):
    found = reconciliation(account_code="1002", on=on)
    return (
        found.books_fen,
        found.bank_fen,
        found.before_fen,
        [line.bank_reference for line in found.bank_only],
        [line.voucher.source for line in found.books_only],
        found.difference_fen,
    )


def test_the_reconciliation_statement_names_both_sides():
    gift(100_000)
    gift(7_000, "gifts:2", day=6)
    take_in()

    assert figures(date(2023, 9, 30)) == (107_000, 69_950, 0, ["L2", "L3"], ["gifts:2"], 0)
    found = reconciliation(account_code="1002", on=date(2023, 9, 30))
    assert found.adjusted_bank_fen == found.adjusted_books_fen == 76_950


def test_on_an_earlier_day_what_the_other_side_did_later_was_open():
    gift(100_000, day=6)
    take_in()

    assert figures(date(2023, 9, 5)) == (0, 70_000, 0, ["L1", "L2"], [], 0)


def test_money_booked_before_the_first_statement_is_the_beginning():
    gift(500_000, day=1)

    take_in(SEPTEMBER[0].replace('"1,000.00",L1', '"5,990.00",L1'))

    assert figures(date(2023, 9, 30)) == (500_000, 599_000, -1_000, ["L1"], [], 0)


def test_a_statement_missing_between_two_is_a_difference():
    take_in()
    take_in("2023-09-20,,1.00,900.00,L7,,")

    assert figures(date(2023, 9, 30))[-1] == 90_000 - 69_950 - 100


def test_a_voucher_and_its_reversal_that_the_bank_never_saw_are_not_looked_for():
    services.reverse_voucher(voucher=gift(100_000), memo_code="error", by=None, at=AT.replace(day=28))
    statement = take_in()

    assert pairs(statement) == {}
    assert figures(date(2023, 9, 30))[4] == []


def test_a_reversal_of_what_the_bank_saw_is_looked_for():
    given = gift(100_000)
    statement = take_in()
    assert pairs(statement) == {4: ["gifts:1"]}

    services.reverse_voucher(voucher=given, memo_code="bank_return", by=None, at=AT.replace(day=28))

    assert figures(date(2023, 9, 30))[4:] == (["gifts:1"], 0)
    back = take_in('2023-09-28,"1,000.00",,-300.50,L8,,退回')
    assert pairs(back) == {4: ["gifts:1"]}


def test_a_transfer_between_funds_never_reaches_the_bank():
    fund = FundFactory(kind="unrestricted")
    gift(100_000, fund=fund)
    moved = entries.transfer(fund_from=fund, fund_to=FundFactory(), amount_fen=300, source="moves:1", by=None, at=AT)
    services.reverse_voucher(voucher=moved, memo_code="error", by=None, at=AT)
    entries.transfer(fund_from=fund, fund_to=FundFactory(), amount_fen=9, source="moves:2", by=None, at=AT)
    take_in()

    assert figures(date(2023, 9, 30))[4] == []


def test_nothing_is_reconciled_before_the_first_statement():
    assert reconciliation(account_code="1002", on=date(2023, 9, 30)) is None


def test_open_lines_keep_the_month_open_until_they_are_explained():
    def waits():
        points = checklist(date(2023, 9, 1), today=date(2023, 10, 10))
        return [point.code for point in points if point.blocks and not point.is_done]

    gift(100_000)
    statement = take_in()
    assert waits() == ["matched_1002"]

    for line in statement.lines.filter(matches__isnull=True):
        reconciling.explain_bank_line(bank_line=line, explanation="unknown", by=UserFactory(), at=LATER)

    assert waits() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_the_same_file_at_once_is_taken_in_once():
    outcomes = race(4, lambda _n: take_in(), at_once=4)

    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyImported"] * 3 + ["BankStatement"]
    assert (BankStatement.objects.count(), BankLine.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_one_line_of_the_books_is_matched_once():
    gift(100_000, day=20)
    statement = take_in(SEPTEMBER[0], '2023-09-04,,"1,000.00","2,000.00",L9,,')
    [ours] = Line.objects.filter(account__code="1002").values_list("pk", flat=True)
    lines = list(statement.lines.order_by("number"))

    outcomes = race(
        4,
        lambda n: reconciling.match_bank_line(bank_line=lines[n % 2], lines=[ours], by=None, at=LATER),
        at_once=4,
    )

    assert sorted(type(one).__name__ for one in outcomes) == ["MatchRefused"] * 3 + ["list"]
    assert BankMatch.objects.count() == 1
