"""Every entry of the books: its lines, its counters, and that its source is booked once."""

from datetime import date, timedelta

import pytest

from audit.models import Event
from funds import chart, entries, ledger, promises, selectors, services
from funds.errors import (
    AccountNotAllowed,
    AlreadyBooked,
    AlreadySettled,
    AmountNotAllowed,
    DayNotAllowed,
    InsufficientFunds,
    NotPermitted,
    NotReserved,
)
from funds.models import BooksPolicy, Fund, Line, Voucher
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, FundFactory, fund_with
from tests.racing import race

pytestmark = pytest.mark.django_db

IN_2026 = AT.replace(year=2026)


def lines_of(voucher):
    return [(line.account.code, line.amount_fen) for line in voucher.lines.select_related("account").order_by("pk")]


def counters(fund):
    """Available, reserved, held; and the books hold."""
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []
    found = Fund.objects.get(pk=fund.pk)
    return found.available_fen, found.reserved_fen, found.held_fen


def gift(fund, amount_fen=1_000, source="gifts:1", **more):
    return entries.receive_gift(fund=fund, amount_fen=amount_fen, source=source, by=None, at=AT, **more)


def goods(fund, value=1_000, source="goods:1"):
    return entries.receive_goods(fund=fund, fair_value_fen=value, source=source, by=None, at=AT)


def issue(fund, value=400, source="issues:1"):
    return entries.issue_goods(fund=fund, value_fen=value, source=source, scheme="wristband", by=None, at=AT)


@pytest.mark.parametrize(
    ("kind", "is_restricted", "account", "income"),
    [
        ("restricted", None, "1002", "410102"),
        ("unrestricted", None, "1001", "410101"),
        ("restricted", False, "1009", "410101"),
        ("unrestricted", True, "1002", "410102"),
    ],
)
def test_a_gift_of_money(kind, is_restricted, account, income):
    fund = FundFactory(kind=kind)

    voucher = gift(fund, is_restricted=is_restricted, account=account)

    assert (voucher.kind, lines_of(voucher)) == ("gift", [(account, 1_000), (income, -1_000)])
    assert counters(fund) == (1_000, 0, 0)


def test_lines_carry_their_dimensions_and_the_voucher_its_day():
    voucher = gift(
        FundFactory(), campaign="2023-99", scheme="student_aid", area="410172", project="p1", booked_on=date(2023, 9, 4)
    )

    assert voucher.booked_on == date(2023, 9, 4)
    assert set(voucher.lines.values_list("campaign", "scheme", "area", "project")) == {
        ("2023-99", "student_aid", "410172", "p1")
    }


def test_a_gift_has_its_event_with_codes_only():
    by = UserFactory(role="accountant")

    voucher = entries.receive_gift(fund=FundFactory(code="F1"), amount_fen=5, source="gifts:1", by=by, at=AT)

    event = Event.objects.get(code="funds.booked")
    assert (event.actor_id, event.data) == (
        by.pk,
        {"kind": "gift", "funds": ["F1"], "voucher": voucher.reference, "source": "gifts:1", "digest": voucher.digest},
    )


def test_a_gift_is_not_booked_on_an_account_that_holds_no_money():
    with pytest.raises(AccountNotAllowed):
        gift(FundFactory(), account=chart.INVENTORY)


def test_a_day_to_come_is_refused():
    with pytest.raises(DayNotAllowed):
        gift(FundFactory(), booked_on=date(2023, 9, 6))


def test_the_same_again_is_the_same_voucher():
    fund = FundFactory()

    assert gift(fund) == gift(fund)
    assert (Voucher.objects.count(), Event.objects.filter(code="funds.booked").count()) == (1, 1)
    assert counters(fund) == (1_000, 0, 0)


@pytest.mark.parametrize("other", [{"amount_fen": 999}, {"campaign": "x"}, {"booked_on": date(2023, 9, 1)}])
def test_other_figures_for_the_same_source_are_refused(other):
    fund = FundFactory()
    gift(fund)

    with pytest.raises(AlreadyBooked):
        gift(fund, **other)

    assert counters(fund) == (1_000, 0, 0)


def test_the_same_source_in_another_fund_is_refused():
    gift(FundFactory())

    with pytest.raises(AlreadyBooked):
        gift(FundFactory())


