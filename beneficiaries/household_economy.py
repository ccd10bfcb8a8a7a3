"""The income per head of a household that is registered: rows in, economy.per_capita_income out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from beneficiaries.economy import Income, IncomeLine, Member, PerCapita, Standing, per_capita_income
from beneficiaries.models import Household, HouseholdMember, IncomeDeclaration, Person, PropertyDeclaration
from beneficiaries.standings import LINES, WORDS


@dataclass(frozen=True)
class Economy:
    """`traces` and `standings` are what the page shows line by line, beside the rows that they come from."""

    result: PerCapita
    members: tuple[tuple[HouseholdMember, Standing, str], ...]
    incomes: tuple[tuple[IncomeDeclaration, IncomeLine, str], ...]
    properties: tuple[PropertyDeclaration, ...]

    @property
    def missing(self) -> list[str]:
        """Names of adults who count and of whom no income is known, not even none."""
        return [
            row.person.name for row, standing, _why in self.members if standing.member.person in self.result.missing
        ]

    @property
    def property_fen(self) -> int:
        return sum(row.value_fen for row in self.properties)


def economy_of(household: Household, *, on: date) -> Economy:
    """Three queries, however many members."""
    current = HouseholdMember.objects.current().filter(household=household)
    return economy_of_members(list(current.select_related("person").order_by("valid_from", "pk")), on=on)


def economy_of_members(
    members: Collection[HouseholdMember], *, on: date, relations: Mapping[int, str] | None = None
) -> Economy:
    """Of any circle of people, for a preview; `relations` (by key of the member) are those after the change.

    Two records of one person are one member, and what was declared under either counts for him.
    """
    rows = _once_each(members)
    people = {_root(row): row for row in rows}
    own = Q(person__in=list(people)) | Q(person__merged_into__in=list(people))
    incomes = list(IncomeDeclaration.objects.in_force().filter(own).select_related("person", "document"))
    incomes.sort(key=lambda row: (row.last_month, row.pk), reverse=True)
    properties = PropertyDeclaration.objects.in_force().filter(own).select_related("person", "document")
    circle = [_member(row, (relations or {}).get(row.pk, row.relation)) for row in rows]
    result = per_capita_income(circle, [_income(row) for row in incomes], on=on)
    return Economy(
        result=result,
        members=tuple((row, s, str(WORDS[s.reason])) for row, s in zip(rows, result.standings, strict=True)),
        incomes=tuple((row, line, str(LINES[line.reason])) for row, line in zip(incomes, result.lines, strict=True)),
        properties=tuple(properties.order_by("-as_of", "-pk")),
    )


Home = tuple[list[HouseholdMember], list[Income], list[PropertyDeclaration]]


def declared_homes() -> Iterator[Home]:
    """Every household with a declared income: its current members, their incomes and property. Four queries for all."""
    declared = IncomeDeclaration.objects.in_force().values("person")
    earning = Person.objects.filter(
        Q(pk__in=declared) | Q(merged_into__in=declared) | Q(merged_records__in=declared)
    ).values("pk")
    current = HouseholdMember.objects.current()
    homes: dict[int, list[HouseholdMember]] = defaultdict(list)
    members = current.filter(household__in=current.filter(person__in=earning).values("household"))
    for row in members.select_related("person").order_by("valid_from", "pk"):
        homes[row.household_id].append(row)
    incomes = _by_person(IncomeDeclaration.objects.in_force().select_related("person").order_by("pk"))
    properties = _by_person(PropertyDeclaration.objects.in_force().select_related("person").order_by("pk"))
    for rows in map(_once_each, homes.values()):
        own = [_income(line) for row in rows for line in incomes.get(_root(row), ())]
        yield rows, own, [line for row in rows for line in properties.get(_root(row), ())]


def income_of(home: Home, *, on: date) -> PerCapita:
    """Says what `economy_of` says of the household on that day."""
    rows, incomes, _properties = home
    return per_capita_income([_member(row, row.relation) for row in rows], incomes, on=on)


def _by_person(declarations: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in declarations:
        found[row.person.merged_into_id or row.person_id].append(row)
    return found


def _once_each(members: Collection[HouseholdMember]) -> list[HouseholdMember]:
    seen: dict[int, HouseholdMember] = {}
    for row in members:
        seen.setdefault(_root(row), row)
    return list(seen.values())


def _root(row: HouseholdMember) -> int:
    return row.person.merged_into_id or row.person_id


def _member(row: HouseholdMember, relation: str) -> Member:
    return Member(_root(row), relation, row.person.birth_date, row.support, row.away, row.away_since)


def _income(row: IncomeDeclaration) -> Income:
    person = row.person.merged_into_id or row.person_id
    return Income(person, row.kind, row.amount_fen, row.first_month, row.last_month)
