"""Writing vouchers: the only place that inserts them. Services call `post` inside their own transaction."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from funds.errors import FundsError
from funds.models import Account, Fund, Line, Period, Voucher

DIGEST_LENGTH = 40
LETTERS = str.maketrans("0123456789", "ghijklmnop")


class PeriodClosed(FundsError):
    """The month of the books is closed. `str()` is a sentence for the person who tried."""


@dataclass(frozen=True)
class Leg:
    """A line to be written: fen, debit above zero, credit below."""

    account: Account
    fund: Fund
    amount_fen: int
    scheme: str = ""
    campaign: str = ""
    area: str = ""
    project: str = ""


def post(
    *,
    kind: str,
    source: str,
    legs: Sequence[Leg],
    by: Any,
    at: datetime,
    memo_code: str = "",
    reverses: Voucher | None = None,
    settles: Voucher | None = None,
    booked_on: date | None = None,
    booking_key: str | None = None,
    bank_reference: str = "",
) -> Voucher:
    """Writes a voucher, its lines, and seals it under the next number of its month (of `at`, unless a day is given).

    Locks the month's row until commit, so numbers have no gap: a rollback gives its number back. Raises PeriodClosed.
    The database refuses legs that do not sum to zero for each fund.
    """
    booked_on = booked_on or day_of(at)
    period = _open_period(booked_on)
    voucher = Voucher.objects.create(
        period=period,
        kind=kind,
        source=source,
        booked_on=booked_on,
        memo_code=memo_code,
        reverses=reverses,
        settles=settles,
        booking_key=booking_key,
        bank_reference=bank_reference,
        made_by=by,
    )
    Line.objects.bulk_create(_line(voucher, leg) for leg in legs)
    voucher.number, voucher.posted_at = period.last_number, at
    voucher.save(update_fields=["number", "posted_at"])
    voucher.digest = digest_of(voucher, legs)
    return voucher


def digest_of(voucher: Voucher, legs: Iterable[Leg]) -> str:
    """What the event of a voucher keeps of it, so that `manage.py verify` notices any later change, also one that
    still balances. In letters: digits in a row would look like somebody's number to the audit log."""
    said = [
        voucher.reference,
        str(voucher.kind),
        voucher.source,
        voucher.booked_on.isoformat(),
        [voucher.reverses_id, voucher.settles_id],
        sorted(
            [leg.account.code, leg.fund.code, leg.amount_fen, leg.scheme, leg.campaign, leg.area, leg.project]
            for leg in legs
        ),
    ]
    return in_letters(said)


def in_letters(said: list[Any]) -> str:
    """A digest for an event of whatever JSON can say."""
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    return digest[:DIGEST_LENGTH].translate(LETTERS)


def legs_of(voucher: Voucher) -> list[Leg]:
    """The lines of a voucher as they were written, in one query, with accounts and funds."""
    return legs_from(voucher.lines.select_related("account", "fund").order_by("fund_id", "pk"))


def legs_from(lines: Iterable[Line]) -> list[Leg]:
    return [Leg(n.account, n.fund, n.amount_fen, n.scheme, n.campaign, n.area, n.project) for n in lines]


def _line(voucher: Voucher, leg: Leg) -> Line:
    return Line(
        voucher=voucher,
        account=leg.account,
        fund=leg.fund,
        amount_fen=leg.amount_fen,
        scheme=leg.scheme,
        campaign=leg.campaign,
        area=leg.area,
        project=leg.project,
    )


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
