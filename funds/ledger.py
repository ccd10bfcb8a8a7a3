"""Writing vouchers: the only place that inserts them. Services call `post` inside their own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from funds.models import Account, Fund, Line, Period, Voucher


class PeriodClosed(Exception):
    """The month of the books is closed. `str()` is a sentence for the person who tried."""


@dataclass(frozen=True)
class Leg:
    """A line to be written: fen, debit above zero, credit below."""

    account: Account
    fund: Fund
    amount_fen: int
    scheme: str = ""


def post(
    *,
    kind: str,
    source: str,
    legs: Sequence[Leg],
    by: Any,
    at: datetime,
    memo_code: str = "",
    reverses: Voucher | None = None,
) -> Voucher:
    """Writes a voucher, its lines, and seals it under the next number of its month.

    Locks the month's row until commit, so numbers have no gap: a rollback gives its number back. Raises PeriodClosed.
    The database refuses legs that do not sum to zero for each fund.
    """
    booked_on = day_of(at)
    period = _open_period(booked_on)
    voucher = Voucher.objects.create(
        period=period,
        kind=kind,
        source=source,
        booked_on=booked_on,
        memo_code=memo_code,
        reverses=reverses,
        made_by=by,
    )
    Line.objects.bulk_create(
        Line(voucher=voucher, account=leg.account, fund=leg.fund, scheme=leg.scheme, amount_fen=leg.amount_fen)
        for leg in legs
    )
    voucher.number, voucher.posted_at = period.last_number, at
    voucher.save(update_fields=["number", "posted_at"])
    return voucher


def day_of(at: datetime) -> date:
    """The day of the books: the date in Zhengzhou, whatever the clock's zone."""
    return timezone.localdate(at)


def _open_period(on: date) -> Period:
    """The month's row, locked, with its counter already moved on."""
    period, _created = Period.objects.get_or_create(month=on.replace(day=1))
    if not Period.objects.filter(pk=period.pk, closed_at__isnull=True).update(last_number=F("last_number") + 1):
        raise PeriodClosed(_("The books of %(month)s are closed. Book it in the current month.") % {"month": period})
    period.refresh_from_db()
    return period
