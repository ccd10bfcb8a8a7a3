"""Are two records one person? Points for and against, each with its reason. Pure: no database, no key.

The points are logarithms of how much likelier a finding is for one person than for two: ten points are a factor of a
thousand. They add up; from LIKELY on a pair is shown to people, who decide (docs/adr/0012).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from beneficiaries.sounds import is_near_sound, is_same_sound

LIKELY = 17
SHARED_BY_A_FAMILY = 8  # people with one telephone or home; beyond it a shared one says less and less
USUAL_NAMESAKES = 4
TWO_CARDS_TWO_NAMES = -6
NICKNAMES = "小老阿大"

POINTS = {
    "number_same": 40,
    "number_differs": -10,
    "name_same": 10,
    "name_sounds_same": 8,
    "name_turned_round": 7,
    "name_sounds_near": 5,
    "name_character_missing": 4,
    "name_nickname": 3,
    "name_one_character": 0,
    "name_differs": -10,
    "birth_same": 11,
    "birth_swapped": 7,
    "birth_one_digit": 5,
    "birth_year_only": 1,
    "birth_differs": -6,
    "sex_same": 1,
    "sex_differs": -4,
    "phone_same": 6,
    "account_same": 6,
    "home_same": 6,
    "building_same": 2,
    "same_household": -8,
}


class Reason(NamedTuple):
    code: str
    points: int


class Traits(NamedTuple):
    """What is compared of one record. Of sealed values only their blind indexes: equal or not is all that is asked.

    `number` is the index of the ID number in its present form; `is_checked` says that it had to pass a check digit.
    """

    pk: int
    name: str
    sound: str
    sex: str
    birth: date | None
    number: str
    is_checked: bool
    phone: str
    account: str
    home: str
    building: str
    household: int | None


@dataclass(frozen=True)
class Commonness:
    """How many records of the register share a value: 张伟 or the telephone of an old people's home says little."""

    names: Counter[str] = field(default_factory=Counter)
    sounds: Counter[str] = field(default_factory=Counter)
    phones: Counter[str] = field(default_factory=Counter)
    homes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Match:
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def commonness(people: Iterable[Traits]) -> Commonness:
    found = Commonness()
    for person in people:
        found.names[person.name] += 1
        found.sounds[person.sound] += 1
        found.phones[person.phone] += 1
        found.homes[person.home] += 1
    return found


NOTHING_IS_COMMON = Commonness()


def compare(a: Traits, b: Traits, common: Commonness = NOTHING_IS_COMMON) -> Match:
    number, contacts = _number(a, b), tuple(_contacts(a, b, common))
    in_touch = any(finding.code != "building_same" for finding in contacts)
    known = NOTHING_IS_COMMON if in_touch else common  # namesakes in one home are rare, however common the name
    findings = (number, *_name(a, b, known, number), _birth(a.birth, b.birth), _sex(a, b), *contacts)
    reasons = tuple(finding for finding in findings if finding is not None)
    if a.household is not None and a.household == b.household:
        reasons += (_reason("same_household"),)
    return Match(reasons)


def cannot_be_one(a: Traits, b: Traits) -> bool:
    """True for most pairs, in a moment: two cards, and not both one name and one telephone, account or home.

    `compare` would say the same: what is left cannot make up for two numbers.
    """
    if not (a.is_checked and b.is_checked) or a.number == b.number:
        return False
    return a.name != b.name or not (
        (a.phone and a.phone == b.phone) or (a.account and a.account == b.account) or (a.home and a.home == b.home)
    )


def _reason(code: str, discount: int = 0) -> Reason:
    return Reason(code, POINTS[code] - discount)


