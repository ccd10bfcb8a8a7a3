"""The statement of funds for any days, by fund and in total, to the cent what the ledger says (fact book §5.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from funds import chart
from funds.memos import scheme_name
from funds.models import Account, AccountKind, Fund, Line, VoucherKind

RESULT_KINDS = (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.NET_ASSETS)
CLOSINGS = (VoucherKind.PERIOD_END, VoucherKind.FULFILMENT)


@dataclass(frozen=True)
class StatementRow:
    """What one account, and one scheme where it has one, brought or took; fen, above zero."""

    account: Account
    scheme: str
    amount_fen: int

    @property
    def scheme_name(self) -> str:
        """The title of the scheme, in the reader's language."""
        return str(scheme_name(self.scheme))


@dataclass(frozen=True)
class Statement:
    """Opening + income - expense ± transfers = closing, in fen. `fund` is None for the total of several.

    Closing is money + other assets - what is owed or held for others. Income and costs that were carried forward at a
    period end are shown all the same: carrying forward moves them inside the net assets.
    """

    fund: Fund | None
    first: date | None
    last: date | None
    opening_fen: int = 0
    income: tuple[StatementRow, ...] = ()
    expense: tuple[StatementRow, ...] = ()
    transfers_fen: int = 0
    closing_fen: int = 0
    money_fen: int = 0
    other_assets_fen: int = 0
    held_fen: int = 0

    @property
    def income_fen(self) -> int:
        return sum(row.amount_fen for row in self.income)

    @property
    def expense_fen(self) -> int:
        return sum(row.amount_fen for row in self.expense)

    @property
    def has_other_assets_or_debts(self) -> bool:
        return bool(self.other_assets_fen or self.held_fen)


def statement_of(fund: Fund, *, first: date | None = None, last: date | None = None) -> Statement:
    """The fund's statement for the days from `first` to `last`, both included; without them, for all time."""
    return statements_of([fund], first=first, last=last)[0]


def statements_of(funds: Sequence[Fund], *, first: date | None = None, last: date | None = None) -> list[Statement]:
    """One statement per fund, whatever their number in four queries."""
    found = {fund.pk: _Sums() for fund in funds}
    posted = Line.objects.filter(fund__in=found, voucher__posted_at__isnull=False)
    if last:
        posted = posted.filter(voucher__booked_on__lte=last)
    within = posted.filter(voucher__booked_on__gte=first) if first else posted
    accounts = {account.pk: account for account in Account.objects.all()}
    for row in _sums(within.exclude(_is_closing()), "fund_id", "account_id", "scheme"):
        found[row["fund_id"]].turnover.append((accounts[row["account_id"]], row["scheme"], row["total"]))
    for row in _sums(posted, "fund_id", "account_id"):
        found[row["fund_id"]].balances.append((accounts[row["account_id"]], row["total"]))
    if first:
        before = posted.filter(voucher__booked_on__lt=first, account__kind__in=RESULT_KINDS)
        for row in _sums(before, "fund_id"):
            found[row["fund_id"]].opening_fen = -row["total"]
    return [found[fund.pk].statement(fund, first, last) for fund in funds]


def total_of(statements: Sequence[Statement]) -> Statement:
    """All funds together: the same rows added up. Transfers between them cancel out."""
    first, last = (statements[0].first, statements[0].last) if statements else (None, None)
    return Statement(
        fund=None,
        first=first,
        last=last,
        income=_added(row for one in statements for row in one.income),
        expense=_added(row for one in statements for row in one.expense),
        **{
            name: sum(getattr(one, name) for one in statements)
            for name in ("opening_fen", "transfers_fen", "closing_fen", "money_fen", "other_assets_fen", "held_fen")
        },
    )


@dataclass
class _Sums:
    turnover: list[tuple[Account, str, int]] = field(default_factory=list)
    balances: list[tuple[Account, int]] = field(default_factory=list)
    opening_fen: int = 0

    def statement(self, fund: Fund, first: date | None, last: date | None) -> Statement:
        return Statement(
            fund=fund,
            first=first,
            last=last,
            opening_fen=self.opening_fen,
            income=_rows(self.turnover, AccountKind.INCOME, sign=-1),
            expense=_rows(self.turnover, AccountKind.EXPENSE, sign=1),
            transfers_fen=-sum(n for account, _scheme, n in self.turnover if account.kind == AccountKind.NET_ASSETS),
            closing_fen=-sum(total for account, total in self.balances if account.kind in RESULT_KINDS),
            money_fen=sum(total for account, total in self.balances if account.is_money),
            other_assets_fen=sum(total for account, total in self.balances if _is_other_asset(account)),
            held_fen=-sum(total for account, total in self.balances if _is_held(account)),
        )


def _is_held(account: Account) -> bool:
    return account.kind == AccountKind.LIABILITY or chart.is_held_for_others(account.code)


def _is_other_asset(account: Account) -> bool:
    return account.kind == AccountKind.ASSET and not account.is_money and not _is_held(account)


def _is_closing() -> Q:
    return Q(voucher__kind__in=CLOSINGS) | Q(voucher__reverses__isnull=False, voucher__reverses__kind__in=CLOSINGS)


def _sums(lines: QuerySet[Line], *by: str) -> QuerySet[Line, dict[str, Any]]:
    return lines.values(*by).annotate(total=Sum("amount_fen")).order_by(*by)


def _rows(totals: Iterable[tuple[Account, str, int]], kind: str, *, sign: int) -> tuple[StatementRow, ...]:
    rows = [StatementRow(one, scheme, sign * n) for one, scheme, n in totals if one.kind == kind and n]
    return tuple(sorted(rows, key=lambda row: (row.account.code, row.account.valid_from, row.scheme)))


def _added(rows: Iterable[StatementRow]) -> tuple[StatementRow, ...]:
    sums: dict[tuple[Account, str], int] = {}
    for row in rows:
        sums[row.account, row.scheme] = sums.get((row.account, row.scheme), 0) + row.amount_fen
    added = [StatementRow(account, scheme, total) for (account, scheme), total in sums.items() if total]
    return tuple(sorted(added, key=lambda row: (row.account.code, row.account.valid_from, row.scheme)))
