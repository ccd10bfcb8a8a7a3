"""What anybody sees: the state by code, public notices while they hang, and objections."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.models import Objection
from applications.notices import shown_fields
from applications.services.publicity import end_finished_notices
from beneficiaries.models import HouseholdMember
from protection.sealing import seal
from protection.status_codes import status_code
from tests.factories.applications import make_program
from tests.factories.beneficiaries import HouseholdFactory, PersonFactory
from tests.factories.case_states import case_in

STATUS = reverse("applications:status")
NOTICES = reverse("applications:notices")


@pytest.fixture
def posted(cast, community):
    """A case whose notice hangs now."""
    now = timezone.now()
    case = case_in(
        s.PUBLICITY,
        make_program("employee_illness_aid"),
        community,
        cast,
        at=now - timedelta(days=6),
        limit=now - timedelta(hours=1),
    )
    return case.notices.get()


def notice_url(notice):
    return reverse("applications:notice", args=[notice.reference])


def object_url(notice):
    return reverse("applications:object", args=[notice.reference])


# --- State by receipt number and code ---


def test_both_lines_of_the_receipt_show_the_state_and_nothing_of_the_person(client, submitted):
    typed = {"reference": f" {submitted.reference.lower()} ", "code": status_code(submitted.reference).lower()}

    page = client.post(STATUS, typed)

    text = page.content.decode()
    assert page.status_code == 200
    assert "已收到，等待受理" in text
    person = submitted.applicant
    for secret in (person.name, person.id_number_mask, person.reference, str(submitted.area)):
        assert secret not in text


@pytest.mark.parametrize("field", ["reference", "code"])
def test_one_sentence_for_every_wrong_line(client, submitted, field):
    typed = {"reference": submitted.reference, "code": status_code(submitted.reference)}
    typed[field] = "SQ-222222" if field == "reference" else "2222-2222-2222"

    page = client.post(STATUS, typed)

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["回执编号与查询码不符，请与回执核对。"]
    assert page.context["application"] is None


def test_the_eleventh_try_within_an_hour_waits(client, submitted):
    wrong = {"reference": submitted.reference, "code": "2222-2222-2222"}
    for _i in range(10):
        client.post(STATUS, wrong)

    page = client.post(STATUS, {"reference": submitted.reference, "code": status_code(submitted.reference)})

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["尝试次数过多，请一小时后再试，或致电社区慈善工作站。"]


def test_the_public_page_lists_papers_but_not_the_free_words(client, cast, program, community):
    case = case_in(s.RETURNED, program, community, cast)

    text = client.post(STATUS, {"reference": case.reference, "code": status_code(case.reference)}).content.decode()

    assert "身份证" in text
    assert "照片看不清" not in text


# --- Public notices ---


def test_a_notice_shows_the_masked_facts_and_nothing_else(client, posted):
    page = client.get(notice_url(posted))

    text = page.content.decode()
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert "张**" in text
    assert "张演一" not in text
    assert "西湖春天社区" in text
    assert "1,000.00" in text
    person = posted.application.applicant
    for secret in (posted.application.reference, person.reference, person.id_number_mask):
        assert secret not in text


def test_the_fields_of_a_notice_are_exactly_these(posted, officer):
    """Domain rules 3.5. A field that is added here has to be added there first."""
    application = posted.application
    person = application.applicant
    for field, value in {"phone": "19900000001", "address": "科学大道1号", "bank_account": "6200000000000013"}.items():
        seal(person, field, value)
    person.save()
    household = HouseholdFactory(head=person, area=application.area)
    for member, relation in ((person, "self"), (PersonFactory(area=application.area), "child")):
        HouseholdMember.objects.create(household=household, person=member, relation=relation, valid_from="2020-01-01")

    shown = shown_fields(application, handler=officer, posted_at=posted.posted_at, ends_at=posted.ends_at)

    assert sorted(shown) == sorted(
        [
            "name",
            "community",
            "community_en",
            "household_size",
            "program",
            "program_en",
            "amount_fen",
            "handler",
            "phone",
            "posted_on",
            "ends_on",
        ]
    )
    assert (shown["name"], shown["household_size"], shown["handler"]) == ("张**", 2, "石**")
    text = str(shown)
    for secret in ("张演一", "410199", "19900000001", "6200", "科学大道", "石例办", "YSFP"):
        assert secret not in text


@pytest.mark.parametrize("code", ["student_aid", "judicial_aid_fund"])
def test_minors_and_victims_are_never_posted(cast, community, officer, code):
    case = case_in(s.PRELIMINARY_REVIEW, make_program(code), community, cast)

    with pytest.raises(ValueError, match="never posted"):
        shown_fields(case, handler=officer, posted_at=case.submitted_at, ends_at=case.submitted_at)


def test_after_its_end_a_notice_shows_nothing(client, posted):
    shown = {posted.title, posted.shown["name"], posted.shown["handler"]}
    end_finished_notices(at=posted.ends_at)

    page = client.get(notice_url(posted))

    text = page.content.decode()
    assert page.status_code == 410
    assert "公示已结束" in text
    assert [word for word in shown if word in text] == []
    assert client.get(object_url(posted)).status_code == 404
    assert posted.title not in client.get(NOTICES).content.decode()


def test_a_notice_that_never_was_does_not_exist(client, db):
    assert client.get(reverse("applications:notice", args=["GS-222222"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_notices_asks_the_same_with_more_rows(client, cast, community, rows):
    program, now = make_program("employee_illness_aid"), timezone.now()
    for _i in range(rows):
        at, limit = now - timedelta(days=6), now - timedelta(hours=1)
        case_in(s.PUBLICITY, program, community, cast, at=at, limit=limit)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(NOTICES)

    assert len(page.context["page"].items) == rows
    assert len(queries) == 1


# --- Objections ---


def test_anybody_objects_and_the_posting_stops(client, posted):
    response = client.post(object_url(posted), {"text": "该户另有住房", "name": "", "phone": "13800000000"})

    assert response.url == NOTICES
    objection = Objection.objects.get()
    assert (objection.text, objection.name, objection.phone_mask) == ("该户另有住房", "", "138****0000")
    posted.application.refresh_from_db()
    assert posted.application.state == s.OBJECTION_REVIEW
    assert client.get(notice_url(posted)).status_code == 410


def test_who_had_the_form_open_when_somebody_else_objected_is_heard_too(client, posted):
    assert client.get(object_url(posted)).status_code == 200
    client.post(object_url(posted), {"text": "该户另有住房"})

    late = client.post(object_url(posted), {"text": "收入不实"})

    assert (late.status_code, posted.objections.count()) == (302, 2)
    assert client.get(object_url(posted)).status_code == 404


def test_an_objection_needs_words(client, posted):
    page = client.post(object_url(posted), {"text": " ", "phone": "123"})

    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["phone", "text"]
    assert page.context["form"].errors["text"] == ["请写明您认为不属实的情况。"]
    assert Objection.objects.count() == 0


def test_the_sixth_objection_within_an_hour_waits(client, cast, community):
    program, now = make_program("employee_illness_aid"), timezone.now()
    at, limit = now - timedelta(days=6), now - timedelta(hours=1)
    notices = [case_in(s.PUBLICITY, program, community, cast, at=at, limit=limit).notices.get() for _i in range(6)]

    answers = [client.post(object_url(notice), {"text": "不属实"}) for notice in notices]

    assert [answer.status_code for answer in answers] == [302] * 5 + [422]
    sentence = "一小时内提交次数过多，请拨打公示上的电话。"
    assert answers[-1].context["form"].non_field_errors() == [sentence]
    assert Objection.objects.count() == 5


def test_who_objected_is_known_to_those_who_answer(client, cast, community):
    case = case_in(s.OBJECTION_REVIEW, make_program("employee_illness_aid"), community, cast)
    address = reverse("applications:case", args=[case.reference])

    client.force_login(cast["worker"])
    assert "李邻居" not in client.get(address).content.decode()
    client.force_login(cast["officer"])
    assert "李邻居" in client.get(address).content.decode()
