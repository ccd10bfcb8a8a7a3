"""An invented town where some people are registered twice, the way clerks do it, beside those who only look like it.

Deterministic for a seed. The tests measure recall and precision with it, `make bench` the time.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from pypinyin import lazy_pinyin

from applications.demo.people import MARKS, SURNAMES, resident_id
from areas.models import AdminArea
from beneficiaries.models import Household, HouseholdMember, Person
from protection.sealing import seal
from welfare_portal.population.bulk import batches, insert, reserve_ids
from welfare_portal.population.identities import GIVEN, reference

FIRST, DAYS = date(1938, 1, 1), 30_000
ESTATES = ("西湖春天", "红河瀛园", "御馨苑", "瓦屋李", "枫杨花园", "通和小区", "华威", "堂李村")
NEAR = {"in": "ing", "ing": "in", "an": "ang", "ang": "an", "en": "eng", "eng": "en"}


@dataclass(frozen=True)
class Entry:
    """One record as somebody typed it. `family` is the number of its household, -1 for none."""

    name: str
    sex: str
    birth: date | None
    id_number: str
    id_type: str = "resident_id"
    phone: str = ""
    address: str = ""
    family: int = -1


@dataclass
class Town:
    """`same` are the places of two entries for one person; `alike` those of two people who resemble each other."""

    entries: list[Entry] = field(default_factory=list)
    same: dict[tuple[int, int], str] = field(default_factory=dict)
    alike: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, entry: Entry) -> int:
        self.entries.append(entry)
        return len(self.entries) - 1


class Builder:
    """Families of four in a town; then the same people once more, with what clerks get wrong."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(f"{seed} doubles")  # noqa: S311 - repeatable on purpose
        self.town = Town()
        self.numbers: Counter[date] = Counter()
        by_sound = defaultdict(list)
        for character in GIVEN:
            by_sound[lazy_pinyin(character)[0]].append(character)
        self.by_sound = by_sound

    def build(self, people: int, doubles: int) -> Town:
        for family in range(people // 4):
            self._family(family)
        kinds = list(KINDS)
        for place in self.rng.sample(range(len(self.town.entries)), doubles):
            self._double(place, kinds)
        for place in self.rng.sample(range(len(self.town.entries) - doubles), doubles // 2):
            self._look_alike(place)
        return self.town

    def new_phone(self) -> str:
        return f"199{self.rng.randrange(10**8):08d}"

    def new_address(self) -> str:
        rng = self.rng
        return (
            f"石佛办事处{rng.choice(ESTATES)}{rng.randint(1, 60)}号楼{rng.randint(1, 4)}单元{rng.randint(101, 2604)}室"
        )

    def another(self, character: str) -> str:
        """A homophone where there is one."""
        same = [c for c in self.by_sound[lazy_pinyin(character)[0]] if c != character]
        return self.rng.choice(same) if same else character

    def near(self, character: str) -> str:
        sound = lazy_pinyin(character)[0]
        for end, other in NEAR.items():
            if sound.endswith(end) and (found := self.by_sound.get(sound[: -len(end)] + other)):
                return self.rng.choice(found)
        return self.another(character)

    def person(self, surname: str, birth: date, **rest: object) -> Entry:
        sex = self.rng.choice(("female", "male"))
        self.numbers[birth] += 1
        number = resident_id(birth, self.numbers[birth] * 2 + (sex == "male"))
        name = surname + self.rng.choice(MARKS) + self.rng.choice(GIVEN)
        return Entry(name=name, sex=sex, birth=birth, id_number=number, **rest)  # type: ignore[arg-type]

    def _family(self, family: int) -> None:
        rng, home, phone = self.rng, self.new_address(), self.new_phone()
        surname = rng.choice(SURNAMES)
        parent = FIRST + timedelta(days=rng.randrange(DAYS - 8_000))
        for number in range(4):
            birth = parent + timedelta(days=rng.randrange(900) if number < 2 else 7_300 + rng.randrange(6_000))
            own = phone if number != 1 else self.new_phone()  # the children have the telephone of one parent
            self.town.add(
                self.person(
                    surname if number != 1 else rng.choice(SURNAMES), birth, phone=own, address=home, family=family
                )
            )

    def _double(self, place: int, kinds: Sequence[str]) -> None:
        """The second record: without a document, or with the number of an old roster."""
        kind = kinds[place % len(kinds)]
        original = self.town.entries[place]
        second = replace(original, id_number="", id_type="none", family=-1)
        self.town.same[place, self.town.add(KINDS[kind](self, second, original))] = kind

    def _look_alike(self, place: int) -> None:
        original = self.town.entries[place]
        kind = ("twin", "namesake", "neighbour")[place % 3]
        assert original.birth is not None
        other = self.person(original.name[0], original.birth, phone=original.phone, address=original.address)
        if kind == "twin":
            twin = original.name[:2] + self.rng.choice([c for c in GIVEN if c != original.name[2]])
            other = replace(other, name=twin, family=original.family)
        elif kind == "namesake":
            other = replace(other, name=original.name, phone=self.new_phone(), address=self.new_address())
        else:
            birth = original.birth + timedelta(days=400)
            other = replace(
                self.person(self.rng.choice(SURNAMES), birth), address=original.address, phone=original.phone
            )
        self.town.alike[place, self.town.add(other)] = kind


def _homophone(b: Builder, second: Entry, _original: Entry) -> Entry:
    return replace(second, name=second.name[:2] + b.another(second.name[2]))


def _near(b: Builder, second: Entry, _original: Entry) -> Entry:
    return replace(second, name=second.name[:2] + b.near(second.name[2]))


def _wrong_character(b: Builder, second: Entry, _original: Entry) -> Entry:
    return replace(second, name=second.name[:2] + b.rng.choice(GIVEN))


def _turned_round(_b: Builder, second: Entry, _original: Entry) -> Entry:
    return replace(second, name=second.name[1:] + second.name[0])


def _swapped_date(b: Builder, second: Entry, _original: Entry) -> Entry:
    assert second.birth is not None
    text = f"{second.birth:%Y%m%d}"
    places = list(range(7))
    b.rng.shuffle(places)
    for place in places:
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if swapped != text and (day := _day(swapped)) is not None:
            return replace(second, birth=day)
    return second


def _wrong_digit(b: Builder, second: Entry, _original: Entry) -> Entry:
    assert second.birth is not None
    text, place = f"{second.birth:%Y%m%d}", b.rng.choice((3, 7))
    for digit in "0123456789":
        if digit != text[place] and (day := _day(text[:place] + digit + text[place + 1 :])) is not None:
            return replace(second, birth=day)
    return second


def _old_number(b: Builder, second: Entry, original: Entry) -> Entry:
    """An old roster: 15 digits, the name by ear, no telephone."""
    if original.id_number[6:8] != "19":
        return _moved(b, second, original)
    number = original.id_number[:6] + original.id_number[8:17]
    named = _homophone(b, second, original)
    return replace(named, id_number=number, id_type="old_resident_id", phone="", address=b.new_address())


def _moved(b: Builder, second: Entry, _original: Entry) -> Entry:
    return replace(second, address=b.new_address(), phone=b.new_phone())


def _other_spelling(_b: Builder, second: Entry, _original: Entry) -> Entry:
    """The address in another spelling, another telephone, no date of birth."""
    address = "郑州市高新区" + second.address.replace("号楼", "栋").removesuffix("室")
    return replace(second, address=address, phone="", birth=None)


def _day(text: str) -> date | None:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return day if 1900 < day.year < 2024 else None


KINDS: dict[str, Callable[[Builder, Entry, Entry], Entry]] = {
    "homophone": _homophone,
    "near sound": _near,
    "wrong character": _wrong_character,
    "turned round": _turned_round,
    "swapped date": _swapped_date,
    "wrong digit": _wrong_digit,
    "old number": _old_number,
    "moved": _moved,
    "other spelling": _other_spelling,
}


def make_town(people: int, doubles: int, seed: int) -> Town:
    """`people` in families of four, `doubles` of them entered twice, half as many who only look like it."""
    return Builder(seed).build(people, doubles)


def register_town(town: Town, *, places: Sequence[AdminArea], at: datetime) -> int:
    """Inserts the entries in order with neighbouring primary keys; returns the first one."""
    count, families = len(town.entries), 1 + max(entry.family for entry in town.entries)
    with transaction.atomic():
        first, home = reserve_ids(Person, count), reserve_ids(Household, families)
    for batch in batches(count):
        insert([_person(town.entries[n], first + n, places, at) for n in batch])
    heads: dict[int, int] = {}
    for number, entry in enumerate(town.entries):
        heads.setdefault(entry.family, number)
    insert([_household(home + f, first + n, places, at) for f, n in heads.items() if f >= 0])
    insert(
        [
            HouseholdMember(
                household_id=home + entry.family,
                person_id=first + number,
                relation="self" if heads[entry.family] == number else "child",
                valid_from=at.date(),
            )
            for number, entry in enumerate(town.entries)
            if entry.family >= 0
        ]
    )
    return first


def _person(entry: Entry, pk: int, places: Sequence[AdminArea], at: datetime) -> Person:
    person = Person(
        pk=pk,
        reference=reference("RY", pk),
        name=entry.name,
        sex=entry.sex,
        birth_date=entry.birth,
        id_type=entry.id_type,
        area=places[pk % len(places)],
        registered_at=at,
    )
    for name in ("id_number", "phone", "address"):
        seal(person, name, getattr(entry, name))
    return person


def _household(pk: int, head: int, places: Sequence[AdminArea], at: datetime) -> Household:
    return Household(pk=pk, reference=reference("JT", pk), head_id=head, area=places[head % len(places)], opened_at=at)
