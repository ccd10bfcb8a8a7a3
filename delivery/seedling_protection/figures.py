"""What the programme came to, counted from the rows: for its pages, the export and the public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from delivery.seedling_protection import states
from delivery.seedling_protection.choices import SupplyKind, Topic
from delivery.seedling_protection.models import BookLoan, ClassLine, HallVisit, School, TrainingSession


@dataclass
class SchoolFigures:
    """Of one school; pupils trained are person-times, bags and sets are what classes kept."""

    bags: int = 0
    sets: int = 0
    trainings: int = 0
    trained: int = 0
    visitors: int = 0
    books_out: int = 0


def figures_of(schools: Iterable[School]) -> dict[int, SchoolFigures]:
    """By primary key of the school; four queries, however many schools."""
    found = {school.pk: SchoolFigures() for school in schools}
    kept = F("handed_out") - F("returned") - F("damaged")
    goods = ClassLine.objects.filter(distribution__school__in=found).order_by()
    for school, kind, number in goods.values_list("distribution__school", "distribution__item__kind").annotate(
        n=Sum(kept)
    ):
        setattr(found[school], "bags" if kind == SupplyKind.BAG else "sets", number)
    held = TrainingSession.objects.filter(school__in=found, state=states.HELD).order_by()
    for school, number, pupils in held.values_list("school").annotate(Count("pk"), Sum("attended")):
        found[school].trainings, found[school].trained = number, pupils
    came = HallVisit.objects.filter(school__in=found, state=states.CAME).order_by()
    for school, number in came.values_list("school").annotate(Sum("came")):
        found[school].visitors = number
    out = BookLoan.objects.filter(school__in=found).order_by()
    for school, number in out.values_list("school").annotate(n=Sum(F("lent") - F("returned") - F("lost"))):
        found[school].books_out = number
    return found


def total_of(rows: Iterable[SchoolFigures]) -> SchoolFigures:
    rows = list(rows)
    return SchoolFigures(*(sum(getattr(row, field.name) for row in rows) for field in fields(SchoolFigures)))


def quiz_gain(trainings: QuerySet[TrainingSession]) -> Decimal | None:
    """Points by which averages rose, weighted by the sheets behind them; None without a quiz."""
    weighed = trainings.filter(state=states.HELD, quizzed__gt=0).aggregate(
        sheets=Sum("quizzed"), points=Sum((F("quiz_after") - F("quiz_before")) * F("quizzed"))
    )
    if not weighed["sheets"]:
        return None
    return (Decimal(weighed["points"]) / weighed["sheets"]).quantize(Decimal("0.1"), ROUND_HALF_UP)


def by_topic(trainings: QuerySet[TrainingSession]) -> Sequence[tuple[str, int]]:
    """Pupils trained per topic, for a chart."""
    held = trainings.filter(state=states.HELD).order_by()
    sums = dict(held.values_list("topic").annotate(Sum("attended")))
    return [(str(topic.label), sums.get(topic, 0)) for topic in Topic]


def by_month(trainings: QuerySet[TrainingSession]) -> Sequence[tuple[str, int]]:
    """Pupils trained in the twelve newest months with a training, for a chart."""
    held = trainings.filter(state=states.HELD).order_by()
    rows = held.annotate(month=TruncMonth("starts_at")).values_list("month").annotate(n=Sum("attended"))
    return [(f"{month:%Y-%m}", number) for month, number in rows.order_by("-month")[:12]][::-1]


def span(first: date, last: date, field: str) -> Q:
    """Moments from the beginning of the first to the end of the last day."""
    return Q(**{f"{field}__gte": _start(first), f"{field}__lt": _start(last + timedelta(days=1))})


def reached_schools(first: date, last: date) -> int:
    """Schools with a training, a delivery or a visit in the span."""
    touched: set[Any] = set(
        TrainingSession.objects.filter(span(first, last, "starts_at"), state=states.HELD).values_list("school")
    )
    touched |= set(
        ClassLine.objects.filter(span(first, last, "signed_at"), handed_out__gt=0).values_list("distribution__school")
    )
    touched |= set(
        HallVisit.objects.filter(span(first, last, "slot__starts_at"), state=states.CAME).values_list("school")
    )
    return len(touched)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
