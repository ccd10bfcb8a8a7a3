"""What goes out besides aid (which funds.services.settle books): goods, bills, costs."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds import chart
from funds.entries.booking import Dimensions, Entry, book, day_for, pair
from funds.errors import AccountNotAllowed, AmountNotAllowed
from funds.ledger import legs_of
from funds.models import Fund, Reservation, Voucher, VoucherKind

ACTIVITY, MANAGEMENT, FUNDRAISING, BANK_FEE, OTHER = "activity", "management", "fundraising", "bank_fee", "other"
COSTS = {
    ACTIVITY: chart.CHARITABLE_ACTIVITIES,
    MANAGEMENT: chart.MANAGEMENT,
    FUNDRAISING: chart.FUNDRAISING,
    BANK_FEE: chart.FUNDRAISING,  # domain fact book §5.7
    OTHER: chart.OTHER_COSTS,
}


@transaction.atomic
def issue_goods(
    *,
    fund: Fund,
    value_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    scheme: str = "",
    campaign: str = "",
    area: str = "",
    project: str = "",
) -> Voucher:
    """Dr 5101 / Cr 1201. Raises AccountNotAllowed beyond what the fund has in store."""
    on = day_for(booked_on, at)
    codes = Dimensions(scheme, campaign, area, project)
    legs = pair(fund, chart.CHARITABLE_ACTIVITIES, chart.INVENTORY, value_fen, on, codes)
    return book(Entry(VoucherKind.GOODS_ISSUE, source, legs), booked_on=on, by=by, at=at)


@transaction.atomic
def accrue_meals(
    *,
    fund: Fund,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    scheme: str = "porridge_house",
    campaign: str = "",
    area: str = "",
    project: str = "",
    reservation: Reservation | None = None,
) -> Voucher:
    """A bill for meals (or other help) eaten and not yet paid: Dr 5101 / Cr 2202.

    Its money is set aside at once: out of `reservation`, whose rest goes back to the fund, else out of what is
    available (InsufficientFunds). A reservation has the same source.
    """
    on = day_for(booked_on, at)
    if reservation is not None and (reservation.source, reservation.fund_id) != (source, fund.pk):
        raise AmountNotAllowed(_("The reservation is for something else."))
    codes = Dimensions(scheme, campaign, area, project)
    legs = pair(fund, chart.CHARITABLE_ACTIVITIES, chart.PAYABLE, amount_fen, on, codes)
    entry = Entry(VoucherKind.ACCRUAL, source, legs, reservation=reservation)
    return book(entry, booked_on=on, by=by, at=at)


@transaction.atomic
def pay_payable(
    *,
    accrual: Voucher,
    source: str,
    amount_fen: int,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    account: str = chart.BANK,
) -> Voucher:
    """Pays a bill, whole or in parts: Dr 2202 / Cr bank. Raises AmountNotAllowed above what is left of it."""
    if accrual.kind != VoucherKind.ACCRUAL:
        raise AmountNotAllowed(_("Voucher %(voucher)s is no bill.") % {"voucher": accrual.reference})
    on = day_for(booked_on, at)
    chart.money_account(account, on)
    owed = next(leg for leg in legs_of(accrual) if leg.amount_fen < 0)
    codes = Dimensions(owed.scheme, owed.campaign, owed.area, owed.project)
    legs = pair(owed.fund, chart.PAYABLE, account, amount_fen, on, codes)
    return book(
        Entry(VoucherKind.PAYABLE_PAID, source, legs, settles=accrual, bank_reference=bank_reference),
        booked_on=on,
        by=by,
        at=at,
    )


@transaction.atomic
def book_cost(
    *,
    fund: Fund,
    cost: str,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    account: str = chart.BANK,
    scheme: str = "",
    campaign: str = "",
    area: str = "",
    project: str = "",
) -> Voucher:
    """A cost paid at once, by what it is for (a key of COSTS): fundraising and bank fees 5301, management 5201 …"""
    if cost not in COSTS:
        raise AccountNotAllowed(_("%(cost)s is not a kind of cost.") % {"cost": cost})
    on = day_for(booked_on, at)
    chart.money_account(account, on)
    codes = Dimensions(scheme, campaign, area, project)
    legs = pair(fund, COSTS[cost], account, amount_fen, on, codes)
    return book(Entry(VoucherKind.COST, source, legs, bank_reference=bank_reference), booked_on=on, by=by, at=at)
