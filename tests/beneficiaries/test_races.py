"""Two clerks at the same moment. Each promise has a control that breaks without the guard."""

import threading
import uuid

import pytest

from beneficiaries import services
from beneficiaries.doorstep import Newcomer
from beneficiaries.models import DuplicatePair, Person, PersonMerge
from beneficiaries.services import door, merging
from beneficiaries.services import people as people_service
from protection.sealing import seal
from tests.factories.accounts import UserFactory
from tests.factories.areas import CommunityFactory
from tests.factories.beneficiaries import NOW, PERSONS, PersonFactory
from tests.factories.duplicates import DuplicatePairFactory
from tests.racing import race
from workflow.machine import IllegalTransition

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
CLERKS = 8


@pytest.fixture
def area():
    return CommunityFactory()


@pytest.fixture
def clerks(area):
    return [UserFactory(role="community_worker", role__area=area) for _n in range(CLERKS)]


def people(area, count: int) -> list[Person]:
    return [PersonFactory(area=area) for _n in range(count)]


def merge(pair, keep, by):
    return services.merge_people(pair=pair, keep=keep, note="核对过", by=by, at=NOW)


def test_of_many_merges_of_one_pair_exactly_one_wins(area, clerks):
    first, second = people(area, 2)
    pair = DuplicatePairFactory(first=first, second=second)

    results = race(CLERKS, lambda n: merge(pair, (first, second)[n % 2], clerks[n]))

    won = [result for result in results if isinstance(result, PersonMerge)]
    lost = [result for result in results if not isinstance(result, PersonMerge)]
    assert len(won) == 1
    assert {type(result) for result in lost} == {IllegalTransition}
    assert PersonMerge.objects.get() == won[0]
    assert Person.objects.get(merged_into__isnull=False) == won[0].absorbed


def test_control_reading_first_and_writing_later_merges_a_pair_into_itself(area, clerks):
    """Each clerk asks whether the other record still stands for itself, as he saw it: then neither does."""
    first, second = people(area, 2)
    seen = {first.pk: first.merged_into_id, second.pk: second.merged_into_id}

    def merge_unguarded(n: int) -> None:
        kept, absorbed = ((first, second), (second, first))[n % 2]
        if seen[kept.pk] is None:
            Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)

    race(2, merge_unguarded)

    assert Person.objects.filter(merged_into__isnull=False).count() == 2


def test_merges_in_a_circle_leave_one_record_that_stands(area, clerks):
    """a into b, b into c, c into a: locked in one order, so nobody waits for ever, and no circle closes."""
    a, b, c = people(area, 3)
    plans = [
        (DuplicatePairFactory(first=a, second=b), b),
        (DuplicatePairFactory(first=b, second=c), c),
        (DuplicatePairFactory(first=a, second=c), a),
    ]

    race(3, lambda n: merge(*plans[n], clerks[n]))

    standing = Person.objects.filter(merged_into__isnull=True)
    assert standing.count() >= 1
    for person in Person.objects.filter(merged_into__isnull=False):
        assert person.merged_into in standing


def test_merging_and_telling_apart_at_once_is_one_decision(area, clerks):
    first, second = people(area, 2)
    pair = DuplicatePairFactory(first=first, second=second)

    def act(n: int):
        if n % 2:
            return services.tell_apart(pair=pair, note="两人", by=clerks[n], at=NOW)
        return merge(pair, first, clerks[n])

    results = race(2, act)

    pair.refresh_from_db()
    merged = Person.objects.filter(merged_into__isnull=False).count()
    assert sum(not isinstance(result, Exception) for result in results) >= 1
    assert (pair.state, merged) in (("merged", 1), ("different", 0))


def test_two_searches_at_once_write_each_pair_once(area):
    for name in ("张演伟", "张演炜", "李示军", "李示君"):
        PersonFactory(area=area, name=name, birth_date="1968-02-17")

    results = race(2, lambda n: services.find_duplicates(at=NOW))

    assert [result for result in results if isinstance(result, Exception)] == []
    assert DuplicatePair.objects.count() == 2


def test_without_the_lock_of_the_pair_the_database_alone_stops_the_second_merge(area, clerks, monkeypatch):
    first, second = people(area, 2)
    pair = DuplicatePairFactory(first=first, second=second)
    monkeypatch.setattr(merging, "_locked", lambda pair: DuplicatePair.objects.get(pk=pair.pk))

    results = race(2, lambda n: merge(pair, first, clerks[n]))

    assert PersonMerge.objects.count() == 1
    assert sum(isinstance(result, Exception) for result in results) == 1


def at_the_door(area, by):
    newcomer = Newcomer(name="张演一", id_number=PERSONS["张演一"])
    return services.register_newcomer(newcomer=newcomer, area=area, by=by, at=NOW)


def test_of_many_registrations_of_one_number_at_once_one_person_comes(area, clerks):
    results = race(CLERKS, lambda n: at_the_door(area, clerks[n]))

    (person,) = Person.objects.all()
    assert [result for result in results if isinstance(result, Person)] == [person]
    lost = [result for result in results if not isinstance(result, Person)]
    assert {type(result) for result in lost} == {services.PersonExists}
    assert {result.person for result in lost} == {person}


def test_control_looking_before_registering_is_not_enough(area, clerks, monkeypatch):
    """Without the unique index every clerk finds nobody and registers one more."""
    monkeypatch.setattr(people_service, "seal", _seal_without_index)
    everybody_looked = threading.Barrier(2)
    look = door.who_is_it

    def look_and_wait(*args, **kwargs):
        found = look(*args, **kwargs)
        everybody_looked.wait(30)
        return found

    monkeypatch.setattr(door, "who_is_it", look_and_wait)

    race(2, lambda n: at_the_door(area, clerks[n]))

    assert Person.objects.count() == 2


def _seal_without_index(person, field, text):
    """As if the index of the number were not unique: each row gets another one."""
    seal(person, field, text)
    if field == "id_number" and text:
        person.id_number_index = uuid.uuid4().hex * 2
