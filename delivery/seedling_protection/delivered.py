"""What the public is told of the programme (shape: programs.delivered). Numbers only, and no school is named."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from delivery.seedling_protection import states
from delivery.seedling_protection.choices import CODE, TITLE, SupplyKind
from delivery.seedling_protection.figures import reached_schools, span
from delivery.seedling_protection.models import ClassLine, HallVisit, TrainingSession
from programs.delivered import DeliveredFigure


def seedling_figures(first: date, last: date) -> Iterator[DeliveredFigure]:
    """Of goods signed for, trainings held and visits made from the first to the last day."""
    held = TrainingSession.objects.filter(span(first, last, "starts_at"), state=states.HELD)
    lines = ClassLine.objects.filter(span(first, last, "signed_at"))
    kept = Sum(F("handed_out") - F("returned") - F("damaged"), default=0)
    visits = HallVisit.objects.filter(span(first, last, "slot__starts_at"), state=states.CAME)
    figures = (
        (_("schools reached"), reached_schools(first, last), False),
        (_("trainings held"), held.count(), False),
        (_("pupils trained (person-times)"), held.aggregate(n=Sum("attended", default=0))["n"], True),
        (_("safety bags handed over"), _of(lines, SupplyKind.BAG, kept), False),
        (_("book sets handed over"), _of(lines, SupplyKind.BOOK_SET, kept), False),
        (_("visitors of halls and book rooms"), visits.aggregate(n=Sum("came", default=0))["n"], True),
    )
    for label, number, people in figures:
        yield DeliveredFigure(CODE, TITLE, label, number, counts_people=people)


def _of(lines: object, kind: str, kept: Sum) -> int:
    return lines.filter(distribution__item__kind=kind).aggregate(n=kept)["n"]  # type: ignore[attr-defined]
