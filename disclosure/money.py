"""What each fund received, spent and holds, from the posted lines; equal to its statement to the cent."""

from datetime import date

from django.db.models import Q, QuerySet, Sum

from disclosure.posted import RESULTS
from disclosure.spans import Span
from disclosure.tables import Row
from funds.models import AccountKind, Fund, Line
from funds.posted import posted_lines


def fund_rows(span: Span, today: date | None = None) -> list[Row]:
    """Opening + income - spending ± transfers = closing, in fen, as funds.selectors.statement_of says it. One query
    for the sums and one for the funds, however many there are."""
    sums = _sums(span)
    on = min(span.last, today) if today else span.last  # a balance is of no day that is still to come
    return [_row(fund, sums.get(fund.pk, {}), on) for fund in Fund.objects.order_by("code")]


def _sums(span: Span) -> dict[int, dict[str, int]]:
    within = Q(voucher__booked_on__gte=span.first)
    lines = posted_lines().filter(account__kind__in=RESULTS, voucher__booked_on__lte=span.last)
    rows = lines.values("fund").annotate(
        opening=Sum("amount_fen", filter=~within, default=0),
        income=Sum("amount_fen", filter=within & Q(account__kind=AccountKind.INCOME), default=0),
        spent=Sum("amount_fen", filter=within & Q(account__kind=AccountKind.EXPENSE), default=0),
        moved=Sum("amount_fen", filter=within & Q(account__kind=AccountKind.NET_ASSETS), default=0),
    )
    return {row["fund"]: row for row in rows}


def _row(fund: Fund, sums: dict[str, int], on: date) -> Row:
    opening, income = -sums.get("opening", 0), -sums.get("income", 0)
    spent, moved = sums.get("spent", 0), -sums.get("moved", 0)
    return {
        "code": fund.code,
        "fund": {"zh-hans": fund.name_zh, "en": fund.name_en},
        "custodian": fund.custodian,
        "opening_fen": opening,
        "income_fen": income,
        "spent_fen": spent,
        "moved_fen": moved,
        "balance_fen": opening + income - spent + moved,
        "date": on.isoformat(),
    }


def income_rows(span: Span) -> list[Row]:
    """Income by account of the chart; negative where more was given back than received."""
    lines = posted_lines().filter(account__kind=AccountKind.INCOME, voucher__booked_on__range=(span.first, span.last))
    return _by_account(lines, sign=-1)


def cost_rows(span: Span) -> list[Row]:
    """Spending by account of the chart: charitable activities, management, fundraising, other."""
    lines = posted_lines().filter(account__kind=AccountKind.EXPENSE, voucher__booked_on__range=(span.first, span.last))
    return _by_account(lines, sign=1)


def _by_account(lines: QuerySet[Line], *, sign: int) -> list[Row]:
    names = ("account__code", "account__name_zh", "account__name_en")
    rows = lines.values_list(*names).annotate(total=Sum("amount_fen")).order_by("account__code")
    return [
        {"code": code, "account": {"zh-hans": f"{code} {zh}", "en": f"{code} {en}"}, "amount_fen": sign * total}
        for code, zh, en, total in rows
        if total
    ]
