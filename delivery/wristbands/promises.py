"""Do the rows hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from delivery.wristbands import states
from delivery.wristbands.choices import Place
from delivery.wristbands.models import Alert, Band, Batch, Issue, MissingCase, Movement, Posting, PublicityEvent
from funds.models import Line

COUNTERS = {
    "in_store": Place.STORE,
    "allocated": Place.ALLOCATED,
    "issued": Place.ISSUED,
    "damaged": Place.DAMAGED,
    "lost": Place.LOST,
}
STATEFUL = (
    (Issue, states.ISSUE_STATES),
    (Alert, states.ALERT_STATES),
    (MissingCase, states.CASE_STATES),
    (PublicityEvent, states.EVENT_STATES),
)


def states_are_known() -> Iterator[str]:
    for model, known in STATEFUL:
        for pk, state in model.objects.exclude(state__in=list(known)).order_by("pk").values_list("pk", "state"):
            yield f"{model._meta.model_name} {pk}: unknown state {state}"


def batches_count_their_bands() -> Iterator[str]:
    """Counters, bands and movements say the same (W-06)."""
    counted = {name: Count("bands", filter=Q(bands__place=place)) for name, place in COUNTERS.items()}
    for batch in Batch.objects.order_by("pk"):
        bands = Batch.objects.filter(pk=batch.pk).aggregate(n=Count("bands"), **counted)
        if bands["n"] != batch.ordered:
            yield f"batch {batch.pk}: {batch.ordered} bands ordered, {bands['n']} rows"
        for name, place in COUNTERS.items():
            moved = _moved(batch, place)
            if not getattr(batch, name) == bands[name] == moved:
                yield f"batch {batch.pk}: {name} is {getattr(batch, name)}, bands {bands[name]}, movements {moved}"


def _moved(batch: Batch, place: str) -> int:
    sums = Movement.objects.filter(batch=batch).aggregate(
        came=Sum("count", filter=Q(target=place), default=0), left=Sum("count", filter=Q(source=place), default=0)
    )
    return sums["came"] - sums["left"]


def events_count_their_bands() -> Iterator[str]:
    held = Count("bands", filter=Q(bands__place=Place.ALLOCATED))
    for event in PublicityEvent.objects.annotate(found=held).order_by("pk"):
        if event.held != event.found:
            yield f"publicity event {event.pk}: holds {event.held}, bands {event.found}"


def issued_bands_are_out() -> Iterator[str]:
    """Who wears a band has one that left the store, and a band that left for a wearer has one."""
    for issue in Issue.objects.filter(band__place__in=(Place.ORDERED, Place.STORE, Place.ALLOCATED)).order_by("pk"):
        yield f"wristband issue {issue.pk}: its band {issue.band_id} is still in the stock"
    for band in Band.objects.filter(place=Place.ISSUED, issue=None).order_by("pk"):
        yield f"wristband {band.pk}: issued to nobody"


def wearers_can_be_called() -> Iterator[str]:
    for issue in Issue.objects.filter(state=states.ACTIVE, contacts=None).order_by("pk"):
        yield f"wristband issue {issue.pk}: in use without a contact"


def vouchers_have_the_cost_of_their_bands() -> Iterator[str]:
    worth = F("movement__count") * F("movement__batch__unit_cost_fen")
    sums = Posting.objects.order_by("voucher").values_list("voucher").annotate(fen=Sum(worth))
    for voucher, fen in sums:
        booked = Line.objects.filter(voucher=voucher, amount_fen__gt=0).aggregate(fen=Sum("amount_fen", default=0))
        if booked["fen"] != fen:
            yield f"voucher {voucher}: {booked['fen']} fen for wristbands worth {fen}"


CHECKS = (
    ("wristbands: vouchers have the cost of their bands", vouchers_have_the_cost_of_their_bands),
    ("wristbands: every state is known", states_are_known),
    ("wristbands: the stock adds up with bands and movements", batches_count_their_bands),
    ("wristbands: events hold what their bands say", events_count_their_bands),
    ("wristbands: who wears a band has one that left the stock", issued_bands_are_out),
    ("wristbands: a band in use calls somebody", wearers_can_be_called),
)
