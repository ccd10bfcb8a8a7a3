"""The nightly search: complete, repeatable, and it goes on where it was stopped."""

from datetime import date

import pytest

from audit.models import Event
from beneficiaries import services
from beneficiaries.models import ComparedPerson, DuplicatePair, Person
from beneficiaries.services import duplicates
from protection.models import PersonalDataAccess
from tests.factories.beneficiaries import NOW, PERSONS, PersonFactory
from tests.factories.duplicates import DuplicatePairFactory

pytestmark = pytest.mark.django_db
BORN = date(1968, 2, 17)


def twice(name: str = "张演伟", again: str = "张演炜", **rest) -> tuple[Person, Person]:
    return PersonFactory(name=name, birth_date=BORN, **rest), PersonFactory(name=again, birth_date=BORN, **rest)


@pytest.mark.both_databases
def test_a_pair_is_found_once_with_its_reasons():
    first, second = twice(sex="male", phone="19900000001")

    assert services.find_duplicates(at=NOW) == duplicates.Search(compared=2, found=1)
    assert services.find_duplicates(at=NOW) == duplicates.Search(compared=0, found=0)

    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.state, pair.score) == (first, second, "open", 26)
    assert pair.reasons == [["name_sounds_same", 8], ["birth_same", 11], ["sex_same", 1], ["phone_same", 6]]
    event = Event.objects.get(code="beneficiaries.duplicate_suspected")
    assert (event.subject_id, event.data, event.actor) == (pair.pk, {}, None)


def test_a_new_person_is_compared_with_everybody_who_was_compared_before():
    first = PersonFactory(name="张演伟", birth_date=BORN, id_number=PERSONS["张演一"])
    services.find_duplicates(at=NOW)
    second = PersonFactory(name="张演炜", birth_date=BORN)

    assert services.find_duplicates(at=NOW) == duplicates.Search(compared=1, found=1)
    assert DuplicatePair.objects.get(first=first, second=second).score == 19


def test_a_changed_person_is_compared_again():
    first, second = twice(again="李示军")
    services.find_duplicates(at=NOW)

    services.update_person(person=second, name="张演伟", by=None, at=NOW)

    assert list(ComparedPerson.objects.values_list("person_id", flat=True)) == [first.pk]
    assert services.find_duplicates(at=NOW) == duplicates.Search(compared=1, found=1)


def test_a_run_that_was_stopped_goes_on(monkeypatch):
    twice()
    twice("李示军", "李示君")
    store, calls = duplicates._store, []

    def stopped(matches, at):
        calls.append(matches)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return store(matches, at)

    monkeypatch.setattr(duplicates, "_store", stopped)
    with pytest.raises(KeyboardInterrupt):
        services.find_duplicates(at=NOW, part=2)
    monkeypatch.setattr(duplicates, "_store", store)

    assert (ComparedPerson.objects.count(), DuplicatePair.objects.count()) == (2, 1)
    assert services.find_duplicates(at=NOW, part=2) == duplicates.Search(compared=2, found=1)
    assert DuplicatePair.objects.count() == 2


def test_whoever_was_changed_meanwhile_stays_for_the_next_run(monkeypatch):
    first, second = twice(again="李示军")
    note = duplicates._note_compared

    def changed_first(ids, people, at):
        Person.objects.filter(pk=second.pk).update(name="张演伟")
        note(ids, people, at)

    monkeypatch.setattr(duplicates, "_note_compared", changed_first)
    services.find_duplicates(at=NOW)
    monkeypatch.undo()

    assert list(ComparedPerson.objects.values_list("person_id", flat=True)) == [first.pk]
    assert services.find_duplicates(at=NOW).found == 1


def test_what_people_decided_stays_and_an_open_pair_follows_the_records(worker):
    first, _second = twice()
    services.find_duplicates(at=NOW)
    third, fourth = twice("李示军", "李示君")
    services.find_duplicates(at=NOW)
    DuplicatePair.objects.filter(first=first).update(decided_by=worker, note="两人")
    ComparedPerson.objects.all().delete()
    Person.objects.filter(pk__in=(third.pk, fourth.pk)).update(sex="male")

    assert services.find_duplicates(at=NOW).found == 0

    assert DuplicatePair.objects.get(first=third, second=fourth).score == 20


def test_a_merged_record_is_not_compared():
    first, second = twice()
    Person.objects.filter(pk=second.pk).update(merged_into=first)

    assert services.find_duplicates(at=NOW) == duplicates.Search(compared=1, found=0)


def test_an_old_roster_number_meets_the_present_one():
    first = PersonFactory(name="张演一", id_number=PERSONS["张演一"], birth_date=date(1938, 2, 14))
    second = services.register_person(
        name="章演依", id_type="old_resident_id", id_number="410199380214901", area=first.area, by=None, at=NOW
    )

    services.find_duplicates(at=NOW)

    assert (second.birth_date, second.sex) == (date(1938, 2, 14), "male")
    assert DuplicatePair.objects.get().reasons[0] == ["number_same", 40]


def test_addresses_sealed_before_are_indexed_and_each_opening_leaves_its_row():
    person = PersonFactory(address="石佛办事处西湖春天1号楼2单元301室")
    tokens = (person.home_index, person.building_index)
    Person.objects.filter(pk=person.pk).update(home_index=None, building_index=None)

    assert services.index_old_addresses(at=NOW) == 1
    assert services.index_old_addresses(at=NOW) == 0

    person.refresh_from_db()
    assert (person.home_index, person.building_index) == tokens
    row = PersonalDataAccess.objects.get()
    assert (row.subject_id, row.fields, row.purpose, row.actor) == (person.pk, ["address"], "duplicate_check", None)


def test_tokens_are_keyed_and_tell_nothing_of_the_address():
    person = PersonFactory(address="西湖春天1号楼2单元301室")
    neighbour = PersonFactory(address="西湖春天小区1栋2单元301")

    assert (len(person.home_index), person.home_index) == (64, neighbour.home_index)
    assert person.home_index != person.building_index
    assert PersonFactory(address="").home_index is None


@pytest.mark.both_databases
def test_the_pair_is_in_order():
    first, second = PersonFactory(), PersonFactory()

    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        DuplicatePairFactory(first=second, second=first)
