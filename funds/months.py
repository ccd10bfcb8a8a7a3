"""Closing a month of the books: what has to be true before, and the closing itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds import chart
from funds.errors import FundsError
from funds.ledger import day_of
from funds.models import BankLine, BankStatement, Line, Period, Rhythm, Voucher
from funds.period_end import is_carried_forward, last_day
from funds.policy import policy_on
from funds.reconciliation import reconciliation
from funds.services import close_period
from web.templatetags.ui import yuan

DECEMBER = 12


class NotReadyToClose(FundsError):
    """Points of the checklist that block are open."""


@dataclass(frozen=True)
class Point:
    """One line of the checklist. What does not block is only to be looked at."""

    code: str
    label: str | Promise
    is_done: bool
    detail: str = ""
    blocks: bool = True


@transaction.atomic
def close_month(*, month: date, by: Any, at: datetime) -> Period:
    """Closes the month for good once its checklist is done. Raises NotReadyToClose and AlreadyClosed.

    Locks the month's row first, so that no voucher slips in between the checks and the closing.
    """
    month = month.replace(day=1)
    period, _created = Period.objects.get_or_create(month=month)
    Period.objects.select_for_update().get(pk=period.pk)
    if not period.closed_at:
        undone = [point for point in checklist(month, today=day_of(at)) if point.blocks and not point.is_done]
        if undone:
            raise NotReadyToClose(
                _text("Still open: %(points)s.") % {"points": "; ".join(str(point.label) for point in undone)}
            )
    return close_period(month=month, by=by, at=at)


def checklist(month: date, *, today: date) -> list[Point]:
    month = month.replace(day=1)
    return [
        _month_is_over(month, today),
        _earlier_months_closed(month),
        _no_open_voucher(month),
        _carried_forward(month),
        *_bank(month),
        _in_transit(month),
    ]


def months_with_counts(*, today: date) -> list[Period]:
    """Newest first, with `vouchers_count`: every month with vouchers, and each December that a year waits for.

    Income and costs are carried forward in December, also of a year in which nothing was booked then.
    """
    posted = Count("vouchers", filter=Q(vouchers__posted_at__isnull=False))
    rows = list(Period.objects.select_related("closed_by").annotate(vouchers_count=posted))
    known = {row.month for row in rows}
    for december in {date(month.year, DECEMBER, 1) for month in known if month.year < today.year} - known:
        empty: Any = Period(month=december)
        empty.vouchers_count = 0
        rows.append(empty)
    return sorted(rows, key=lambda row: row.month, reverse=True)


def _month_is_over(month: date, today: date) -> Point:
    return Point("over", _("The month is over"), last_day(month) < today)


def _earlier_months_closed(month: date) -> Point:
    open_months = Period.objects.filter(month__lt=month, closed_at__isnull=True).order_by("month")
    return Point(
        "earlier", _("Earlier months are closed"), not open_months.exists(), ", ".join(map(str, open_months[:6]))
    )


def _no_open_voucher(month: date) -> Point:
    count = Voucher.objects.filter(period__month=month, posted_at__isnull=True).count()
    return Point("vouchers", _("No voucher is left open"), not count, str(count or ""))


def _carried_forward(month: date) -> Point:
    rhythm = policy_on(last_day(month)).carries_forward
    is_due = rhythm == Rhythm.MONTHLY or month.month == DECEMBER
    done = is_carried_forward(month)
    detail = "" if is_due else _text("Due in December.")
    return Point("carried", _("Income and costs are carried forward"), done, detail, blocks=is_due)


def _bank(month: date) -> Iterator[Point]:
    """For each account that has statements: brought until the end of the month, every line matched or explained."""
    end = last_day(month)
    codes = BankStatement.objects.filter(first_on__lte=end).values_list("account_code", flat=True).distinct()
    for code in codes.order_by("account_code"):
        last = BankStatement.objects.filter(account_code=code).order_by("-last_on").first()
        covered = last is not None and (last.last_on >= end or (last.last_on >= month and not _lines_after(code, last)))
        yield Point(f"bank_{code}", _("The bank statement of the month is there"), covered, code, blocks=False)
        unexplained = BankLine.objects.filter(
            statement__account_code=code, booked_on__lte=end, matches__isnull=True, explanation=""
        ).count()
        yield Point(
            f"matched_{code}",
            _("Every line of the bank is matched or explained"),
            not unexplained,
            str(unexplained or ""),
        )
        state = reconciliation(account_code=code, on=end)
        difference = state.difference_fen if state else 0
        yield Point(
            f"equal_{code}",
            _("Bank and books come to the same"),
            not difference,
            yuan(difference) if difference else "",
        )


def _lines_after(code: str, statement: BankStatement) -> bool:
    """Whether the books know money of the account after the statement ended, in its month."""
    end = last_day(statement.last_on)
    days = {"voucher__booked_on__gt": statement.last_on, "voucher__booked_on__lte": end}
    return Line.objects.filter(account__code=code, voucher__posted_at__isnull=False, **days).exists()


def _in_transit(month: date) -> Point:
    """Money that a platform still holds at the end of the month."""
    lines = Line.objects.filter(account__code=chart.PLATFORM, voucher__posted_at__isnull=False)
    fen = lines.filter(voucher__booked_on__lte=last_day(month)).aggregate(n=Sum("amount_fen", default=0))["n"]
    return Point("transit", _("No money is in transit"), not fen, yuan(fen) if fen else "", blocks=False)
