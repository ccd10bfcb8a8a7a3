"""The register, a person, a household: who sees them, and what they never show."""

import pytest
from django.urls import reverse

from beneficiaries.search import index_names
from protection.models import PersonalDataAccess
from tests.beneficiaries.conftest import furnish
from tests.factories.beneficiaries import (
    NOW,
    PERSONS,
    ConsentFactory,
    HardshipCertificateFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from tests.factories.protection import PersonalDataAccessFactory

pytestmark = pytest.mark.django_db
INDEX = "/beneficiaries/"
SECRETS = (PERSONS["张演一"], "19900000001", "6200000000000013", "1号楼")


def page(client, user, url):
    client.force_login(user)
    return client.get(url)


def found(client, user, text):
    client.force_login(user)
    response = client.post(INDEX, {"q": text})
    assert response.status_code == 200
    return [person.reference for person in response.context["people"]]


def test_the_register_lists_nothing_before_a_search(client, worker, old_man):
    response = page(client, worker, INDEX)

    assert response.status_code == 200
    assert response.context["people"] == []


@pytest.mark.parametrize("text", ["张演", "演一", "张演一", "zhangyanyi", "Zhang Yan Yi", "zyy", PERSONS["张演一"]])
def test_a_person_is_found_by_name_pinyin_initials_or_exact_number(client, worker, old_man, text):
    index_names([old_man])

    assert found(client, worker, text) == [old_man.reference]


def test_a_person_is_found_by_reference(client, worker, old_man):
    assert found(client, worker, old_man.reference.lower()) == [old_man.reference]


def test_part_of_an_id_number_finds_nobody(client, worker, old_man):
    assert found(client, worker, PERSONS["张演一"][:14]) == []


def test_a_worker_of_another_community_finds_nobody(client, worker2, old_man):
    index_names([old_man])

    assert found(client, worker2, "张演一") == []
    assert found(client, worker2, PERSONS["张演一"]) == []
    assert not PersonalDataAccess.objects.exists()


def test_an_exact_look_up_is_written_down_once(client, worker, old_man):
    found(client, worker, PERSONS["张演一"])

    assert [(r.purpose, r.subject_id) for r in PersonalDataAccess.objects.all()] == [("look_up", old_man.pk)]


def test_a_search_of_one_character_is_refused(client, worker):
    client.force_login(worker)

    assert client.post(INDEX, {"q": "张"}).status_code == 422


@pytest.mark.parametrize("name", ["applicant", "volunteer", "cashier", "partner", "outsider"])
def test_the_register_is_closed_to_others(client, cast, name):
    assert page(client, cast[name], INDEX).status_code == 403


@pytest.mark.parametrize("name", ["worker", "officer", "reviewer", "approver", "auditor", "admin"])
def test_a_person_is_shown_masked(client, cast, old_man, name):
    furnish(old_man, 1)

    response = page(client, cast[name], old_man.get_absolute_url())

    assert response.status_code == 200
    text = response.content.decode()
    assert [secret for secret in SECRETS if secret in text] == []
    assert "4***************16" in text
    assert response.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("name", ["applicant", "worker2", "volunteer", "cashier", "accountant", "outsider"])
def test_strangers_to_a_person_get_404(client, cast, old_man, household, name):
    assert page(client, cast[name], old_man.get_absolute_url()).status_code == 404
    assert page(client, cast[name], household.get_absolute_url()).status_code == 404


def test_the_person_sees_himself_and_who_looked_by_role(client, applicant, worker, old_man, household):
    old_man.user = applicant
    old_man.save()
    PersonalDataAccessFactory(actor=worker, subject_id=old_man.pk, reason="内部说明")

    response = page(client, applicant, old_man.get_absolute_url())

    line = response.context["accesses"][0]
    assert (line.who, line.reason) == ("社区慈善工作站工作人员", "") or line.reason == ""
    assert "内部说明" not in response.content.decode()
    assert page(client, applicant, household.get_absolute_url()).status_code == 200


def test_the_supervisor_sees_who_looked_by_name_and_why(client, auditor, worker, old_man):
    PersonalDataAccessFactory(actor=worker, subject_id=old_man.pk, reason="SQ-7K2M9X")

    line = page(client, auditor, old_man.get_absolute_url()).context["accesses"][0]

    assert (line.who, line.reason) == (worker.get_full_name() or worker.username, "SQ-7K2M9X")


def test_colleagues_do_not_see_who_looked(client, officer, old_man):
    PersonalDataAccessFactory(subject_id=old_man.pk)

    assert page(client, officer, old_man.get_absolute_url()).context["accesses"] == []


@pytest.mark.parametrize("name", ["auditor", "admin"])
def test_hardship_is_hidden_from_those_who_handle_no_cases(client, cast, old_man, household, name):
    HardshipCertificateFactory(person=old_man)

    assert list(page(client, cast[name], old_man.get_absolute_url()).context["certificates"]) == []
    assert list(page(client, cast[name], household.get_absolute_url()).context["certificates"]) == []


def test_the_household_shows_members_certificates_and_consents(client, worker, old_man, household):
    furnish(old_man, 1)

    context = page(client, worker, household.get_absolute_url()).context

    assert [member.person for member in context["members"]] == [old_man]
    assert [row.person for row in context["certificates"]] == [old_man]
    assert [row.person for row in context["consents"]] == [old_man]


@pytest.mark.parametrize("name", ["worker", "applicant"])
def test_a_person_page_asks_the_same_queries_for_one_and_three_papers(
    client, cast, old_man, household, name, django_assert_num_queries
):
    old_man.user = cast["applicant"]
    old_man.save()
    counts = []
    for times in (1, 2):
        furnish(old_man, times)
        PersonalDataAccessFactory(actor=cast["worker"], subject_id=old_man.pk)
        counts.append(queries_of(client, cast[name], old_man.get_absolute_url()))

    assert counts[0] == counts[1]
    assert counts[0] <= 18


def test_a_household_page_asks_the_same_queries_for_one_and_three_members(client, worker, old_man, household):
    one = queries_of(client, worker, household.get_absolute_url())
    for _number in range(2):
        person = PersonFactory(area=old_man.area)
        HouseholdMemberFactory(household=household, person=person)
        furnish(person, 1)

    assert queries_of(client, worker, household.get_absolute_url()) == one


def test_the_register_asks_the_same_queries_for_one_and_three_people(client, worker, old_man):
    index_names([old_man])
    one = queries_of(client, worker, INDEX, {"q": "张演"})
    index_names([PersonFactory(name="张演二", area=old_man.area), PersonFactory(name="张演三", area=old_man.area)])

    assert queries_of(client, worker, INDEX, {"q": "张演"}) == one


def queries_of(client, user, url, data=None):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(user)
    client.get(INDEX)  # fills what a process remembers
    with CaptureQueriesContext(connection) as queries:
        response = client.post(url, data) if data else client.get(url)
    assert response.status_code == 200
    return len(queries)


def test_a_handler_marks_a_certificate_as_checked(client, worker, old_man):
    certificate = HardshipCertificateFactory(person=old_man)
    client.force_login(worker)

    response = client.post(reverse("beneficiaries:check_certificate", args=[certificate.seal_id]))

    certificate.refresh_from_db()
    assert response.status_code == 302
    assert certificate.checked_by == worker


@pytest.mark.parametrize(("name", "status"), [("worker2", 404), ("applicant", 404), ("auditor", 403), ("admin", 403)])
def test_others_do_not_mark_it(client, cast, old_man, name, status):
    certificate = HardshipCertificateFactory(person=old_man)
    client.force_login(cast[name])

    response = client.post(reverse("beneficiaries:check_certificate", args=[certificate.seal_id]))

    assert response.status_code == status


def test_the_person_withdraws_a_consent(client, applicant, old_man):
    old_man.user = applicant
    old_man.save()
    consent = ConsentFactory(person=old_man)
    client.force_login(applicant)

    response = client.post(reverse("beneficiaries:withdraw_consent", args=[old_man.reference, consent.pk]))

    consent = type(consent).objects.get(pk=consent.pk)
    assert response.status_code == 302
    assert consent.withdrawn_at > NOW


def test_a_consent_that_was_given_under_a_merged_record_is_shown_with_its_words_and_withdrawn(client, worker, old_man):
    consent = ConsentFactory(person=PersonFactory(area=old_man.area, merged_into=old_man))
    client.force_login(worker)
    page = client.get(reverse("beneficiaries:person", args=[old_man.reference])).content.decode()

    response = client.post(reverse("beneficiaries:withdraw_consent", args=[old_man.reference, consent.pk]))

    assert [word in page for word in (consent.text.body, consent.text.short_version)] == [True, True]
    assert response.status_code == 302
    assert type(consent).objects.in_force().count() == 0


def test_staff_declare_a_relative(client, worker, old_man):
    client.force_login(worker)

    response = client.post("/beneficiaries/relatives/", {"relation": "parent", "id_number": PERSONS["张演一"]})

    assert response.status_code == 302
    assert client.post("/beneficiaries/relatives/", {"relation": "parent", "id_number": "1"}).status_code == 422
    assert client.post("/beneficiaries/relatives/", {"relation": "parent"}).status_code == 422
    twice = client.post("/beneficiaries/relatives/", {"relation": "parent", "id_number": PERSONS["张演一"]})
    assert twice.status_code == 422
    listed = client.get("/beneficiaries/relatives/")
    assert [row.id_number_mask for row in listed.context["declared"]] == ["4***************16"]
    assert PERSONS["张演一"] not in listed.content.decode()

    client.post(f"/beneficiaries/relatives/{worker.declared_relatives.get().pk}/end/")

    assert list(client.get("/beneficiaries/relatives/").context["declared"]) == []


@pytest.mark.parametrize("name", ["applicant", "volunteer"])
def test_only_staff_declare_relatives(client, cast, name):
    assert page(client, cast[name], "/beneficiaries/relatives/").status_code == 403
