"""The reconciliation statement (银行存款余额调节表) of an account on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from funds.balances import posted_lines
from funds.models import BankLine, BankStatement, Line
from funds.reconciling import open_book_lines


@dataclass(frozen=True)
class Reconciliation:
    """Fen. Both sides come to the same once everything is explained: `difference_fen` is 0.

    `before_fen` is what the bank had more than the books when the first statement began: such money was booked before
    the portal knew the bank.
    """

    account_code: str
    on: date
    books_fen: int
    bank_fen: int
    before_fen: int
    bank_only: Sequence[BankLine]
    books_only: Sequence[Line]

    @property
    def adjusted_books_fen(self) -> int:
        return self.books_fen + self.before_fen + sum(line.amount_fen for line in self.bank_only)

    @property
    def adjusted_bank_fen(self) -> int:
        return self.bank_fen + sum(line.amount_fen for line in self.books_only)

    @property
    def difference_fen(self) -> int:
        return self.adjusted_bank_fen - self.adjusted_books_fen

    @property
    def is_clear(self) -> bool:
        return not (self.bank_only or self.books_only or self.difference_fen)


def reconciliation(*, account_code: str, on: date) -> Reconciliation | None:
    """The state on the evening of the day, by what is matched now; None before the first statement.

    What is matched with the other side's line of a later day was open on this day, and is listed.
    """
    first = BankStatement.objects.filter(account_code=account_code).order_by("first_on", "pk").first()
    if first is None or first.first_on > on:
        return None
    lines = BankLine.objects.filter(statement__account_code=account_code, booked_on__lte=on).select_related("statement")
    books = posted_lines(code=account_code).filter(voucher__booked_on__lte=on)
    before = books.filter(voucher__booked_on__lt=first.first_on).exclude(bank_match__bank_line__booked_on__lte=on)
    since = books.filter(voucher__booked_on__gte=first.first_on).select_related("voucher", "account", "fund")
    matched_later = lines.filter(matches__line__voucher__booked_on__gt=on).distinct()
    open_here = since.filter(pk__in=open_book_lines(account_code).values("pk"))
    return Reconciliation(
        account_code=account_code,
        on=on,
        books_fen=_sum(books),
        bank_fen=_balance_of_the_bank(first, lines, on),
        before_fen=first.opening_fen - _sum(before),
        bank_only=_by_day([*lines.filter(matches__isnull=True), *matched_later]),
        books_only=_by_day([*open_here, *since.filter(bank_match__bank_line__booked_on__gt=on)]),
    )


def _balance_of_the_bank(first: BankStatement, lines: QuerySet[BankLine], on: date) -> int:
    """What the last statement until the day says, so that a statement missing between two is a difference."""
    ended = BankStatement.objects.filter(account_code=first.account_code, last_on__lte=on, has_balances=True)
    last = ended.order_by("-last_on", "-pk").first()
    if last is None:
        return first.opening_fen + _sum(lines)
    return last.closing_fen + _sum(lines.filter(booked_on__gt=last.last_on))


def _by_day(lines: list[Any]) -> list[Any]:
    """Lines of the bank by their own day, lines of the books by that of their voucher."""
    return sorted(lines, key=lambda one: ((one.voucher if isinstance(one, Line) else one).booked_on, one.pk))


def _sum(rows: QuerySet[Any]) -> int:
    return rows.aggregate(total=Sum("amount_fen", default=0))["total"]