def _rarer(count: int, usual: int) -> int:
    """One point less each time that twice as many records share the value."""
    return max(0, (count // usual).bit_length() - 1)


def _number(a: Traits, b: Traits) -> Reason | None:
    if a.number and a.number == b.number:
        return _reason("number_same")
    return _reason("number_differs") if a.is_checked and b.is_checked else None


def _name(a: Traits, b: Traits, common: Commonness, number: Reason | None) -> Iterable[Reason]:
    """Two checked cards with two numbers hold two names as they are: then any other name speaks against."""
    code = name_finding(a.name, b.name)
    if code == "name_differs" and a.sound.replace(" ", "") == b.sound.replace(" ", ""):
        code = "name_sounds_same"  # one of them in Latin letters
    if code == "name_same":
        yield _reason(code, min(5, _rarer(common.names[a.name], USUAL_NAMESAKES)))
    elif number is not None and number.code == "number_differs":
        yield Reason(code, min(POINTS[code], TWO_CARDS_TWO_NAMES))
    elif code == "name_sounds_same":
        yield _reason(code, min(4, _rarer(common.sounds[a.sound], USUAL_NAMESAKES)))
    else:
        yield _reason(code)


def name_finding(one: str, other: str) -> str:
    """Which of the reasons holds between two squeezed names (search.squeezed)."""
    if one == other:
        return "name_same"
    if len(one) == len(other) > 1:
        return _of_one_length(one, other)
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) == 1 and len(shorter) > 1 and _is_part(shorter, longer):
        return "name_character_missing"
    return "name_nickname" if _is_nickname(one, other) or _is_nickname(other, one) else "name_differs"


def _is_nickname(short: str, whole: str) -> bool:
    """小军, 军军 or 张小军 for 张建军: the last character is what people call."""
    if len(whole) < 2 or not short or short[-1] != whole[-1]:
        return False
    called = short[len(whole) - 2 :] if len(short) == len(whole) > 2 and short[0] == whole[0] else short
    return len(called) == 2 and (called[0] in NICKNAMES or called[0] == called[1])


def _of_one_length(one: str, other: str) -> str:
    changed = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if all(is_same_sound(a, b) for a, b in changed):
        return "name_sounds_same"
    if sorted(one) == sorted(other):
        return "name_turned_round"
    strange = [(a, b) for a, b in changed if not is_same_sound(a, b)]
    if len(strange) == 1 and is_near_sound(*strange[0]):
        return "name_sounds_near"
    if _is_nickname(one, other) or _is_nickname(other, one):
        return "name_nickname"
    return "name_one_character" if len(changed) == 1 and len(one) > 2 else "name_differs"


def _is_part(shorter: str, longer: str) -> bool:
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _birth(one: date | None, other: date | None) -> Reason | None:
    if one is None or other is None:
        return None
    if one == other:
        return _reason("birth_same")
    a, b = f"{one:%Y%m%d}", f"{other:%Y%m%d}"
    if _is_swapped(a, b) or (a[:4] == b[:4] and a[4:6] == b[6:] and a[6:] == b[4:6]):
        return _reason("birth_swapped")
    if a[:4] == b[:4] and "0101" in (a[4:], b[4:]):
        return _reason("birth_year_only")
    differing = sum(x != y for x, y in zip(a, b, strict=True))
    return _reason("birth_one_digit" if differing == 1 else "birth_differs")


def _is_swapped(a: str, b: str) -> bool:
    """Two neighbouring digits changed places."""
    places = [place for place in range(len(a)) if a[place] != b[place]]
    return len(places) == 2 and places[1] == places[0] + 1 and sorted(a) == sorted(b)


def _sex(a: Traits, b: Traits) -> Reason | None:
    if not a.sex or not b.sex:
        return None
    return _reason("sex_same" if a.sex == b.sex else "sex_differs")


def _contacts(a: Traits, b: Traits, common: Commonness) -> Iterable[Reason]:
    if a.phone and a.phone == b.phone:
        yield _reason("phone_same", min(5, _rarer(common.phones[a.phone], SHARED_BY_A_FAMILY)))
    if a.account and a.account == b.account:
        yield _reason("account_same")
    if a.home and a.home == b.home:
        yield _reason("home_same", min(5, _rarer(common.homes[a.home], SHARED_BY_A_FAMILY)))
    elif a.building and a.building == b.building:
        yield _reason("building_same")
