"""De-duplication across schemes: what else a household gets or asked for, told by the benefit ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from beneficiaries.benefits import Benefit, benefits_of, overlaps
from beneficiaries.models import HouseholdMember, Person
from delivery.festival_visits.choices import CODE
from delivery.festival_visits.models import Season


def records_by_home(household_ids: Collection[int]) -> dict[int, list[int]]:
    """Every record of everybody who lives in these households now, by household. Two queries."""
    members = HouseholdMember.objects.current().filter(household__in=household_ids)
    home_of = dict(members.values_list("person_id", "household_id"))
    merged = Person.objects.filter(Q(merged_into__in=home_of)).values_list("pk", "merged_into_id")
    found: dict[int, list[int]] = defaultdict(list)
    for person, home in home_of.items():
        found[home].append(person)
    for person, kept in merged:
        found[home_of[kept]].append(person)
    return found


def overlaps_of(user: Any, household_ids: Collection[int], *, season: Season, on: date) -> Mapping[int, list[Benefit]]:
    """By household: help of this calendar year or still open, as far as the user may know of it.

    The same queries for one household and for a hundred. Visits of earlier seasons are no second help, they are the
    same help a year later.
    """
    records = records_by_home(household_ids)
    home_of = {person: home for home, people in records.items() for person in people}
    lines: dict[int, list[Benefit]] = defaultdict(list)
    for line in benefits_of(user, list(home_of)):
        if line.kind != CODE or line.on >= season.nominate_from:
            lines[home_of[line.person_id]].append(line)
    return {home: met for home, found in lines.items() if (met := overlaps(found, kind=CODE, on=on))}


def noted(lines: Collection[Benefit]) -> list[dict[str, str]]:
    """What is kept with the nomination: codes and ids, no amounts."""
    return [{"kind": line.kind, "source": line.source, "outcome": line.outcome} for line in lines]
