"""Reading the books."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from funds.models import BankLine, BankStatement, Fund, Line, Reservation, ReservationState
from funds.reconciling import open_book_lines
from funds.statements import Statement, StatementRow, statement_of

CANDIDATE_DAYS, MOST_CANDIDATES = 45, 300  # a list that a person looks through, not a rule

__all__ = ["Statement", "StatementRow", "live_reservations", "live_reservations_of", "money_lines_of", "statement_of"]


def live_reservations(sources: Iterable[str]) -> dict[str, Reservation]:
    """The live reservation of each source that has one, with its fund."""
    rows = Reservation.objects.filter(source__in=list(sources), state=ReservationState.LIVE).select_related("fund")
    return {row.source: row for row in rows}


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


def bank_statements(user: Any) -> QuerySet[BankStatement]:
    """With `lines_count` and `open_count` (neither matched nor explained)."""
    is_open = Q(lines__matches__isnull=True, lines__explanation="", lines__isnull=False)
    return (
        BankStatement.objects.visible_to(user)
        .select_related("imported_by")
        .annotate(lines_count=Count("lines", distinct=True), open_count=Count("lines", filter=is_open, distinct=True))
    )


def bank_lines_of(statement: BankStatement) -> QuerySet[BankLine]:
    """With `matched_count` and the statement's own reference at hand."""
    return BankLine.objects.filter(statement=statement).annotate(matched_count=Count("matches"))


def candidates_for(bank_line: BankLine) -> list[Line]:
    """Open lines of the books in the same direction, around the day, not more than the amount; nearest first."""
    lines = open_book_lines(bank_line.statement.account_code).filter(
        voucher__booked_on__gte=bank_line.booked_on - timedelta(days=CANDIDATE_DAYS),
        voucher__booked_on__lte=bank_line.booked_on + timedelta(days=CANDIDATE_DAYS),
    )
    if bank_line.amount_fen > 0:
        lines = lines.filter(amount_fen__gt=0, amount_fen__lte=bank_line.amount_fen)
    else:
        lines = lines.filter(amount_fen__lt=0, amount_fen__gte=bank_line.amount_fen)
    found = list(lines[:MOST_CANDIDATES])
    return sorted(found, key=lambda one: (one.amount_fen != bank_line.amount_fen, _days_apart(one, bank_line), one.pk))


def _days_apart(line: Line, bank_line: BankLine) -> int:
    return abs((line.voucher.booked_on - bank_line.booked_on).days)
