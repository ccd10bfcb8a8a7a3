"""What comes in: gifts of money, goods, securities and services, allocations, interest; and gifts given back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds import chart
from funds.entries.booking import Dimensions, Entry, amount_of, book, day_for, live_voucher, pair, settled_fen
from funds.errors import AmountNotAllowed, NotPermitted
from funds.ledger import legs_of
from funds.models import AccountKind, Fund, FundKind, Voucher, VoucherKind
from funds.policy import policy_on
from funds.services import reverse_voucher

GIFTS = (
    VoucherKind.GIFT, VoucherKind.GOODS_GIFT, VoucherKind.SHARES_GIFT, VoucherKind.ALLOCATION, VoucherKind.CREDIT,
)  # fmt: skip


@transaction.atomic
def receive_gift(
    *,
    fund: Fund,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    is_restricted: bool | None = None,
    account: str = chart.BANK,
    campaign: str = "",
    scheme: str = "",
    area: str = "",
    project: str = "",
    memo_code: str = "donation",
) -> Voucher:
    """Dr bank, cash or platform, Cr 4101. Restricted as the fund is, unless said otherwise.

    Like every entry: once per source, the same again gives the same voucher. Raises AmountNotAllowed,
    AccountNotAllowed, NotPermitted (cash limit), AlreadyBooked, DayNotAllowed and ledger.PeriodClosed.
    """
    on = day_for(booked_on, at)
    chart.money_account(account, on)
    legs = pair(
        fund, account, _donations(fund, is_restricted), amount_fen, on, Dimensions(scheme, campaign, area, project)
    )
    return book(
        Entry(VoucherKind.GIFT, source, legs, memo_code, bank_reference=bank_reference), booked_on=on, by=by, at=at
    )


@transaction.atomic
def receive_goods(
    *,
    fund: Fund,
    fair_value_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    is_restricted: bool | None = None,
    campaign: str = "",
    scheme: str = "",
    area: str = "",
    project: str = "",
) -> Voucher:
    """Dr 1201 / Cr 4101 at the value of its papers, else fair value. Nothing becomes available: goods are no money."""
    on = day_for(booked_on, at)
    codes = Dimensions(scheme, campaign, area, project)
    legs = pair(fund, chart.INVENTORY, _donations(fund, is_restricted), fair_value_fen, on, codes)
    return book(Entry(VoucherKind.GOODS_GIFT, source, legs, "donation"), booked_on=on, by=by, at=at)


@transaction.atomic
def receive_securities(
    *,
    fund: Fund,
    fair_value_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    is_restricted: bool | None = None,
    campaign: str = "",
    scheme: str = "",
    area: str = "",
    project: str = "",
) -> Voucher:
    """Dr 1101 / Cr 4101 at the value of its papers, else fair value. Nothing becomes available until they are sold."""
    on = day_for(booked_on, at)
    codes = Dimensions(scheme, campaign, area, project)
    legs = pair(fund, chart.SECURITIES, _donations(fund, is_restricted), fair_value_fen, on, codes)
    return book(Entry(VoucherKind.SHARES_GIFT, source, legs, "donation"), booked_on=on, by=by, at=at)


@transaction.atomic
def receive_service(
    *,
    fund: Fund,
    fair_value_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    is_restricted: bool | None = None,
    campaign: str = "",
    scheme: str = "",
    area: str = "",
    project: str = "",
) -> Voucher:
    """Dr 5101 / Cr 4101 in one: a service is used up as it is given. Raises NotPermitted where the rule of the books
    on that day keeps services as a memo only (before 2026)."""
    on = day_for(booked_on, at)
    if not policy_on(on).books_services:
        raise NotPermitted(_("Donated services of that day are kept as a memo, not in the books."))
    codes = Dimensions(scheme, campaign, area, project)
    legs = pair(fund, chart.CHARITABLE_ACTIVITIES, _donations(fund, is_restricted), fair_value_fen, on, codes)
    return book(Entry(VoucherKind.SERVICE_GIFT, source, legs, "donation"), booked_on=on, by=by, at=at)


@transaction.atomic
def receive_allocation(
    *,
    fund: Fund,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    account: str = chart.BANK,
    campaign: str = "",
    scheme: str = "",
    area: str = "",
    project: str = "",
) -> Voucher:
    """From the city federation: Dr bank / Cr 4101 restricted. To be passed on: receive_pass_through instead."""
    on = day_for(booked_on, at)
    chart.money_account(account, on)
    codes = Dimensions(scheme, campaign, area, project)
    legs = pair(fund, account, chart.DONATIONS_RESTRICTED, amount_fen, on, codes)
    return book(Entry(VoucherKind.ALLOCATION, source, legs, bank_reference=bank_reference), booked_on=on, by=by, at=at)


@transaction.atomic
def receive_interest(
    *,
    fund: Fund,
    amount_fen: int,
    source: str,
    by: Any,
    at: datetime,
    booked_on: date | None = None,
    bank_reference: str = "",
    account: str = chart.BANK,
) -> Voucher:
    """Dr bank / Cr the income account that the rule of the books names."""
    on = day_for(booked_on, at)
    chart.money_account(account, on)
    legs = pair(fund, account, policy_on(on).interest_account, amount_fen, on)
    return book(Entry(VoucherKind.INTEREST, source, legs, bank_reference=bank_reference), booked_on=on, by=by, at=at)


@transaction.atomic
def refund_gift(
    *,
    gift: Voucher,
    source: str,
    by: Any,
    at: datetime,
    amount_fen: int | None = None,
    account: str = "",
    booked_on: date | None = None,
) -> Voucher:
    """Gives a gift back. Whole and from where it came, it is reversed; a part, or from another account (the platform
    has paid out since), is a voucher of its own that settles the gift.

    Safe to repeat with the same source. Raises InsufficientFunds when the money is spent or promised,
    AmountNotAllowed above what is left of the gift, AccountNotAllowed when goods were handed out.
    """
    on = day_for(booked_on, at)
    if gift.kind not in GIFTS:
        raise AmountNotAllowed(_("Voucher %(voucher)s is no gift.") % {"voucher": gift.reference})
    known = live_voucher(VoucherKind.REFUND, source)
    reversal = Voucher.objects.filter(reverses=gift).first()
    if reversal is not None and known is None and amount_fen in (None, amount_of(gift)):
        return reversal
    returned = 0 if known else settled_fen(gift)
    amount_fen = amount_fen or (amount_of(known) if known else amount_of(gift) - returned)
    asset, income = _sides(gift)
    if known is None and not returned and amount_fen == amount_of(gift) and account in ("", asset.account.code):
        return reverse_voucher(voucher=gift, memo_code="refund", by=by, at=at, booked_on=on)
    codes = Dimensions(income.scheme, income.campaign, income.area, income.project)
    legs = pair(income.fund, income.account.code, account or asset.account.code, amount_fen, on, codes)
    return book(Entry(VoucherKind.REFUND, source, legs, "refund", settles=gift), booked_on=on, by=by, at=at)


def _sides(gift: Voucher) -> tuple[Any, Any]:
    """Its leg on the asset and its leg on the income."""
    legs = legs_of(gift)
    [asset] = [leg for leg in legs if leg.account.kind == AccountKind.ASSET]
    [income] = [leg for leg in legs if leg.account.kind == AccountKind.INCOME]
    return asset, income


def _donations(fund: Fund, is_restricted: bool | None) -> str:
    if is_restricted is None:
        is_restricted = fund.kind == FundKind.RESTRICTED
    return chart.donations(is_restricted)
