"""The money of a grant: set aside with the decision, in three parts; free again when it is not needed; returned.

Lock order: round, area, grant, then the fund. Money comes back by the opposite of the voucher that paid it, and the
part that was spent is booked anew: cost, purpose and the trace to the donors are then what really happened.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import funds.services
from areas.deadlines import due_or_default
from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants.models import Grant, Repayment, Tranche
from delivery.community_grants.services.moving import LANE, demand, demand_words, locked
from funds.errors import AmountNotAllowed
from funds.selectors import live_reservations
from funds.taking_back import take_back
from payments.models import Payment
from payments.states import LIVE_STATES, SUCCESS
from workflow.machine import Refused

SCHEME = "community_governance_fund"


def parts_of(amount_fen: int, shares: tuple[int, int, int]) -> list[int]:
    """Three amounts that are the whole together: the first two rounded down to whole fen, the last takes the rest."""
    first, second = (amount_fen * share // 100 for share in shares[:2])
    return [first, second, amount_fen - first - second]


def reserve_parts(grant: Grant, *, by: Any, at: datetime) -> list[Tranche]:
    """Each part is promised by itself, so that a payment batch settles exactly one. Raises InsufficientFunds."""
    rows = []
    for number, amount in enumerate(parts_of(grant.awarded_fen or 0, grant.round.shares), start=1):
        tranche = Tranche.objects.create(grant=grant, number=number, amount_fen=amount)
        funds.services.reserve(fund=grant.round.fund, amount_fen=amount, source=tranche.source, by=by, at=at)
        rows.append(tranche)
    return rows


def release_parts(grant: Grant, *, by: Any, at: datetime) -> None:
    """What is not paid yet is free again. Raises Refused while a payment is on its way to the bank."""
    demand_nothing_on_its_way(grant)
    for tranche in grant.tranches.filter(paid_at__isnull=True, cancelled_at__isnull=True).order_by("number"):
        _release(tranche, by=by, at=at)
        tranche.cancelled_at = at
        tranche.save(update_fields=["cancelled_at"])


def fix_last_part(grant: Grant, accepted_fen: int, *, by: Any, at: datetime) -> int:
    """After the acceptance: the last part is what was spent and not paid yet, at most as planned.

    Returns the fen that were paid beyond the spending, which have to come back.
    """
    last = grant.tranches.get(number=3)
    wanted = min(max(accepted_fen - paid_fen(grant), 0), last.amount_fen)
    if wanted < last.amount_fen:
        demand_nothing_on_its_way(grant)
        _release(last, by=by, at=at)
        if wanted:
            funds.services.reserve(fund=grant.round.fund, amount_fen=wanted, source=last.source, by=by, at=at)
        last.amount_fen, last.cancelled_at = wanted, None if wanted else at
        last.save(update_fields=["amount_fen", "cancelled_at"])
    return max(paid_fen(grant) - accepted_fen, 0)


def paid_fen(grant: Grant) -> int:
    """Paid by the bank, less what came back."""
    paid = grant.tranches.filter(paid_at__isnull=False).aggregate(n=Sum("amount_fen", default=0))["n"]
    back = grant.repayments.filter(received_at__isnull=False).aggregate(n=Sum("amount_fen", default=0))["n"]
    return paid - back


def demand_repayment(
    grant: Grant, amount_fen: int, reason: str | Promise, *, by: Any, at: datetime
) -> Repayment | None:
    """What was paid and not used has to come back within the deadline; None when nothing is left over."""
    if amount_fen <= 0:
        return None
    repayment = Repayment.objects.create(
        grant=grant,
        amount_fen=amount_fen,
        reason=str(reason),
        demanded_at=at,
        demanded_by=by,
        due_at=due_or_default(LANE, "refund", at),
    )
    record("community_grants.repayment_demanded", subject=grant, by=by, at=at, data={"repayment": repayment.pk})
    return repayment


@transaction.atomic
def receive_repayment(*, repayment: Repayment, bank_reference: str, by: Any, at: datetime) -> Repayment:
    """It is on the statement of the bank: booked, and free again in the fund. Raises NotAllowed, Refused twice."""
    grant = locked(repayment.grant)
    repayment = Repayment.objects.select_for_update().get(pk=repayment.pk)
    demand(may.may_receive(by, repayment))
    bank_reference = demand_words(bank_reference, _("Write the reference of the bank's line."))
    if repayment.received_at is not None:
        raise Refused(_("This money was booked before."))
    _book_back(grant, repayment.amount_fen, bank_reference, by=by, at=at)
    repayment.received_at, repayment.received_by, repayment.bank_reference = at, by, bank_reference[:60]
    repayment.save(update_fields=["received_at", "received_by", "bank_reference"])
    record("community_grants.repayment_received", subject=grant, by=by, at=at, data={"repayment": repayment.pk})
    return repayment


def _book_back(grant: Grant, amount_fen: int, bank_reference: str, *, by: Any, at: datetime) -> None:
    """The newest payment gives back first. Raises Refused above what was paid."""
    parts = grant.tranches.filter(paid_at__isnull=False).order_by("-number")
    try:
        take_back(
            sources=[part.source for part in parts],
            amount_fen=amount_fen,
            bank_reference=bank_reference,
            by=by,
            at=at,
        )
    except AmountNotAllowed as error:
        raise Refused(str(error)) from error


def _release(tranche: Tranche, *, by: Any, at: datetime) -> None:
    reservation = live_reservations([tranche.source]).get(tranche.source)
    if reservation is not None:
        funds.services.release(reservation=reservation, by=by, at=at)


def demand_nothing_on_its_way(grant: Grant) -> None:
    """Raises Refused while a part of it stands in a payment batch."""
    sources = [tranche.source for tranche in grant.tranches.all()]
    moving = Payment.objects.filter(source__in=sources, state__in=LIVE_STATES).exclude(state=SUCCESS)
    if moving.exists():
        raise Refused(_("A part of this grant is in a payment batch. Take it out of the batch first."))
