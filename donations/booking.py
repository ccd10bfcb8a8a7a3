"""Gifts in the books: which entry of the funds a gift becomes (fact book §5.7)."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from donations.choices import Channel, GiftKind, Restriction
from donations.models import Donation
from funds import chart, entries
from funds.models import FundKind, Period, Voucher
from funds.policy import policy_on
from funds.services import reverse_voucher
from workflow.machine import Refused

SOURCE = "donations.donation:"
ACCOUNT_OF_CHANNEL = {
    Channel.TENCENT: chart.PLATFORM,
    Channel.ON_SITE_QR: chart.PLATFORM,
    Channel.CASH_BOX: chart.CASH,
}


def source_of(gift: Donation) -> str:
    return f"{SOURCE}{gift.pk}"


def book(gift: Donation, *, by: Any, at: datetime) -> Voucher | None:
    """The voucher of the gift; None for a service that the rule of the books keeps as a memo.

    Dated on the day of its receipt while that month is open, else today. Raises Refused for securities without their
    code, number and value (entered before the register asked for them), and funds.errors.FundsError.
    """
    on = _day_of(gift, at)
    call: dict[str, Any] = {"fund": gift.fund, "source": source_of(gift), "by": by, "at": at, "booked_on": on}
    call |= {"campaign": gift.campaign.code if gift.campaign else "", "area": gift.area.code if gift.area else ""}
    call |= {"project": gift.project}
    if gift.named_person_id is not None:
        return entries.receive_pass_through(amount_fen=gift.amount_fen, account=_account(gift), **call)
    call |= {"scheme": gift.scheme}
    if gift.kind == GiftKind.MONEY and gift.channel == Channel.ALLOCATION_FROM_CITY:
        return entries.receive_allocation(amount_fen=gift.amount_fen, **call)
    call |= {"is_restricted": gift.restriction != Restriction.UNRESTRICTED or gift.fund.kind == FundKind.RESTRICTED}
    if gift.kind == GiftKind.MONEY:
        return entries.receive_gift(amount_fen=gift.amount_fen, account=_account(gift), **call)
    if gift.kind == GiftKind.GOODS:
        return entries.receive_goods(fair_value_fen=gift.amount_fen, **call)
    if gift.kind == GiftKind.SERVICE:
        return entries.receive_service(fair_value_fen=gift.amount_fen, **call) if policy_on(on).books_services else None
    _refuse_unvalued(gift)
    return entries.receive_securities(fair_value_fen=gift.amount_fen, **call)


def give_back(gift: Donation, *, by: Any, at: datetime) -> Voucher | None:
    """The opposite of the gift's voucher. Raises funds.errors.InsufficientFunds when the money is spent already, and
    Refused when securities were sold."""
    _refuse_sold(gift)
    return reverse_voucher(voucher=gift.voucher, memo_code="refund", by=by, at=at) if gift.voucher else None


def book_again(gift: Donation, *, by: Any, at: datetime) -> Voucher | None:
    """After a change of use: the old voucher is reversed and another one says the new use. What is spent stays, and
    so do securities of which some were sold."""
    _refuse_sold(gift)
    if gift.voucher:
        reverse_voucher(voucher=gift.voucher, memo_code="donor_consent", by=by, at=at)
    return book(gift, by=by, at=at)


def _refuse_unvalued(gift: Donation) -> None:
    if not (gift.security_code and gift.quantity and gift.unit_price and gift.valued_on):
        raise Refused(
            _("The entry lacks the code, the number or the value of one unit. Strike it out and enter it again.")
        )


def _refuse_sold(gift: Donation) -> None:
    if gift.is_securities and gift.sales.standing().exists():
        raise Refused(_("Some of these securities were sold. Undo that sale first."))


def _account(gift: Donation) -> str:
    return ACCOUNT_OF_CHANNEL.get(Channel(gift.channel), chart.BANK)


def _day_of(gift: Donation, at: datetime) -> date:
    received = localdate(gift.received_at)
    closed: QuerySet[Period] = Period.objects.filter(month=received.replace(day=1), closed_at__isnull=False)
    return localdate(at) if closed.exists() else received
