"""A source of payments that tests fill by hand and that remembers what it was told."""

from dataclasses import dataclass, field
from typing import Any

from payments.payables import PayableItem, PayeeAccount, Rounds
from workflow.answers import YES, no

PREFIX = "tests.fake"
ACCOUNTS = ("6200000000000013", "6200000000000000018")
HOLDERS = ("张演一", "李示二", "王例三", "赵演四")


@dataclass
class FakePayable:
    prefix: str = PREFIX
    items: dict[str, PayableItem] = field(default_factory=dict)
    refused: dict[tuple[str, str], str] = field(default_factory=dict)  # (source, duty) → sentence
    had_part: set[tuple[str, int]] = field(default_factory=set)  # (source, pk of a user)
    looks: list[Any] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)  # (what, source)
    fails_on: tuple[str, str] | None = None  # (what, source) that raises
    plan: Rounds | None = None

    def ready(self, user: Any, *, on: Any):
        return list(self.items.values())

    def refusals(self, sources, *, duty, user, at):
        return {s: self.refused[s, duty] for s in sources if (s, duty) in self.refused}

    def had_no_part_in(self, source, user):
        return no("Part of the case.") if (source, user.pk) in self.had_part else YES

    def account_of(self, source, access):
        number = int(source.partition(":")[2])
        return PayeeAccount(HOLDERS[number % len(HOLDERS)], ACCOUNTS[number % len(ACCOUNTS)], "郑州银行高新区支行")

    def telephone_of(self, payment, access):
        self.looks.append((payment.source, access))
        return "19900000001"

    def url_of(self, payment):
        return f"/fake/{payment.source_reference}/"

    def program_figures(self):
        return {}

    def rounds(self):
        return self.plan

    def due_amounts(self):
        return []

    def on_batched(self, payment, *, by, at):
        self._hear("batched", payment)

    def on_removed(self, payment, *, by, at):
        self._hear("removed", payment)

    def on_sent(self, payment, *, by, at):
        self._hear("sent", payment)

    def on_paid(self, payment, *, voucher, by, at):
        self._hear("paid", payment)

    def on_failed(self, payment, *, by, at):
        self._hear("failed", payment)

    def _hear(self, what, payment):
        if self.fails_on == (what, payment.source):
            raise RuntimeError(f"{what} {payment.source}")
        self.told.append((what, payment.source))

    def forget(self):
        self.items.clear()
        self.refused.clear()
        self.had_part.clear()
        self.told.clear()
        self.looks.clear()
        self.fails_on = self.plan = None


payable = FakePayable()
