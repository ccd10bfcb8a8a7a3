"""The pages of a case for staff and family: what stands there in each state, and what never does."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import states as s
from applications.demo.people import resident_id
from applications.guidance import NEXT
from applications.letters import LETTERS
from applications.models import Remark
from beneficiaries.services import declare_relative
from protection.models import PersonalDataAccess
from protection.sealing import seal
from tests.factories.applications import AT, make_application, make_program, ready_person
from tests.factories.case_states import case_in, scheme_for

EVERY_STATE = [state for state in s.STATES if state != s.DRAFT]


def url(name, case, *more):
    return reverse(f"applications:{name}", args=[case.reference, *more])


@pytest.fixture
def in_state(cast, community):
    def make(state):
        return case_in(
            state, make_program(scheme_for(state), money_fen=10_000_000), community, cast, owner=cast["applicant"]
        )

    return make


@pytest.mark.parametrize("state", EVERY_STATE)
def test_staff_and_family_see_the_case_in_every_state(client, cast, in_state, state):
    case = in_state(state)
    assert case.state == state

    client.force_login(cast["officer"])
    staff = client.get(url("case", case))
    client.force_login(cast["applicant"])
    family = client.get(url("case", case))

    assert (staff.status_code, family.status_code) == (200, 200)
    assert str(s.STATES[state].label) in staff.content.decode()
    text = family.content.decode()
    assert str(s.STATES[state].public_label) in text
    assert str(NEXT[state]) in text
    letter = client.get(url("letter", case))
    assert letter.status_code == (200 if state in LETTERS else 404)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (s.RETURNED, ["一次性补正告知书", "身份证", "照片看不清"]),
        (s.NOT_ACCEPTED, ["不予受理告知书", "R01", "不在高新区", "15 日内"]),
        (s.REJECTED, ["不予救助告知书", "R07", "已获他处资助", "15 日内"]),
        (s.ACCEPTED, ["受理通知书", "SL2026"]),
        (s.APPROVED, ["救助决定通知书", "1,000.00", "郑高慈字〔2026〕1号"]),
        (s.TERMINATED, ["终止办理告知书", "已迁出"]),
    ],
)
def test_a_letter_says_what_was_decided_and_why(client, cast, in_state, state, words):
    case = in_state(state)
    client.force_login(cast["applicant"])

    text = client.get(url("letter", case)).content.decode()

    assert [word for word in words if word not in text] == []


def test_the_letter_after_reconsideration_does_not_offer_another_one(client, cast, in_state):
    case = in_state(s.RECONSIDERATION)
    client.force_login(cast["reviewer"])
    client.post(url("transition", case, "keep-refusal"), {"text": "经复核维持"})
    client.force_login(cast["applicant"])

    text = client.get(url("letter", case)).content.decode()

    assert "经复核维持" in text
    assert "最终答复" in text
    assert "15 日内" not in text
    assert client.get(url("transition", case, "ask-reconsideration")).status_code == 409


def test_the_family_reads_public_words_only(client, applicant, worker, submitted):
    Remark.objects.create(application=submitted, text="内部记录", is_public=False, at=AT, by=worker)
    client.force_login(worker)
    client.post(url("remark", submitted), {"text": "内部备注一条"})
    client.force_login(applicant)

    text = client.get(url("case", submitted)).content.decode()

    assert "内部" not in text
    assert "石演工" not in text  # who handles it stays inside


def test_a_member_of_staff_sees_his_own_case_as_everybody_does(client, worker, program, community):
    case = make_application(program, community, owner=worker)
    client.force_login(worker)

    assert client.get(url("case", case)).templates[0].name == "applications/own_case.html"
    assert client.get(url("transition", case, "accept")).status_code == 403


def test_a_relative_is_told_to_stay_away(client, worker, submitted):
    declare_relative(user=worker, relation="parent", id_number=_number(submitted), by=worker, at=AT)
    client.force_login(worker)

    page = client.get(url("case", submitted))

    assert not page.context["page"].tie
    assert "请回避本案" in page.content.decode()
    assert [offer.step.name for offer in page.context["page"].open_offers] == []


def test_a_handler_with_a_tie_is_noticed_by_the_others(client, worker, officer, submitted):
    declare_relative(user=worker, relation="parent", id_number=_number(submitted), by=worker, at=AT)
    type(submitted).objects.filter(pk=submitted.pk).update(handler=worker)
    client.force_login(officer)

    assert "经办人与该家庭有利害关系" in client.get(url("case", submitted)).content.decode()


def _number(case) -> str:
    """The ID number of the applicant, entered again."""
    number = resident_id(date(2014, 6, 1), 77)
    seal(case.applicant, "id_number", number)
    case.applicant.save()
    return number


def test_finance_sees_what_it_pays_and_not_the_file(client, cast, in_state):
    case = in_state(s.APPROVED)
    client.force_login(cast["accountant"])

    page = client.get(url("case", case))

    text = page.content.decode()
    assert "1,000.00" in text
    assert "申请人填报情况" not in text
    assert "资格核对" not in text
    assert "入户调查情况" not in text


def test_finance_does_not_know_of_cases_without_money(client, accountant, submitted):
    client.force_login(accountant)

    assert client.get(url("case", submitted)).status_code == 404


@pytest.fixture
def victim_case(cast, community):
    return case_in(s.VERIFYING, make_program("judicial_aid_fund"), community, cast, sensitive_answers='{"x": "伤情"}')


def test_a_confidential_case_shows_an_alias_everywhere(client, cast, victim_case):
    client.force_login(cast["officer"])
    name = victim_case.applicant.name

    for page in ("case", "receipt", "letter", "form", "papers"):
        text = client.get(url(page, victim_case)).content.decode()
        assert name not in text, page
        assert victim_case.applicant.id_number_mask not in text, page


def test_sealed_answers_open_with_a_reason_and_leave_a_trace(client, officer, victim_case):
    client.force_login(officer)
    assert "伤情" not in client.get(url("sealed", victim_case)).content.decode()
    assert client.post(url("sealed", victim_case), {"purpose": "case_handling"}).status_code == 422

    page = client.post(url("sealed", victim_case), {"purpose": "case_handling", "reason": "核实伤情鉴定"})

    assert "伤情" in page.content.decode()
    access = PersonalDataAccess.objects.filter(actor=officer, subject_type="applications.application").get()
    assert (access.subject_id, access.reason) == (victim_case.pk, "核实伤情鉴定")


@pytest.mark.parametrize(("person", "status"), [("worker2", 404), ("auditor", 403), ("admin", 403), ("cashier", 404)])
def test_who_may_not_open_sealed_answers(client, cast, victim_case, person, status):
    client.force_login(cast[person])

    response = client.post(url("sealed", victim_case), {"purpose": "case_handling", "reason": "我想看看"})

    assert response.status_code == status
    assert "伤情" not in response.content.decode()


def test_supervisors_read_and_do_not_write(client, auditor, submitted):
    client.force_login(auditor)

    page = client.get(url("case", submitted))

    assert page.status_code == 200
    assert page.context["page"].open_offers == []
    assert client.get(url("remark", submitted)).status_code == 403
    assert client.post(url("remark", submitted), {"text": "x"}).status_code == 403
    assert "beneficiaries/documents" not in page.content.decode()


def test_rules_are_read_in_groups_and_not_as_code(client, cast, community):
    case = case_in(s.PRELIMINARY_REVIEW, make_program("employee_illness_aid"), community, cast)
    client.force_login(cast["officer"])

    page = client.get(url("case", case))

    text = page.content.decode()
    for raw in ("True", "False", "None", "['"):
        assert raw not in text, raw
    groups = page.context["page"].rules()
    total = len(groups.against) + len(groups.for_committee) + len(groups.open) + len(groups.met)
    assert total == len(page.context["page"].assessment.results)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_own_list_asks_the_same_with_more_rows(client, applicant, program, community, rows):
    for _i in range(rows):
        child = ready_person(program, community)
        make_application(program, community, owner=applicant, applicant=child)
    client.force_login(applicant)
    client.get(reverse("applications:index"))

    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("applications:index"))

    assert len(page.context["applications"]) == rows
    assert len(queries) == 5


def test_an_empty_list_says_where_to_begin(client, applicant):
    client.force_login(applicant)

    text = client.get(reverse("applications:index")).content.decode()

    assert "您还没有提交过申请。" in text
    assert reverse("programs:catalogue") in text
