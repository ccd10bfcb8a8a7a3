"""Who is at the door? Before somebody is registered: people already in the register who may be the same person.

Only people whom the user may see are named. Of the others nothing is told but that a number is known elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from beneficiaries.choices import CHECKED_ID_TYPES, OLD_ID_TYPE
from beneficiaries.matching import Commonness, Match, Traits, compare
from beneficiaries.models import Person, PersonToken
from beneficiaries.reasons import Sentence, sentences
from beneficiaries.search import squeezed
from beneficiaries.selectors import find_person_by_id_number
from beneficiaries.sounds import sound_of
from beneficiaries.traits import traits_of
from protection import validators
from protection.indexing import index_of, tokens_of

SHOWN = 5
ONE_KEY_AT_MOST = 200  # more people under one telephone or day say nothing (blocking.TOO_MANY)
NEWCOMER = 0  # no row has this key
HALF = 32  # of a blind index, as in traits


@dataclass(frozen=True)
class Newcomer:
    """What is known of somebody who is not registered yet, as it was typed."""

    name: str
    id_number: str = ""
    id_type: str = "resident_id"
    sex: str = ""
    birth_date: date | None = None
    phone: str = ""
    bank_account: str = ""
    address: str = ""


@dataclass(frozen=True)
class Likeness:
    person: Person
    match: Match

    @property
    def sentences(self) -> list[Sentence]:
        return sentences(self.match.reasons)


@dataclass(frozen=True)
class Doorstep:
    """`known` has this very number; `is_elsewhere`: somebody has it whom this user may not see; `alike`: best first."""

    known: Person | None = None
    is_elsewhere: bool = False
    alike: tuple[Likeness, ...] = ()

    @property
    def references(self) -> list[str]:
        return [likeness.person.reference for likeness in self.alike]


def who_is_it(newcomer: Newcomer, *, user: Any) -> Doorstep:
    """A handful of queries by index, however large the register."""
    if found := _holder(newcomer, user):
        return found
    alike = tuple(_alike(newcomer, user))
    if any(reason.code == "number_same" for likeness in alike for reason in likeness.match.reasons):
        return _holder(newcomer, user) or Doorstep(alike=alike)  # registered by somebody else this very moment
    return Doorstep(alike=alike)


def _holder(newcomer: Newcomer, user: Any) -> Doorstep | None:
    number = newcomer.id_number.strip()
    holder = find_person_by_id_number(number) if number else None
    if holder is None:
        return None
    seen = Person.objects.visible_to(user).filter(pk=holder.pk).select_related("area").first()
    return Doorstep(known=seen, is_elsewhere=seen is None)


def _alike(newcomer: Newcomer, user: Any) -> Sequence[Likeness]:
    traits = traits_of_newcomer(newcomer)
    found = traits_of(_candidates(traits, _indexes(newcomer), user))
    common = _commonness(traits, _indexes(newcomer))
    matches = {pk: compare(traits, other, common) for pk, other in found.items()}
    best = sorted((pk for pk, match in matches.items() if match.is_likely), key=lambda pk: (-matches[pk].score, pk))
    people = Person.objects.select_related("area").in_bulk(best[:SHOWN])
    return [Likeness(people[pk], matches[pk]) for pk in best[:SHOWN]]


def traits_of_newcomer(newcomer: Newcomer) -> Traits:
    name, indexes = squeezed(newcomer.name), _indexes(newcomer)
    born, sex = _born(newcomer)
    return Traits(
        pk=NEWCOMER,
        name=name,
        sound=sound_of(name),
        sex=sex,
        birth=born,
        number=(indexes["present_number_index"] or indexes["id_number_index"])[:HALF],
        is_checked=bool(newcomer.id_number) and newcomer.id_type in (*CHECKED_ID_TYPES, OLD_ID_TYPE),
        phone=indexes["phone_index"][:HALF],
        account=indexes["bank_index"][:HALF],
        home=indexes["home_index"][:HALF],
        building=indexes["building_index"][:HALF],
        household=None,
    )


def _indexes(newcomer: Newcomer) -> dict[str, str]:
    """The blind indexes of what was typed, by column of Person; "" where nothing was."""
    return {
        "id_number_index": index_of(Person, "id_number", newcomer.id_number),
        "phone_index": index_of(Person, "phone", newcomer.phone),
        "bank_index": index_of(Person, "bank_account", newcomer.bank_account),
        **tokens_of(Person, "id_number", newcomer.id_number),
        **tokens_of(Person, "address", newcomer.address),
    }


def _born(newcomer: Newcomer) -> tuple[date | None, str]:
    """A resident ID tells day and sex; otherwise what was typed."""
    parsers = {OLD_ID_TYPE: validators.parse_old_resident_id}
    if newcomer.id_number and newcomer.id_type in (*CHECKED_ID_TYPES, OLD_ID_TYPE):
        try:
            identity = parsers.get(newcomer.id_type, validators.parse_resident_id)(newcomer.id_number)
        except ValidationError:
            return newcomer.birth_date, newcomer.sex
        return identity.birth_date, identity.sex
    return newcomer.birth_date, newcomer.sex


def _candidates(traits: Traits, indexes: dict[str, str], user: Any) -> set[int]:
    """Keys of visible records that share something with the newcomer; each way is one query of an index."""
    visible = Person.objects.visible_to(user).filter(merged_into__isnull=True)
    ways = [
        Q(**{column: indexes[column]})
        for column in ("present_number_index", "phone_index", "bank_index", "home_index")
        if indexes[column]
    ]
    if traits.birth:
        ways.append(Q(birth_date__in=list(_days_like(traits.birth))))
    ways.append(Q(pk__in=PersonToken.objects.filter(token__in=_name_tokens(traits)).values("person")))
    return {pk for way in ways for pk in visible.filter(way).values_list("pk", flat=True)[:ONE_KEY_AT_MOST]}


def _name_tokens(traits: Traits) -> set[str]:
    return {traits.name, traits.sound.replace(" ", "")}


def _days_like(day: date) -> Iterator[date]:
    """The day itself, and the one with month and day changed round."""
    yield day
    try:
        yield date(day.year, day.day, day.month)
    except ValueError:
        return


def _commonness(traits: Traits, indexes: dict[str, str]) -> Commonness:
    """How many of the whole register share name, telephone and home; numbers only, so nobody is given away."""
    names = PersonToken.objects
    found = Commonness()
    found.names[traits.name] = names.filter(token=traits.name).count()
    found.sounds[traits.sound] = names.filter(token=traits.sound.replace(" ", "")).count()
    for counted, key, column in (
        (found.phones, traits.phone, "phone_index"),
        (found.homes, traits.home, "home_index"),
    ):
        if key:
            counted[key] = Person.objects.filter(**{column: indexes[column]}).count()
    return found
