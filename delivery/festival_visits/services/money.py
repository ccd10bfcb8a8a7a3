"""The money of a visit: reserved when the household is approved, set free when nobody was reached."""

from datetime import datetime
from typing import Any

from django.db import transaction

from delivery.festival_visits import states
from delivery.festival_visits.models import CashPart, Nomination
from delivery.festival_visits.services.moving import move
from delivery.festival_visits.workflow import CASH
from funds.models import Reservation, ReservationState
from funds.services import release, reserve


def reserve_cash(home: Nomination, *, by: Any, at: datetime) -> CashPart | None:
    """Part of the approval; None in a season that gives goods only. Raises funds.errors.InsufficientFunds."""
    amount = home.season.cash_fen
    if not amount:
        return None
    cash = CashPart.objects.create(nomination=home, amount_fen=amount, made_at=at, state=CASH.initial, state_since=at)
    reserve(fund=home.season.fund, amount_fen=amount, source=cash.source, by=by, at=at)
    return cash


def cancel_cash(home: Nomination, *, at: datetime) -> None:
    """What is not on its way goes back to the fund; what was paid or is in a batch stays."""
    cash = CashPart.objects.select_for_update().filter(nomination=home, state__in=[states.DUE, states.FAILED]).first()
    if cash is None:
        return
    live = Reservation.objects.filter(source=cash.source, state=ReservationState.LIVE).first()
    if live is not None:
        release(reservation=live, by=None, at=at)
    move(CASH, "cancel", cash, by=None, at=at)


@transaction.atomic
def retry_payment(*, cash: CashPart, by: Any, at: datetime) -> CashPart:
    """The account in the register was put right. Raises NotAllowed, IllegalTransition."""
    cash = CashPart.objects.select_related("nomination__person").select_for_update(of=("self",)).get(pk=cash.pk)
    move(CASH, "retry", cash, by=by, at=at, failure="")
    return cash
