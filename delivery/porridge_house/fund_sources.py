"""The names of monthly statements on the pages of the funds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from delivery.porridge_house.models import MealRedemption, MealStatement
from funds.sources import Helped, HelpedOf, NamedSource, keys_of

PREFIX = "porridge_house.mealstatement:"


def companies(sources: Iterable[str]) -> dict[str, str]:
    """The company behind each statement among the sources: it is under contract, and meals are published by place. No
    query when there is none."""
    own = {source: source.removeprefix(PREFIX).partition(":")[0] for source in sources if source.startswith(PREFIX)}
    if not own:
        return {}
    names = dict(MealStatement.objects.filter(pk__in=own.values()).values_list("pk", "partner__name"))
    return {source: names[int(pk)] for source, pk in own.items() if int(pk) in names}


def helped(sources: Iterable[str]) -> HelpedOf:
    """The meals of each statement by the place of the shop, in their price; donated ones where these were booked."""
    keys = keys_of(sources, PREFIX)
    if not keys:
        return {}
    meals = MealRedemption.objects.filter(statement__in=keys.values(), voided_at__isnull=True).order_by()
    rows = meals.values_list("statement", "is_donated", "site__area", "card__person").annotate(Sum("worth_fen"))
    found: dict[tuple[int, bool], list[Helped]] = defaultdict(list)
    for statement, is_donated, area, person, fen in rows:
        found[statement, is_donated].append(Helped(area, frozenset({f"person:{person}"}), fen))
    return {source: found[pk, source.endswith(":donated")] for source, pk in keys.items()}


class StatementNames:
    """Implements funds.sources.SourceNames. A payment or donated meals carry a word behind the number."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        own = {source: source.removeprefix(PREFIX).partition(":")[0] for source in sources if source.startswith(PREFIX)}
        ids = [int(number) for number in own.values() if number.isdecimal()]
        rows = dict(MealStatement.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "reference"))
        return {
            source: NamedSource(rows[int(number)], reverse("porridge_house:statement", args=[rows[int(number)]]))
            for source, number in own.items()
            if number.isdecimal() and int(number) in rows
        }


source_names = StatementNames()
