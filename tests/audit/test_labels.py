"""The back office shows events, states, subjects and sources in words."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from applications import states as s
from audit.labels import event_label, state_label, subject_labels
from audit.models import Event
from tests.factories import grants
from tests.factories.applications import make_application, make_program
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db
RAW = re.compile(r">\s*[a-z_]+\.[a-z_]+(?::\d+)?\s*<")  # a cell that holds nothing but a code
LISTS = (
    "audit_event",
    "funds_voucher",
    "funds_reservation",
    "notifications_delivery",
    "protection_personaldataaccess",
    "areas_deadlinerule",
)


@pytest.fixture
def community(places):
    return places["410172160-xihuchuntian"]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_the_back_office_shows_no_codes(client, cast, community, name):
    case_in(s.DISBURSED, make_program("student_aid"), community, cast)
    client.force_login(cast["admin"])

    page = client.get(reverse(f"admin:{name}_changelist"))

    assert page.status_code == 200
    assert RAW.findall(page.text) == []


def test_a_subject_is_named_by_its_kind_and_reference(cast, community):
    case = make_application(make_program("student_aid"), community)

    names = subject_labels([case.source, f"{case.source}:1", "test:x", "accounts.user:999999"])

    assert names == {
        case.source: f"救助申请 {case.reference}",
        f"{case.source}:1": f"救助申请 {case.reference}",
        "test:x": "test:x",
        "accounts.user:999999": "accounts.user:999999",
    }


def test_a_state_is_named_by_its_workflow_and_an_unknown_code_stays():
    assert state_label("applications.application", s.FINAL_REVIEW) == s.STATES[s.FINAL_REVIEW].label
    assert state_label("applications.application", "") == ""
    assert event_label("gone.away") == "gone.away"


def test_one_query_names_all_subjects_of_a_kind(cast, community, django_assert_num_queries):
    program = make_program("student_aid")
    cases = [make_application(program, community) for _number in range(3)]

    with django_assert_num_queries(1):
        subject_labels([cases[0].source])
    with django_assert_num_queries(1):
        subject_labels([case.source for case in cases])


def test_the_page_of_one_event_says_the_same(client, cast, community):
    case = make_application(make_program("student_aid"), community)
    event = Event.objects.get(code="applications.submitted")
    client.force_login(cast["admin"])

    page = client.get(reverse("admin:audit_event_change", args=[event.pk])).text

    assert str(event_label(event.code)) in page
    assert case.reference in page


def test_what_has_no_reference_of_its_own_is_named_by_what_people_know(cast, places):
    tranche = grants.signed(cast, places).tranches.first()

    with translation.override("zh-hans"):
        names = subject_labels([f"community_grants.tranche:{tranche.pk}", "funds.period_end:2023-12"])

    assert names == {
        f"community_grants.tranche:{tranche.pk}": f"资助分期 {tranche.grant.reference}",
        "funds.period_end:2023-12": "收支结转",
    }
