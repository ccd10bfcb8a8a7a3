"""People written down twice by hand, in ways that the portal's own generator does not know (habits.py)."""

from collections import Counter

import pytest

from beneficiaries.blocking import neighbours
from beneficiaries.matching import cannot_be_one, commonness, compare, name_finding
from tests.beneficiaries.habits import HABITS, write_register

FAMILIES, AGAIN = 900, 25


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_what_people_write_down_twice_is_found_and_families_are_told_apart(seed):
    register = write_register(FAMILIES, AGAIN, seed)
    people = register.traits()
    common = commonness(people.values())

    found = {
        pair
        for pair in neighbours(list(people), people)
        if not cannot_be_one(people[pair[0]], people[pair[1]])
        and compare(people[pair[0]], people[pair[1]], common).is_likely
    }

    right = found & register.same.keys()
    missed = Counter(register.same[pair] for pair in register.same.keys() - found)
    assert set(register.same.values()) == set(HABITS)
    assert len(right) / len(register.same) >= 0.95, missed
    assert len(right) / len(found) >= 0.95, len(found - right)
    assert all(missed[habit] <= AGAIN * 0.2 for habit in HABITS), missed


@pytest.mark.parametrize(
    ("one", "other", "finding"),
    [
        ("张建军", "小军", "name_nickname"),
        ("张建军", "老军", "name_nickname"),
        ("张建军", "军军", "name_nickname"),
        ("小军", "张建军", "name_nickname"),
        ("张建军", "张小军", "name_nickname"),
        ("张建军", "李小军", "name_differs"),
        ("张建军", "小林", "name_differs"),
        ("张建军", "张建林", "name_one_character"),
        ("張建軍", "张建军", "name_sounds_same"),
        ("欧阳建军", "欧建军", "name_character_missing"),
    ],
)
def test_what_people_are_called(one, other, finding):
    assert name_finding(one, other) == finding
