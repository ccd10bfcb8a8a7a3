"""What a season came to, counted from the rows: for its page, the report and the public. Money in fen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits import states
from delivery.festival_visits.choices import GROUNDS
from delivery.festival_visits.models import CashPart, FestivalVisit, Lot, Nomination, Quota, Season, StockMovement, Wish

STOOD = frozenset({states.APPROVED, states.VISITED, states.UNREACHED})


@dataclass
class Place:
    """A sub-district, or all of them together (`name` then says so)."""

    name: str | Promise
    places: int = 0
    nominated: int = 0
    checked: int = 0
    approved: int = 0
    visited: int = 0
    second_visits: int = 0
    substitutes: int = 0
    unreached: int = 0
    paid: int = 0
    paid_fen: int = 0
    goods_fen: int = 0

    @property
    def open(self) -> int:
        """Approved and not visited yet."""
        return self.approved - self.visited - self.unreached

    @property
    def total_fen(self) -> int:
        return self.paid_fen + self.goods_fen


COUNTERS = [name for name in Place.__dataclass_fields__ if name != "name"]


def places_of(season: Season) -> list[Place]:
    """By sub-district in the order of their codes; five queries, however many households."""
    quotas = Quota.objects.filter(season=season).select_related("subdistrict").order_by("subdistrict__code")
    found = {quota.subdistrict_id: Place(str(quota.subdistrict), quota.places) for quota in quotas}
    _count_homes(season, found)
    _count_visits(season, found)
    _count_value(season, found)
    return list(found.values())


def total_of(places: Iterable[Place]) -> Place:
    total = Place(_("All sub-districts"))
    for place in places:
        for name in COUNTERS:
            setattr(total, name, getattr(total, name) + getattr(place, name))
    return total


def _count_homes(season: Season, found: dict[int, Place]) -> None:
    rows = Nomination.objects.filter(season=season).on_the_list().order_by()
    for subdistrict, state, number in rows.values_list("quota__subdistrict", "state").annotate(Count("pk")):
        place = found[subdistrict]
        place.nominated += number
        place.checked += number if state != states.NOMINATED else 0
        place.approved += number if state in STOOD else 0
        place.visited += number if state == states.VISITED else 0
        place.unreached += number if state == states.UNREACHED else 0


def _count_visits(season: Season, found: dict[int, Place]) -> None:
    rows = FestivalVisit.objects.filter(route__season=season, state=states.DELIVERED).order_by()
    counts = rows.values_list("route__subdistrict").annotate(
        second=Count("pk", filter=Q(attempt__gt=1)), substitutes=Count("pk", filter=Q(receiver="substitute"))
    )
    for subdistrict, second, substitutes in counts:
        found[subdistrict].second_visits, found[subdistrict].substitutes = second, substitutes


def _count_value(season: Season, found: dict[int, Place]) -> None:
    paid = CashPart.objects.filter(nomination__season=season, state=states.PAID).order_by()
    for subdistrict, fen, number in paid.values_list("nomination__quota__subdistrict").annotate(
        Sum("amount_fen"), Count("pk")
    ):
        found[subdistrict].paid_fen, found[subdistrict].paid = fen, number
    given = StockMovement.objects.filter(lot__season=season, kind="give").order_by()
    worth = given.values_list("load__route__subdistrict").annotate(fen=Sum(F("quantity") * F("lot__price_fen")))
    for subdistrict, fen in worth:
        found[subdistrict].goods_fen = fen


def days_of(season: Season) -> list[tuple[str, int]]:
    """Households visited per day, days without a visit between two others included."""
    rows = FestivalVisit.objects.filter(route__season=season, state=states.DELIVERED)
    counted = Counter(rows.order_by().values_list("visited_at__date", flat=True))
    if not counted:
        return []
    first, last = min(counted), max(counted)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(f"{day:%m-%d}", counted[day]) for day in days]


def grounds_of(season: Season) -> list[tuple[str, int]]:
    """Households on the list by why they were nominated, in the order of need."""
    rows = Nomination.objects.filter(season=season).on_the_list().order_by()
    counted = dict(rows.values_list("ground").annotate(Count("pk")))
    return [(str(label), counted[code]) for code, label in GROUNDS.items() if code in counted]


def lots_of(season: Season) -> list[Lot]:
    return list(Lot.objects.filter(season=season).select_related("good", "voucher").order_by("good__code", "pk"))


@dataclass(frozen=True)
class Wishes:
    heard: int
    open: int


def wishes_of(season: Season) -> Wishes:
    rows = Wish.objects.filter(visit__route__season=season)
    heard = rows.aggregate(heard=Count("pk"), open=Count("pk", filter=Q(handled_at__isnull=True)))
    return Wishes(**heard)


def is_late(season: Season, total: Place, today: date) -> bool:
    """Visits had to end, and somebody still waits."""
    return season.state == states.OPEN and today > season.visit_by and total.open > 0


def communities_of(season: Season, user: Any) -> list[dict[str, Any]]:
    """Communities with nominations that the user sees, with their counts by state; one query."""
    rows = Nomination.objects.visible_to(user).filter(season=season).order_by("area__code")
    counts = rows.values_list("area__code", "area__name", "area__name_en", "state").annotate(Count("pk"))
    found: dict[str, dict[str, Any]] = {}
    for code, name, name_en, state, number in counts:
        one = found.setdefault(code, {"code": code, "name": name, "name_en": name_en, "count": Counter()})
        one["count"][state] += number
    for one in found.values():
        count = one.pop("count")
        one["to_check"], one["to_post"], one["posted"] = (
            count[states.NOMINATED],
            count[states.CHECKED],
            count[states.POSTED],
        )
        one["approved"] = sum(count[state] for state in STOOD)
        one["visited"] = count[states.VISITED]
    return list(found.values())
