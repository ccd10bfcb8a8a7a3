"""Who qualifies and is not on the list: households of a community with a proven hardship, the plainest need first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from beneficiaries.benefits import Benefit
from beneficiaries.models import HardshipCertificate, Household, HouseholdMember
from delivery.festival_visits import states
from delivery.festival_visits.choices import GROUND_OF_CATEGORY, GROUNDS, RANK, SEVERE_LEVELS
from delivery.festival_visits.models import Nomination, Season
from delivery.festival_visits.overlaps import overlaps_of
from delivery.festival_visits.postings import sizes_of

AT_MOST = 200  # of one community; more is no list for an evening


@dataclass(frozen=True)
class Candidate:
    """`grounds` are codes that certificates prove, `met` other help; `visited_before`: in an earlier season."""

    household: Household
    size: int
    grounds: list[str]
    met: Sequence[Benefit] = ()
    visited_before: bool = False

    @property
    def grounds_in_words(self) -> list[Any]:
        return [GROUNDS[code] for code in self.grounds]


def candidates(season: Season, area: Any, *, user: Any, on: date) -> list[Candidate]:
    """A handful of queries, however many there are. Proofs of members are shown as the ground only."""
    members = _members(area)
    grounds = _grounds(members, on)
    taken = Nomination.objects.filter(season=season).on_the_list().values_list("household_id", flat=True)
    rows = Household.objects.filter(pk__in=set(grounds) - set(taken)).select_related("head")
    rows = rows.defer(*(f"head__{name}" for name in ("id_number", "phone", "bank_account", "address")))
    homes = sorted(rows, key=lambda home: (RANK[grounds[home.pk][0]], home.pk))[:AT_MOST]
    keys = [home.pk for home in homes]
    met = overlaps_of(user, keys, season=season, on=on)
    sizes = sizes_of(keys)
    before = set(
        Nomination.objects.filter(household__in=keys, state=states.VISITED).values_list("household_id", flat=True)
    )
    return [
        Candidate(home, sizes.get(home.pk, 1), grounds[home.pk], met.get(home.pk, ()), home.pk in before)
        for home in homes
    ]


def _members(area: Any) -> dict[int, int]:
    """Household by person, for those who live in the community in an open household."""
    rows = HouseholdMember.objects.current().filter(household__area=area, household__closed_at__isnull=True)
    return dict(rows.values_list("person_id", "household_id"))


def _grounds(members: dict[int, int], on: date) -> dict[int, list[str]]:
    """What checked certificates in force prove, per household, the plainest first."""
    in_force = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    rows = HardshipCertificate.objects.filter(in_force, checked_at__isnull=False, category__in=GROUND_OF_CATEGORY)
    rows = rows.filter(person__in=members)
    found: dict[int, set[str]] = defaultdict(set)
    for person, category, level in rows.values_list("person_id", "category", "disability_level"):
        if category != "DISABLED" or level in SEVERE_LEVELS:
            found[members[person]].add(GROUND_OF_CATEGORY[category])
    return {home: sorted(codes, key=lambda code: RANK[code]) for home, codes in found.items()}
