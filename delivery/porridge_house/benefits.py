"""What the benefit ledger of a household tells of meals: one line per card and year, with what they were worth."""

from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import ngettext

from beneficiaries.benefits import RECEIVED, Benefit, People
from delivery.porridge_house.models import MealCard, MealRedemption

KIND = "porridge_house"


def told_meals(user: Any, people: People) -> QuerySet[MealRedemption]:
    """The meals of these people on cards that the user may see."""
    cards = MealCard.objects.visible_to(user).filter(person__in=people)
    return MealRedemption.objects.standing().filter(card__in=cards)


def meal_benefits(user: Any, people: People) -> list[Benefit]:
    """One query."""
    rows = told_meals(user, people).order_by()
    grouped = rows.values("card", "card__number", "card__person", year=ExtractYear("day"))
    found = grouped.annotate(meals=Count("pk"), worth=Sum("worth_fen"), last=Max("day"))
    return [_line(row) for row in found.order_by("card", "year")]


def _line(row: dict[str, Any]) -> Benefit:
    last: date = row["last"]
    return Benefit(
        on=last,
        person_id=row["card__person"],
        title=_text("Breakfast at the porridge house, card %(card)s") % {"card": row["card__number"]},
        state=ngettext("%(number)d meal", "%(number)d meals", row["meals"]) % {"number": row["meals"]},
        amount_fen=row["worth"],
        url=reverse("porridge_house:card", args=[row["card__number"]]),
        outcome=RECEIVED,
        kind=KIND,
        source=f"porridge_house.mealcard:{row['card']}",
    )
