"""The trial balance (科目余额表) and the ledger of one account (明细账), from posted lines only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, QuerySet, Sum, When

from funds.models import Account, Fund, Line


@dataclass(frozen=True)
class Balance:
    """Fen of one account in its present name: balance before, debits and credits within, balance at the end.

    A balance above zero is a debit one.
    """

    account: Account
    opening_fen: int
    debit_fen: int
    credit_fen: int

    @property
    def closing_fen(self) -> int:
        return self.opening_fen + self.debit_fen - self.credit_fen

    @property
    def opening_debit_fen(self) -> int | None:
        return _above_zero(self.opening_fen)

    @property
    def opening_credit_fen(self) -> int | None:
        return _above_zero(-self.opening_fen)

    @property
    def closing_debit_fen(self) -> int | None:
        return _above_zero(self.closing_fen)

    @property
    def closing_credit_fen(self) -> int | None:
        return _above_zero(-self.closing_fen)


@dataclass(frozen=True)
class Columns:
    """The sums of the columns: debits equal credits in each pair."""

    opening_debit_fen: int
    opening_credit_fen: int
    debit_fen: int
    credit_fen: int
    closing_debit_fen: int
    closing_credit_fen: int


def trial_balance(*, first: date, last: date, fund: Fund | None = None, code: str = "") -> list[Balance]:
    """Every account with a line until `last`, by code; of one fund or of all."""
    within = Q(voucher__booked_on__gte=first)
    sums = (
        posted_lines(fund, code)
        .filter(voucher__booked_on__lte=last)
        .values("account__code")
        .annotate(
            opening=_sum(~within),
            debit=_sum(within & Q(amount_fen__gt=0)),
            credit=_sum(within & Q(amount_fen__lt=0)),
        )
        .order_by("account__code")
    )
    names = {account.code: account for account in Account.objects.filter(valid_from__lte=last).order_by("valid_from")}
    return [Balance(names[row["account__code"]], row["opening"], row["debit"], -row["credit"]) for row in sums]


def column_sums(rows: list[Balance]) -> Columns:
    def total(name: str) -> int:
        return sum(getattr(row, name) or 0 for row in rows)

    return Columns(**{name: total(name) for name in Columns.__dataclass_fields__})


def posted_lines(fund: Fund | None = None, code: str = "") -> QuerySet[Line]:
    lines = Line.objects.filter(voucher__posted_at__isnull=False)
    if fund is not None:
        lines = lines.filter(fund=fund)
    return lines.filter(account__code=code) if code else lines


def ledger_lines(*, first: date, last: date, fund: Fund | None = None, code: str = "") -> QuerySet[Line]:
    """The lines of the days, with all that a list shows."""
    days = posted_lines(fund, code).filter(voucher__booked_on__gte=first, voucher__booked_on__lte=last)
    return days.select_related("account", "fund", "voucher__made_by", "voucher__reverses")


def _above_zero(fen: int) -> int | None:
    return fen if fen > 0 else None


def _sum(condition: Q) -> Sum:
    return Sum(Case(When(condition, then=F("amount_fen")), default=0))
