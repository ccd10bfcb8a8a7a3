"""The back office reads masked people and changes nothing."""

import pytest
from django.urls import reverse

from beneficiaries.models import Person
from tests.factories.beneficiaries import PERSONS, ConsentFactory, GuardianLinkFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/beneficiaries/person/"
SECRETS = (PERSONS["张演一"], "19900000001", "6200000000000013", "1号楼")


@pytest.mark.parametrize("name", ["reviewer", "approver", "auditor", "admin"])
def test_people_are_listed_and_shown_masked(client, cast, old_man, household, name):
    GuardianLinkFactory(ward=old_man)
    ConsentFactory(person=old_man)
    client.force_login(cast[name])

    for url in (
        LIST,
        reverse("admin:beneficiaries_person_change", args=[old_man.pk]),
        reverse("admin:beneficiaries_household_change", args=[household.pk]),
        "/admin/beneficiaries/household/",
        "/admin/beneficiaries/consent/",
        "/admin/beneficiaries/consenttext/",
    ):
        response = client.get(url)
        assert response.status_code == 200, url
        assert [secret for secret in SECRETS if secret in response.content.decode()] == []


@pytest.mark.parametrize("name", ["reviewer", "admin"])
def test_nobody_adds_changes_or_deletes_here(client, cast, old_man, name):
    client.force_login(cast[name])

    for verb in ("change", "delete"):
        url = reverse(f"admin:beneficiaries_person_{verb}", args=[old_man.pk])
        assert client.post(url, {"name": "别人", "post": "yes"}).status_code == 403
    assert client.get(reverse("admin:beneficiaries_person_add")).status_code == 403
    assert Person.objects.get().name == "张演一"


def test_a_name_is_not_searched_in_the_address(client, administrator, old_man):
    client.force_login(administrator)

    assert client.get(LIST, {"q": "张演一"}).context["cl"].result_count == 0
    assert client.get(LIST, {"q": old_man.reference}).context["cl"].result_count == 1


def test_the_list_asks_the_same_queries_for_one_and_three_people(client, administrator, old_man):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(administrator)
    counts = []
    for _number in range(2):
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
        PersonFactory(area=old_man.area)
        PersonFactory(area=old_man.area)

    assert counts[0] == counts[1]


def test_the_access_log_is_for_supervisors_and_administrators(client, cast):
    for name, status in (("auditor", 200), ("admin", 200), ("reviewer", 403)):
        client.force_login(cast[name])
        assert client.get("/admin/protection/personaldataaccess/").status_code == status
