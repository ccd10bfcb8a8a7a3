"""Each condition of a case with what it used, where that came from and how long it holds."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.evidence import Evidence
from applications.facts import judge
from applications.models import ApplicationDocument
from applications.services import intake
from applications.services.casework import answer_questions
from applications.services.verification import start_verification
from protection.access import AccessContext
from tests.factories.applications import AT, later, make_application, make_program, ready_person
from tests.factories.beneficiaries import NOW, DocumentFactory, HardshipCertificateFactory
from tests.factories.case_states import hold_papers

ANSWERS = {
    "stage": "primary",
    "school_in_zone": True,
    "hukou_in_zone": True,
    "hardship_claimed": "DIBAO",
    "funded_elsewhere": False,
}
ILLNESS = '{"illness": "tumour", "cause": "illness", "diagnosis": "左肺恶性肿瘤"}'


def judged(application, by):
    application.assessment = judge(application, AccessContext(by=by, purpose="case_handling", at=AT))
    application.save(update_fields=["assessment"])
    return application


@pytest.fixture
def pupil(program, community, applicant, worker):
    """A pupil whose certificate was compared with the office, with a paper of the school in hand."""
    child = ready_person(program, community)
    HardshipCertificateFactory(
        person=child, category="DIBAO", valid_to=date(2026, 12, 31), checked_by=worker, checked_at=NOW
    )
    case = make_application(program, community, owner=applicant, applicant=child, answers=ANSWERS)
    paper = DocumentFactory(person=child, kind="DOC_ENROLMENT", expires_on=date(2026, 8, 31))
    ApplicationDocument.objects.create(
        application=case, document=paper, kind="DOC_ENROLMENT", added_at=AT, added_by=applicant
    )
    return judged(case, worker)


def criteria(application, *, for_family=False):
    groups = Evidence(application, for_family=for_family).groups
    return {row.code: row for _label, rows in groups for row in rows}


def pieces(row):
    return [(p.origin.code, str(p.value), p.by, p.expires_on) for p in row.pieces]


def test_a_certificate_compared_with_the_office_is_a_look_up_with_its_end(pupil, worker):
    row = criteria(pupil)["S01-3"]

    assert row.outcome == "yes"
    assert pieces(row) == [
        ("answer", "最低生活保障", "", None),
        ("look_up", "最低生活保障", str(worker), date(2026, 12, 31)),
    ]
    assert pieces(criteria(pupil, for_family=True)["S01-3"])[1][2] == ""


def test_a_certificate_that_nobody_compared_is_a_paper(pupil):
    pupil.applicant.certificates.update(checked_by=None, checked_at=None)

    assert pieces(criteria(pupil)["S01-3"])[1] == ("paper", "最低生活保障", "", date(2026, 12, 31))


def test_an_open_condition_names_the_paper_in_hand_and_what_settles_it(pupil):
    row = criteria(pupil)["S01-1E"]

    assert (row.outcome, [str(label) for label in row.settled_by]) == ("unknown", ["在读证明"])
    assert pieces(row) == [("paper", "已收到", "", date(2026, 8, 31))]


def test_what_the_work_station_found_is_its_statement(pupil, worker):
    hold_papers(pupil)
    intake.accept_application(application=pupil, by=worker, at=later(1))
    start_verification(application=pupil, questions=[("school", "?")], by=worker, at=later(2))
    answer_questions(application=pupil, step="school_check", answers={"enrolled": True}, by=worker, at=later(3))
    pupil.refresh_from_db()

    row, seen_by_family = criteria(pupil)["S01-1E"], criteria(pupil, for_family=True)["S01-1E"]

    assert row.outcome == "yes"
    assert pieces(row)[0] == ("statement", "是", str(worker), None)
    assert pieces(seen_by_family)[0] == ("statement", "是", "", None)


def test_the_page_says_which_terms_and_which_papers_are_still_needed(client, worker, pupil):
    pupil.applicant.certificates.all().delete()
    judged(pupil, worker)
    client.force_login(worker)

    response = client.get(reverse("applications:conditions", args=[pupil.reference]))

    text = response.content.decode()
    assert "第1版，自2023-01-01起执行" in text
    assert [str(label) for label in response.context["evidence"].papers_that_settle()] == ["困难证明"]


def test_sealed_answers_are_neither_shown_nor_printed(client, worker, applicant, community):
    program = make_program("employee_illness_aid")
    case = make_application(
        program, community, owner=applicant, answers={"employer_type": "enterprise"}, sensitive_answers=ILLNESS
    )
    judged(case, worker)

    for user in (worker, applicant):
        client.force_login(user)
        text = client.get(reverse("applications:conditions", args=[case.reference])).content.decode()
        assert "左肺恶性肿瘤" not in text
        assert "tumour" not in text
    assert [(p.origin.code, p.value, p.is_sealed) for p in criteria(case)["S03-6"].pieces] == [("answer", None, True)]


def test_finance_pays_without_reading_why(client, accountant, cast, community):
    from tests.factories.case_states import case_in

    case = case_in("approved", make_program("student_aid", slug="paid"), community, cast, owner=cast["applicant"])
    client.force_login(accountant)

    assert client.get(reverse("applications:conditions", args=[case.reference])).status_code == 403


def test_a_case_of_another_community_is_not_found(client, worker2, pupil):
    client.force_login(worker2)

    assert client.get(reverse("applications:conditions", args=[pupil.reference])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_needs_the_same_queries_for_one_paper_and_for_three(client, worker, pupil, count):
    for _i in range(count - 1):
        paper = DocumentFactory(person=pupil.applicant, kind="DOC_ID")
        ApplicationDocument.objects.create(
            application=pupil, document=paper, kind="DOC_ID", added_at=AT, added_by=worker
        )
        HardshipCertificateFactory(person=pupil.applicant, category="DISABLED", disability_class=1, disability_level=1)
    client.force_login(worker)
    address = reverse("applications:conditions", args=[pupil.reference])
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    assert len(queries) == 9
