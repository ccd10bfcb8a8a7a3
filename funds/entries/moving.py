"""What stays ours: money between accounts, securities that become money, money between funds where a rule permits."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds import chart
from funds.counters import demand_above_zero
from funds.entries.booking import Entry, book, day_for, pair
from funds.errors import AccountNotAllowed, AmountNotAllowed, NotPermitted
from funds.ledger import Leg, legs_of
from funds.models import Fund, FundKind, Voucher, VoucherKind

BASES = ("donor_consent", "change_of_use_filed", "leftover_as_planned")  # 慈善法 56 and 58


@transaction.atomic
def move_money(
    *,
    fund: Fund,
    amount_fen: int,
    source: str,
    from_account: str,
    to_account: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
) -> Voucher:
    """Dr one money account / Cr another: a platform pays out, cash is brought to the bank."""
    on = day_for(booked_on, at)
    if from_account == to_account:
        raise AccountNotAllowed(_("Money moves between two different accounts."))
    for code in (from_account, to_account):
        chart.money_account(code, on)
    legs = pair(fund, to_account, from_account, amount_fen, on)
    return book(Entry(VoucherKind.MOVE, source, legs, bank_reference=bank_reference), booked_on=on, by=by, at=at)


@transaction.atomic
def sell_securities(
    *,
    gift: Voucher,
    cost_fen: int,
    proceeds_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    account: str = chart.BANK,
) -> Voucher:
    """A part of the securities of `gift`, which stands in the books with `cost_fen`, becomes money: Dr bank what came
    after the fees, Cr 1101 the cost, and the difference on 4601, a gain on its credit side, a loss on its debit side.

    Raises AmountNotAllowed above what is left of the gift, and for a voucher that is none.
    """
    on = day_for(booked_on, at)
    if gift.kind != VoucherKind.SHARES_GIFT:
        raise AmountNotAllowed(_("Voucher %(voucher)s is no gift of securities.") % {"voucher": gift.reference})
    chart.money_account(account, on)
    for fen in (cost_fen, proceeds_fen):
        demand_above_zero(fen)
    [held] = [leg for leg in legs_of(gift) if leg.account.code == chart.SECURITIES]
    sums = {account: proceeds_fen, chart.SECURITIES: -cost_fen, chart.INVESTMENT_INCOME: cost_fen - proceeds_fen}
    legs = [
        Leg(chart.account(code, on), held.fund, fen, held.scheme, held.campaign, held.area, held.project)
        for code, fen in sums.items()
        if fen
    ]
    entry = Entry(VoucherKind.SHARES_SALE, source, legs, settles=gift, bank_reference=bank_reference)
    return book(entry, booked_on=on, by=by, at=at)


@transaction.atomic
def transfer(
    *,
    fund_from: Fund,
    fund_to: Fund,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    basis: str = "",
    booked_on: date | None = None,
) -> Voucher:
    """Net assets and money go from one fund to another, balanced inside each.

    Out of an unrestricted fund freely; out of a restricted one only on a `basis` of BASES, kept as the memo. Raises
    NotPermitted and InsufficientFunds.
    """
    on = day_for(booked_on, at)
    if fund_from.pk == fund_to.pk:
        raise NotPermitted(_("A transfer goes from one fund to another."))
    if fund_from.kind == FundKind.RESTRICTED and basis not in BASES:
        raise NotPermitted(_("Restricted money keeps its purpose: say on which ground it may be used otherwise."))
    legs = (
        *pair(fund_from, chart.NET_ASSETS[fund_from.kind], chart.BANK, amount_fen, on),
        *pair(fund_to, chart.BANK, chart.NET_ASSETS[fund_to.kind], amount_fen, on),
    )
    return book(Entry(VoucherKind.TRANSFER, source, legs, basis), booked_on=on, by=by, at=at)
