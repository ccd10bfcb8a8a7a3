"""Registering, changing, connecting, finding."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from audit.selectors import timeline_of
from beneficiaries import services
from beneficiaries.models import Person
from beneficiaries.selectors import find_person_by_id_number
from protection.models import PersonalDataAccess
from tests.factories.accounts import UserFactory
from tests.factories.areas import CommunityFactory
from tests.factories.beneficiaries import NOW, PERSONS, PersonFactory

pytestmark = pytest.mark.django_db


def register(**changes):
    given = {"name": "张演一", "id_number": PERSONS["张演一"], "area": CommunityFactory(), "by": None, "at": NOW}
    return services.register_person(**{**given, **changes})


def test_register_person_reads_birth_date_and_sex_from_the_number():
    person = register(phone="19900000001", bank_account="6200000000000013", address="石佛办事处西湖春天1号楼")

    person.refresh_from_db()
    assert (person.birth_date, person.sex) == (date(1938, 2, 14), "male")
    assert (person.id_number_mask, person.phone_mask) == ("4***************16", "199****0001")
    assert (person.bank_account_mask, person.address_mask) == ("****0013", "石佛办事处***")
    assert [event.code for event in timeline_of(person)] == ["beneficiaries.person_registered"]


@pytest.mark.parametrize(("name", "number"), PERSONS.items())
def test_every_person_of_the_demo_can_be_registered(name, number):
    assert register(name=name, id_number=number).name == name


def test_lower_case_x_and_full_width_digits_are_the_same_person():
    person = register(name="冯演十", id_number="41019920090905911x")

    assert find_person_by_id_number("４１０１９９２００９０９０５９１１Ｘ") == person
    assert find_person_by_id_number("410199200909069123") is None
    assert find_person_by_id_number("") is None


@pytest.mark.both_databases
def test_the_same_id_number_is_registered_once():
    person = register()

    with pytest.raises(services.PersonExists) as refusal:
        register(name="别人")

    assert refusal.value.person == person
    assert Person.objects.count() == 1


def test_a_birth_date_in_the_future_is_refused():
    with pytest.raises(ValidationError) as refusal:
        register(id_number="410199203009069125")

    assert set(refusal.value.message_dict) == {"id_number"}


@pytest.mark.parametrize(
    ("field", "text"), [("id_number", "410199193802149017"), ("phone", "12345"), ("bank_account", "123")]
)
def test_register_person_names_the_field_of_a_wrong_number(field, text):
    with pytest.raises(ValidationError) as refusal:
        register(**{field: text})

    assert set(refusal.value.message_dict) == {field}
    assert Person.objects.count() == 0


def test_a_person_without_document_needs_no_number():
    person = register(id_type="none", id_number="")

    assert (person.id_number, person.id_number_index) == ("", None)


def test_a_passport_is_not_held_to_chinese_rules():
    person = register(name="Anna Müller", id_type="passport", id_number="c01x0006h", birth_date=date(1980, 5, 6))

    assert (person.id_number_mask, person.birth_date) == ("C******6H", date(1980, 5, 6))


def test_update_person_changes_only_what_is_given():
    person = register(phone="19900000001", address="石佛办事处")
    before = Person.objects.get(pk=person.pk)

    services.update_person(person=person, phone="19900000002", by=None, at=NOW)

    after = Person.objects.get(pk=person.pk)
    assert after.phone_mask == "199****0002"
    assert (after.address, after.id_number) == (before.address, before.id_number)
    assert timeline_of(person).last().data == {"fields": ["phone"]}


def test_update_person_with_nothing_new_records_nothing():
    person = register()

    services.update_person(person=person, name="张演一", by=None, at=NOW)

    assert timeline_of(person).count() == 1


def test_update_person_indexes_the_new_name():
    person = register()

    services.update_person(person=person, name="李示二", by=None, at=NOW)

    assert set(person.tokens.values_list("token", flat=True)) == {"李示二", "李示", "示二", "lishier", "lse"}


@pytest.mark.both_databases
def test_an_account_belongs_to_one_person():
    user, person = UserFactory(), register()
    services.attach_user(person=person, user=user, by=user, at=NOW)

    with pytest.raises(services.AccountTaken):
        services.attach_user(person=PersonFactory(), user=user, by=user, at=NOW)

    assert services.attach_user(person=person, user=user, by=user, at=NOW).user == user
    assert timeline_of(person).count() == 2


def test_looking_up_by_exact_number_leaves_a_trace():
    area = CommunityFactory()
    worker = UserFactory(role="community_worker", role__area=area)
    person = register(area=area)

    assert services.look_up(id_number=PERSONS["张演一"], by=worker, at=NOW) == person

    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject_id, row.purpose, row.fields) == (worker, person.pk, "look_up", ["id_number"])


def test_looking_up_finds_nobody_of_another_area():
    worker = UserFactory(role="community_worker", role__area=CommunityFactory())
    register()

    assert services.look_up(id_number=PERSONS["张演一"], by=worker, at=NOW) is None
    assert not PersonalDataAccess.objects.exists()
