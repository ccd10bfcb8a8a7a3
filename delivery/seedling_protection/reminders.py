"""What a school or the store has to be told: loans overdue, visits and trainings of tomorrow, little left in store, a
distribution that nobody signed for. Events with a dedupe key: planned twice is planned once."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from areas.deadlines import period_of
from audit.recording import Occurrence, record_many
from delivery.seedling_protection import states
from delivery.seedling_protection.choices import CODE, StockKind
from delivery.seedling_protection.models import (
    BookLoan,
    Distribution,
    HallVisit,
    StockMovement,
    SupplyItem,
    TrainingSession,
)


def plan_reminders(*, at: datetime) -> int:
    """Records the reminders due at `at`; returns how many. A missed night is caught up."""
    today = timezone.localdate(at)
    found = [*_loans(today), *_visits(at), *_trainings(at), *_stock(), *_unsigned(today)]
    return record_many(found, at=at)


def overdue_loans(on: date) -> QuerySet[Any]:
    """Loans of which copies are still with the class after the day by which they were to be back."""
    return BookLoan.objects.filter(due_on__lt=on, lent__gt=F("returned") + F("lost"))


def _loans(today: date) -> Iterator[Occurrence]:
    """Once when it is late, and again after every period of the table of deadlines."""
    again = _days("loan_again")
    for loan in overdue_loans(today).only("pk", "due_on").order_by("pk"):
        turn = ((today - loan.due_on).days - 1) // again
        yield Occurrence(f"{CODE}.loan_overdue", loan, f"seedling-loan:{loan.pk}:{loan.due_on}:{turn}")


def _visits(at: datetime) -> Iterator[Occurrence]:
    rows = HallVisit.objects.filter(state=states.BOOKED, slot__starts_at__gt=at)
    near = rows.filter(slot__starts_at__lt=_end_of_day(at, "visit_ahead"))
    for visit in near.select_related("slot").order_by("pk"):
        yield Occurrence(f"{CODE}.visit_due", visit, f"seedling-visit:{visit.pk}:{visit.slot.starts_at:%Y%m%dT%H%M}")


def _trainings(at: datetime) -> Iterator[Occurrence]:
    rows = TrainingSession.objects.filter(state=states.PLANNED, starts_at__gt=at)
    for training in rows.filter(starts_at__lt=_end_of_day(at, "training_ahead")).order_by("pk"):
        key = f"seedling-training:{training.pk}:{training.starts_at:%Y%m%dT%H%M}"
        yield Occurrence(f"{CODE}.training_due", training, key)


def _stock() -> Iterator[Occurrence]:
    """Once per delivery: what comes in makes a new occasion."""
    arrivals = StockMovement.objects.filter(lot__item=OuterRef("pk"), kind=StockKind.RECEIVE).order_by("-pk")
    for item in items_low().annotate(arrival=Subquery(arrivals.values("pk")[:1])).order_by("pk"):
        yield Occurrence(f"{CODE}.stock_low", item, f"seedling-stock:{item.pk}:{item.low_at}:{item.arrival}")


def items_low() -> QuerySet[Any]:
    """Models of which fewer are in store than their warning says, with that number as `there`."""
    rows = SupplyItem.objects.annotate(there=Sum("lots__in_store", default=0))
    return rows.filter(there__lt=F("low_at"))


def unsigned(on: date) -> QuerySet[Any]:
    """Distributions whose day has passed while a class has not signed for anything."""
    late = Distribution.objects.filter(state=states.PLANNED, day__lt=on)
    return late.filter(lines__signed_at__isnull=True).distinct()


def _unsigned(today: date) -> Iterator[Occurrence]:
    """Once when the days of the table have passed, and again after as many."""
    days = _days("signature")
    for row in unsigned(today - timedelta(days=days - 1)).order_by("pk"):
        turn = ((today - row.day).days - days) // days
        yield Occurrence(f"{CODE}.distribution_unsigned", row, f"seedling-unsigned:{row.pk}:{row.day}:{turn}")


def _days(key: str) -> int:
    return period_of(CODE, key)[0]


def _end_of_day(at: datetime, key: str) -> datetime:
    """The midnight at which the last day ends that is looked at today."""
    day = timezone.localdate(at) + timedelta(days=_days(key) + 1)
    return timezone.make_aware(datetime.combine(day, time.min))
