"""How every entry is booked: once per source, its counters following from its lines, with its event."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.recording import record
from funds import chart, ledger
from funds.counters import change, demand_above_zero, effects_of, lock_funds
from funds.errors import AlreadyBooked, AmountNotAllowed, DayNotAllowed, NotReserved
from funds.ledger import Leg
from funds.models import Fund, Reservation, ReservationState, Voucher, VoucherKind
from funds.money import yuan
from funds.stock import demand_not_below_zero, demand_within_cash_limit


@dataclass(frozen=True)
class Dimensions:
    """Codes that a line carries for reports; blank where it has none."""

    scheme: str = ""
    campaign: str = ""
    area: str = ""
    project: str = ""


NONE = Dimensions()


@dataclass(frozen=True)
class Entry:
    """A voucher to be booked. `settles` is the one that it pays, passes on, sells or gives back, up to its amount."""

    kind: str
    source: str
    legs: Sequence[Leg]
    memo_code: str = ""
    settles: Voucher | None = None
    reservation: Reservation | None = None
    bank_reference: str = ""


def pair(
    fund: Fund, debit: str, credit: str, amount_fen: int, on: date, dimensions: Dimensions = NONE
) -> tuple[Leg, Leg]:
    """Dr one account, Cr another, with the accounts of the chart of that day. Raises AmountNotAllowed."""
    demand_above_zero(amount_fen)
    codes = (dimensions.scheme, dimensions.campaign, dimensions.area, dimensions.project)
    return (
        Leg(chart.account(debit, on), fund, amount_fen, *codes),
        Leg(chart.account(credit, on), fund, -amount_fen, *codes),
    )


def day_for(booked_on: date | None, at: datetime) -> date:
    """The day of the voucher: today unless an earlier one is given. Raises DayNotAllowed."""
    today = ledger.day_of(at)
    if booked_on is not None and booked_on > today:
        raise DayNotAllowed(_("A voucher is not dated ahead: %(day)s is still to come.") % {"day": booked_on})
    return booked_on or today


def book(entry: Entry, *, booked_on: date, by: Any, at: datetime) -> Voucher:
    """The voucher of the entry, inside the caller's transaction.

    The same entry again gives the voucher that it has already and changes nothing; other figures for the same source
    raise AlreadyBooked. Locks the funds, then the month. Two who come at once: the second is stopped by the unique
    key, its counters go back with the savepoint, and it gets the voucher of the first.
    """
    lock_funds(entry.legs)
    known = live_voucher(entry.kind, entry.source)
    if known is None:
        try:
            with transaction.atomic():
                return _post(entry, booked_on=booked_on, by=by, at=at)
        except IntegrityError:
            known = live_voucher(entry.kind, entry.source)
            if known is None:
                raise
    return _same(known, entry, booked_on)


def live_voucher(kind: str, source: str) -> Voucher | None:
    return Voucher.objects.filter(kind=kind, source=source, reversed_by__isnull=True, posted_at__isnull=False).first()


def settled_fen(voucher: Voucher) -> int:
    """What other vouchers, not reversed, have paid of a bill, passed on, sold or given back; fen."""
    others = voucher.settled_by.filter(reversed_by__isnull=True, posted_at__isnull=False)
    legs = [
        (other.kind, ledger.legs_from(other.lines.all()))
        for other in others.prefetch_related("lines__account", "lines__fund")
    ]
    return sum(_settling_fen(kind, of_one) for kind, of_one in legs)


def amount_of(voucher: Voucher) -> int:
    """The sum of its debits, fen."""
    return sum(line.amount_fen for line in voucher.lines.all() if line.amount_fen > 0)


def _post(entry: Entry, *, booked_on: date, by: Any, at: datetime) -> Voucher:
    _demand_open_amount(entry)
    promised = _demand_promised(entry)
    for effect in effects_of(entry.legs):
        change(effect.fund, available=effect.available + promised, reserved=-promised, held=effect.held)
    voucher = ledger.post(
        kind=entry.kind,
        source=entry.source,
        legs=entry.legs,
        memo_code=entry.memo_code,
        settles=entry.settles,
        booked_on=booked_on,
        booking_key=_booking_key(entry),
        bank_reference=entry.bank_reference,
        by=by,
        at=at,
    )
    demand_not_below_zero(entry.legs)
    demand_within_cash_limit(entry.legs, booked_on)
    if entry.reservation is not None:
        entry.reservation.state, entry.reservation.ended_at = ReservationState.SETTLED, at
        entry.reservation.voucher = voucher
        entry.reservation.save(update_fields=["state", "ended_at", "voucher"])
    codes = sorted({leg.fund.code for leg in entry.legs})
    data = {
        "kind": str(entry.kind),
        "funds": codes,
        "voucher": voucher.reference,
        "source": entry.source,
        "digest": voucher.digest,
    }
    record("funds.booked", subject=voucher, by=by, at=at, data=data)
    return voucher


def _booking_key(entry: Entry) -> str:
    """Reversed, a source may be booked again, under a key of its own."""
    before = Voucher.objects.filter(kind=entry.kind, source=entry.source).count()
    return f"{entry.kind}:{entry.source}" + (f"#{before + 1}" if before else "")


def _demand_open_amount(entry: Entry) -> None:
    """Raises AmountNotAllowed above what is left of the voucher that this one settles."""
    if entry.settles is None:
        return
    left = amount_of(entry.settles) - settled_fen(entry.settles)
    if Voucher.objects.filter(reverses=entry.settles).exists():
        left = 0
    if _settling_fen(entry.kind, entry.legs) > left:
        raise AmountNotAllowed(
            _("Only %(left)s yuan of %(voucher)s are left.") % {"left": yuan(left), "voucher": entry.settles.reference}
        )


def _settling_fen(kind: str, legs: Sequence[Leg]) -> int:
    """How much of another voucher these legs settle: of a sale what the securities stood in the books with, whatever
    they brought; of everything else its sum."""
    if kind == VoucherKind.SHARES_SALE:
        return -sum(leg.amount_fen for leg in legs if leg.account.code == chart.SECURITIES)
    return sum(leg.amount_fen for leg in legs if leg.amount_fen > 0)


def _demand_promised(entry: Entry) -> int:
    """The fen that the reservation of the entry gives back to its fund; the entry then takes from these."""
    if entry.reservation is None:
        return 0
    if not Reservation.objects.filter(pk=entry.reservation.pk, state=ReservationState.LIVE).exists():
        raise NotReserved(_("This money is no longer reserved."))
    promised = entry.reservation.amount_fen
    if sum(leg.amount_fen for leg in entry.legs if leg.amount_fen > 0) > promised:
        raise AmountNotAllowed(_("More than the %(amount)s yuan reserved.") % {"amount": yuan(promised)})
    return promised


def _same(known: Voucher, entry: Entry, booked_on: date) -> Voucher:
    in_books = Counter(map(_figures, ledger.legs_of(known)))
    if in_books == Counter(map(_figures, entry.legs)) and known.booked_on == booked_on:
        return known
    raise AlreadyBooked(
        _("%(source)s is in the books already with other figures: %(voucher)s. Reverse that voucher first.")
        % {"source": entry.source, "voucher": known.reference}
    )


def _figures(leg: Leg) -> tuple[Any, ...]:
    return (leg.account.code, leg.fund.pk, leg.amount_fen, leg.scheme, leg.campaign, leg.area, leg.project)
