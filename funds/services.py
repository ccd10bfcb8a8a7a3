"""Moving money: each service is one transaction with its audit event, and none lets a fund go below zero.

Lock order, so that two services never wait for each other: fund, reservation, month of the books.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.recording import record
from funds import chart, ledger
from funds.counters import change, demand_above_zero, effects_of, lock_funds
from funds.errors import (
    AlreadyClosed,
    AlreadyCredited,
    AlreadyReserved,
    AlreadyReversed,
    AlreadySettled,
    AmountNotAllowed,
    FundsError,
    InsufficientFunds,
    NotReserved,
)
from funds.models import Fund, Period, Reservation, ReservationState, Voucher, VoucherKind
from funds.money import yuan
from funds.stock import demand_not_below_zero

__all__ = [
    "AlreadyClosed",
    "AlreadyCredited",
    "AlreadyReserved",
    "AlreadyReversed",
    "AlreadySettled",
    "AmountNotAllowed",
    "FundsError",
    "InsufficientFunds",
    "NotReserved",
]


@transaction.atomic
def open_fund(*, code: str, name_zh: str, name_en: str, custodian: str, kind: str, by: Any, at: datetime) -> Fund:
    """A new fund without money. `custodian` is the organisation that holds it."""
    fund = Fund.objects.create(
        code=code, name_zh=name_zh, name_en=name_en, custodian=custodian, kind=kind, opened_at=at
    )
    record("funds.fund_opened", subject=fund, by=by, at=at, data={"fund": code})
    return fund


@transaction.atomic
def credit_fund(*, fund: Fund, amount_fen: int, source: str, memo_code: str, by: Any, at: datetime) -> Voucher:
    """Books money received for the fund (Dr bank, Cr donations of the fund's kind).

    One source credits a fund once, unless the first voucher was reversed. Raises AmountNotAllowed, AlreadyCredited and
    ledger.PeriodClosed.
    """
    demand_above_zero(amount_fen)
    change(fund, available=amount_fen)
    live = Voucher.objects.filter(kind=VoucherKind.CREDIT, source=source, lines__fund=fund, reversed_by__isnull=True)
    if live.exists():
        raise AlreadyCredited(_("%(source)s is already in the books.") % {"source": source})
    booked_on = ledger.day_of(at)
    voucher = ledger.post(
        kind=VoucherKind.CREDIT,
        source=source,
        memo_code=memo_code,
        legs=[
            ledger.Leg(chart.account(chart.BANK, booked_on), fund, amount_fen),
            ledger.Leg(chart.account(chart.DONATIONS[fund.kind], booked_on), fund, -amount_fen),
        ],
        by=by,
        at=at,
    )
    record(
        "funds.credited",
        subject=voucher,
        by=by,
        at=at,
        data={"fund": fund.code, "voucher": voucher.reference, "digest": voucher.digest},
    )
    return voucher


@transaction.atomic
def reserve(*, fund: Fund, amount_fen: int, source: str, by: Any, at: datetime) -> Reservation:
    """Promises money of the fund to a source ("applications.application:12").

    Raises InsufficientFunds (promise R2: the conditional update is the guard), AlreadyReserved, AmountNotAllowed.
    """
    demand_above_zero(amount_fen)
    change(fund, available=-amount_fen, reserved=amount_fen)
    if Reservation.objects.filter(source=source, state=ReservationState.LIVE).exists():
        raise AlreadyReserved(_("Money is already reserved for %(source)s.") % {"source": source})
    reservation = Reservation.objects.create(
        fund=fund, source=source, amount_fen=amount_fen, reserved_at=at, reserved_by=by
    )
    record("funds.reserved", subject=reservation, by=by, at=at, data={"fund": fund.code, "source": source})
    return reservation


@transaction.atomic
def release(*, reservation: Reservation, by: Any, at: datetime) -> Reservation:
    """Gives the promised money back to the fund. Raises NotReserved when it was released or paid before."""
    fund = reservation.fund
    change(fund, available=reservation.amount_fen, reserved=-reservation.amount_fen)
    _end(reservation, ReservationState.RELEASED, at)
    record("funds.released", subject=reservation, by=by, at=at, data={"fund": fund.code, "source": reservation.source})
    return reservation


@transaction.atomic
def settle(
    *, reservation: Reservation, amount_fen: int, scheme: str, by: Any, at: datetime, bank_reference: str = ""
) -> Voucher:
    """Books promised money as paid (Dr cost of charitable activities, by scheme; Cr bank), exactly once.

    Paying less than was reserved returns the rest to the fund. `bank_reference` is what the bank writes beside it,
    shared by all payments of a batch. Raises NotReserved, AmountNotAllowed and
    ledger.PeriodClosed.
    """
    demand_above_zero(amount_fen)
    if amount_fen > reservation.amount_fen:
        raise AmountNotAllowed(_("More than the %(amount)s yuan reserved.") % {"amount": yuan(reservation.amount_fen)})
    fund = reservation.fund
    change(fund, available=reservation.amount_fen - amount_fen, reserved=-reservation.amount_fen)
    _demand_live(reservation)
    booked_on = ledger.day_of(at)
    voucher = ledger.post(
        kind=VoucherKind.PAYMENT,
        source=reservation.source,
        legs=[
            ledger.Leg(chart.account(chart.CHARITABLE_ACTIVITIES, booked_on), fund, amount_fen, scheme),
            ledger.Leg(chart.account(chart.BANK, booked_on), fund, -amount_fen, scheme),
        ],
        by=by,
        at=at,
        bank_reference=bank_reference,
    )
    _end(reservation, ReservationState.SETTLED, at, voucher)
    record(
        "funds.settled",
        subject=reservation,
        by=by,
        at=at,
        data={"fund": fund.code, "source": reservation.source, "voucher": voucher.reference, "digest": voucher.digest},
    )
    return voucher


@transaction.atomic
def reverse_voucher(
    *, voucher: Voucher, memo_code: str, by: Any, at: datetime, booked_on: date | None = None
) -> Voucher:
    """Books the opposite of a voucher in the month of `at` (or another open one); the original stays. At most once.

    Money of a reversed payment is available again; reversing a gift that was spent raises InsufficientFunds, one whose
    goods were handed out AccountNotAllowed. What another voucher settles is reversed after that one: AlreadySettled.
    Raises AlreadyReversed and ledger.PeriodClosed.
    """
    if voucher.kind == VoucherKind.REVERSAL:
        raise AlreadyReversed(_("A reversal is not reversed; book the right voucher instead."))
    legs = [replace(leg, amount_fen=-leg.amount_fen) for leg in ledger.legs_of(voucher)]
    lock_funds(legs)
    if Voucher.objects.filter(reverses=voucher).exists():
        raise AlreadyReversed(_("Voucher %(voucher)s was reversed before.") % {"voucher": voucher.reference})
    if voucher.settled_by.filter(reversed_by__isnull=True).exists():
        raise AlreadySettled(_("Reverse first what pays or returns %(voucher)s.") % {"voucher": voucher.reference})
    for effect in effects_of(legs):
        change(effect.fund, available=effect.available, held=effect.held)
    reversal = ledger.post(
        kind=VoucherKind.REVERSAL,
        source=voucher.source,
        memo_code=memo_code,
        reverses=voucher,
        legs=legs,
        by=by,
        at=at,
        booked_on=booked_on,
    )
    demand_not_below_zero(legs)
    record(
        "funds.voucher_reversed",
        subject=voucher,
        by=by,
        at=at,
        data={"voucher": voucher.reference, "reversal": reversal.reference, "digest": reversal.digest},
    )
    return reversal


@transaction.atomic
def close_period(*, month: date, by: Any, at: datetime) -> Period:
    """Closes a month of the books for good; later vouchers of that month are refused. Raises AlreadyClosed."""
    period, _created = Period.objects.get_or_create(month=month.replace(day=1))
    if not Period.objects.filter(pk=period.pk, closed_at__isnull=True).update(closed_at=at, closed_by=by):
        raise AlreadyClosed(_("The books of %(month)s are closed already.") % {"month": period})
    period.refresh_from_db()
    record("funds.period_closed", subject=period, by=by, at=at, data={"month": str(period)})
    return period


def _demand_live(reservation: Reservation) -> None:
    """Safe to ask once the fund's row is locked, since every service that ends a reservation locks it first."""
    if not Reservation.objects.filter(pk=reservation.pk, state=ReservationState.LIVE).exists():
        raise NotReserved(_("This money is no longer reserved."))


def _end(reservation: Reservation, state: str, at: datetime, voucher: Voucher | None = None) -> None:
    live = Reservation.objects.filter(pk=reservation.pk, state=ReservationState.LIVE)
    if live.update(state=state, ended_at=at, voucher=voucher) != 1:
        raise NotReserved(_("This money is no longer reserved."))
    reservation.refresh_from_db()