def test_reversed_a_source_may_be_booked_anew():
    fund = FundFactory()
    services.reverse_voucher(voucher=gift(fund), memo_code="error", by=None, at=AT)

    again = gift(fund, amount_fen=700)

    assert gift(fund, amount_fen=700) == again
    assert counters(fund) == (700, 0, 0)


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_is_not_booked(amount):
    with pytest.raises(AmountNotAllowed):
        gift(FundFactory(), amount_fen=amount)


def test_goods_are_stored_and_issued_without_becoming_money():
    fund = FundFactory()

    received, issued = goods(fund), issue(fund)

    assert lines_of(received) == [("1201", 1_000), ("410102", -1_000)]
    assert lines_of(issued) == [("5101", 400), ("1201", -400)]
    assert counters(fund) == (0, 0, 0)


def test_no_more_is_issued_than_is_in_store():
    fund, other = FundFactory(), FundFactory()
    goods(fund)
    goods(other, source="goods:2")
    issue(fund, 900)

    with pytest.raises(AccountNotAllowed):
        issue(fund, 101, source="issues:2")


def test_goods_that_were_issued_are_not_given_back():
    fund = FundFactory()
    received = goods(fund)
    issue(fund)

    with pytest.raises(AccountNotAllowed):
        entries.refund_gift(gift=received, source="refunds:1", by=None, at=AT)

    assert Voucher.objects.filter(kind="reversal").count() == 0


def test_services_are_a_memo_before_2026_and_an_entry_since():
    fund = FundFactory()
    service = {"fund": fund, "fair_value_fen": 300, "source": "services:1", "by": None}

    with pytest.raises(NotPermitted):
        entries.receive_service(**service, at=AT)
    voucher = entries.receive_service(**service, at=IN_2026)

    assert lines_of(voucher) == [("5101", 300), ("410102", -300)]
    assert counters(fund) == (0, 0, 0)


def test_the_federation_may_decide_otherwise_about_services():
    BooksPolicy.objects.create(valid_from=date(2026, 7, 1), books_services=False, source="理事会决议")

    with pytest.raises(NotPermitted):
        entries.receive_service(fund=FundFactory(), fair_value_fen=3, source="services:1", by=None, at=IN_2026)


def test_an_allocation_is_restricted_whatever_the_fund():
    fund = FundFactory(kind="unrestricted")

    voucher = entries.receive_allocation(fund=fund, amount_fen=50, source="city:1", by=None, at=AT)

    assert lines_of(voucher) == [("1002", 50), ("410102", -50)]
    assert counters(fund) == (50, 0, 0)


def test_interest_goes_to_the_account_of_the_rule():
    BooksPolicy.objects.create(valid_from=date(2023, 9, 1), interest_account="4601", source="理事会决议")
    fund = FundFactory()

    voucher = entries.receive_interest(fund=fund, amount_fen=50, source="bank:1", by=None, at=AT)

    assert lines_of(voucher) == [("1002", 50), ("4601", -50)]


@pytest.mark.parametrize(("account", "held"), [("1901", 0), ("1002", 800)])
def test_what_passes_through_is_no_income_and_not_available(account, held):
    fund = FundFactory()

    voucher = entries.receive_pass_through(fund=fund, amount_fen=800, source="pass:1", account=account, by=None, at=AT)

    assert lines_of(voucher) == [(account, 800), ("2601", -800)]
    assert counters(fund) == (0, 0, held)
    with pytest.raises(InsufficientFunds):
        services.reserve(fund=fund, amount_fen=1, source="tests.x:1", by=None, at=AT)


@pytest.mark.parametrize("account", ["1901", "1002"])
def test_it_is_passed_on_in_parts_and_no_further(account):
    fund = FundFactory()
    received = entries.receive_pass_through(fund=fund, amount_fen=800, source="pass:1", account=account, by=None, at=AT)

    def on(amount, source):
        return entries.pass_on(received=received, amount_fen=amount, source=source, by=None, at=AT)

    assert lines_of(on(500, "on:1")) == [("2601", 500), (account, -500)]
    with pytest.raises(AmountNotAllowed):
        on(301, "on:2")
    on(300, "on:2")
    assert on(300, "on:2").source == "on:2"
    assert counters(fund) == (0, 0, 0)
    with pytest.raises(AlreadySettled):
        services.reverse_voucher(voucher=received, memo_code="error", by=None, at=AT)


