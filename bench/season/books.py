"""One clerk of the books: every entry of the funds, at random, on sources that are shared with the other clerks."""

import math
import random
import time
from datetime import UTC, datetime, timedelta

from django.db.utils import OperationalError

from funds import chart, entries, ledger, period_end, services
from funds.errors import FundsError
from funds.models import Fund, Reservation, Voucher
from workflow.machine import WorkflowError

AT = datetime(2023, 9, 8, 4, 0, tzinfo=UTC)  # noon in Zhengzhou
SOURCES = 12
REVERSED = (
    "gift",
    "goods_gift",
    "accrual",
    "cost",
    "payable_paid",
    "pass_on",
    "transfer",
    "shares_gift",
    "shares_sale",
)
REFUSALS = (FundsError, ledger.PeriodClosed, WorkflowError)


class Clerk:
    """With a mind of his own; the sources are shared, so that the same thing is booked by several."""

    def __init__(self, number: int, funds: list[int], *, seed: int = 0, sources: int = SOURCES) -> None:
        self.dice = random.Random(number + 1_000 * seed)
        self.funds = [Fund.objects.get(pk=pk) for pk in funds]
        self.number, self.turn, self.sources = number, 0, sources
        self.done, self.refused, self.failed = 0, 0, 0
        self.acts = [name for name in dir(self) if name.startswith("do_")]

    def work(self, turns: int, *, seconds: float = math.inf) -> dict[str, int]:
        """How many operations were done and refused; `failed` met neither: a deadlock, a lock that took too long. Ends
        early when the seconds are over."""
        over = time.monotonic() + seconds
        for self.turn in range(turns):
            if time.monotonic() > over:
                break
            try:
                getattr(self, self.dice.choice(self.acts))()
                self.done += 1
            except REFUSALS:
                self.refused += 1
            except OperationalError as problem:
                self.failed += 1
                print(f"clerk {self.number}, turn {self.turn}: {problem}", flush=True)
        return {"done": self.done, "refused": self.refused, "failed": self.failed}

    @property
    def fund(self):
        return self.dice.choice(self.funds)

    @property
    def amount(self):
        return self.dice.randint(-1, 400)

    @property
    def at(self):
        return AT + timedelta(days=self.dice.choice((0, 1, 35)))

    def shared(self, what):
        return f"{what}:{self.dice.randrange(self.sources)}"

    def own(self, what):
        return f"{what}:{self.number}-{self.turn}"

    def any_of(self, kind):
        """A voucher that the books' own clerks made; those of the register are moved by its own services."""
        return self.one_of(Voucher.objects.filter(kind=kind).exclude(source__startswith="donations."))

    def one_of(self, rows):
        """The first one from a key on that the dice say: shuffling the whole table for each act would be most of the
        work of a long season."""
        last = rows.model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        from_here = rows.filter(pk__gte=self.dice.randint(0, last)).order_by("pk").first()
        found = from_here or rows.order_by("pk").first()
        if found is None:
            raise FundsError
        return found

    def do_gift(self):
        account = self.dice.choice((chart.CASH, chart.BANK, chart.PLATFORM))
        entries.receive_gift(
            fund=self.fund, amount_fen=self.amount, source=self.shared("gift"), account=account, by=None, at=self.at
        )

    def do_gift_of_my_own(self):
        entries.receive_gift(fund=self.fund, amount_fen=self.amount, source=self.own("gift"), by=None, at=self.at)

    def do_goods(self):
        entries.receive_goods(
            fund=self.fund, fair_value_fen=self.amount, source=self.shared("goods"), by=None, at=self.at
        )

    def do_shares(self):
        entries.receive_securities(
            fund=self.fund, fair_value_fen=self.amount, source=self.shared("shares"), by=None, at=self.at
        )

    def do_sale_of_shares(self):
        gift, cost = self.any_of("shares_gift"), self.amount
        entries.sell_securities(
            gift=gift, cost_fen=cost, proceeds_fen=self.amount, source=self.own("sale"), by=None, at=self.at
        )

    def do_issue(self):
        entries.issue_goods(fund=self.fund, value_fen=self.amount, source=self.own("issue"), by=None, at=self.at)

    def do_pass_in(self):
        account = self.dice.choice((chart.BANK, chart.HELD_FOR_OTHERS))
        entries.receive_pass_through(
            fund=self.fund, amount_fen=self.amount, source=self.shared("pass"), account=account, by=None, at=self.at
        )

    def do_pass_on(self):
        entries.pass_on(
            received=self.any_of("pass_in"), amount_fen=self.amount, source=self.own("on"), by=None, at=self.at
        )

    def do_accrue(self):
        entries.accrue_meals(fund=self.fund, amount_fen=self.amount, source=self.shared("meals"), by=None, at=self.at)

    def do_pay(self):
        entries.pay_payable(
            accrual=self.any_of("accrual"), amount_fen=self.amount, source=self.own("bill"), by=None, at=self.at
        )

    def do_cost(self):
        cost = self.dice.choice(sorted(entries.COSTS))
        account = self.dice.choice((chart.CASH, chart.BANK))
        entries.book_cost(
            fund=self.fund,
            cost=cost,
            amount_fen=self.amount,
            source=self.own("cost"),
            account=account,
            by=None,
            at=self.at,
        )

    def do_move(self):
        entries.move_money(
            fund=self.fund,
            amount_fen=self.amount,
            source=self.own("move"),
            from_account=chart.PLATFORM,
            to_account=chart.BANK,
            by=None,
            at=self.at,
        )

    def do_transfer(self):
        one, other = self.dice.sample(self.funds, 2)
        entries.transfer(
            fund_from=one,
            fund_to=other,
            amount_fen=self.amount,
            source=self.own("transfer"),
            by=None,
            at=self.at,
            basis="donor_consent",
        )

    def do_refund(self):
        amount = self.dice.choice((None, self.amount))
        account = self.dice.choice(("", chart.BANK))
        entries.refund_gift(
            gift=self.any_of("gift"),
            source=self.shared("refund"),
            amount_fen=amount,
            account=account,
            by=None,
            at=self.at,
        )

    def do_reserve(self):
        services.reserve(fund=self.fund, amount_fen=self.amount, source=self.shared("promise"), by=None, at=self.at)

    def do_settle(self):
        promise = self.one_of(Reservation.objects.all())
        amount = promise.amount_fen - self.dice.randint(0, 9)
        services.settle(reservation=promise, amount_fen=amount, scheme="s", by=None, at=self.at)

    def do_release(self):
        services.release(reservation=self.one_of(Reservation.objects.all()), by=None, at=self.at)

    def do_reverse(self):
        kind = self.dice.choice(REVERSED)
        services.reverse_voucher(voucher=self.any_of(kind), memo_code="error", by=None, at=self.at)

    def do_period_end(self):
        if self.turn % 9 == 0:
            period_end.carry_forward(month=AT.date(), by=None, at=AT + timedelta(days=35))
