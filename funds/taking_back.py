"""Money that was paid comes back, whole or in part: the cost of the fund is then what was really spent (ADR 0028)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from funds import services
from funds.counters import demand_above_zero
from funds.errors import AmountNotAllowed
from funds.ledger import Leg, legs_of
from funds.models import Voucher, VoucherKind
from funds.money import yuan

MEMO = "aid_repaid"


@transaction.atomic
def take_back(
    *, sources: Sequence[str], amount_fen: int, by: Any, at: datetime, bank_reference: str = ""
) -> list[Voucher]:
    """Books that `amount_fen` of what was paid to `sources` came back; the first of them gives back first.

    A payment is reversed, and what of it stays spent is booked again under the same source. Returns the vouchers,
    whose sum is the one line of the bank. Raises AmountNotAllowed above what was paid, and ledger.PeriodClosed.
    """
    demand_above_zero(amount_fen)
    made: list[Voucher] = []
    left = amount_fen
    for source in sources:
        payment = _live_payment(source) if left else None
        if payment is not None:
            back = min(left, _spent(payment).amount_fen)
            made += _reduce(payment, back, bank_reference, by=by, at=at)
            left -= back
    if left:
        raise AmountNotAllowed(_("Only %(paid)s yuan were paid.") % {"paid": yuan(amount_fen - left)})
    return made


def _live_payment(source: str) -> Voucher | None:
    rows = Voucher.objects.filter(source=source, kind=VoucherKind.PAYMENT, reversed_by__isnull=True)
    return rows.filter(posted_at__isnull=False).first()


def _spent(payment: Voucher) -> Leg:
    return next(leg for leg in legs_of(payment) if leg.amount_fen > 0)


def _reduce(payment: Voucher, back_fen: int, bank_reference: str, *, by: Any, at: datetime) -> list[Voucher]:
    spent = _spent(payment)
    kept_fen = spent.amount_fen - back_fen
    reversal = services.reverse_voucher(voucher=payment, memo_code=MEMO, by=by, at=at)
    if not kept_fen:
        return [reversal]
    held = services.reserve(fund=spent.fund, amount_fen=kept_fen, source=payment.source, by=by, at=at)
    kept = services.settle(
        reservation=held, amount_fen=kept_fen, scheme=spent.scheme, bank_reference=bank_reference, by=by, at=at
    )
    return [reversal, kept]
