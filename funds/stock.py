"""What a fund has of an account besides the bank: goods, cash, money with a platform, things held for others."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from funds.chart import BANK, CASH
from funds.errors import AccountNotAllowed, NotPermitted
from funds.ledger import Leg
from funds.models import Account, AccountKind, Fund, Line
from funds.money import yuan
from funds.policy import policy_on


def demand_not_below_zero(legs: Iterable[Leg]) -> None:
    """Asked after the lines are written and while the funds' rows are locked, so that two cannot hand out the same.

    The bank is left out: funds share it, and the counters watch that no fund spends more than its own. Raises
    AccountNotAllowed.
    """
    taken = {(leg.fund, leg.account) for leg in legs if leg.amount_fen < 0 and leg.account.kind == AccountKind.ASSET}
    for fund, account in sorted(taken, key=lambda pair: (pair[0].pk, pair[1].pk)):
        if not account.code.startswith(BANK) and held_of(fund, account) < 0:
            raise AccountNotAllowed(
                _("%(fund)s has not that much in %(account)s.") % {"fund": fund.name, "account": account}
            )


def held_of(fund: Fund, account: Account) -> int:
    """Fen on the account, under whichever name it had."""
    lines = Line.objects.filter(fund=fund, account__code=account.code, voucher__posted_at__isnull=False)
    return lines.aggregate(total=Sum("amount_fen", default=0))["total"]


def demand_within_cash_limit(legs: Iterable[Leg], booked_on: date) -> None:
    """Cash of all funds together (domain fact book §5.7). The month's row is locked, so bookings take turns.

    Raises NotPermitted.
    """
    limit = policy_on(booked_on).cash_limit_fen
    if limit is None or not any(leg.account.code == CASH and leg.amount_fen > 0 for leg in legs):
        return
    cash = Line.objects.filter(account__code=CASH, voucher__posted_at__isnull=False)
    total = cash.aggregate(total=Sum("amount_fen", default=0))["total"]
    if total > limit:
        raise NotPermitted(
            _("The cash would be %(cash)s yuan, the limit is %(limit)s yuan. Bring money to the bank first.")
            % {"cash": yuan(total), "limit": yuan(limit)}
        )
