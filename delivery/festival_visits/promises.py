"""Do the rows hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from delivery.festival_visits import board_files, states
from delivery.festival_visits.models import CashPart, FestivalVisit, Lot, Nomination, Quota, StockMovement
from funds.models import Reservation, ReservationState

INTO = {"receive": "in_store", "take_out": "with_visitors", "bring_back": "in_store", "give": "given"}
INTO |= {"spoil": "spoiled", "spoil_out": "spoiled"}
OUT_OF = {"take_out": "in_store", "bring_back": "with_visitors", "give": "with_visitors"}
OUT_OF |= {"spoil": "in_store", "spoil_out": "with_visitors"}


def stock_follows_its_movements() -> Iterator[str]:
    counted: Counter[tuple[int, str]] = Counter()
    sums = StockMovement.objects.order_by().values_list("lot", "kind").annotate(units=Sum("quantity"))
    for lot, kind, units in sums:
        counted[lot, INTO[kind]] += units
        if kind in OUT_OF:
            counted[lot, OUT_OF[kind]] -= units
    for row in Lot.objects.order_by("pk").iterator():
        for name in ("in_store", "with_visitors", "given", "spoiled"):
            if getattr(row, name) != counted[row.pk, name]:
                yield f"lot {row.pk}: {name} is {getattr(row, name)}, its movements say {counted[row.pk, name]}"


def quotas_count_their_homes() -> Iterator[str]:
    live = Count("nominations", filter=~Q(nominations__state__in=sorted(states.OFF_THE_LIST)))
    for quota in Quota.objects.annotate(live=live).exclude(taken=F("live")).order_by("pk"):
        yield f"quota {quota.pk}: taken is {quota.taken}, {quota.live} households hold a place"


def approved_money_is_reserved() -> Iterator[str]:
    open_ones = CashPart.objects.filter(state__in=[states.DUE, states.IN_BATCH, states.FAILED])
    reserved = dict(
        Reservation.objects.filter(
            state=ReservationState.LIVE, source__startswith="festival_visits.cashpart:"
        ).values_list("source", "amount_fen")
    )
    for cash in open_ones.order_by("pk").iterator():
        if reserved.get(cash.source) != cash.amount_fen:
            yield f"money of visit {cash.pk}: {reserved.get(cash.source)} fen are reserved, not {cash.amount_fen}"


def visits_were_made_by_two() -> Iterator[str]:
    given = FestivalVisit.objects.filter(state=states.DELIVERED).annotate(there=Count("presences"))
    for visit in given.filter(there__lt=2).order_by("pk"):
        yield f"festival visit {visit.pk}: {visit.there} visitors were there"


def visited_homes_have_their_visit() -> Iterator[str]:
    given = FestivalVisit.objects.filter(state=states.DELIVERED).values("nomination")
    for home in Nomination.objects.filter(state=states.VISITED).exclude(pk__in=given).order_by("pk"):
        yield f"household {home.reference}: visited without a visit"


CHECKS = (
    ("festival visits: stock follows its movements", stock_follows_its_movements),
    ("festival visits: quotas count their households", quotas_count_their_homes),
    ("festival visits: approved money is reserved", approved_money_is_reserved),
    ("festival visits: two visitors were at every door", visits_were_made_by_two),
    ("festival visits: a visited household has its visit", visited_homes_have_their_visit),
    ("festival visits: photographs of boards are there", board_files.missing),
)
