"""Random operations in random order; after each, every sum is derived again from the rows (promises R2 and R3)."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from funds import ledger, promises, selectors, services
from funds.models import Fund, Line, Reservation, Voucher
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, FundFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

AMOUNTS = st.integers(min_value=-1, max_value=500)
REFUSALS = (services.FundsError, ledger.PeriodClosed)


class Books(RuleBasedStateMachine):
    """Keeps its own idea of each fund's money beside the real one."""

    reservations = Bundle("reservations")
    vouchers = Bundle("vouchers")

    @initialize()
    def open_two_funds(self):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.funds = [FundFactory(), FundFactory(kind="unrestricted")]
        self.expected = {fund.pk: [0, 0] for fund in self.funds}
        self.sources, self.at, self.accountant = 0, AT, UserFactory()

    def teardown(self):
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def attempt(self, service, **arguments):
        try:
            return service(**arguments, by=self.accountant, at=self.at)
        except REFUSALS:
            return None

    def next_source(self):
        self.sources += 1
        return f"tests.x:{self.sources}"

    @rule(target=vouchers, which=st.integers(0, 1), amount=AMOUNTS)
    def credit(self, which, amount):
        fund = self.funds[which]
        voucher = self.attempt(
            services.credit_fund, fund=fund, amount_fen=amount, source=self.next_source(), memo_code="donation"
        )
        if voucher is None:
            return multiple()
        assert amount > 0
        self.expected[fund.pk][0] += amount
        return voucher

    @rule(target=reservations, which=st.integers(0, 1), amount=AMOUNTS)
    def reserve(self, which, amount):
        fund = self.funds[which]
        available = self.expected[fund.pk][0]
        reservation = self.attempt(services.reserve, fund=fund, amount_fen=amount, source=self.next_source())
        assert (reservation is not None) == (0 < amount <= available)
        if reservation is None:
            return multiple()
        self.expected[fund.pk][0] -= amount
        self.expected[fund.pk][1] += amount
        return reservation

    @rule(reservation=reservations)
    def release(self, reservation):
        was_live = Reservation.objects.get(pk=reservation.pk).state == "live"
        released = self.attempt(services.release, reservation=reservation)
        assert (released is not None) == was_live
        if was_live:
            self.expected[reservation.fund_id][0] += reservation.amount_fen
            self.expected[reservation.fund_id][1] -= reservation.amount_fen

    @rule(target=vouchers, reservation=reservations, less=st.integers(-1, 50))
    def settle(self, reservation, less):
        amount = reservation.amount_fen - less
        voucher = self.attempt(services.settle, reservation=reservation, amount_fen=amount, scheme="student_aid")
        if voucher is None:
            return multiple()
        self.expected[reservation.fund_id][0] += less
        self.expected[reservation.fund_id][1] -= reservation.amount_fen
        return voucher

    @rule(target=vouchers, voucher=vouchers)
    def reverse(self, voucher):
        reversal = self.attempt(services.reverse_voucher, voucher=voucher, memo_code="error")
        if reversal is None:
            return multiple()
        for line in reversal.lines.filter(account__is_money=True):
            self.expected[line.fund_id][0] += line.amount_fen
        return reversal

    @rule()
    def close_the_month(self):
        self.attempt(services.close_period, month=ledger.day_of(self.at))

    @rule()
    def a_month_passes(self):
        self.at += timedelta(days=31)

    @invariant()
    def counters_are_as_expected(self):
        if hasattr(self, "expected"):
            found = {f.pk: [f.available_fen, f.reserved_fen] for f in Fund.objects.filter(pk__in=self.expected)}
            assert found == self.expected

    @invariant()
    def every_promise_holds(self):
        if hasattr(self, "expected"):
            assert [line for _sentence, check in promises.CHECKS for line in check()] == []

    @invariant()
    def statements_equal_the_ledger(self):
        for fund in getattr(self, "funds", ()):
            statement = selectors.statement_of(fund)
            available, reserved = self.expected[fund.pk]
            assert statement.closing_fen == statement.money_fen == available + reserved
            assert statement.opening_fen + statement.income_fen - statement.expense_fen == statement.closing_fen

    @invariant()
    def every_voucher_is_posted_and_sums_to_zero(self):
        assert not Voucher.objects.filter(posted_at__isnull=True).exists()
        assert sum(Line.objects.values_list("amount_fen", flat=True)) == 0


def test_random_operations_keep_every_sum():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
