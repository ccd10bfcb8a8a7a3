"""The family hands in what was missing; staff add papers, print the form, judge again, check certificates."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from applications import states as s
from applications.models import Application
from applications.selectors import timeline
from audit.models import Event
from tests.factories.applications import later, make_application, make_program
from tests.factories.beneficiaries import DocumentFactory, HardshipCertificateFactory, PersonFactory
from tests.factories.case_states import case_in


def photo(name="银行卡 6200000000000013.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def url(name, case, *more):
    return reverse(f"applications:{name}", args=[case.reference, *more])


@pytest.fixture
def returned(program, community, cast):
    return case_in(s.RETURNED, program, community, cast, owner=cast["applicant"])


def test_the_family_sees_the_whole_list_and_a_place_for_each_paper(client, applicant, returned):
    client.force_login(applicant)

    page = client.get(url("supplement", returned))

    wanted = [(paper.kind, paper.is_missing, len(paper.files)) for paper in page.context["wanted"]]
    assert wanted == [("DOC_ID", True, 0), ("DOC_BANK", True, 0), ("DOC_OTHER", False, 0)]
    assert "照片看不清" in page.content.decode()
    assert page.content.decode().count('type="file"') == 3


def test_the_family_hands_in_and_the_clock_runs_again(client, applicant, returned):
    client.force_login(applicant)
    for kind in ("DOC_ID", "DOC_BANK"):
        response = client.post(url("add_case_paper", returned, kind), {"file": photo()})
        assert response.url == url("supplement", returned)

    page = client.get(url("supplement", returned))
    assert [(p.kind, p.is_missing, len(p.files)) for p in page.context["wanted"]][:2] == [
        ("DOC_ID", False, 1),
        ("DOC_BANK", False, 1),
    ]
    assert "6200000000000013" not in page.content.decode()
    response = client.post(url("transition", returned, "resubmit"), {"note": ""})

    assert response.url == url("case", returned)
    returned.refresh_from_db()
    assert (returned.state, returned.paused_at, returned.open_supplement) == (s.SUBMITTED, None, None)
    new = returned.papers.filter(added_at__gt=later(24)).order_by("pk")
    assert [(p.kind, p.added_by, p.document.person) for p in new] == [
        ("DOC_ID", applicant, returned.applicant),
        ("DOC_BANK", applicant, returned.applicant),
    ]


def test_words_alone_are_an_answer_too(client, applicant, returned):
    client.force_login(applicant)

    client.post(url("transition", returned, "resubmit"), {"note": "身份证补办中"})

    returned.refresh_from_db()
    assert returned.state == s.SUBMITTED
    assert returned.remarks.order_by("-pk").first().text == "身份证补办中"


def test_the_work_station_records_papers_that_were_brought(client, worker, returned):
    client.force_login(worker)
    assert client.get(url("supplement", returned)).status_code == 200
    client.post(url("add_case_paper", returned, "DOC_ID"), {"file": photo()})

    client.post(url("transition", returned, "resubmit"), {"note": ""})

    returned.refresh_from_db()
    assert returned.state == s.SUBMITTED


@pytest.mark.parametrize(
    ("person", "status"),
    [("officer", 200), ("reviewer", 403), ("accountant", 404), ("auditor", 403), ("worker2", 404), ("outsider", 404)],
)
def test_who_may_answer_for_the_family(client, cast, returned, person, status):
    client.force_login(cast[person])

    assert client.get(url("supplement", returned)).status_code == status
    assert client.post(url("transition", returned, "resubmit"), {"note": "x"}).status_code == (
        302 if status == 200 else status
    )


def test_a_file_that_is_no_paper_is_refused_with_a_sentence(client, applicant, returned):
    client.force_login(applicant)
    before = returned.papers.count()

    text = SimpleUploadedFile("a.txt", b"hello", "text/plain")
    client.post(url("add_case_paper", returned, "DOC_ID"), {"file": text})
    page = client.post(url("add_case_paper", returned, "DOC_ID"), {}, follow=True)

    assert [str(m) for m in page.context["messages"]][-1] == "请先选择文件。"
    assert returned.papers.count() == before


def test_an_unknown_kind_of_paper_does_not_exist(client, applicant, returned):
    client.force_login(applicant)

    assert client.post(url("add_case_paper", returned, "DOC_DANCE"), {"file": photo()}).status_code == 404


def test_the_supplement_page_of_another_state_leads_to_the_papers(client, applicant, submitted):
    client.force_login(applicant)

    assert client.get(url("supplement", submitted)).url == url("papers", submitted)
    assert client.get(url("papers", submitted)).status_code == 200


def test_while_the_case_is_examined_only_staff_add_papers(client, cast, program, community):
    case = case_in(s.SURVEYING, program, community, cast, owner=cast["applicant"])

    client.force_login(cast["applicant"])
    assert client.get(url("papers", case)).status_code == 403
    assert client.post(url("add_case_paper", case, "DOC_PHOTO"), {"file": photo()}).status_code == 403
    client.force_login(cast["worker"])
    response = client.post(url("add_case_paper", case, "DOC_PHOTO"), {"file": photo()})

    assert response.url == url("papers", case)
    assert case.papers.filter(kind="DOC_PHOTO", added_by=cast["worker"]).count() == 1
    event = Event.objects.filter(code="applications.papers_added").get()
    assert (event.subject_id, event.data) == (case.pk, {"papers": 1, "kinds": ["DOC_PHOTO"]})
    assert str(timeline(case, for_applicant=False)[-1].label) == "已添加材料 · 入户调查照片"


def test_a_finished_case_takes_no_papers(client, cast, program, community):
    case = case_in(s.TERMINATED, program, community, cast)
    client.force_login(cast["worker"])

    assert client.get(url("papers", case)).status_code == 403


def test_judging_again_after_the_certificate_was_compared(client, officer, submitted):
    certificate = HardshipCertificateFactory(person=submitted.applicant)
    client.force_login(officer)
    case_url = url("case", submitted)
    assert certificate.get_category_display() in client.get(case_url).content.decode()

    checked = client.post(reverse("beneficiaries:check_certificate", args=[certificate.seal_id]), {"next": case_url})
    client.post(url("reassess", submitted))

    assert checked.url == case_url
    submitted.refresh_from_db()
    outcomes = {row["rule"]: row["outcome"] for row in submitted.assessment["results"]}
    assert outcomes["S01-3"] == "yes"
    assert Event.objects.filter(code="applications.reassessed", subject_id=submitted.pk).count() == 1


def test_a_decided_case_is_not_judged_again(client, cast, program, community):
    case = case_in(s.REJECTED, program, community, cast)
    client.force_login(cast["officer"])

    page = client.post(url("reassess", case), follow=True)

    assert [str(m) for m in page.context["messages"]] == ["本案已作出决定，不再重新核对。"]


def test_a_certificate_checked_from_elsewhere_does_not_lead_out_of_the_portal(client, officer, submitted):
    certificate = HardshipCertificateFactory(person=submitted.applicant)
    client.force_login(officer)

    address = reverse("beneficiaries:check_certificate", args=[certificate.seal_id])
    response = client.post(address, {"next": "https://evil.example/"})

    assert response.url == submitted.applicant.get_absolute_url()


def test_the_form_has_four_boxes_and_staff_see_the_opinions(client, cast, program, community):
    case = case_in(s.FINAL_REVIEW, program, community, cast, owner=cast["applicant"])

    client.force_login(cast["officer"])
    staff = client.get(url("form", case))
    client.force_login(cast["applicant"])
    family = client.get(url("form", case))

    offices = ["村(社区)", "办事处", "社会事业局", "慈善总会"]
    assert [str(box.office) for box in staff.context["sheet"].boxes()] == offices
    assert [bool(box.text) for box in staff.context["sheet"].boxes()] == [True, True, False, False]
    assert [bool(box.text) for box in family.context["sheet"].boxes()] == [False] * 4


def test_the_form_is_masked(client, cast, community):
    victim = case_in(s.SUBMITTED, make_program("judicial_aid_fund"), community, cast)
    case = make_application(make_program("student_aid"), community)
    client.force_login(cast["officer"])

    text = client.get(url("form", case)).content.decode()
    sealed = client.get(url("form", victim)).content.decode()

    assert case.applicant.id_number_mask in text
    assert victim.applicant.name not in sealed
    assert victim.applicant.id_number_mask not in sealed


@pytest.mark.parametrize("rows", [1, 3])
def test_the_case_page_asks_the_same_however_much_is_in_the_file(client, cast, program, community, rows):
    case = case_in(s.SURVEYING, program, community, cast)
    for _i in range(rows):
        document = DocumentFactory(person=case.applicant, kind="DOC_PHOTO")
        case.papers.create(document=document, kind="DOC_PHOTO", added_at=case.submitted_at, added_by=cast["worker"])
        HardshipCertificateFactory(person=case.applicant)
    for _i in range(rows - 1):
        visit = case.visits.create()
        visit.investigators.create(user=cast["officer"])
    client.force_login(cast["worker"])
    client.get(url("case", case))

    with CaptureQueriesContext(connection) as queries:
        response = client.get(url("case", case))

    assert len(response.context["page"].visits()) == rows
    assert len(queries) == 31  # one of them: is an early end of the case proposed?


def test_family_guardian_handler_and_decider_are_compared_at_once(client, cast, community):
    """Their ties are three queries, and what part the reader had in the case two, however many steps ask."""
    case = case_in(s.FINAL_REVIEW, make_program(), community, cast)
    guardian = PersonFactory(area=community)
    Application.objects.filter(pk=case.pk).update(handler=cast["officer"], guardian=guardian)
    client.force_login(cast["approver"])
    client.get(url("case", case))

    with CaptureQueriesContext(connection) as queries:
        response = client.get(url("case", case))

    assert "approve" in {offer.step.name for offer in response.context["page"].open_offers}
    assert len(queries) == 33
