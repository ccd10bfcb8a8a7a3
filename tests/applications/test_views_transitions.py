"""Every step of the workflow by its page: who may open it, what it refuses, and where it leads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from applications import states as s
from applications.actions import ACTIONS
from applications.guidance import NEXT, STEPS
from applications.services import emergency, terminating, verification
from applications.workflow import WORKFLOW
from tests.factories.applications import make_application, make_program
from tests.factories.case_states import case_in, hold_papers
from tests.factories.meetings import hold
from tests.factories.schemes import EMERGENCY, GOODS

WORDS = {"text": "理由"}
AMOUNT = {"amount": "1000.00", "text": "同意"}
REFUSAL = {"refusal_code": "R07", "text": "已获他处资助"}
CALL = {"spoken_to": "王示主任", "called_at": "2026-03-02T10:00", "said": "情况属实"}

OPENING = {"incident": "fire", "happened_on": "2026-03-01", **CALL}
IN_FILE = {"formalities": ["proof", "signatures", "seal"]}
HANDOVER = {
    "item": "手环 0001",
    "handed_at": "2026-03-06T10:00",
    "receiver": "applicant",
    "receiver_name": "张演一",
    "is_signed": "on",
}

# step: (scheme, from, who may, who may not but sees the case, data, the state afterwards)
ROADS = {
    "accept": ("student_aid", s.SUBMITTED, "worker", "reviewer", {}, s.ACCEPTED),
    "return": ("student_aid", s.SUBMITTED, "worker", "approver", {"note": "缺学籍"}, s.RETURNED),
    "decline": ("student_aid", s.SUBMITTED, "officer", "reviewer", {**REFUSAL}, s.NOT_ACCEPTED),
    "resubmit": ("student_aid", s.RETURNED, "applicant", "reviewer", {"note": "没有身份证"}, s.SUBMITTED),
    "start-verification": ("student_aid", s.ACCEPTED, "worker", "auditor", {"bodies": ["school"]}, s.VERIFYING),
    "start-survey": ("student_aid", s.VERIFYING, "worker", "reviewer", None, s.SURVEYING),
    "adopt-findings": ("judicial_aid_fund", s.VERIFYING, "officer", "auditor", None, s.PRELIMINARY_REVIEW),
    "reject-on-data": ("student_aid", s.VERIFYING, "officer", "worker", None, s.REJECTED),
    "finish-survey": ("student_aid", s.SURVEYING, "worker", "auditor", None, s.PRELIMINARY_REVIEW),
    "appraise": ("student_aid", s.SURVEYING, "officer", "approver", WORDS, s.APPRAISING),
    "finish-appraisal": ("student_aid", s.APPRAISING, "officer", "approver", {}, s.PRELIMINARY_REVIEW),
    "post-notice": ("employee_illness_aid", s.PRELIMINARY_REVIEW, "officer", "worker", None, s.PUBLICITY),
    "forward": ("student_aid", s.PRELIMINARY_REVIEW, "officer", "worker", AMOUNT, s.FINAL_REVIEW),
    "reject-preliminarily": ("student_aid", s.PRELIMINARY_REVIEW, "officer", "worker", REFUSAL, s.REJECTED),
    "post-again": ("employee_illness_aid", s.OBJECTION_REVIEW, "officer", "worker", AMOUNT, s.PUBLICITY),
    "dismiss-objection": ("employee_illness_aid", s.OBJECTION_REVIEW, "officer", "worker", WORDS, s.FINAL_REVIEW),
    "uphold-objection": ("employee_illness_aid", s.OBJECTION_REVIEW, "officer", "worker", REFUSAL, s.REJECTED),
    "approve": ("student_aid", s.FINAL_REVIEW, "approver", "worker", AMOUNT, s.APPROVED),
    "reject": ("student_aid", s.FINAL_REVIEW, "approver", "officer", REFUSAL, s.REJECTED),
    "send-back": ("student_aid", s.FINAL_REVIEW, "approver", "officer", WORDS, s.PRELIMINARY_REVIEW),
    "refer-to-committee": ("student_aid", s.FINAL_REVIEW, "reviewer", "officer", WORDS, s.COLLECTIVE_REVIEW),
    "approve-collectively": (
        "student_aid",
        s.COLLECTIVE_REVIEW,
        "reviewer",
        "officer",
        AMOUNT,
        s.APPROVED,
    ),
    "reject-collectively": (
        "student_aid",
        s.COLLECTIVE_REVIEW,
        "reviewer",
        "officer",
        REFUSAL,
        s.REJECTED,
    ),
    "start-follow-up": ("student_aid", s.DISBURSED, "worker", "accountant", {}, s.FOLLOW_UP),
    "finish-follow-up": ("student_aid", s.FOLLOW_UP, "worker", "accountant", WORDS, s.CLOSED),
    "recover": ("student_aid", s.DISBURSED, "reviewer", "worker", {"amount": "100.00", "text": "重复"}, s.RECOVERING),
    "record-recovery": ("student_aid", s.RECOVERING, "accountant", "worker", WORDS, s.RECOVERED),
    "write-off": ("student_aid", s.RECOVERING, "reviewer", "accountant", WORDS, s.CLOSED),
    "withdraw": ("student_aid", s.SUBMITTED, "applicant", "worker", WORDS, s.WITHDRAWN),
    "terminate": ("student_aid", s.SUBMITTED, "reviewer", "worker", {}, s.TERMINATED),
    "ask-reconsideration": ("student_aid", s.REJECTED, "applicant", "auditor", None, s.RECONSIDERATION),
    "keep-refusal": ("student_aid", s.RECONSIDERATION, "reviewer", "approver", WORDS, s.REJECTED),
    "reopen": ("student_aid", s.RECONSIDERATION, "reviewer", "approver", WORDS, s.ACCEPTED),
    "start-fast-review": (EMERGENCY, s.SUBMITTED, "officer", "worker", OPENING, s.FAST_REVIEW),
    "check-fast": (EMERGENCY, s.FAST_REVIEW, "reviewer", "officer", {**AMOUNT, "amount": "2000"}, s.FAST_REVIEW),
    "approve-fast": (EMERGENCY, s.FAST_REVIEW, "approver", "officer", {"amount": "2000"}, s.APPROVED),
    "move-to-standard": (EMERGENCY, s.FAST_REVIEW, "approver", "worker", WORDS, s.ACCEPTED),
    "file-paperwork": (EMERGENCY, s.PAPERWORK_PENDING, "worker", "approver", IN_FILE, s.PAPERWORK_PENDING),
    "close-paperwork": (EMERGENCY, s.PAPERWORK_PENDING, "officer", "worker", {}, s.CLOSED),
    "approve-in-kind": (GOODS, s.VERIFYING, "officer", "worker", {}, s.APPROVED),
    "refer-goods-to-committee": (GOODS, s.VERIFYING, "officer", "worker", WORDS, s.COLLECTIVE_REVIEW),
    "approve-goods-collectively": (GOODS, s.COLLECTIVE_REVIEW, "reviewer", "officer", {}, s.APPROVED),
    "record-delivery": (GOODS, s.APPROVED, "worker", "approver", HANDOVER, s.HANDED_OVER),
    "finish-delivery": (GOODS, s.HANDED_OVER, "worker", "approver", {}, s.CLOSED),
}
PAGES_OF_THEIR_OWN = {"resubmit"}


def url_of(case, step):
    return reverse("applications:transition", args=[case.reference, step])


@pytest.fixture
def at_the_start_of(cast, community):
    """The case of a line of ROADS, before its step."""

    def make(step):
        code, state = ROADS[step][:2]
        program = make_program(code, money_fen=10_000_000)
        case = case_in(state, program, community, cast, owner=cast["applicant"])
        if step in BEFORE:
            BEFORE[step](case, cast, case.state_since + timedelta(hours=1))
            case.refresh_from_db()
        return case

    return make


def hold_papers_and_file(case, cast, at):
    hold_papers(case, at)
    emergency.file_paperwork(
        application=case, formalities=("proof", "signatures", "seal"), text="", by=cast["worker"], at=at
    )


def answer_checks(case, cast, at):
    for task in case.verification_tasks.filter(answered_at__isnull=True):
        verification.answer_verification(task=task, result="confirmed", by=cast["worker"], at=at)


# What others did before the step: the meeting was held, the second person checked, the papers came.
BEFORE = {
    "terminate": lambda case, cast, at: terminating.propose_termination(
        application=case, reason="moved", text="已迁出", by=cast["officer"], at=at
    ),
    "finish-appraisal": lambda case, cast, at: hold(case, cast["officer"], at, *["for"] * 5, kind="panel"),
    "approve-collectively": lambda case, cast, at: hold(case, cast["reviewer"], at, *["for"] * 6),
    "reject-collectively": lambda case, cast, at: hold(case, cast["reviewer"], at, "for", *["against"] * 5),
    "write-off": lambda case, cast, at: hold(case, cast["reviewer"], at, *["for"] * 6),
    "approve-fast": lambda case, cast, at: emergency.check_fast(
        application=case, amount_fen=200_000, text="", by=cast["reviewer"], at=at
    ),
    "file-paperwork": lambda case, _cast, at: hold_papers(case, at),
    "close-paperwork": hold_papers_and_file,
    "approve-in-kind": answer_checks,
    "refer-goods-to-committee": answer_checks,
    "approve-goods-collectively": lambda case, cast, at: hold(case, cast["reviewer"], at, *["for"] * 6),
}


def test_every_step_that_people_take_has_a_line_a_page_and_a_sentence():
    by_hand = {name for name, step in WORKFLOW.transitions.items() if not step.automatic}

    assert by_hand == set(ACTIONS) == set(ROADS) == set(STEPS)
    assert set(NEXT) == set(s.STATES) - {s.DRAFT}


@pytest.mark.parametrize("step", ROADS)
def test_the_page_of_a_step(client, cast, at_the_start_of, step):
    _scheme, state, may, may_not, _data, _target = ROADS[step]
    case = at_the_start_of(step)
    url = url_of(case, step)

    client.force_login(cast["outsider"])
    assert client.get(url).status_code == 404
    client.force_login(cast[may_not])
    assert client.get(url).status_code == 403
    assert client.post(url, {}).status_code == 403
    client.force_login(cast[may])
    response = client.get(url)
    if step in PAGES_OF_THEIR_OWN:
        assert response.url == reverse("applications:supplement", args=[case.reference])
    else:
        assert response.status_code == 200
        assert str(STEPS[step]) in response.content.decode()
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.parametrize("step", [name for name, road in ROADS.items() if road[4] is not None])
def test_the_step_leads_on(client, cast, at_the_start_of, step):
    _scheme, _state, may, _may_not, data, target = ROADS[step]
    case = at_the_start_of(step)
    client.force_login(cast[may])

    response = client.post(url_of(case, step), data)

    assert response.status_code == 302, response.context["form"].errors
    assert response.url == reverse("applications:case", args=[case.reference])
    case.refresh_from_db()
    assert case.state == target


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("return", {}, "请勾选缺少的材料，或写明需要更正的内容。"),
        ("resubmit", {}, "请至少补交一份材料，或说明无法提供的原因。"),
        ("reject-on-data", REFUSAL, "请先告知申请人核对结果，对方可能有其他证明。"),
        ("start-verification", {}, "请至少选择一个核对单位，例如社会事业局或学校。"),
        ("finish-survey", {}, "调查表还缺两名调查人员的签字。"),
        ("forward", {"amount": "1200.01"}, "金额超出本案适用标准。"),
        ("approve", {"amount": "0"}, "请填写大于零的金额。"),
        ("approve-collectively", {"amount": "0"}, "请填写大于零的金额。"),
        ("recover", {"amount": "99999.00", "text": "重复"}, "追回金额应大于零，且不超过已发放金额。"),
    ],
)
def test_a_refusal_is_a_sentence_on_the_form_and_changes_nothing(client, cast, at_the_start_of, step, data, sentence):
    case = at_the_start_of(step)
    client.force_login(cast[ROADS[step][2]])

    response = client.post(url_of(case, step), data)

    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].non_field_errors())
    before = case.state, case.version
    case.refresh_from_db()
    assert (case.state, case.version) == before


def test_a_missing_reason_stands_at_its_field(client, cast, at_the_start_of):
    case = at_the_start_of("withdraw")
    client.force_login(cast["applicant"])

    response = client.post(url_of(case, "withdraw"), {"text": ""})

    assert response.status_code == 422
    assert response.context["form"].errors == {"text": ["请填写说明。"]}


def test_papers_are_missing_so_nothing_is_accepted(client, worker, submitted):
    client.force_login(worker)

    response = client.post(url_of(submitted, "accept"), {"note": ""})

    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["材料不齐，请一次性列明后退回补正。"]


def test_somebody_did_it_before(client, cast, at_the_start_of):
    case = at_the_start_of("accept")
    client.force_login(cast["worker"])
    client.post(url_of(case, "accept"), {"note": ""})

    again = client.post(url_of(case, "accept"), {"note": ""})

    assert again.status_code == 409
    with translation.override("zh-hans"):
        assert "现在不能办理“受理”：当前状态为“已受理”" in again.content.decode()
    case.refresh_from_db()
    assert case.state == s.ACCEPTED


def test_a_step_that_does_not_belong_to_the_lane_is_not_there(client, cast, community):
    case = case_in(s.VERIFYING, make_program("student_aid"), community, cast)
    client.force_login(cast["worker"])

    assert client.get(url_of(case, "adopt-findings")).status_code == 409


@pytest.mark.parametrize("name", ["submit", "pay", "end-notice", "dance"])
def test_steps_that_nobody_takes_by_hand_have_no_page(client, worker, submitted, name):
    client.force_login(worker)

    assert client.get(url_of(submitted, name)).status_code == 404


def test_a_worker_of_another_community_finds_nothing(client, worker2, submitted):
    client.force_login(worker2)

    assert client.get(url_of(submitted, "accept")).status_code == 404
    assert client.post(url_of(submitted, "accept"), {}).status_code == 404


def test_a_form_sent_twice_acts_once(client, cast, community, program):
    case = make_application(program, community, owner=cast["applicant"])
    client.force_login(cast["worker"])
    page = client.get(url_of(case, "return"))
    data = {"note": "缺学籍", "idempotency_key": _key(page)}

    first, second = client.post(url_of(case, "return"), data), client.post(url_of(case, "return"), data)

    assert first.url == second.url == reverse("applications:case", args=[case.reference])
    assert case.supplement_requests.count() == 1


def _key(page) -> str:
    text = page.content.decode()
    start = text.index('name="idempotency_key" value="') + len('name="idempotency_key" value="')
    return text[start : text.index('"', start)]
