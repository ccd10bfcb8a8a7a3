"""The names of visits and lots on the pages of the funds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Sum
from django.urls import reverse

from delivery.festival_visits.choices import MovementKind
from delivery.festival_visits.models import CashPart, Lot, Nomination, StockMovement
from delivery.festival_visits.permissions import may_read
from funds.sources import Helped, HelpedOf, NamedSource, keys_of

CASH, LOT = "festival_visits.cashpart:", "festival_visits.lot:"


def helped(sources: Iterable[str]) -> HelpedOf:
    """Homes by their community: the money of each, and what of a lot was handed over to it."""
    sources = list(sources)
    cash, lots = keys_of(sources, CASH), keys_of(sources, LOT)
    return {**(_homes_with_money(cash) if cash else {}), **(_homes_with_goods(lots) if lots else {})}


def _homes_with_money(keys: Mapping[str, int]) -> HelpedOf:
    rows = CashPart.objects.filter(pk__in=keys.values())
    homes = {
        pk: home for pk, *home in rows.values_list("pk", "nomination__area", "nomination__household", "nomination")
    }
    return {source: [_home(*homes[pk], 1)] for source, pk in keys.items() if pk in homes}


def _homes_with_goods(keys: Mapping[str, int]) -> HelpedOf:
    """A lot that was bought is in the books whole: what was not handed over is for nobody yet. A gift is in them with
    what was handed over."""
    lots = Lot.objects.in_bulk(keys.values())
    given = StockMovement.objects.filter(lot__in=lots, kind=MovementKind.GIVE, visit__isnull=False).order_by()
    home = ("visit__nomination__area", "visit__nomination__household", "visit__nomination")
    found: dict[int, list[Helped]] = defaultdict(list)
    for lot, area, household, nomination, count in given.values_list("lot", *home).annotate(Sum("quantity")):
        found[lot].append(_home(area, household, nomination, count))
    parts = {}
    for source, pk in keys.items():
        lot = lots.get(pk)
        rest = lot.received - lot.given if lot is not None and lot.origin == Lot.Origin.BOUGHT else 0
        parts[source] = [*found[pk], *([Helped(None, frozenset(), rest)] if rest > 0 else [])]
    return parts


def _home(area: int, household: int | None, nomination: int, weight: int) -> Helped:
    """Its household tells it from others; once that is forgotten, the nomination does."""
    return Helped(area, frozenset({f"home:{household}" if household else f"nomination:{nomination}"}), weight)


class VisitNames:
    """Implements funds.sources.SourceNames."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        wanted = list(sources)
        return {**_cash(wanted, user), **_lots(wanted, user)}


def _cash(sources: list[str], user: Any) -> dict[str, NamedSource]:
    ids = [int(source.removeprefix(CASH)) for source in sources if source.startswith(CASH)]
    if not ids:
        return {}
    rows = CashPart.objects.filter(pk__in=ids, nomination__in=Nomination.objects.visible_to(user))
    pairs = rows.values_list("pk", "nomination__reference")
    return {f"{CASH}{pk}": NamedSource(ref, reverse("festival_visits:home", args=[ref])) for pk, ref in pairs}


def _lots(sources: list[str], user: Any) -> dict[str, NamedSource]:
    ids = [int(source.removeprefix(LOT)) for source in sources if source.startswith(LOT)]
    if not ids or not may_read(user):
        return {}
    rows = Lot.objects.filter(pk__in=ids).values_list("pk", "number", "season__year")
    return {
        f"{LOT}{pk}": NamedSource(number, reverse("festival_visits:goods", args=[year])) for pk, number, year in rows
    }


source_names = VisitNames()