def test_a_bill_sets_its_money_aside_and_is_paid_in_parts():
    fund = fund_with(1_000)
    bill = entries.accrue_meals(fund=fund, amount_fen=600, source="meals:1", area="410172", by=None, at=AT)
    assert lines_of(bill) == [("5101", 600), ("2202", -600)]
    assert counters(fund) == (400, 0, 600)

    paid = entries.pay_payable(accrual=bill, source="bills:1", amount_fen=200, by=None, at=AT)

    assert lines_of(paid) == [("2202", 200), ("1002", -200)]
    assert set(paid.lines.values_list("scheme", "area")) == {("porridge_house", "410172")}
    assert counters(fund) == (400, 0, 400)
    with pytest.raises(AmountNotAllowed):
        entries.pay_payable(accrual=bill, source="bills:2", amount_fen=401, by=None, at=AT)


def test_a_reversed_payment_of_a_bill_leaves_it_open():
    fund = fund_with(1_000)
    bill = entries.accrue_meals(fund=fund, amount_fen=600, source="meals:1", by=None, at=AT)
    paid = entries.pay_payable(accrual=bill, source="bills:1", amount_fen=600, by=None, at=AT)
    services.reverse_voucher(voucher=paid, memo_code="bank_return", by=None, at=AT)

    entries.pay_payable(accrual=bill, source="bills:1", amount_fen=600, by=None, at=AT)

    assert counters(fund) == (400, 0, 0)


def test_a_bill_takes_what_was_reserved_for_it_and_returns_the_rest():
    fund = fund_with(1_000)
    promise = services.reserve(fund=fund, amount_fen=900, source="meals:1", by=None, at=AT)

    bill = entries.accrue_meals(fund=fund, amount_fen=600, source="meals:1", reservation=promise, by=None, at=AT)

    promise.refresh_from_db()
    assert (promise.state, promise.voucher) == ("settled", bill)
    assert counters(fund) == (400, 0, 600)


def test_a_promise_that_was_given_back_pays_no_bill():
    fund = fund_with(1_000)
    promise = services.reserve(fund=fund, amount_fen=900, source="meals:1", by=None, at=AT)
    services.release(reservation=promise, by=None, at=AT)

    with pytest.raises(NotReserved):
        entries.accrue_meals(fund=fund, amount_fen=600, source="meals:1", reservation=promise, by=None, at=AT)

    assert counters(fund) == (1_000, 0, 0)


def test_a_bill_beyond_what_is_available_is_refused():
    fund = fund_with(1_000)

    with pytest.raises(InsufficientFunds):
        entries.accrue_meals(fund=fund, amount_fen=1_001, source="meals:1", by=None, at=AT)


@pytest.mark.parametrize(
    ("cost", "code"),
    [("fundraising", "5301"), ("bank_fee", "5301"), ("management", "5201"), ("activity", "5101"), ("other", "5401")],
)
def test_costs_by_what_they_are_for(cost, code):
    fund = fund_with(1_000)

    voucher = entries.book_cost(fund=fund, cost=cost, amount_fen=30, source="costs:1", by=None, at=AT)

    assert lines_of(voucher) == [(code, 30), ("1002", -30)]
    assert counters(fund) == (970, 0, 0)


def test_an_unknown_cost_is_refused():
    with pytest.raises(AccountNotAllowed):
        entries.book_cost(fund=fund_with(9), cost="x", amount_fen=3, source="costs:1", by=None, at=AT)


def test_money_moves_from_the_platform_to_the_bank_and_not_twice():
    fund = FundFactory()
    gift(fund, account=chart.PLATFORM)
    move = {"fund": fund, "from_account": chart.PLATFORM, "to_account": chart.BANK, "by": None, "at": AT}

    voucher = entries.move_money(amount_fen=1_000, source="payouts:1", **move)

    assert lines_of(voucher) == [("1002", 1_000), ("1009", -1_000)]
    assert counters(fund) == (1_000, 0, 0)
    with pytest.raises(AccountNotAllowed):
        entries.move_money(amount_fen=1, source="payouts:2", **move)


