"""Changing what the books stand on: the chart of accounts and the rules, each as a new row from its day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from funds import chart
from funds.errors import FundsError
from funds.models import Account, AccountKind, BooksPolicy, Line


class ChartRefused(FundsError):
    """The account cannot be added like this."""


@transaction.atomic
def add_account(
    *,
    code: str,
    name_zh: str,
    name_en: str,
    kind: str,
    is_money: bool,
    valid_from: date,
    by: Any,
    at: datetime,
) -> Account:
    """A new account; or, for a code that exists, its new name from a day on, when the old row ends the day before.

    What was booked keeps its row and name. Raises ChartRefused: a code in use stays what it is (kind, money), a new
    name begins after the old one and after the last voucher that used it, and only an asset holds money.
    """
    before = Account.objects.filter(code=code).order_by("-valid_from").first()
    if is_money and kind != AccountKind.ASSET:
        raise ChartRefused(_("Only an asset can be a money account."))
    if before is not None:
        _demand_renamable(before, kind, is_money, valid_from)
        before.valid_to = valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    account = Account.objects.create(
        code=code, name_zh=name_zh, name_en=name_en, kind=kind, is_money=is_money, valid_from=valid_from
    )
    data = {"code": code, "valid_from": valid_from.isoformat(), "renames": before.pk if before else None}
    record("funds.account_added", subject=account, by=by, at=at, data=data)
    return account


@transaction.atomic
def set_books_policy(
    *,
    valid_from: date,
    books_services: bool,
    cash_limit_fen: int | None,
    interest_account: str,
    carries_forward: str,
    match_days: int,
    source: str,
    by: Any,
    at: datetime,
) -> BooksPolicy:
    """The rules from a day on, with the decision behind them. Raises ChartRefused for a day that has rules already,
    and for interest on an account that is no income."""
    if BooksPolicy.objects.filter(valid_from=valid_from).exists():
        raise ChartRefused(_("There are rules from that day already; choose a later day."))
    if chart.account(interest_account, valid_from).kind != AccountKind.INCOME:
        raise ChartRefused(_("Interest goes to an income account."))
    policy = BooksPolicy.objects.create(
        valid_from=valid_from,
        books_services=books_services,
        cash_limit_fen=cash_limit_fen,
        interest_account=interest_account,
        carries_forward=carries_forward,
        match_days=match_days,
        source=source,
    )
    record("funds.rules_set", subject=policy, by=by, at=at, data={"valid_from": valid_from.isoformat()})
    return policy


def _demand_renamable(before: Account, kind: str, is_money: bool, valid_from: date) -> None:
    used = Line.objects.filter(account__code=before.code)
    if (kind, is_money) != (before.kind, before.is_money) and used.exists():
        raise ChartRefused(
            _("%(account)s is in use and keeps its kind. Take another code for another kind.") % {"account": before}
        )
    if valid_from <= before.valid_from:
        raise ChartRefused(_("The new name begins after %(day)s.") % {"day": before.valid_from})
    last = used.order_by("-voucher__booked_on").values_list("voucher__booked_on", flat=True).first()
    if last is not None and last >= valid_from:
        raise ChartRefused(_("Vouchers until %(day)s use the old name; begin later.") % {"day": last})
