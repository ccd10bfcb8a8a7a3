"""The accounts that services book on, by code (a table; migrations 0003 and 0008 load the chart of 2005)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from funds.errors import AccountNotAllowed, FundsError
from funds.models import Account, FundKind

CASH = "1001"
BANK = "1002"
PLATFORM = "1009"  # with a fundraising platform or a payment service, on its way to the bank
SECURITIES = "1101"
INVENTORY = "1201"
HELD_FOR_OTHERS = "1901"
PAYABLE = "2202"
OWED_TO_RECEIVERS = "2601"
NET_UNRESTRICTED = "3101"
NET_RESTRICTED = "3102"
DONATIONS_UNRESTRICTED = "410101"
DONATIONS_RESTRICTED = "410102"
INVESTMENT_INCOME = "4601"
OTHER_INCOME = "4901"
CHARITABLE_ACTIVITIES = "5101"
MANAGEMENT = "5201"
FUNDRAISING = "5301"
OTHER_COSTS = "5401"

DONATIONS: dict[str, str] = {FundKind.UNRESTRICTED: DONATIONS_UNRESTRICTED, FundKind.RESTRICTED: DONATIONS_RESTRICTED}
NET_ASSETS: dict[str, str] = {FundKind.UNRESTRICTED: NET_UNRESTRICTED, FundKind.RESTRICTED: NET_RESTRICTED}


_known: ContextVar[dict[tuple[str, date], Account] | None] = ContextVar("accounts_asked_for", default=None)


class UnknownAccount(FundsError):
    """The chart in force on that day has no such account."""


def account(code: str, on: date) -> Account:
    """The account of that code in the chart in force on the day. Raises UnknownAccount."""
    known = _known.get()
    if known is None:
        return _found(code, on)
    if (code, on) not in known:
        known[code, on] = _found(code, on)
    return known[code, on]


@contextmanager
def asked_once() -> Iterator[None]:
    """Inside it each account is read once: for one transaction that books many lines of a file."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def _found(code: str, on: date) -> Account:
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    found = Account.objects.filter(in_force, code=code).order_by("-valid_from").first()
    if found is None:
        raise UnknownAccount(
            _("The chart of accounts in force on %(day)s has no account %(code)s.") % {"day": on, "code": code}
        )
    return found


def money_account(code: str, on: date) -> Account:
    """The same, for an account that holds money. Raises AccountNotAllowed."""
    found = account(code, on)
    if not found.is_money:
        raise AccountNotAllowed(_("%(account)s is not a money account.") % {"account": found})
    return found


def donations(is_restricted: bool) -> str:
    return DONATIONS_RESTRICTED if is_restricted else DONATIONS_UNRESTRICTED


def is_held_for_others(code: str) -> bool:
    """1901 and its sub-accounts: things that stand beside their own liability."""
    return code.startswith(HELD_FOR_OTHERS)
