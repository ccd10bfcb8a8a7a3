"""The reveal page: POST only, 404 for strangers, 403 without the right, never stored."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from protection.models import PersonalDataAccess
from tests.factories.beneficiaries import PersonFactory
from tests.factories.protection import PersonalDataAccessFactory

PHONE = "+8619900000001"
ASKED = {"fields_asked": ["phone"], "purpose": "contact", "reason": "SQ-7K2M9X"}


@pytest.fixture
def person(places):
    return PersonFactory(area=places["410172160-xihuchuntian"], phone=PHONE)


def url(person) -> str:
    return reverse("protection:reveal", args=["beneficiaries.person", person.seal_id])


def post(client, user, person, data=None, **headers):
    client.force_login(user)
    return client.post(url(person), ASKED if data is None else data, headers=headers)


def test_a_handler_sees_the_value_and_leaves_a_row(client, worker, person):
    response = post(client, worker, person)

    assert response.status_code == 200
    assert PHONE in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store, private"
    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject_id, row.fields) == (worker, person.pk, ["phone"])
    assert row.request_id != ""


def test_htmx_gets_the_fragment_with_its_id(client, worker, person):
    response = post(client, worker, person, **{"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith(f'<div id="reveal-{person.seal_id}"')


@pytest.mark.parametrize("name", ["worker2", "applicant", "volunteer", "cashier", "outsider"])
def test_a_stranger_gets_404(client, cast, person, name):
    assert post(client, cast[name], person).status_code == 404


@pytest.mark.parametrize("name", ["auditor", "admin"])
def test_who_may_only_look_gets_403(client, cast, person, name):
    assert post(client, cast[name], person).status_code == 403
    assert not PersonalDataAccess.objects.exists()


def test_get_is_not_a_way_in(client, worker, person):
    client.force_login(worker)

    assert client.get(url(person)).status_code == 405


def test_an_unknown_model_is_404(client, worker):
    client.force_login(worker)

    response = client.post(reverse("protection:reveal", args=["accounts.user", uuid.uuid4()]), ASKED)

    assert response.status_code == 404


@pytest.mark.parametrize("left_out", ["fields_asked", "purpose", "reason"])
def test_a_missing_answer_is_asked_for_again(client, worker, person, left_out):
    response = post(client, worker, person, {k: v for k, v in ASKED.items() if k != left_out})

    assert response.status_code == 422
    assert PHONE not in response.content.decode()
    assert not PersonalDataAccess.objects.exists()


def test_a_field_that_is_not_registered_is_not_a_choice(client, worker, person):
    assert post(client, worker, person, {**ASKED, "fields_asked": ["name"]}).status_code == 422


def test_too_many_looks_are_refused_with_a_sentence(client, worker, person):
    for _number in range(30):
        PersonalDataAccessFactory(actor=worker, at=timezone.now() - timedelta(minutes=1))

    response = post(client, worker, person)

    assert response.status_code == 429
    assert PHONE not in response.content.decode()
    assert post(client, worker, person, **{"HX-Request": "true"}).status_code == 422
