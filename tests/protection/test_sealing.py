"""In through seal, out through unseal, and nowhere else."""

import base64
import os

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from beneficiaries.models import Person
from protection import envelope, keys, sealing
from protection.access import AccessContext, UnknownPurpose
from protection.fields import PlainTextRefused, sealed_field
from protection.indexing import index_of
from protection.models import PersonalDataAccess
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import NOW, PersonFactory

pytestmark = pytest.mark.django_db
NUMBER = "410199193802149016"


def access(**changes) -> AccessContext:
    return AccessContext(**{"by": None, "purpose": "transfer", "at": NOW, **changes})


def test_seal_sets_ciphertext_mask_and_index():
    person = PersonFactory(id_number=NUMBER)
    person.refresh_from_db()

    assert envelope.is_envelope(person.id_number)
    assert person.id_number_mask == "4***************16"
    assert person.id_number_index == index_of(Person, "id_number", " 4101 9919 3802 1490 16 ")
    assert len(person.id_number_index) == 64


def test_sealing_nothing_empties_all_three():
    person = PersonFactory(phone="19900000001")

    sealing.seal(person, "phone", "")

    assert (person.phone, person.phone_mask, person.phone_index) == ("", "", None)


def test_unseal_writes_who_and_why_first():
    person, user = PersonFactory(phone="199 0000 0001"), UserFactory()

    plain = sealing.unseal(person, "phone", access(by=user, reason="SQ-1"))

    assert plain == "+8619900000001"
    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject_type, row.subject_id) == (user, "beneficiaries.person", person.pk)
    assert (row.fields, row.purpose, row.reason, row.at) == (["phone"], "transfer", "SQ-1", NOW)


def test_without_the_row_there_is_no_plain_value(monkeypatch):
    person = PersonFactory(phone="19900000001")
    monkeypatch.setattr(PersonalDataAccess.objects, "create", lambda **_row: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sealing.unseal(person, "phone", access())


def test_unseal_many_writes_one_row_each_and_asks_no_more_for_more(django_assert_num_queries):
    people = [PersonFactory(phone=f"1990000000{n}") for n in range(3)]

    with django_assert_num_queries(3):  # savepoint, rows, release
        plain = sealing.unseal_many(people, "phone", access(purpose="payment_file"))

    assert list(plain.values()) == ["+8619900000000", "+8619900000001", "+8619900000002"]
    assert PersonalDataAccess.objects.count() == 3


def test_a_purpose_outside_the_table_opens_nothing():
    with pytest.raises(UnknownPurpose):
        access(purpose="curiosity")


@pytest.mark.both_databases
def test_a_value_moved_to_another_row_or_column_does_not_open():
    first, second = PersonFactory(phone="19900000001"), PersonFactory(phone="19900000002")
    Person.objects.filter(pk=second.pk).update(phone=first.phone)
    Person.objects.filter(pk=first.pk).update(address=first.phone)

    for pk, field in ((second.pk, "phone"), (first.pk, "address")):
        with pytest.raises(envelope.Tampered), transaction.atomic():
            sealing.unseal(Person.objects.get(pk=pk), field, access())


def test_plain_text_is_never_stored():
    person = PersonFactory()
    person.phone = "19900000001"

    with pytest.raises(PlainTextRefused), transaction.atomic():
        person.save()
    with pytest.raises(PlainTextRefused), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(phone="19900000001")


@pytest.mark.both_databases
def test_saving_without_the_key_keeps_the_ciphertext(settings):
    person = PersonFactory(phone="19900000001")
    before = Person.objects.get(pk=person.pk).phone
    settings.PORTAL_FIELD_KEYS = [f"other:{base64.b64encode(os.urandom(32)).decode()}"]
    keys.forget()

    keyless = Person.objects.get(pk=person.pk)
    keyless.name = "李示二"
    keyless.save()

    assert Person.objects.get(pk=person.pk).phone == before
    with pytest.raises(keys.UnknownKey):
        sealing.unseal(keyless, "phone", access())


def test_columns_have_indexes_of_their_own():
    assert index_of(Person, "phone", "13800138000") != index_of(Person, "bank_account", "13800138000")


def test_an_index_needs_a_sealed_field():
    with pytest.raises(ImproperlyConfigured):
        sealed_field(Person, "name")


@pytest.mark.both_databases
def test_the_access_log_cannot_be_changed_or_emptied():
    sealing.unseal(PersonFactory(phone="19900000001"), "phone", access())

    for change in (lambda rows: rows.update(reason="nothing"), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            change(PersonalDataAccess.objects.all())
    assert PersonalDataAccess.objects.count() == 1
