"""Revealing: a purpose, a reason, a right, a limit, a trace."""

import base64
import os
from datetime import timedelta

import pytest

from protection import keys, services
from protection.models import PersonalDataAccess
from protection.registry import NotRevealable
from tests.factories.accounts import UserFactory
from tests.factories.areas import CommunityFactory
from tests.factories.beneficiaries import NOW, PersonFactory
from tests.factories.protection import PersonalDataAccessFactory
from tests.racing import race


@pytest.fixture
def person(db):
    return PersonFactory(area=CommunityFactory(), phone="19900000001", address="石佛办事处1号")


@pytest.fixture
def worker(person):
    return UserFactory(role="community_worker", role__area=person.area)


def reveal(person, by, **changes):
    given = {"fields": ["phone"], "purpose": "contact", "reason": "SQ-7K2M9X", "at": NOW}
    return services.reveal(obj=person, by=by, **{**given, **changes})


def test_reveal_returns_what_was_asked_and_writes_one_row(person, worker):
    values = reveal(person, worker, fields=["phone", "address"], reason="  SQ-7K2M9X ")

    assert values == {"phone": "+8619900000001", "address": "石佛办事处1号"}
    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject_id, row.fields) == (worker, person.pk, ["phone", "address"])
    assert (row.purpose, row.reason, row.at) == ("contact", "SQ-7K2M9X", NOW)


@pytest.mark.parametrize(
    "changes", [{"purpose": "curiosity"}, {"purpose": "payment_file"}, {"reason": "  "}, {"purpose": ""}]
)
def test_reveal_needs_a_purpose_of_people_and_a_reason(person, worker, changes):
    with pytest.raises(services.RevealRefused):
        reveal(person, worker, **changes)

    assert not PersonalDataAccess.objects.exists()


@pytest.mark.parametrize("fields", [[], ["name"], ["phone", "id_number_index"]])
def test_only_registered_fields_are_revealed(person, worker, fields):
    with pytest.raises(NotRevealable):
        reveal(person, worker, fields=fields)


def test_a_worker_of_another_community_is_refused(person):
    stranger = UserFactory(role="community_worker", role__area=CommunityFactory())

    with pytest.raises(services.RevealRefused):
        reveal(person, stranger)

    assert not PersonalDataAccess.objects.exists()


def test_a_supervisor_works_with_masks(person):
    with pytest.raises(services.RevealRefused):
        reveal(person, UserFactory(role="supervisor"))


def test_a_worker_does_not_open_the_own_record(person, worker):
    person.user = worker
    person.save()

    with pytest.raises(services.RevealRefused):
        reveal(person, worker)


def test_the_person_opens_the_own_data(person):
    person.user = UserFactory(role="applicant")
    person.save()

    assert reveal(person, person.user, purpose="own_data") == {"phone": "+8619900000001"}


def test_after_thirty_looks_in_an_hour_there_is_a_pause(person, worker):
    for minute in range(30):
        PersonalDataAccessFactory(actor=worker, at=NOW - timedelta(minutes=minute))

    with pytest.raises(services.TooManyReveals):
        reveal(person, worker)

    assert reveal(person, worker, at=NOW + timedelta(minutes=31)) == {"phone": "+8619900000001"}


def test_after_a_hundred_looks_a_day_it_ends(person, worker):
    for number in range(100):
        PersonalDataAccessFactory(actor=worker, at=NOW - timedelta(hours=2 + number % 20))

    with pytest.raises(services.TooManyReveals):
        reveal(person, worker)


def test_what_the_program_opens_itself_does_not_count(person, worker):
    for _number in range(100):
        PersonalDataAccessFactory(actor=worker, purpose="payment_file", at=NOW)

    assert reveal(person, worker) == {"phone": "+8619900000001"}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_parallel_looks_do_not_pass_the_limit_together(person, worker):
    for _number in range(28):
        PersonalDataAccessFactory(actor=worker, at=NOW)

    results = race(8, lambda _number: reveal(person, worker), at_once=8)

    assert sorted(type(result).__name__ for result in results) == ["TooManyReveals"] * 6 + ["dict"] * 2
    assert PersonalDataAccess.objects.count() == 30


def test_a_value_without_its_key_is_shown_as_locked(person, worker, settings):
    settings.PORTAL_FIELD_KEYS = [f"other:{base64.b64encode(os.urandom(32)).decode()}"]
    keys.forget()

    assert reveal(person, worker) == {"phone": services.locked()}
    assert PersonalDataAccess.objects.count() == 1
