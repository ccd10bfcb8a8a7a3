"""Questions about payments."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from funds.money import capital
from payments import states
from payments.models import Payment, PaymentBatch
from payments.payables import PayableItem, payables


def ready_items(user: Any, *, on: date) -> list[PayableItem]:
    """Everything that this user may put into a batch on this day and that no live payment covers."""
    items = [item for payable in payables() for item in payable.ready(user, on=on)]
    taken = set(
        Payment.objects.filter(state__in=states.LIVE_STATES, source__in=[item.source for item in items]).values_list(
            "source", flat=True
        )
        if len(items) < 900  # SQLite's limit of parameters
        else Payment.objects.filter(state__in=states.LIVE_STATES).values_list("source", flat=True)
    )
    return [item for item in items if item.source not in taken]


def batches_with_totals(user: Any) -> QuerySet[PaymentBatch]:
    """Visible batches with `items` and `total_fen`, cancelled payments left out."""
    counted = ~Q(payments__state=states.CANCELLED)
    return (
        PaymentBatch.objects.visible_to(user)
        .select_related("fund", "maker", "checker", "cashier")
        .annotate(items=Count("payments", filter=counted), total_fen=Sum("payments__amount_fen", filter=counted))
    )


@dataclass(frozen=True)
class Totals:
    items: int
    total_fen: int
    paid_fen: int
    failed: int

    @property
    def capital(self) -> str:
        """For the eyes of the checker: the sum as vouchers write it."""
        return capital(self.total_fen)


def totals_of(batch: PaymentBatch) -> Totals:
    """What the batch comes to, payments taken out left out."""
    paid = Q(state=states.SUCCESS)
    found = batch.payments.exclude(state=states.CANCELLED).aggregate(
        items=Count("pk"),
        total_fen=Sum("amount_fen", default=0),
        paid_fen=Sum("amount_fen", filter=paid, default=0),
        failed=Count("pk", filter=Q(state=states.FAILED)),
    )
    return Totals(**found)


def payments_of(batch: PaymentBatch) -> QuerySet[Payment]:
    return batch.payments.select_related("voucher").defer("account", "account_holder")
