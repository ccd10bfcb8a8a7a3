"""The caseload in the back office: who reads what, nothing writes but the services."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, ApprovalLevel
from applications.services.intake import return_for_documents
from applications.services.terminating import propose_termination
from audit.models import Event
from beneficiaries.search import index_names
from protection.models import PersonalDataAccess
from tests.factories.accounts import RoleGrantFactory
from tests.factories.applications import later, make_application, make_program
from tests.factories.beneficiaries import PERSONS, PersonFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/applications/application/"
LEVELS = "/admin/applications/approvallevel/"


@pytest.fixture
def judicial(community):
    victim = PersonFactory(area=community, name="张演一", phone="19900000001")
    index_names([victim])
    return make_application(make_program("judicial_aid_fund"), community, applicant=victim)


def page_of(application) -> str:
    return f"{LIST}{application.pk}/change/"


def references(response) -> list[str]:
    return [row.reference for row in response.context["cl"].result_list]


def listed(client, query: str = "") -> list[str]:
    return references(client.get(LIST + query))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    client, approver, program, community, django_assert_max_num_queries, count
):
    for _i in range(count):
        make_application(program, community)
    client.force_login(approver)

    with django_assert_max_num_queries(12) as queries:
        response = client.get(LIST)

    assert len(references(response)) == count
    assert len(queries) == 11


@pytest.mark.parametrize("name", ["admin", "auditor", "reviewer", "approver"])
def test_administrators_and_the_federation_read_the_caseload(client, cast, submitted, name):
    client.force_login(cast[name])

    assert listed(client) == [submitted.reference]
    assert client.get(page_of(submitted)).status_code == 200


@pytest.mark.parametrize("name", ["cashier", "worker", "officer", "applicant", "volunteer", "outsider"])
def test_nobody_else_enters(client, cast, submitted, name):
    client.force_login(cast[name])

    assert client.get("/admin/").status_code == 403
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(submitted)).status_code == 403


def test_the_accountant_enters_but_reads_no_cases(client, accountant, submitted):
    client.force_login(accountant)

    assert client.get("/admin/").status_code == 200
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(submitted)).status_code == 403


@pytest.mark.parametrize("name", ["admin", "auditor", "approver"])
def test_nobody_writes_here(client, cast, submitted, name):
    client.force_login(cast[name])

    assert client.post(page_of(submitted), {"state": "approved"}).status_code == 403
    assert client.post(f"{LIST}{submitted.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert Application.objects.get().state == "submitted"


def test_a_member_of_staff_does_not_read_the_file_of_his_own_case(client, reviewer, program, community):
    own = make_application(program, community, owner=reviewer)
    client.force_login(reviewer)

    assert listed(client) == []
    assert client.get(page_of(own)).status_code == 302


def test_a_reviewer_of_one_subdistrict_reads_only_its_cases(client, outsider, places, program, community):
    here = make_application(program, community)
    there = make_application(program, places["410172561-wawuli"])
    RoleGrantFactory(user=outsider, role="federation_reviewer", area=community.parent)
    client.force_login(outsider)

    assert listed(client) == [here.reference]
    assert client.get(page_of(there)).status_code == 302


def test_people_are_shown_by_mask(client, auditor, submitted):
    client.force_login(auditor)

    for url in (LIST, page_of(submitted)):
        text = client.get(url).content.decode()
        assert "张**" in text
        assert "张演一" not in text
        assert submitted.applicant.reference not in text


def test_a_confidential_case_has_an_alias(client, administrator, judicial):
    client.force_login(administrator)

    for url in (LIST, page_of(judicial)):
        text = client.get(url).content.decode()
        assert judicial.shown_name in text
        assert "张*" not in text
        assert judicial.applicant.phone_mask not in text


def test_the_page_offers_the_steps_with_their_reasons(client, cast, submitted):
    url = reverse("applications:transition", args=[submitted.reference, "terminate"])
    propose_termination(application=submitted, reason="moved", text="已迁出", by=cast["officer"], at=later(1))
    client.force_login(cast["reviewer"])
    page = client.get(page_of(submitted))

    steps = {step.name: bool(answer) for step, answer in page.context["steps"]}
    assert steps == {"accept": False, "return": False, "decline": False, "withdraw": False, "terminate": True}
    assert f'href="{url}"' in page.content.decode()

    client.force_login(cast["auditor"])
    page = client.get(page_of(submitted))

    assert not any(answer for _step, answer in page.context["steps"])
    assert url not in page.content.decode()


def test_the_page_tells_who_did_what_and_why(client, auditor, worker, applicant, submitted):
    return_for_documents(application=submitted, items=["student_card"], note="缺学籍证明", by=worker, at=timezone.now())
    client.force_login(auditor)

    page = client.get(page_of(submitted))

    history = [(row.at, row.by, row.note) for row in page.context["history"]]
    assert [(by, note) for _at, by, note in history] == [(str(applicant), ""), (str(worker), "缺学籍证明")]
    assert [row.asked_by for row in page.context["inline_admin_formsets"][1].formset.queryset] == [worker]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?stage=submitted", ["late", "new"]),
        ("?stage=returned", ["returned"]),
        ("?state=returned", ["returned"]),
        ("?due=overdue", ["late"]),
        ("?handler=nobody", ["late", "new"]),
        ("?handler=me", []),
        ("?lane=judicial", []),
        ("?lane=standard&stage=submitted", ["late", "new"]),
        ("?is_confidential__exact=1", []),
    ],
)
def test_filters(client, approver, worker, program, community, query, expected):
    now = timezone.now()
    names = {
        make_application(program, community, at=now - timedelta(days=60)).reference: "late",
        make_application(program, community, at=now).reference: "new",
    }
    returned = make_application(program, community, at=now)
    return_for_documents(application=returned, items=[], note="缺学籍证明", by=worker, at=now)
    names[returned.reference] = "returned"
    client.force_login(approver)

    assert [names[reference] for reference in listed(client, query)] == expected


def test_places_open_below_the_chosen_subdistrict(client, approver, places, program, community):
    here = make_application(program, community)
    make_application(program, places["410172561-wawuli"])
    client.force_login(approver)

    assert listed(client, f"?place={community.parent_id}") == [here.reference]
    assert listed(client, f"?place={community.pk}") == [here.reference]
    assert listed(client, "?place=0") == []


def test_the_totals_are_those_of_the_filtered_cases(client, approver, program, community):
    for proposed in (100_000, 20_050, None):
        row = make_application(program, community)
        Application.objects.filter(pk=row.pk).update(proposed_amount_fen=proposed)
    client.force_login(approver)

    totals = client.get(LIST).context["cl"].paginator.totals

    assert (totals.count, totals.proposed_fen, totals.approved_fen) == (3, 120_050, 0)
    assert client.get(f"{LIST}?stage=paid").context["cl"].paginator.totals.proposed_fen == 0


@pytest.mark.both_databases
def test_pages_follow_each_other_in_the_order_of_the_deadline(client, approver, program, community, monkeypatch):
    now = timezone.now()
    made = [make_application(program, community, at=now - timedelta(days=days)) for days in (1, 30, 60)]
    monkeypatch.setattr("applications.admin.cases.ApplicationAdmin.list_per_page", 2)
    client.force_login(approver)

    assert listed(client) == [made[2].reference, made[1].reference]
    assert listed(client, "?p=2") == [made[0].reference]


def test_a_search_goes_by_reference_or_name(client, approver, program, community, judicial):
    person = PersonFactory(area=community, name="李示二")
    index_names([person])
    one = make_application(program, community, applicant=person)
    client.force_login(approver)

    assert listed(client, f"?q={one.reference.lower()}") == [one.reference]
    assert listed(client, "?q=李示") == [one.reference]
    assert listed(client, "?q=张演一") == []  # the victim of a crime is not found by name


def test_an_id_number_never_stands_in_the_address(client, approver, program, community):
    person = PersonFactory(area=community, id_number=PERSONS["张演一"])
    found = make_application(program, community, applicant=person)
    client.force_login(approver)

    response = client.post(f"{LIST}find/", {"q": PERSONS["张演一"], "stage": "submitted", "evil": "1"})

    assert response.url == f"{LIST}?stage=submitted&q={person.reference}"
    assert references(client.get(response.url)) == [found.reference]
    assert list(PersonalDataAccess.objects.values_list("actor", "purpose")) == [(approver.pk, "look_up")]
    assert client.get(f"{LIST}find/").status_code == 405


def test_the_search_is_for_readers(client, accountant):
    client.force_login(accountant)

    assert client.post(f"{LIST}find/", {"q": "张演一"}).status_code == 403


def test_cases_are_assigned_with_a_result_for_each(client, reviewer, program, community, places):
    here, there = make_application(program, community), make_application(program, places["410172561-wawuli"])
    RoleGrantFactory(user=reviewer, role="community_worker", area=community)
    client.force_login(reviewer)

    page = client.post(LIST, {"action": "assign_to_me", "_selected_action": [here.pk, there.pk]})

    done = {case.reference: not refusal for case, refusal in page.context["results"]}
    assert done == {here.reference: True, there.reference: False}
    assert Application.objects.get(pk=here.pk).handler == reviewer
    assert Application.objects.get(pk=there.pk).handler is None


def test_cases_are_returned_with_words(client, reviewer, program, community):
    one = make_application(program, community)
    RoleGrantFactory(user=reviewer, role="community_worker", area=community)
    client.force_login(reviewer)
    data = {"action": "return_for_documents", "_selected_action": [one.pk]}

    asked = client.post(LIST, data)
    refused = client.post(LIST, {**data, "note": " "})
    done = client.post(LIST, {**data, "note": "缺学籍证明"})

    assert (asked.status_code, asked.context["chosen"], refused.status_code) == (200, [one.pk], 422)
    assert [refusal for _case, refusal in done.context["results"]] == [""]
    assert Application.objects.get().state == "returned"


def test_the_auditor_changes_nothing_and_takes_the_list_along(client, auditor, worker, submitted):
    client.force_login(auditor)

    client.post(LIST, {"action": "assign_to_me", "_selected_action": [submitted.pk]})

    offered = client.get(LIST).context["action_form"].fields["action"].choices
    assert [code for code, _words in offered if code] == ["export_rows"]
    assert Application.objects.get().handler is None


def test_an_approval_level_is_set_by_the_administrator_with_its_event(client, administrator, program):
    level = ApprovalLevel.objects.get(role="federation_reviewer")
    client.force_login(administrator)

    page = client.post(f"{LEVELS}{level.pk}/change/", {"up_to_yuan": "2500.00", "source": "理事会纪要 2026-03"})

    assert page.status_code == 302
    level.refresh_from_db()
    assert (level.role, level.up_to_fen, level.source) == ("federation_reviewer", 250_000, "理事会纪要 2026-03")
    event = Event.objects.get(code="applications.approval_level_set")
    assert (event.actor, event.subject_id) == (administrator, level.pk)
    assert event.data == {"role": "federation_reviewer", "from_fen": 200_000, "to_fen": 250_000}


@pytest.mark.parametrize("data", [{}, {"up_to_yuan": "0", "source": "x"}, {"up_to_yuan": "5"}, {"up_to_yuan": "1.234"}])
def test_an_approval_level_needs_an_amount_and_a_source(client, administrator, program, data):
    level = ApprovalLevel.objects.get(role="federation_reviewer")
    client.force_login(administrator)

    assert client.post(f"{LEVELS}{level.pk}/change/", data).status_code == 200
    assert ApprovalLevel.objects.get(pk=level.pk).up_to_fen == 200_000


def test_an_approval_level_is_added_once(client, administrator):
    client.force_login(administrator)
    data = {"role": "federation_approver", "up_to_yuan": "20000", "source": "理事会纪要 2026-03"}

    assert client.post(f"{LEVELS}add/", data).status_code == 302
    assert client.post(f"{LEVELS}add/", {**data, "up_to_yuan": "1"}).status_code == 200
    assert ApprovalLevel.objects.get().up_to_fen == 2_000_000


@pytest.mark.parametrize("name", ["auditor", "reviewer", "approver"])
def test_readers_see_the_levels_and_do_not_set_them(client, cast, program, name):
    level = ApprovalLevel.objects.get(role="federation_reviewer")
    client.force_login(cast[name])

    assert "2,000.00" in client.get(f"{LEVELS}{level.pk}/change/").content.decode()
    assert client.post(f"{LEVELS}{level.pk}/change/", {"up_to_yuan": "1", "source": "x"}).status_code == 403
    assert client.get(f"{LEVELS}add/").status_code == 403


def test_drafts_are_not_in_the_back_office(client, administrator):
    client.force_login(administrator)

    assert client.get("/admin/applications/applicationdraft/").status_code == 404
    assert client.get("/admin/applications/draftpaper/").status_code == 404
