"""Invented people: every fourth a pupil whose guardian is the person before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from applications.demo.people import bank_account
from areas.models import AdminArea
from beneficiaries.models import GuardianLink, Person, PersonToken
from beneficiaries.search import tokens_of
from protection.sealing import seal
from welfare_portal.population import identities
from welfare_portal.population.bulk import batches, insert, reserve_ids
from welfare_portal.population.progress import Progress

BANK = "演示银行高新区支行"


class TooManyPeople(Exception):
    """The invented ID numbers are used up."""


@dataclass(frozen=True)
class Crowd:
    """People with neighbouring primary keys; `places` are the communities in which they live."""

    first: int
    count: int
    places: Sequence[AdminArea]

    def pk_of(self, place: int) -> int:
        return self.first + place % self.count

    def is_child(self, pk: int) -> bool:
        return identities.is_child(pk) and pk > self.first

    def area_of(self, pk: int) -> AdminArea:
        return self.places[(pk - self.is_child(pk)) * identities.SPREAD % len(self.places)]


def make_people(*, count: int, places: Sequence[AdminArea], seed: int, at: datetime, bar: Progress) -> Crowd:
    """Registers `count` people, sealed and findable by name. Raises TooManyPeople beyond some two million."""
    rng = Random(f"{seed} people")  # noqa: S311 - repeatable on purpose
    with transaction.atomic():
        crowd = Crowd(reserve_ids(Person, count), count, places)
    if crowd.first + count > identities.MOST_NUMBERS:
        raise TooManyPeople(identities.MOST_NUMBERS)
    for batch in batches(count):
        people = [_person(crowd, crowd.pk_of(n), rng, at) for n in batch]
        with transaction.atomic():
            insert(people)
            insert([PersonToken(person=p, token=token) for p in people for token in sorted(tokens_of(p.name))])
            insert(list(_guardians(crowd, people)))
        bar.advance(len(people))
    return crowd


def _person(crowd: Crowd, pk: int, rng: Random, at: datetime) -> Person:
    id_number = identities.id_number(pk)
    person = Person(
        pk=pk,
        reference=identities.reference("RY", pk),
        name=identities.given_name(rng),
        sex="male" if int(id_number[16]) % 2 else "female",
        birth_date=identities.birthday(pk),
        area=crowd.area_of(pk),
        bank_name="" if crowd.is_child(pk) else BANK,
        registered_at=at,
    )
    seal(person, "id_number", id_number)
    seal(person, "address", f"演示路{pk % 900 + 1}号{pk % 6 + 1}单元{pk % 900 + 101}室")
    if not crowd.is_child(pk):
        seal(person, "phone", identities.phone(pk))
        seal(person, "bank_account", bank_account(pk))
    return person


def _guardians(crowd: Crowd, people: Sequence[Person]) -> Iterator[GuardianLink]:
    for person in people:
        if crowd.is_child(person.pk):
            since = timezone.localdate(person.registered_at)
            yield GuardianLink(ward=person, guardian_id=person.pk - 1, relation="parent", valid_from=since)
