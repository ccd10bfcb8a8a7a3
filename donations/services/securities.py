"""Securities: what has to be known of them before they are entered, and their sale."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations import states as s
from donations.models import Donation, SecuritiesSale
from donations.permissions import may_sell, may_undo_sale
from donations.services.asking import demand, locked
from funds import entries
from funds.money import yuan
from funds.services import reverse_voucher
from workflow.machine import Refused

SOURCE = "donations.sale:"  # with the key of the gift and the number of its sale


def value_fen(units: Decimal, unit_price: Decimal) -> int:
    """Units times the value of one, in whole fen, half a fen upwards."""
    return int((units * unit_price * 100).quantize(Decimal(1), ROUND_HALF_UP))


def refuse_unvalued(facts: Any, at: datetime) -> None:
    """`facts`: a GiftFacts of securities. Raises Refused unless code, units, value of one unit and its day are said and
    come to the amount."""
    if not (facts.security_code.strip() and facts.quantity and facts.unit_price and facts.valued_on):
        raise Refused(
            _("Of securities say the code, the number of units, the value of one unit and the day of that value.")
        )
    if facts.quantity <= 0 or facts.unit_price <= 0:
        raise Refused(_("The number of units and the value of one unit are above zero."))
    if facts.valued_on > localdate(at):
        raise Refused(_("The day of the value lies ahead."))
    value = value_fen(facts.quantity, facts.unit_price)
    if value != facts.amount_fen:
        raise Refused(_("Units and value of one unit come to %(value)s yuan.") % {"value": yuan(value)})


def units_left(gift: Donation) -> Decimal:
    """Not sold yet."""
    sold = gift.sales.standing().aggregate(units=Sum("units"))["units"] or Decimal(0)
    return (gift.quantity or Decimal(0)) - sold


@transaction.atomic
def sell_securities(
    *, gift: Donation, units: Decimal, proceeds_fen: int, sold_on: date, paper: str, by: Any, at: datetime
) -> SecuritiesSale:
    """Books the sale of some or all units on its day. They leave the books with their part of the gift's value, the
    last ones with all that is left of it.

    Raises NotAllowed, Refused beyond what is left, and what the books raise: FundsError, ledger.PeriodClosed.
    """
    demand(may_sell(by))
    gift = locked(gift)
    if gift.state != s.BOOKED or not gift.is_securities or gift.voucher is None:
        raise Refused(_("Only securities that are in the books can be sold."))
    left = units_left(gift)
    if not 0 < units <= left:
        raise Refused(_("%(left)s units are left to be sold.") % {"left": f"{left.normalize():f}"})
    if not localdate(gift.received_at) <= sold_on <= localdate(at):
        raise Refused(_("The sale was after the gift came, and today at the latest."))
    number = gift.sales.count() + 1
    cost_fen = _cost_fen(gift, units, left)
    voucher = entries.sell_securities(
        gift=gift.voucher, cost_fen=cost_fen, proceeds_fen=proceeds_fen, source=f"{SOURCE}{gift.pk}-{number}",
        bank_reference=paper.strip(), booked_on=sold_on, by=by, at=at,
    )  # fmt: skip
    sale = SecuritiesSale.objects.create(
        gift=gift, units=units, sold_on=sold_on, proceeds_fen=proceeds_fen, cost_fen=cost_fen, paper=paper.strip(),
        voucher=voucher, entered_at=at, entered_by=by,
    )  # fmt: skip
    record("donations.securities_sold", subject=gift, by=by, at=at, data={"sale": sale.pk})
    return sale


@transaction.atomic
def undo_sale(*, sale: SecuritiesSale, reason: str, by: Any, at: datetime) -> SecuritiesSale:
    """A sale entered by mistake: its voucher is reversed, its units are left again.

    Raises NotAllowed, Refused, and funds.errors.InsufficientFunds when the money is spent.
    """
    gift = locked(Donation(pk=sale.gift_id))
    sale = locked(sale)
    demand(may_undo_sale(by, sale))
    if sale.undone_at is not None:
        raise Refused(_("This sale was undone before."))
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    reverse_voucher(voucher=sale.voucher, memo_code="error", by=by, at=at)
    sale.undone_at, sale.undone_by, sale.undo_reason = at, by, reason.strip()
    sale.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    record("donations.sale_undone", subject=gift, by=by, at=at, data={"sale": sale.pk})
    return sale


def _cost_fen(gift: Donation, units: Decimal, left: Decimal) -> int:
    """By the value of one unit; what rounding left goes out with the last ones."""
    sold = gift.sales.standing().aggregate(fen=Sum("cost_fen", default=0))["fen"]
    rest = gift.amount_fen - sold
    if units == left:
        return rest
    return int(min(Decimal(rest), gift.amount_fen * units // (gift.quantity or units)))
