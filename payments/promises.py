"""Do payments and the books agree? Read by `manage.py verify`."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from audit.models import Event
from audit.told import states_without_event
from funds.models import ReservationState
from payments import states
from payments.batch_digests import digest_of_batch
from payments.models import BankFile, Payment, PaymentBatch, PaymentCheck, SampleDraw
from payments.sampling import draw_again
from payments.workflow import BATCH, CHECK, PAYMENT

LOCKED = BATCH.transitions["lock"].event


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


def batches_are_as_handed_in() -> Iterator[str]:
    """The payments of a batch are those with which it was handed to its checker the last time; of one that was aborted
    or is open again nothing is said. Three duties, three people."""
    events = Event.objects.filter(code=LOCKED).order_by("pk").values_list("subject_id", "data")
    told = {pk: data["digest"] for pk, data in events.iterator(chunk_size=2_000) if "digest" in data}
    going = PaymentBatch.objects.exclude(state__in=(states.OPEN, states.ABORTED))
    for batch in going.filter(pk__in=told).order_by("pk"):
        if told[batch.pk] != digest_of_batch(batch):
            yield f"batch {batch.reference}: not the payments that were handed in"
    same = Q(maker=F("checker")) | Q(maker=F("cashier")) | Q(checker=F("cashier"))
    for batch in PaymentBatch.objects.filter(same).order_by("pk"):
        yield f"batch {batch.reference}: one person had two of its duties"


def every_state_has_its_event() -> Iterator[str]:
    for model, workflow in ((PaymentBatch, BATCH), (Payment, PAYMENT), (PaymentCheck, CHECK)):
        yield from states_without_event(model, workflow.initial)


def files_for_the_bank_are_as_made() -> Iterator[str]:
    events = Event.objects.filter(code="payments.bank_file_made").values_list("data", flat=True)
    told = {data["file"]: data["fen"] for data in events.iterator(chunk_size=2_000) if "fen" in data}
    files = dict(BankFile.objects.values_list("pk", "total_fen"))
    for pk, fen in sorted(told.items()):
        if files.get(pk) != fen:
            yield f"bank file {pk}: {files.get(pk, 0)} fen, made for {fen} fen"


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
    ("payments: batches are as they were handed in", batches_are_as_handed_in),
    ("payments: every state has its event", every_state_has_its_event),
    ("payments: files for the bank are as they were made", files_for_the_bank_are_as_made),
)
