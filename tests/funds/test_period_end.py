"""Statements over any days, carrying forward, and the closing of a month."""

from datetime import date, timedelta

import pytest

from funds import balances, chart, entries, ledger, period_end, promises, services, statements
from funds.errors import DayNotAllowed
from funds.models import BooksPolicy, Fund, Line, Voucher
from funds.months import NotReadyToClose, checklist, close_month
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, FundFactory, fund_with

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = date(2023, 9, 1), date(2023, 10, 1)
IN_OCTOBER = AT + timedelta(days=30)


def lines_of(voucher):
    rows = voucher.lines.order_by("fund_id", "account__code", "pk").values_list("account__code", "amount_fen")
    return list(rows)


def carry(month=SEPTEMBER, at=IN_OCTOBER):
    return period_end.carry_forward(month=month, by=None, at=at)


def spend(fund, amount, source="costs:1", at=AT, cost="activity"):
    return entries.book_cost(fund=fund, cost=cost, amount_fen=amount, source=source, scheme="s", by=None, at=at)


def balance(code):
    return sum(Line.objects.filter(account__code=code).values_list("amount_fen", flat=True))


def test_restricted_income_goes_to_3102_costs_to_3101_and_what_was_spent_is_released():
    fund = fund_with(1_000)
    spend(fund, 300)

    carried, fulfilled = carry()

    assert (carried.kind, carried.booked_on) == ("period_end", date(2023, 9, 30))
    assert lines_of(carried) == [("3101", 300), ("3102", -1_000), ("410102", 1_000), ("5101", -300)]
    assert lines_of(fulfilled) == [("3101", -300), ("3102", 300)]
    assert (balance("3101"), balance("3102")) == (0, -700)
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []


def test_no_more_is_released_than_was_restricted():
    fund = fund_with(1_000, kind="unrestricted")
    entries.receive_allocation(fund=fund, amount_fen=200, source="city:1", by=None, at=AT)
    spend(fund, 500)

    _carried, fulfilled = carry()

    assert lines_of(fulfilled) == [("3101", -200), ("3102", 200)]


def test_money_of_one_fund_does_not_release_that_of_another():
    fund_with(1_000)
    spend(fund_with(400, kind="unrestricted"), 400)

    assert [voucher.kind for voucher in carry()] == ["period_end"]


def test_run_again_it_changes_nothing():
    spend(fund_with(1_000), 300)

    assert carry() == carry()
    assert Voucher.objects.filter(kind__in=("period_end", "fulfilment")).count() == 2


def test_a_cost_that_came_back_is_restricted_again():
    fund = fund_with(1_000)
    cost = spend(fund, 300)
    carry()
    services.reverse_voucher(voucher=cost, memo_code="error", by=None, at=IN_OCTOBER)

    carry(OCTOBER, AT + timedelta(days=60))

    assert (balance("3101"), balance("3102")) == (0, -1_000)


def test_undone_it_may_be_done_again_with_what_came_since():
    fund = fund_with(1_000)
    carry()
    entries.receive_gift(fund=fund, amount_fen=50, source="late:1", booked_on=date(2023, 9, 30), by=None, at=IN_OCTOBER)
    assert not period_end.is_carried_forward(SEPTEMBER)

    undone = period_end.undo_carry_forward(month=SEPTEMBER, by=None, at=IN_OCTOBER)
    [carried] = carry()

    assert {one.booked_on for one in undone} == {date(2023, 9, 30)}
    assert lines_of(carried) == [("3102", -1_050), ("410102", 1_050)]
    assert period_end.is_carried_forward(SEPTEMBER)


def test_a_month_that_is_not_over_is_not_carried_forward():
    with pytest.raises(DayNotAllowed):
        carry(at=AT)


def test_nothing_to_carry_writes_nothing():
    FundFactory()

    assert carry() == []


def test_the_statement_shows_income_and_costs_after_carrying_forward():
    fund, other = fund_with(1_000), fund_with(500, kind="unrestricted")
    spend(fund, 300)
    entries.transfer(fund_from=other, fund_to=fund, amount_fen=100, source="moves:1", by=None, at=AT)
    before = statements.statements_of([fund, other], first=SEPTEMBER, last=date(2023, 9, 30))
    carry()

    after = statements.statements_of([fund, other], first=SEPTEMBER, last=date(2023, 9, 30))

    assert after == before
    figures = [(s.opening_fen, s.income_fen, s.expense_fen, s.transfers_fen, s.closing_fen) for s in after]
    assert figures == [(0, 1_000, 300, 100, 800), (0, 500, 0, -100, 400)]
    total = statements.total_of(after)
    assert (total.income_fen, total.expense_fen, total.transfers_fen, total.closing_fen) == (1_500, 300, 0, 1_200)
    [october, _other] = statements.statements_of([fund, other], first=OCTOBER)
    assert (october.opening_fen, october.income, october.expense, october.closing_fen) == (800, (), (), 800)


