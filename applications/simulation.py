"""A program under other terms: on its cases of some time, and on those of the registry who have not asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from applications.caseload import Caseload, Opening
from applications.models import Application
from applications.people_facts import NAMES, Registry
from applications.services.unclaimed import people_who_asked
from applications.unclaimed import is_searchable
from areas.models import AdminArea
from beneficiaries.models import Person
from programs.bulk import blind_rules
from programs.models import Program
from programs.selectors import figures_for
from programs.simulate import Comparison, Place, Row, compare, counts_as_case, counts_as_person, places_by_people
from protection import masks
from protection.access import AccessContext

YEAR = timedelta(days=365)
IN_CHART, BAR_HEIGHT = 20, 44


@dataclass(frozen=True)
class PlaceRow:
    name: str
    cases: Place
    people: Place | None


@dataclass(frozen=True)
class Mover:
    """Somebody who is newly in or out: reference and masked name."""

    reference: str
    name: str
    place: str


@dataclass(frozen=True)
class Bar:
    """One community in the chart; lengths in hundredths of the longest."""

    name: str
    before: int
    after: int
    y: int
    before_width: float
    after_width: float


@dataclass(frozen=True)
class Simulation:
    """`people` is None for a scheme that the registry alone cannot show a need for. `blind` are rules that read sealed
    answers and whose limit changes; they count as not known. When they were opened there are none, and `opened` is the
    number of cases whose sealed answers were read and recorded."""

    cases: Comparison
    people: Comparison | None
    places: list[PlaceRow]
    cases_in: list[Mover]
    cases_out: list[Mover]
    people_in: list[Mover]
    people_out: list[Mover]
    blind: list[str]
    opened: int = 0

    @property
    def estimate_before_fen(self) -> int | None:
        return self._estimate("before")

    @property
    def estimate_after_fen(self) -> int | None:
        return self._estimate("after")

    @property
    def lacks_estimate(self) -> bool:
        """People of the register are in, but no case with an amount is left by which theirs could be estimated."""
        return self.people is not None and None in (self.estimate_before_fen, self.estimate_after_fen)

    def _estimate(self, side: str) -> int | None:
        """People of the registry times the average grant of the cases, where their own amount is not known."""
        if self.people is None:
            return None
        cases, people = getattr(self.cases.total, side), getattr(self.people.total, side)
        priced = cases.people - cases.unpriced
        if not people.unpriced:
            return int(people.fen)
        return int(people.fen + people.unpriced * cases.fen // priced) if priced else None


def simulate_program(
    program: Program,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    since: datetime,
    on: date,
    access: AccessContext | None = None,
) -> Simulation:
    """Reads the cases and the registry once; changes nothing. With `access`, sealed answers on which a changed limit
    rests are judged by the program as well, and each case that was opened is recorded."""
    scheme = program.scheme
    figures = figures_for(scheme, on=on)
    before, after = {**figures, **before}, {**figures, **after}
    blind = blind_rules(scheme, before, after)
    opening = Opening(blind, access) if access and blind else None
    load = Caseload(program, since=since, parameters=before, opening=opening)
    terms = {"before": before, "after": after}
    cases = compare(scheme, load.rows(), names=load.names, **terms, counts=counts_as_case)
    people = None
    if is_searchable(scheme):
        people = compare(scheme, _registry_rows(program, on), names=NAMES, **terms, counts=counts_as_person)
    return Simulation(
        cases,
        people,
        _place_rows(cases, people),
        _cases(cases.newly_in),
        _cases(cases.newly_out),
        _people(people.newly_in if people else []),
        _people(people.newly_out if people else []),
        [] if opening else blind,
        load.opened,
    )


def _registry_rows(program: Program, on: date) -> Iterator[Row]:
    registry, asked = Registry(on=on, schemes=[program.scheme]), people_who_asked(program, on=on)
    for stretch in registry.stretches():
        for row in stretch.people:
            facts = registry.facts_of(row, program_id=program.pk)
            if row.pk not in asked and program.scheme.is_sought(on, NAMES, facts):
                yield Row(row.pk, row.area_id, on, facts)


def _place_rows(cases: Comparison, people: Comparison | None) -> list[PlaceRow]:
    order = dict.fromkeys(pk for pk, _place in places_by_people(cases))
    if people:
        order |= dict.fromkeys(pk for pk, _place in places_by_people(people))
    names = {area.pk: str(area) for area in AdminArea.objects.filter(pk__in=order)}
    return [
        PlaceRow(names[pk], cases.places.get(pk, Place()), people.places.get(pk, Place()) if people else None)
        for pk in order
    ]


def _cases(keys: list[int]) -> list[Mover]:
    rows = Application.objects.filter(pk__in=keys).order_by("reference")
    columns = rows.values_list("reference", "applicant__name", "area__name")
    return [_mover(*row) for row in columns]


def _people(keys: list[int]) -> list[Mover]:
    rows = Person.objects.filter(pk__in=keys).order_by("reference")
    return [_mover(*row) for row in rows.values_list("reference", "name", "area__name")]


def _mover(reference: str, name: str, place: str) -> Mover:
    return Mover(reference, masks.name(name), place)


def bars_of(simulation: Simulation) -> list[Bar]:
    """The communities with most people, cases and registry together."""
    rows = [(row.name, _people_in(row, "before"), _people_in(row, "after")) for row in simulation.places]
    rows = sorted(rows, key=lambda row: -max(row[1], row[2]))[:IN_CHART]
    longest = max((max(before, after) for _name, before, after in rows), default=0) or 1
    return [
        Bar(name, before, after, place * BAR_HEIGHT, round(before / longest * 100, 1), round(after / longest * 100, 1))
        for place, (name, before, after) in enumerate(rows)
    ]


def _people_in(row: PlaceRow, side: str) -> int:
    return sum(getattr(place, side).people for place in (row.cases, row.people) if place)
