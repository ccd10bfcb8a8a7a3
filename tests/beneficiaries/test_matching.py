"""What speaks for and against two records being one person."""

from collections import Counter
from datetime import date

import pytest

from beneficiaries.matching import Commonness, Traits, cannot_be_one, compare, name_finding
from beneficiaries.reasons import WORDS, sentences
from beneficiaries.sounds import sound_of

BORN = date(1968, 2, 17)
BASE = Traits(
    pk=1,
    name="张演伟",
    sound=sound_of("张演伟"),
    sex="male",
    birth=BORN,
    number="n1",
    is_checked=True,
    phone="p1",
    account="",
    home="h1",
    building="b1",
    household=None,
)


def other(**changes) -> Traits:
    """The same person once more without a document."""
    if "name" in changes:
        changes["sound"] = sound_of(changes["name"])
    return BASE._replace(pk=2, number="", is_checked=False, **changes)


def codes(match) -> list[str]:
    return [reason.code for reason in match.reasons]


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ("张演伟", "name_same"),
        ("章演炜", "name_sounds_same"),
        ("張演偉", "name_sounds_same"),  # traditional characters
        ("演伟张", "name_turned_round"),
        ("张燕伟", "name_sounds_same"),
        ("占演伟", "name_sounds_near"),
        ("张伟", "name_character_missing"),
        ("张演涛", "name_one_character"),
        ("李示涛", "name_differs"),
        ("", "name_differs"),
    ],
)
def test_how_two_names_differ(second, code):
    assert name_finding("张演伟", second) == code


def test_two_characters_that_share_one_are_two_names():
    assert name_finding("张伟", "张军") == "name_differs"


def test_a_surname_with_a_reading_of_its_own_sounds_like_it():
    assert name_finding("单演一", "善演一") == "name_sounds_same"
    assert name_finding("解演一", "谢演一") == "name_sounds_same"


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (BORN, "birth_same"),
        (date(1968, 12, 7), "birth_differs"),
        (date(1986, 2, 17), "birth_swapped"),
        (date(1968, 2, 27), "birth_one_digit"),
        (date(1969, 2, 17), "birth_one_digit"),
        (date(1970, 5, 1), "birth_differs"),
    ],
)
def test_how_two_dates_differ(second, code):
    assert code in codes(compare(BASE, other(birth=second)))


def test_day_and_month_swapped():
    first, second = BASE._replace(birth=date(1968, 3, 11)), other(birth=date(1968, 11, 3))

    assert "birth_swapped" in codes(compare(first, second))


def test_the_points_are_told_with_their_reasons():
    match = compare(BASE, other(name="章演炜"))

    assert [tuple(reason) for reason in match.reasons] == [
        ("name_sounds_same", 8),
        ("birth_same", 11),
        ("sex_same", 1),
        ("phone_same", 6),
        ("home_same", 6),
    ]
    assert (match.score, match.is_likely) == (32, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": "p2", "home": "h2", "building": "b2"},  # moved
        {"name": "章演炜", "phone": "p2", "home": "h2", "building": "b2"},
        {"birth": date(1968, 2, 27), "home": "h2", "building": "b2"},
        {"birth": date(1986, 2, 17), "phone": "p2", "home": "h2", "building": "b2"},
        {"birth": None, "home": "h2"},
        {"birth": date(1970, 5, 1)},
        {"name": "张演涛", "home": "h2"},
        {"name": "zhangyanwei", "phone": "p2", "home": "h2"},
    ],
)
def test_one_person_typed_twice_is_likely(changes):
    assert compare(BASE, other(**changes)).is_likely


TWIN = BASE._replace(pk=2, number="n2", name="张演涛", sound=sound_of("张演涛"))


@pytest.mark.parametrize(
    "second",
    [
        TWIN,
        TWIN._replace(name="张演炜", sound=sound_of("张演炜")),  # twins whose names sound the same
        TWIN._replace(number="", is_checked=False, household=7),  # newborn, no document
        BASE._replace(pk=2, number="n2", phone="p2", home="h2", building="b2"),  # a namesake born on the same day
        other(name="李示涛", phone="p2"),  # a guest in the same home
        other(name="张示军", birth=date(1995, 1, 1)),  # the son
        other(phone="p2", home="h2", building="b2", birth=date(1990, 1, 1)),  # a namesake
    ],
)
def test_two_people_are_not_likely_one(second):
    first = BASE._replace(household=second.household)

    assert not compare(first, second).is_likely


def test_an_old_number_settles_it():
    second = other(name="李示涛", birth=None)._replace(number="n1", is_checked=True)

    assert compare(BASE, second).is_likely


def test_two_cards_of_one_person_are_shown_when_everything_else_is_the_same():
    assert compare(BASE, BASE._replace(pk=2, number="n2")).is_likely


def test_what_many_share_says_less():
    common = Commonness(names=Counter({BASE.name: 70}), phones=Counter({"p1": 40}), homes=Counter({"h1": 4000}))

    points = dict(compare(BASE, other(), common).reasons)
    far = dict(compare(BASE, other(phone="p2", home="h2"), common).reasons)

    assert (points["phone_same"], points["home_same"]) == (4, 1)
    assert (points["name_same"], far["name_same"]) == (10, 6)  # namesakes in one home are rare all the same


def test_every_reason_has_its_words():
    from beneficiaries.matching import POINTS

    assert set(WORDS) == set(POINTS)
    assert [s.points for s in sentences([["sex_same", 1], ["name_differs", -10], ["birth_same", 11]])] == [11, -10, 1]


def test_the_quick_answer_never_contradicts_the_long_one():
    from itertools import product

    first = BASE._replace(account="a1")
    for name, birth, number, phone, account, home in product(
        ("张演伟", "章演炜"), (BORN, None, date(1990, 1, 1)), ("n1", "n2", ""), ("p1", ""), ("a1", ""), ("h1", "h2")
    ):
        second = BASE._replace(
            pk=2, name=name, sound=sound_of(name), birth=birth, number=number, is_checked=bool(number)
        )._replace(phone=phone, account=account, home=home)

        assert not (cannot_be_one(first, second) and compare(first, second).is_likely)