def test_cash_stays_within_its_limit():
    BooksPolicy.objects.create(valid_from=date(2023, 9, 1), cash_limit_fen=1_500, source="库存现金限额")
    gift(FundFactory(), account=chart.CASH)

    with pytest.raises(NotPermitted):
        gift(FundFactory(), amount_fen=501, source="gifts:2", account=chart.CASH)
    gift(FundFactory(), amount_fen=500, source="gifts:2", account=chart.CASH)


def test_a_transfer_balances_inside_each_fund():
    rich, poor = fund_with(1_000, kind="unrestricted"), FundFactory()

    voucher = entries.transfer(fund_from=rich, fund_to=poor, amount_fen=300, source="moves:1", by=None, at=AT)

    assert lines_of(voucher) == [("3101", 300), ("1002", -300), ("1002", 300), ("3102", -300)]
    assert (counters(rich), counters(poor)) == ((700, 0, 0), (300, 0, 0))


def test_restricted_money_is_transferred_only_on_a_ground():
    rich, poor = fund_with(1_000), FundFactory()
    move = {"fund_from": rich, "fund_to": poor, "amount_fen": 300, "source": "moves:1", "by": None, "at": AT}

    with pytest.raises(NotPermitted):
        entries.transfer(**move)
    voucher = entries.transfer(**move, basis="donor_consent")

    assert voucher.memo_code == "donor_consent"
    with pytest.raises(InsufficientFunds):
        entries.transfer(**{**move, "amount_fen": 701, "source": "moves:2"}, basis="donor_consent")


def test_a_whole_refund_reverses_the_gift_once():
    fund = FundFactory()
    given = gift(fund)

    refund = entries.refund_gift(gift=given, source="refunds:1", by=None, at=AT)

    assert (refund.kind, refund.reverses) == ("reversal", given)
    assert entries.refund_gift(gift=given, source="refunds:1", by=None, at=AT) == refund
    assert counters(fund) == (0, 0, 0)


def test_parts_are_refunded_up_to_the_gift():
    fund = FundFactory()
    given = gift(fund, campaign="99")

    def refund(source, amount=None):
        return entries.refund_gift(gift=given, source=source, amount_fen=amount, by=None, at=AT)

    part = refund("refunds:1", 300)
    assert (part.kind, lines_of(part)) == ("refund", [("410102", 300), ("1002", -300)])
    assert refund("refunds:1", 300) == part
    with pytest.raises(AmountNotAllowed):
        refund("refunds:2", 701)
    rest = refund("refunds:2")
    assert lines_of(rest) == [("410102", 700), ("1002", -700)]
    assert refund("refunds:2") == rest
    assert counters(fund) == (0, 0, 0)
    with pytest.raises(AlreadySettled):
        services.reverse_voucher(voucher=given, memo_code="error", by=None, at=AT)


def test_a_gift_that_was_paid_out_to_the_bank_is_refunded_from_there():
    fund = FundFactory()
    given = gift(fund, account=chart.PLATFORM)
    entries.move_money(
        fund=fund, from_account="1009", to_account="1002", amount_fen=1_000, source="payouts:1", by=None, at=AT
    )

    with pytest.raises(AccountNotAllowed):
        entries.refund_gift(gift=given, source="refunds:1", by=None, at=AT)
    refund = entries.refund_gift(gift=given, source="refunds:1", account=chart.BANK, by=None, at=AT)

    assert lines_of(refund) == [("410102", 1_000), ("1002", -1_000)]
    assert counters(fund) == (0, 0, 0)


def test_what_is_promised_is_not_given_back():
    fund = FundFactory()
    given = gift(fund)
    services.reserve(fund=fund, amount_fen=1, source="tests.x:1", by=None, at=AT)

    for amount in (None, 1_000):
        with pytest.raises(InsufficientFunds):
            entries.refund_gift(gift=given, source="refunds:1", amount_fen=amount, by=None, at=AT)

    assert counters(fund) == (999, 1, 0)


