"""What only passes through: no income, and never available for anything else (受托代理)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds import chart
from funds.entries.booking import Dimensions, Entry, book, day_for, pair
from funds.errors import AccountNotAllowed, AmountNotAllowed
from funds.ledger import legs_of
from funds.models import Fund, Voucher, VoucherKind


@transaction.atomic
def receive_pass_through(
    *,
    fund: Fund,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    account: str = chart.HELD_FOR_OTHERS,
    campaign: str = "",
    area: str = "",
    project: str = "",
) -> Voucher:
    """Dr 1901 (things, or money kept apart) or a money account / Cr 2601. Raises AccountNotAllowed for others."""
    on = day_for(booked_on, at)
    if not chart.is_held_for_others(account):
        chart.money_account(account, on)
    codes = Dimensions("", campaign, area, project)
    legs = pair(fund, account, chart.OWED_TO_RECEIVERS, amount_fen, on, codes)
    return book(Entry(VoucherKind.PASS_IN, source, legs, bank_reference=bank_reference), booked_on=on, by=by, at=at)


@transaction.atomic
def pass_on(
    *,
    received: Voucher,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    account: str = "",
) -> Voucher:
    """Dr 2601 / Cr the account where it was kept (or another), whole or in parts, up to what was received."""
    if received.kind != VoucherKind.PASS_IN:
        raise AmountNotAllowed(_("Voucher %(voucher)s is not to be passed on.") % {"voucher": received.reference})
    on = day_for(booked_on, at)
    kept, owed = sorted(legs_of(received), key=lambda leg: -leg.amount_fen)
    if account and chart.is_held_for_others(account) != chart.is_held_for_others(kept.account.code):
        raise AccountNotAllowed(_("What was received as a thing is passed on as a thing, money as money."))
    codes = Dimensions("", owed.campaign, owed.area, owed.project)
    legs = pair(owed.fund, chart.OWED_TO_RECEIVERS, account or kept.account.code, amount_fen, on, codes)
    entry = Entry(VoucherKind.PASS_ON, source, legs, settles=received, bank_reference=bank_reference)
    return book(entry, booked_on=on, by=by, at=at)
