"""Do payments and the books agree? Read by `manage.py verify`."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from funds.models import ReservationState
from payments import states
from payments.models import Payment, PaymentBatch, PaymentCheck, SampleDraw
from payments.sampling import draw_again
from payments.workflow import BATCH, CHECK, PAYMENT


def paid_means_posted() -> Iterator[str]:
    """Every successful payment has its own voucher, which took exactly its amount out of the batch's fund."""
    paid = Payment.objects.filter(state=states.SUCCESS).annotate(
        booked=Sum(
            "voucher__lines__amount_fen",
            filter=Q(voucher__lines__amount_fen__gt=0, voucher__lines__fund=F("batch__fund")),
        )
    )
    for payment in paid.exclude(booked=F("amount_fen"), reservation__voucher=F("voucher")).order_by("pk"):
        yield f"payment {payment.pk}: its voucher does not book its amount"
    unpaid = Payment.objects.exclude(state=states.SUCCESS).filter(voucher__isnull=False)
    for pk in unpaid.order_by("pk").values_list("pk", flat=True):
        yield f"payment {pk}: has a voucher and is not paid"


def waiting_payments_hold_their_money() -> Iterator[str]:
    """A payment that waits or is with the bank has a live reservation of at least its amount."""
    waiting = Payment.objects.filter(state__in=(states.PENDING, states.SENT))
    held = Q(reservation__state=ReservationState.LIVE, reservation__amount_fen__gte=F("amount_fen"))
    for pk in waiting.exclude(held).order_by("pk").values_list("pk", flat=True):
        yield f"payment {pk}: no money is reserved for it"


def batches_agree_with_their_payments() -> Iterator[str]:
    """Nothing is with the bank before release, and nothing after the batch is finished."""
    counted = PaymentBatch.objects.annotate(sent=Count("payments", filter=Q(payments__state=states.SENT)))
    for batch in counted.exclude(state=states.RELEASED).filter(sent__gt=0).order_by("pk"):
        yield f"batch {batch.reference}: {batch.state}, with {batch.sent} payments at the bank"
    for batch in counted.filter(state=states.RELEASED, sent=0).order_by("pk"):
        yield f"batch {batch.reference}: released, with no payment at the bank"


def draws_can_be_repeated() -> Iterator[str]:
    """The recorded seed gives exactly the payments that are checked."""
    draws = SampleDraw.objects.select_related("batch").prefetch_related("checks__payment").order_by("pk")
    for draw in draws.iterator(chunk_size=200):
        if sorted(check.payment.position for check in draw.checks.all()) != draw_again(draw):
            yield f"batch {draw.batch.reference}: its seed draws other payments than those that are checked"


def states_are_known() -> Iterator[str]:
    for model, workflow in ((PaymentBatch, BATCH), (Payment, PAYMENT), (PaymentCheck, CHECK)):
        for row in model._base_manager.exclude(state__in=workflow.states).order_by("pk"):
            yield f"{model._meta.label_lower} {row.pk}: unknown state {row.state}"


CHECKS = (
    ("payments: paid means posted", paid_means_posted),
    ("payments: waiting payments hold their money", waiting_payments_hold_their_money),
    ("payments: batches agree with their payments", batches_agree_with_their_payments),
    ("payments: draws can be repeated", draws_can_be_repeated),
    ("payments: states are known", states_are_known),
)