def test_a_closed_month_takes_no_entry():
    services.close_period(month=date(2023, 9, 1), by=UserFactory(), at=AT)

    with pytest.raises(ledger.PeriodClosed):
        gift(FundFactory())
    with pytest.raises(ledger.PeriodClosed):
        entries.receive_gift(
            fund=FundFactory(),
            amount_fen=1,
            source="gifts:1",
            booked_on=date(2023, 9, 30),
            by=None,
            at=AT + timedelta(days=40),
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_the_same_source_at_once_is_one_voucher():
    funds = [FundFactory(), FundFactory()]

    outcomes = race(12, lambda n: gift(funds[n % 2], source="gifts:1"), at_once=12)

    vouchers = {outcome.pk for outcome in outcomes if isinstance(outcome, Voucher)}
    assert len(vouchers) == 1
    assert sorted({type(outcome).__name__ for outcome in outcomes}) == ["AlreadyBooked", "Voucher"]
    assert sum(counters(fund)[0] for fund in funds) == 1_000


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_the_last_goods_are_issued_once():
    fund = FundFactory()
    goods(fund)

    outcomes = race(8, lambda n: issue(fund, 300, source=f"issues:{n}"), at_once=8)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AccountNotAllowed"] * 5 + ["Voucher"] * 3
    assert sum(Line.objects.filter(account__code="1201").values_list("amount_fen", flat=True)) == 100


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_one_bill_is_not_paid_twice_at_once():
    fund = fund_with(10_000)
    bill = entries.accrue_meals(fund=fund, amount_fen=600, source="meals:1", by=None, at=AT)
    entries.accrue_meals(fund=fund, amount_fen=6_000, source="meals:2", by=None, at=AT)

    def pay(number):
        return entries.pay_payable(accrual=bill, source=f"bills:{number}", amount_fen=400, by=None, at=AT)

    outcomes = race(6, pay, at_once=6)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AmountNotAllowed"] * 5 + ["Voucher"]
    assert counters(fund) == (3_400, 0, 6_200)


# --- Securities -------------------------------------------------------------------------------------------------------


def securities(fund, value=10_000, source="shares:1"):
    return entries.receive_securities(fund=fund, fair_value_fen=value, source=source, by=None, at=AT)


def sell(gift, cost=4_000, proceeds=4_500, source="sales:1", **more):
    return entries.sell_securities(
        gift=gift, cost_fen=cost, proceeds_fen=proceeds, source=source, by=None, at=AT, **more
    )


@pytest.mark.parametrize(
    ("proceeds", "lines"),
    [
        (4_500, [("1002", 4_500), ("1101", -4_000), ("4601", -500)]),
        (3_700, [("1002", 3_700), ("1101", -4_000), ("4601", 300)]),
        (4_000, [("1002", 4_000), ("1101", -4_000)]),
    ],
)
def test_securities_are_no_money_until_they_are_sold(proceeds, lines):
    fund = FundFactory()

    held = securities(fund)

    assert lines_of(held) == [("1101", 10_000), ("410102", -10_000)]
    assert counters(fund) == (0, 0, 0)
    assert lines_of(sell(held, proceeds=proceeds)) == lines
    assert counters(fund) == (proceeds, 0, 0)
    assert selectors.statement_of(fund).closing_fen == 6_000 + proceeds


def test_no_more_is_sold_than_was_given():
    fund, other = FundFactory(), fund_with(1_000)
    held = securities(fund)
    securities(fund, source="shares:2")
    sell(held, cost=6_000, proceeds=9_000)

    for cost, proceeds, source in ((4_001, 1, "sales:2"), (0, 1, "sales:3"), (1, 0, "sales:4")):
        with pytest.raises(AmountNotAllowed):
            sell(held, cost=cost, proceeds=proceeds, source=source)
    with pytest.raises(AmountNotAllowed):
        sell(gift(other), source="sales:5")
    with pytest.raises(AlreadySettled):
        services.reverse_voucher(voucher=held, memo_code="refund", by=None, at=AT)
    assert sell(held, cost=4_000, proceeds=1, source="sales:6").settles == held
    assert counters(fund) == (9_001, 0, 0)


def test_an_undone_sale_may_be_booked_anew():
    fund = FundFactory()
    held = securities(fund)
    first = sell(held, cost=10_000, proceeds=12_000)

    services.reverse_voucher(voucher=first, memo_code="error", by=None, at=AT)

    assert counters(fund) == (0, 0, 0)
    assert sell(held, cost=10_000, proceeds=11_000) != first
    assert counters(fund) == (11_000, 0, 0)
