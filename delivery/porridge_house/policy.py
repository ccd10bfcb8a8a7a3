"""The figures that the federation publishes (programs.policy), and the terms of meals, as this app reads them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from delivery.porridge_house.models.sites import MealSite, MealTerms
from programs.models import PolicyParameter
from programs.policy import FIGURES
from programs.selectors import figures_in_force


@dataclass(frozen=True)
class Entering:
    """How late a meal may still be entered: kept on a phone (hours), from a paper tally (days, its own included)."""

    offline: timedelta
    paper_days: int


@dataclass(frozen=True)
class Misuse:
    """From when on something is shown as a signal. Shares in per cent."""

    two_shops_minutes: int
    late_minutes: int
    late_share: Decimal
    pace_cards: int
    pace_minutes: int
    typed_share: Decimal
    least_meals: int


@dataclass(frozen=True)
class Welfare:
    """Somebody who came on `regular_days` of the fourteen days before is missed after `missing_days` serving days."""

    missing_days: int
    regular_days: int


@dataclass(frozen=True)
class FoodRules:
    sample_grams: int
    sample_hours: int
    fridge_most: int  # degrees
    warn_days: int


def entering_on(day: date) -> Entering:
    figures = figures_in_force(day)
    return Entering(timedelta(hours=float(figures["meal_offline_hours"])), int(figures["meal_paper_days"]))


def difference_share_on(day: date) -> Decimal:
    return figures_in_force(day)["meal_difference_share"]


def difference_shares(days: Collection[date]) -> dict[date, Decimal]:
    """The same for many days with one query."""
    code = "meal_difference_share"
    rows = PolicyParameter.objects.filter(code=code, area=None).order_by("effective_from", "version")
    published = list(rows.values_list("effective_from", "value"))
    found = dict.fromkeys(days, FIGURES[code].default)
    for first, value in published:
        found |= {day: value for day in found if day >= first}
    return found


def misuse_on(day: date) -> Misuse:
    figures = figures_in_force(day)
    return Misuse(
        two_shops_minutes=int(figures["meal_two_shops_minutes"]),
        late_minutes=int(figures["meal_late_minutes"]),
        late_share=figures["meal_late_share"],
        pace_cards=int(figures["meal_pace_cards"]),
        pace_minutes=int(figures["meal_pace_minutes"]),
        typed_share=figures["meal_typed_share"],
        least_meals=int(figures["meal_signal_least"]),
    )


def welfare_on(day: date) -> Welfare:
    figures = figures_in_force(day)
    return Welfare(int(figures["meal_missing_days"]), int(figures["meal_regular_days"]))


def food_rules_on(day: date) -> FoodRules:
    figures = figures_in_force(day)
    names = ("food_sample_grams", "food_sample_hours", "food_fridge_most", "licence_warn_days")
    return FoodRules(*(int(figures[name]) for name in names))


def meal_terms_on(site: MealSite, day: date) -> MealTerms | None:
    """The latest row in force; None before the first."""
    rows = MealTerms.objects.filter(partner=site.partner_id, valid_from__lte=day)
    return rows.order_by("-valid_from", "-pk").first()


def serves_at(terms: MealTerms, moment: datetime) -> bool:
    clock = timezone.localtime(moment).time()
    return terms.opens_at <= clock <= terms.closes_at
