"""Which records are worth comparing at all: those that share one of these keys. Pure.

A hundred thousand records are five thousand million pairs; those that share a key are some hundred thousand.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from beneficiaries.matching import Traits

TOO_MANY = 200  # more records under one key are an institution, a placeholder or a fashion, and say nothing


def keys_of(person: Traits) -> Iterator[int]:
    """Numbers that stand for the keys. Two keys with one number cost a comparison and change no result."""
    for kind, value in (
        ("number", person.number),
        ("phone", person.phone),
        ("account", person.account),
        ("home", person.home),
    ):
        if value:
            yield hash((kind, value))
    yield from _keys_of_birth(person)


def _keys_of_birth(person: Traits) -> Iterator[int]:
    """The day; the sound of the name with the day's digits in any order, or with two parts of the day out of three."""
    if person.birth is None:
        yield hash(("sound", person.sound))
        return
    year, month, day = person.birth.year, person.birth.month, person.birth.day
    yield hash(("born", year, month, day))
    yield hash(("born", year, month, day, person.sound.partition(" ")[0]))  # 1 January stands for "some time that year"
    yield hash(("digits", person.sound, "".join(sorted(f"{year}{month:02}{day:02}"))))
    yield hash(("month", person.sound, year, month))
    yield hash(("day", person.sound, year, day))
    yield hash(("feast", person.sound, month, day))
    yield hash(("sound", person.sound))


def neighbours(fresh: Collection[int], people: Mapping[int, Traits]) -> Iterator[tuple[int, int]]:
    """Pairs of primary keys, the smaller first, of which at least one is fresh; each pair once."""
    wanted = set(fresh)
    groups = _groups({key for pk in wanted for key in keys_of(people[pk])}, people.values())
    for pk in wanted:
        beside = {other for key in keys_of(people[pk]) if len(groups[key]) <= TOO_MANY for other in groups[key]}
        for other in beside:
            if other < pk or (other > pk and other not in wanted):
                yield min(pk, other), max(pk, other)


def _groups(wanted: set[int], people: Iterable[Traits]) -> Mapping[int, list[int]]:
    groups: dict[int, list[int]] = defaultdict(list)
    for person in people:
        for key in keys_of(person):
            if key in wanted:
                groups[key].append(person.pk)
    return groups
