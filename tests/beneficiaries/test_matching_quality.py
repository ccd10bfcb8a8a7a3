"""Planted pairs: how many are found, and how many of those found are right. Domain goal: both 95 % at least."""

from collections import Counter

import pytest

from beneficiaries.models import DuplicatePair
from beneficiaries.services import find_duplicates
from tests.factories.areas import CommunityFactory
from tests.factories.beneficiaries import NOW
from welfare_portal.population.doubles import KINDS, make_town, register_town

pytestmark = pytest.mark.django_db
PEOPLE, DOUBLES = 1_600, 270


@pytest.mark.parametrize("seed", [1, 2])
def test_planted_pairs_are_found_and_look_alikes_are_not(seed):
    town = make_town(PEOPLE, DOUBLES, seed)
    first = register_town(town, places=[CommunityFactory()], at=NOW)

    find_duplicates(at=NOW)

    found = {(a - first, b - first) for a, b in DuplicatePair.objects.values_list("first_id", "second_id")}
    right = found & town.same.keys()
    missed = Counter(town.same[pair] for pair in town.same.keys() - found)
    wrong = Counter(town.alike.get(pair, "strangers") for pair in found - town.same.keys())
    assert set(town.same.values()) == set(KINDS)
    assert len(right) / len(town.same) >= 0.95, missed
    assert len(right) / len(found) >= 0.95, wrong
