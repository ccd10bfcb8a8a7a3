"""The round of a worker: what to do at whose door, by community and in walking order, on one sheet.

Addresses rest sealed, so the order of house numbers is not known to the portal. Known is who lives in the same house:
the keyed token of street and number (docs/adr/0014). Neighbours stand together, the house with the first deadline
first; the order of the communities is set by staff (AdminArea.visiting_order).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from accounts import roles
from accounts.permissions import has_role
from applications.scopes import FIELD_ROLES
from areas.calendar import work_calendar
from areas.deadlines import Light, light
from areas.models import AdminArea
from home.plan_sources import SOURCES, Errand

WALKERS = (*FIELD_ROLES, roles.FEDERATION_REVIEWER)
LINES = 34  # with the headings what fits on one A4 page
LATER = datetime(9999, 1, 1, tzinfo=UTC)
# What goes on the sheet first when there is more than a day's work.
RANK = {
    "visit": 0,
    "overdue": 1,
    "papers_came": 2,
    "follow_up": 3,
    "answer_near": 4,
    "expiring": 5,
    "renewal": 6,
    "find": 7,
}


@dataclass(frozen=True)
class Line:
    errand: Errand
    light: Light | None


@dataclass(frozen=True)
class Stop:
    """A community, with its lines in walking order."""

    area: AdminArea
    lines: list[Line]


@dataclass(frozen=True)
class DayPlan:
    """`left_out` counts what does not fit on the sheet."""

    now: datetime
    stops: list[Stop] = field(default_factory=list)
    left_out: int = 0

    @property
    def count(self) -> int:
        return sum(len(stop.lines) for stop in self.stops)


def has_day_plan(user: Any) -> bool:
    return bool(has_role(user, *WALKERS))


def plan_of(user: Any, *, now: datetime) -> DayPlan:
    found = [errand for source in SOURCES for errand in source(user, now)]
    found.sort(key=lambda errand: (RANK[errand.kind], errand.due_at or LATER))
    chosen = found[:LINES]
    areas = AdminArea.objects.select_related("parent").in_bulk({errand.area_id for errand in chosen})
    calendar = work_calendar()
    stops = [
        Stop(area, [Line(errand, light(errand.due_at, now, calendar)) for errand in in_walking_order(here)])
        for area, here in _by_place(chosen, areas)
    ]
    return DayPlan(now, stops, len(found) - len(chosen))


def _by_place(errands: Iterable[Errand], areas: dict[int, AdminArea]) -> Iterator[tuple[AdminArea, list[Errand]]]:
    here: dict[int, list[Errand]] = {}
    for errand in errands:
        here.setdefault(errand.area_id, []).append(errand)
    for area in sorted((areas[pk] for pk in here), key=_place_in_the_round):
        yield area, here[area.pk]


def _place_in_the_round(area: AdminArea) -> tuple[int, str, int, str]:
    above = area.parent or area
    return above.visiting_order, above.code, area.visiting_order, area.code


def in_walking_order(errands: list[Errand]) -> list[Errand]:
    """Neighbours together, the house with the first deadline first; one person's errands in one go."""
    first: dict[str, datetime] = {}
    for errand in errands:
        first[errand.house] = min(errand.due_at or LATER, first.get(errand.house, LATER))
    return sorted(errands, key=lambda one: (first[one.house], one.house, one.who, one.due_at or LATER, one.url))
