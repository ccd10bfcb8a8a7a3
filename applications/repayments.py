"""Money that is demanded back: how much, why, in which parts, and what of it has not come yet."""

from dataclasses import dataclass

from django.db.models import Sum

from applications import states
from applications.models import Application, Finding, Instalment


@dataclass(frozen=True)
class Repayment:
    """As the family reads it. Amounts in fen; `parts` in the order of their days."""

    demanded_fen: int
    outstanding_fen: int
    reason: str
    parts: list[Instalment]


def demand_in(application: Application) -> Finding | None:
    """The finding with the amount that has to come back; None where nothing is demanded (any more)."""
    if application.state != states.RECOVERING:
        return None
    found = application.findings.filter(kind=Finding.Kind.RECOVERY, amount_fen__isnull=False)
    return found.order_by("-id").first()


def outstanding_of(demand: Finding) -> int:
    received = demand.instalments.filter(received_at__isnull=False).aggregate(sum=Sum("amount_fen"))["sum"]
    return (demand.amount_fen or 0) - (received or 0)


def repayment_of(application: Application) -> Repayment | None:
    demand = demand_in(application)
    if demand is None:
        return None
    parts = list(demand.instalments.order_by("due_on", "pk"))
    return Repayment(demand.amount_fen or 0, outstanding_of(demand), demand.text, parts)