def test_closing_is_money_and_goods_less_what_is_owed():
    fund = fund_with(1_000)
    entries.receive_goods(fund=fund, fair_value_fen=70, source="goods:1", by=None, at=AT)
    entries.receive_pass_through(fund=fund, amount_fen=20, source="pass:1", account="1002", by=None, at=AT)
    entries.receive_pass_through(fund=fund, amount_fen=9, source="pass:2", by=None, at=AT)
    entries.accrue_meals(fund=fund, amount_fen=30, source="meals:1", by=None, at=AT)

    found = statements.statement_of(fund)

    assert (found.money_fen, found.other_assets_fen, found.held_fen, found.closing_fen) == (1_020, 70, 50, 1_040)
    assert found.closing_fen == found.money_fen + found.other_assets_fen - found.held_fen
    fund = Fund.objects.get(pk=fund.pk)
    assert (fund.balance_fen, fund.available_fen, fund.held_fen) == (1_020, 970, 50)


def test_the_trial_balance_adds_up():
    fund = fund_with(1_000)
    spend(fund, 300, at=IN_OCTOBER)

    rows = balances.trial_balance(first=OCTOBER, last=date(2023, 10, 31))

    shown = [(row.account.code, row.opening_fen, row.debit_fen, row.credit_fen, row.closing_fen) for row in rows]
    assert shown == [("1002", 1_000, 0, 300, 700), ("410102", -1_000, 0, 0, -1_000), ("5101", 0, 300, 0, 300)]
    assert vars(balances.column_sums(rows)) == {
        "opening_debit_fen": 1_000,
        "opening_credit_fen": 1_000,
        "debit_fen": 300,
        "credit_fen": 300,
        "closing_debit_fen": 1_000,
        "closing_credit_fen": 1_000,
    }


def test_a_renamed_account_is_one_row_under_its_present_name():
    fund = fund_with(1_000)
    old = chart.account(chart.BANK, SEPTEMBER)
    old.valid_to = date(2023, 9, 30)
    old.save()
    new = old.__class__.objects.create(
        code="1002", name_zh="存款", name_en="Bank", kind="asset", is_money=True, valid_from=OCTOBER
    )
    spend(fund, 300, at=IN_OCTOBER)

    rows = balances.trial_balance(first=SEPTEMBER, last=date(2023, 10, 31), code="1002")

    assert [(row.account, row.closing_fen) for row in rows] == [(new, 700)]


def undone(month=SEPTEMBER, today=date(2023, 10, 5)):
    return {point.code for point in checklist(month, today=today) if point.blocks and not point.is_done}


def test_the_checklist_of_a_quiet_month_is_done():
    fund_with(1_000)

    assert undone() == set()
    assert undone(today=date(2023, 9, 30)) == {"over"}
    assert undone(OCTOBER, date(2023, 11, 1)) == {"earlier"}


def test_december_is_carried_forward_before_it_is_closed():
    fund = FundFactory()
    december = AT.replace(month=12)
    entries.receive_gift(fund=fund, amount_fen=5, source="gifts:1", by=None, at=december)
    assert undone(date(2023, 12, 1), date(2024, 1, 2)) == {"carried"}

    carry(date(2023, 12, 1), december + timedelta(days=40))

    assert undone(date(2023, 12, 1), date(2024, 1, 2)) == set()


def test_the_federation_may_carry_forward_every_month():
    BooksPolicy.objects.create(valid_from=date(2023, 1, 1), carries_forward="monthly", source="会计制度")
    fund_with(1_000)

    assert undone() == {"carried"}


def test_an_open_voucher_keeps_the_month_open():
    fund_with(1_000)
    Voucher.objects.create(period=Voucher.objects.get().period, kind="gift", source="x:1", booked_on=SEPTEMBER)

    with pytest.raises(NotReadyToClose) as refused:
        close_month(month=SEPTEMBER, by=UserFactory(), at=IN_OCTOBER)

    assert "No voucher is left open" in str(refused.value) or "凭证" in str(refused.value)
    assert undone() == {"vouchers"}


def test_a_month_is_closed_once_and_takes_no_more():
    fund = fund_with(1_000)
    by = UserFactory()
    period = close_month(month=date(2023, 9, 17), by=by, at=IN_OCTOBER)

    assert (period.month, period.closed_by, period.closed_at) == (SEPTEMBER, by, IN_OCTOBER)
    with pytest.raises(services.AlreadyClosed):
        close_month(month=SEPTEMBER, by=by, at=IN_OCTOBER)
    with pytest.raises(ledger.PeriodClosed):
        spend(fund, 1)
