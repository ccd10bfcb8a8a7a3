"""Moving to a new key: in batches, stopped and started, while others edit."""

import base64
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from beneficiaries import services as people
from beneficiaries.models import Person
from protection import envelope, keys, rotation
from protection.fields import sealed_field
from protection.models import WrappedKey
from protection.sealing import open_quietly
from tests.factories.areas import CommunityFactory
from tests.factories.beneficiaries import NOW, PersonFactory
from tests.racing import race

pytestmark = pytest.mark.both_databases
OLD, NEW = (f"{kid}:{base64.b64encode(os.urandom(32)).decode()}" for kid in ("old", "new"))


@pytest.fixture
def give(settings):
    demo = list(settings.PORTAL_FIELD_KEYS)

    def give_keys(*entries: str) -> None:
        settings.PORTAL_FIELD_KEYS = [*entries, *demo]
        keys.forget()

    return give_keys


def run(**options) -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue()


def phones() -> list[str]:
    return [open_quietly(person, "phone") for person in Person.objects.order_by("pk")]


@pytest.mark.django_db
def test_every_value_moves_and_still_opens(give):
    give(OLD)
    area = CommunityFactory()
    for number in range(7):
        PersonFactory(area=area, phone=f"1990000000{number}", address="石佛办事处")
    index = Person.objects.values_list("phone_index", flat=True).order_by("pk")
    before = list(index)
    give(NEW, OLD)

    out = run(batch=3)

    assert phones() == [f"+861990000000{number}" for number in range(7)]
    assert {envelope.parse(p.address).kid for p in Person.objects.all()} == {"new"}
    assert list(index) == before
    assert "beneficiaries.Person.phone: 7 moved, 0 changed meanwhile, 0 locked" in out
    assert "key old: nothing left, it may be taken out of PORTAL_FIELD_KEYS" in out
    assert set(WrappedKey.objects.values_list("kid", flat=True)) == {"new"}


@pytest.mark.django_db
def test_without_the_old_key_everything_is_readable_after_the_rotation(give, settings):
    give(OLD)
    PersonFactory(phone="19900000001")
    give(NEW, OLD)
    run()

    settings.PORTAL_FIELD_KEYS = [NEW]
    keys.forget()

    assert keys.unreadable_kids() == []
    assert phones() == ["+8619900000001"]


@pytest.mark.django_db
def test_a_stopped_rotation_goes_on_where_it_was(give):
    give(OLD)
    for number in range(5):
        PersonFactory(phone=f"1990000000{number}")
    give(NEW, OLD)
    batches = rotation.rotate_column(Person, sealed_field(Person, "phone"), 2)
    next(batches)
    batches.close()  # killed after the first batch

    assert rotation.rows_per_kid()["old"] == 4  # three phones and the canary
    assert "beneficiaries.Person.phone: 3 moved" in run(batch=2)
    assert rotation.rows_per_kid()["old"] == 0


@pytest.mark.django_db
def test_a_second_run_changes_nothing(give):
    PersonFactory(phone="19900000001")
    give(NEW)
    run()
    before = Person.objects.values_list("phone", flat=True).get()

    run()

    assert Person.objects.values_list("phone", flat=True).get() == before


@pytest.mark.django_db
def test_values_of_a_lost_key_are_counted_and_kept(give):
    give(OLD)
    person = PersonFactory(phone="19900000001")
    give(NEW)

    with pytest.raises(CommandError, match="1 values could not be opened"):
        run()

    assert Person.objects.get(pk=person.pk).phone == person.phone


@pytest.mark.django_db
def test_an_unknown_column_is_refused():
    with pytest.raises(CommandError, match="No sealed column"):
        run(field="beneficiaries.Person.name")


@pytest.mark.django_db(transaction=True)
def test_an_edit_made_meanwhile_is_never_lost(give):
    give(OLD)
    area = CommunityFactory()
    persons = [PersonFactory(area=area, phone="19900000001") for _number in range(8)]
    give(NEW, OLD)

    def act(number: int):
        if number == 0:
            return run(batch=2)
        return people.update_person(person=persons[number], phone=f"1990000001{number}", by=None, at=NOW)

    results = race(8, act, at_once=8)

    assert [problem for problem in results if isinstance(problem, Exception)] == []
    assert phones() == ["+8619900000001"] + [f"+861990000001{number}" for number in range(1, 8)]
    run()
    assert rotation.rows_per_kid()["old"] == 0


@pytest.mark.django_db
def test_a_value_changed_between_reading_and_writing_stays(give, monkeypatch):
    give(OLD)
    person = PersonFactory(phone="19900000001")
    give(NEW, OLD)
    original = envelope.open_

    def edited_meanwhile(text, where):
        if "phone" in where:
            Person.objects.filter(pk=person.pk).update(
                phone=envelope.close("+8619900000002", where, keys.key_named("old"))
            )
        return original(text, where)

    monkeypatch.setattr(envelope, "open_", edited_meanwhile)
    batches = list(rotation.rotate_column(Person, sealed_field(Person, "phone"), 10))
    monkeypatch.undo()

    assert batches[0].changed_meanwhile == 1
    assert phones() == ["+8619900000002"]
