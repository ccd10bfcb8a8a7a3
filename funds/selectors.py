"""Reading the books."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from funds.memos import scheme_name
from funds.models import Account, AccountKind, Fund, Line, Reservation, ReservationState

RESULT_KINDS = (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.NET_ASSETS)


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
    """Opening + income - expense ± transfers = closing, in fen, to the cent what the ledger says (fact book §5.7).

    `money_fen` is the closing balance of the money accounts: what the fund's counters must add up to.
    """

    fund: Fund
    first: date | None
    last: date | None
    opening_fen: int
    income: tuple[StatementRow, ...]
    expense: tuple[StatementRow, ...]
    transfers_fen: int
    closing_fen: int
    money_fen: int

    @property
    def income_fen(self) -> int:
        return sum(row.amount_fen for row in self.income)

    @property
    def expense_fen(self) -> int:
        return sum(row.amount_fen for row in self.expense)


def live_reservations(sources: Iterable[str]) -> dict[str, Reservation]:
    """The live reservation of each source that has one, with its fund."""
    rows = Reservation.objects.filter(source__in=list(sources), state=ReservationState.LIVE).select_related("fund")
    return {row.source: row for row in rows}


def statement_of(fund: Fund, *, first: date | None = None, last: date | None = None) -> Statement:
    """The fund's statement for the days from `first` to `last`, both included; without them, for all time."""
    until_last = _posted(fund) & (Q(voucher__booked_on__lte=last) if last else Q())
    within = until_last & (Q(voucher__booked_on__gte=first) if first else Q())
    results = Q(account__kind__in=RESULT_KINDS)
    closing = -_sum(until_last & results)
    by_kind = _by_account(within & results)
    return Statement(
        fund=fund,
        first=first,
        last=last,
        opening_fen=-_sum(until_last & results & Q(voucher__booked_on__lt=first)) if first else 0,
        income=_rows(by_kind, AccountKind.INCOME, sign=-1),
        expense=_rows(by_kind, AccountKind.EXPENSE, sign=1),
        transfers_fen=-sum(total for account, _scheme, total in by_kind if account.kind == AccountKind.NET_ASSETS),
        closing_fen=closing,
        money_fen=_sum(until_last & Q(account__is_money=True)),
    )


def money_lines_of(fund: Fund) -> QuerySet[Line]:
    """What came in and went out, with voucher and its maker; the caller orders and cuts."""
    return Line.objects.filter(_posted(fund), account__is_money=True).select_related(
        "account", "voucher__made_by", "voucher__reverses"
    )


def live_reservations_of(fund: Fund) -> QuerySet[Reservation]:
    """Promised and not yet paid (已批未付), oldest first."""
    return fund.reservations.filter(state=ReservationState.LIVE).order_by("reserved_at", "pk")


def _posted(fund: Fund) -> Q:
    return Q(fund=fund, voucher__posted_at__isnull=False)


def _sum(condition: Q) -> int:
    return Line.objects.filter(condition).aggregate(total=Sum("amount_fen", default=0))["total"]


def _by_account(condition: Q) -> list[tuple[Account, str, int]]:
    rows = (
        Line.objects.filter(condition)
        .values("account_id", "scheme")
        .annotate(total=Sum("amount_fen"))
        .order_by("account__code", "scheme")
    )
    accounts = Account.objects.in_bulk({row["account_id"] for row in rows})
    return [(accounts[row["account_id"]], row["scheme"], row["total"]) for row in rows]


def _rows(totals: list[tuple[Account, str, int]], kind: str, *, sign: int) -> tuple[StatementRow, ...]:
    return tuple(
        StatementRow(account, scheme, sign * total)
        for account, scheme, total in totals
        if account.kind == kind and total
    )
