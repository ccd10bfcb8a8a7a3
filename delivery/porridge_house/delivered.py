"""What the porridge house tells the public of a span of days; disclosure hides small groups of people."""

from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from delivery.porridge_house.models import MealRedemption, MonthTotal
from programs.delivered import DeliveredFigure

PROGRAM, TITLE = "porridge_house", _("Porridge house")


def meals(first: date, last: date) -> list[DeliveredFigure]:
    """Meals, donated ones among them, places, people. Whole months that were forgotten count with their totals."""
    rows = (
        MealRedemption.objects.standing()
        .filter(day__gte=first, day__lte=last)
        .aggregate(
            meals=Count("pk"),
            donated=Count("pk", filter=Q(is_donated=True)),
            places=Count("site", distinct=True),
            people=Count("card__person", distinct=True),
        )
    )
    kept = MonthTotal.objects.filter(month__gte=first, month__lte=last).aggregate(m=Sum("meals"), d=Sum("donated"))
    figures = (
        (_("Meals given"), rows["meals"] + (kept["m"] or 0), False),
        (_("of these donated by a partner"), rows["donated"] + (kept["d"] or 0), False),
        (_("Places"), rows["places"], False),
        (_("People who had breakfast"), rows["people"], True),
    )
    return [DeliveredFigure(PROGRAM, TITLE, label, number, counts_people=people) for label, number, people in figures]
