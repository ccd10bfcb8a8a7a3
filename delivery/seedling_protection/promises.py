"""Do the rows hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import F, Q, Sum

from delivery.seedling_protection import files, states
from delivery.seedling_protection.models import (
    BookHolding,
    BookMovement,
    ClassLine,
    StockMovement,
    SupplyLot,
    TrainingSession,
    VisitSlot,
)

LOT_INTO = {"receive": "in_store", "hand_out": "delivered", "bring_back": "in_store", "spoil_back": "damaged"}
LOT_INTO |= {"damage": "damaged", "lose": "lost"}
LOT_OUT_OF = {"hand_out": "in_store", "bring_back": "delivered", "spoil_back": "delivered"}
LOT_OUT_OF |= {"damage": "in_store", "lose": "in_store"}
BOOK_INTO = {"add": "on_shelf", "lend": "on_loan", "give_back": "on_shelf", "lose": "lost", "lose_out": "lost"}
BOOK_OUT_OF = {"lend": "on_shelf", "give_back": "on_loan", "lose": "on_shelf", "lose_out": "on_loan"}


def _counted(sums: object, into: dict[str, str], out_of: dict[str, str]) -> Counter[tuple[int, str]]:
    counted: Counter[tuple[int, str]] = Counter()
    for row, kind, units in sums:  # type: ignore[attr-defined]
        counted[row, into[kind]] += units
        if kind in out_of:
            counted[row, out_of[kind]] -= units
    return counted


def stock_follows_its_movements() -> Iterator[str]:
    sums = StockMovement.objects.order_by().values_list("lot", "kind").annotate(units=Sum("quantity"))
    counted = _counted(sums, LOT_INTO, LOT_OUT_OF)
    for row in SupplyLot.objects.order_by("pk").iterator():
        for name in ("in_store", "delivered", "damaged", "lost"):
            if getattr(row, name) != counted[row.pk, name]:
                yield f"lot {row.pk}: {name} is {getattr(row, name)}, its movements say {counted[row.pk, name]}"


def books_follow_their_movements() -> Iterator[str]:
    sums = BookMovement.objects.order_by().values_list("holding", "kind").annotate(units=Sum("quantity"))
    counted = _counted(sums, BOOK_INTO, BOOK_OUT_OF)
    for row in BookHolding.objects.order_by("pk").iterator():
        for name in ("on_shelf", "on_loan", "lost"):
            if getattr(row, name) != counted[row.pk, name]:
                yield f"books {row.pk}: {name} is {getattr(row, name)}, their movements say {counted[row.pk, name]}"


def hours_count_their_groups() -> Iterator[str]:
    live = Sum("visits__headcount", filter=~Q(visits__state=states.CANCELLED), default=0)
    for slot in VisitSlot.objects.annotate(booked=live).exclude(taken=F("booked")).order_by("pk"):
        yield f"visiting hour {slot.pk}: taken is {slot.taken}, {slot.booked} are booked"


def trainings_count_their_grades() -> Iterator[str]:
    held = TrainingSession.objects.filter(state=states.HELD).annotate(pupils=Sum("grades__pupils", default=0))
    for row in held.exclude(attended=F("pupils")).order_by("pk"):
        yield f"training {row.reference}: {row.attended} took part, its grades say {row.pupils}"


def goods_were_signed_for() -> Iterator[str]:
    for line in ClassLine.objects.filter(handed_out__gt=0).filter(Q(receipt=None) | Q(teacher="")).order_by("pk"):
        yield f"class {line.pk}: {line.handed_out} handed over without a signature"


CHECKS = (
    ("seedling protection: stock follows its movements", stock_follows_its_movements),
    ("seedling protection: books follow their movements", books_follow_their_movements),
    ("seedling protection: visiting hours count their groups", hours_count_their_groups),
    ("seedling protection: trainings count their grades", trainings_count_their_grades),
    ("seedling protection: goods were signed for", goods_were_signed_for),
    ("seedling protection: receipts and photographs are there", files.missing),
)
