"""What stops each step of a case (domain rules T01 to T35): one test per guard that the road tests do not show."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from applications import states as s
from applications.forms.actions import InvestigatorsForm
from applications.models import Application, VerificationTask
from applications.payables import payable
from applications.permissions import may_add_papers
from applications.selectors import timeline
from applications.services import aftercare, casework, intake, lapsing, publicity, review, terminating, verification
from applications.services.ties import register_ties
from applications.workflow import WORKFLOW
from areas.services import change_deadline
from audit.models import Event
from beneficiaries.services import declare_relative, withdraw_consent
from protection.access import AccessContext
from protection.sealing import unseal
from tests.factories.accounts import RoleGrantFactory
from tests.factories.applications import AT, make_application, make_program
from tests.factories.case_states import case_in
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.both_databases
LATER = AT + timedelta(days=70)


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lead(cast, community):
    """A case of a scheme in a state; the same program for the same scheme."""
    programs = {}

    def make(state, code="student_aid", **more):
        program = programs.setdefault(code, programs.get(code) or make_program(code, money_fen=10_000_000))
        return case_in(state, program, community, cast, **{"owner": cast["applicant"], **more})

    return make


def id_number_of(case):
    return unseal(case.applicant, "id_number", AccessContext(by=None, purpose="case_handling", at=AT))


def take_back(case, purpose):
    consent = case.applicant.consents.get(purpose=purpose)
    withdraw_consent(consent=consent, by=None, at=LATER)


def test_t01_the_history_names_who_handed_in(lead, cast):
    case = lead(s.SUBMITTED)

    assert Event.objects.get(code="applications.submitted", subject_id=case.pk).actor == cast["applicant"]
    assert [row.by for row in timeline(case, for_applicant=False)] == [str(cast["applicant"])]


def test_t05_not_accepting_needs_words(lead, cast):
    case = lead(s.SUBMITTED)

    with pytest.raises(Refused, match="Write the reason in words"):
        intake.decline_application(application=case, refusal_code="R01", note=" ", by=cast["officer"], at=LATER)


def test_t06_a_case_that_comes_back_keeps_its_number_and_its_clock(lead, cast):
    case = lead(s.PRELIMINARY_REVIEW)
    number, accepted, due = case.acceptance_number, case.accepted_at, case.total_due_at
    back = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    intake.return_for_documents(application=case, items=["DOC_ID"], by=cast["officer"], at=back)
    intake.resubmit_application(
        application=case, documents=[], note="已补", by=cast["applicant"], at=back + timedelta(days=1)
    )
    intake.accept_application(application=case, by=cast["worker"], at=back + timedelta(days=1, hours=1))

    case.refresh_from_db()
    assert (case.state, case.acceptance_number, case.accepted_at) == (s.ACCEPTED, number, accepted)
    assert case.total_due_at == due + timedelta(days=1)  # it waited one working day for the family


def test_t03_the_days_of_waiting_are_counted_by_the_clock_of_the_zone(lead, cast):
    """07:30 in Zhengzhou is still the day before in UTC."""
    case = lead(s.PRELIMINARY_REVIEW)
    due = case.total_due_at
    morning = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)  # Tuesday, 10 March
    intake.return_for_documents(application=case, items=["DOC_ID"], by=cast["officer"], at=morning)
    intake.resubmit_application(
        application=case, documents=[], note="已补", by=cast["applicant"], at=morning + timedelta(hours=3)
    )

    case.refresh_from_db()
    assert case.total_due_at == due


def test_t07_nobody_is_asked_about_a_family_that_took_its_authorisation_back(lead, cast):
    case = lead(s.ACCEPTED)
    take_back(case, "ECONOMIC_CHECK")

    with pytest.raises(Refused, match="Not on file any more: Checking the family's economic situation"):
        verification.start_verification(application=case, questions=[("school", "?")], by=cast["worker"], at=LATER)

    assert VerificationTask.objects.filter(application=case).count() == 0


def test_t08_the_survey_waits_for_open_questions(lead, cast):
    case = lead(s.ACCEPTED)
    verification.start_verification(application=case, questions=[("school", "?")], by=cast["worker"], at=LATER)

    with pytest.raises(Refused, match="still open"):
        casework.start_survey(
            application=case, investigators=[cast["worker"], cast["officer"]], by=cast["worker"], at=LATER
        )


def test_t08_a_time_out_needs_a_note(lead, cast):
    case = lead(s.ACCEPTED)
    verification.start_verification(application=case, questions=[("school", "?")], by=cast["worker"], at=LATER)
    task = case.verification_tasks.get()

    with pytest.raises(Refused, match="Write how you asked"):
        verification.answer_verification(task=task, result="no_answer", by=cast["worker"], at=LATER)


def answered(case, cast):
    for task in case.verification_tasks.filter(answered_at__isnull=True):
        verification.answer_verification(task=task, result="confirmed", by=cast["worker"], at=LATER)


def asked(case, cast):
    verification.start_verification(application=case, questions=[("school", "?")], by=cast["worker"], at=LATER)
    answered(case, cast)
    case.refresh_from_db()
    return case


def offered(case, user):
    form = InvestigatorsForm(application=case, user=user, at=LATER)
    return sorted(form.fields["investigators"].queryset.values_list("username", flat=True))


def test_t08_two_different_people_visit(lead, cast):
    case = asked(lead(s.ACCEPTED), cast)

    with pytest.raises(Refused, match="at least two"):
        casework.start_survey(
            application=case, investigators=[cast["worker"], cast["worker"]], by=cast["worker"], at=LATER
        )

    assert offered(case, cast["worker"]) == ["officer", "worker"]


def test_t08_where_the_place_has_one_person_the_federation_sends_the_other(cast, places, program):
    case = make_application(program, places["410172561-wawuli"])

    assert offered(case, cast["worker2"]) == ["reviewer", "worker2"]


def test_t08_the_family_of_a_colleague_is_visited_by_the_federation(lead, cast, client):
    """Golden case 24: the tie is registered, another handler, and a visit by the higher level (C-06)."""
    case = asked(lead(s.ACCEPTED), cast)
    declare_relative(user=cast["cashier"], relation="parent", id_number=id_number_of(case), by=None, at=AT)
    register_ties(case, at=LATER)

    client.force_login(cast["worker"])
    page = client.get(reverse("applications:case", args=[case.reference])).content.decode()
    assert "已登记的利害关系" in page
    assert offered(case, cast["worker"]) == ["officer", "reviewer", "worker"]
    visit = {"application": case, "by": cast["worker"], "at": LATER}
    with pytest.raises(Refused, match="somebody of the federation"):
        casework.start_survey(investigators=[cast["worker"], cast["officer"]], **visit)
    casework.start_survey(investigators=[cast["worker"], cast["reviewer"]], **visit)

    case.refresh_from_db()
    assert case.state == s.SURVEYING


def test_t10_the_survey_needs_two_signatures(lead, cast):
    case = lead(s.SURVEYING)
    form = {"visited_at": LATER, "findings": "如实", "member_signed": True, "refusal_note": ""}
    casework.record_visit(visit=case.visits.get(), by=cast["worker"], at=LATER, **form)

    with pytest.raises(Refused, match="signatures of two"):
        casework.finish_survey(application=case, by=cast["worker"], at=LATER)


def test_t10_a_changed_form_takes_the_other_signature_back(lead, cast):
    case = lead(s.SURVEYING)
    visit = case.visits.get()
    form = {"visited_at": LATER, "member_signed": True, "refusal_note": "", "at": LATER}
    casework.record_visit(visit=visit, findings="如实", by=cast["worker"], **form)
    casework.record_visit(visit=visit, findings="有出入", by=cast["officer"], **form)

    signed = visit.investigators.filter(signed_at__isnull=False)
    assert [row.user for row in signed] == [cast["officer"]]


def test_t10_nobody_of_the_household_signed_so_the_reason_stands(lead, cast):
    case = lead(s.SURVEYING)

    with pytest.raises(Refused, match="if nobody did, write why"):
        casework.record_visit(
            visit=case.visits.get(),
            visited_at=LATER,
            findings="如实",
            member_signed=False,
            refusal_note=" ",
            by=cast["worker"],
            at=LATER,
        )


def test_t11_an_appraisal_says_what_is_disputed(lead, cast):
    with pytest.raises(Refused, match="Write what is disputed"):
        casework.call_appraisal(application=lead(s.SURVEYING), note="", by=cast["officer"], at=LATER)


@pytest.mark.parametrize("code", ["student_aid", "employee_illness_aid", "judicial_aid_fund"])
def test_t13_t14_the_sub_district_does_not_agree_against_the_rules(lead, cast, code):
    case = lead(s.PRELIMINARY_REVIEW, code)
    Application.objects.filter(pk=case.pk).update(answers={**case.answers, "untrue_facts_found": True})
    agree = publicity.post_notice if code == "employee_illness_aid" else review.forward_application

    with pytest.raises(Refused, match=r"The rules refuse this case: .* \(C-07\)"):
        agree(application=case, amount_fen=100, by=cast["officer"], at=LATER, text="同意")

    case.refresh_from_db()
    assert (case.state, case.proposed_amount_fen, case.findings.count()) == (s.PRELIMINARY_REVIEW, None, 0)


def test_t13_t14_without_its_consent_a_case_goes_on_unposted(lead, cast):
    case = lead(s.PRELIMINARY_REVIEW, "employee_illness_aid")
    take_back(case, "PUBLICITY_MASKED")

    with pytest.raises(IllegalTransition):
        publicity.post_notice(application=case, amount_fen=100, by=cast["officer"], at=LATER)
    review.forward_application(application=case, amount_fen=100, by=cast["officer"], at=LATER)

    case.refresh_from_db()
    assert (case.state, case.publicity_mode, case.notices.count()) == (s.FINAL_REVIEW, "none", 0)


def test_t16_an_open_objection_or_an_hour_too_few_keeps_the_notice(lead):
    case = lead(s.PUBLICITY, "employee_illness_aid")
    notice = case.notices.get()

    with pytest.raises(Refused, match="still runs"):
        publicity.end_notice(application=case, at=notice.ends_at - timedelta(hours=1))
    publicity.end_notice(application=case, at=notice.ends_at)

    case.refresh_from_db()
    assert case.state == s.FINAL_REVIEW


def test_t17_a_notice_that_ended_takes_no_objection(lead):
    notice = lead(s.PUBLICITY, "employee_illness_aid").notices.get()

    with pytest.raises(Refused, match="has ended"):
        publicity.receive_objection(notice=notice, text="不实", name="", phone="", at=notice.ends_at)


def test_t18_a_second_posting_stays_within_the_rules(lead, cast):
    case = lead(s.OBJECTION_REVIEW, "employee_illness_aid")

    with pytest.raises(Refused, match="above zero"):
        publicity.post_notice(application=case, amount_fen=0, by=cast["officer"], at=LATER, text="有变化", again=True)

    case.refresh_from_db()
    assert case.state == s.OBJECTION_REVIEW
    assert case.notices.get().objections.get().answered_at is None


def test_t19_an_objection_is_answered_in_words(lead, cast):
    case = lead(s.OBJECTION_REVIEW, "employee_illness_aid")

    with pytest.raises(Refused, match="Write the finding"):
        publicity.dismiss_objection(application=case, text=" ", by=cast["officer"], at=LATER)


def test_t20_the_author_of_the_opinion_does_not_decide(lead, cast):
    case = lead(s.FINAL_REVIEW, "judicial_aid_fund")  # no home visit, so nothing else stops him
    RoleGrantFactory(user=cast["officer"], role="federation_approver")
    officer = User.objects.get(pk=cast["officer"].pk)  # as he signs in after the role was granted

    with pytest.raises(NotAllowed, match="You wrote the preliminary opinion"):
        review.approve_application(application=case, amount_fen=100_000, by=officer, at=LATER)


def test_t24_a_case_is_sent_back_once(lead, cast):
    case = lead(s.FINAL_REVIEW)
    review.send_back(application=case, text="收入如何核实？", by=cast["approver"], at=LATER)
    review.forward_application(application=case, amount_fen=100_000, by=cast["officer"], at=LATER)

    with pytest.raises(IllegalTransition):
        review.send_back(application=case, text="再问", by=cast["approver"], at=LATER)


def test_t30_a_follow_up_is_written_down(lead, cast):
    with pytest.raises(Refused, match="Write how the family is"):
        aftercare.finish_follow_up(application=lead(s.FOLLOW_UP), text=" ", by=cast["worker"], at=LATER)


@pytest.mark.parametrize("state", [s.DISBURSING, s.DISBURSED, s.FOLLOW_UP, s.CLOSED])
def test_t32_once_the_money_is_on_its_way_nobody_withdraws(lead, cast, state):
    with pytest.raises(IllegalTransition):
        intake.withdraw_application(application=lead(state), by=cast["applicant"], at=LATER)


def test_t33_terminating_needs_a_reason(lead, cast):
    with pytest.raises(Refused, match="Write why"):
        terminating.propose_termination(
            application=lead(s.VERIFYING), reason="moved", text=" ", by=cast["officer"], at=LATER
        )


def test_t34_reconsideration_is_asked_within_the_days_of_the_table(lead, cast):
    case = lead(s.REJECTED)
    change_deadline(
        lane="standard", key="reconsideration_ask", amount=3, unit="day", source="测试", by=cast["admin"], at=AT
    )

    with pytest.raises(Refused, match="are over"):
        review.ask_reconsideration(
            application=case, text="请复核", by=cast["applicant"], at=case.decided_at + timedelta(days=7)
        )


def test_t35_a_reopened_case_has_its_number_a_new_clock_and_no_handler(lead, cast):
    case = lead(s.NOT_ACCEPTED)
    review.ask_reconsideration(application=case, text="在高新区", by=cast["applicant"], at=case.decided_at)
    at = case.decided_at + timedelta(days=2)

    review.answer_reconsideration(application=case, reopen="reopen", text="予以受理", by=cast["reviewer"], at=at)

    case.refresh_from_db()
    assert (case.state, case.handler, case.decided_by, case.accepted_at) == (s.ACCEPTED, None, None, at)
    assert case.acceptance_number.startswith("SL2026")
    assert case.total_due_at > at + timedelta(days=30)


def test_the_cashier_stands_in_the_history_of_the_case(lead, cast):
    """What moves in the payment batch is not the work of "the system"."""
    case = lead(s.APPROVED)

    class Batch:
        reference = "FK-TEST01"

    class Transfer:
        source, batch, failure_reason = case.source, Batch, "户名不符"

    payable.on_batched(Transfer, by=cast["accountant"], at=LATER)
    payable.on_failed(Transfer, by=cast["cashier"], at=LATER)

    moved = Event.objects.filter(subject_type="applications.application", subject_id=case.pk, version__isnull=False)
    last = [(event.code, event.actor) for event in moved.order_by("version")][-2:]
    assert last == [
        ("applications.payment_started", cast["accountant"]),
        ("applications.payment_failed", cast["cashier"]),
    ]


def test_a_terminal_case_moves_only_by_reconsideration_or_recovery():
    """Invariant of the fact book §3.4: T34 and T42."""
    from_the_end = {name for name, step in WORKFLOW.transitions.items() if step.sources & s.FINAL}

    assert from_the_end == {"ask-reconsideration", "recover"}


# --- What the clock does by itself ---


def test_t04_papers_that_do_not_come_end_the_case_the_second_time(lead):
    case = lead(s.RETURNED)
    first = case.due_at + timedelta(minutes=1)

    assert lapsing.lapse_unanswered_requests(at=case.due_at - timedelta(minutes=1)) == 0
    assert lapsing.lapse_unanswered_requests(at=first) == 1
    case.refresh_from_db()
    assert (case.state, case.open_supplement.extended_at) == (s.RETURNED, first)
    assert case.due_at > first + timedelta(days=10)
    assert lapsing.lapse_unanswered_requests(at=first + timedelta(days=1)) == 0

    assert lapsing.lapse_unanswered_requests(at=case.due_at + timedelta(minutes=1)) == 1
    case.refresh_from_db()
    assert (case.state, case.refusal_code) == (s.TERMINATED, "R05")
    assert lapsing.lapse_unanswered_requests(at=LATER + timedelta(days=90)) == 0


def test_t04_papers_that_came_in_between_stop_the_count(lead, cast):
    case = lead(s.RETURNED)
    at = case.due_at + timedelta(minutes=1)
    lapsing.lapse_unanswered_requests(at=at)
    intake.resubmit_application(application=case, documents=[], note="已补", by=cast["applicant"], at=at)
    intake.return_for_documents(application=case, items=["DOC_BANK"], by=cast["worker"], at=at + timedelta(hours=1))
    case.refresh_from_db()

    lapsing.lapse_unanswered_requests(at=case.due_at + timedelta(minutes=1))

    case.refresh_from_db()
    assert case.state == s.RETURNED


def test_t09_the_family_is_told_first_and_has_five_working_days(lead, cast):
    case = lead(s.ACCEPTED)
    verification.start_verification(application=case, questions=[("bureau", "?")], by=cast["worker"], at=AT)
    refuse = {"transition": "reject-on-data", "refusal_code": "R02", "text": "不符合", "by": cast["officer"]}
    with pytest.raises(Refused, match="Tell the family first"):
        review.reject_application(application=case, at=AT, **refuse)

    verification.tell_data_result(application=case, text="车辆两台", by=cast["worker"], at=AT)  # a Monday
    case.refresh_from_db()
    assert may_add_papers(cast["applicant"], case)
    assert [row.note for row in timeline(case, for_applicant=True)][-1] == "车辆两台"
    with pytest.raises(Refused, match="until 2026-03-09"):
        review.reject_application(application=case, at=AT + timedelta(days=7), **refuse)
    review.reject_application(application=case, at=AT + timedelta(days=8), **refuse)

    case.refresh_from_db()
    assert (case.state, case.refusal_code) == (s.REJECTED, "R02")


def test_t09_is_for_cases_that_are_being_verified(lead, cast):
    case = lead(s.ACCEPTED)

    with pytest.raises(Refused, match="not being verified"):
        verification.tell_data_result(application=case, text="车辆", by=cast["worker"], at=LATER)
    with pytest.raises(NotAllowed):
        verification.tell_data_result(application=case, text="车辆", by=cast["approver"], at=LATER)


def test_t29_paid_cases_come_back_for_their_follow_up(lead):
    case, other = lead(s.DISBURSED, "employee_illness_aid"), lead(s.DISBURSED, "student_aid", owner=None)

    assert aftercare.plan_due_follow_ups(at=case.paid_at + timedelta(days=29)) == 0
    assert aftercare.plan_due_follow_ups(at=case.paid_at + timedelta(days=35)) == 1

    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.state, other.state) == (s.FOLLOW_UP, s.DISBURSED)
    assert timedelta(days=90) <= case.due_at - case.paid_at <= timedelta(days=96)


def test_t31_what_needs_no_follow_up_closes_after_ninety_days(lead):
    case = lead(s.DISBURSED, "student_aid")

    assert aftercare.close_finished_applications(at=case.paid_at + timedelta(days=89)) == 0
    assert aftercare.close_finished_applications(at=case.paid_at + timedelta(days=90)) == 1

    case.refresh_from_db()
    assert case.state == s.CLOSED


# --- Finished is finished ---


@pytest.mark.parametrize("state", [s.CLOSED, s.REJECTED, s.TERMINATED, s.WITHDRAWN])
def test_a_finished_case_is_only_read(lead, cast, state):
    case = lead(state)
    before = case.version, case.handler, case.total_due_at, case.answers

    with pytest.raises(Refused, match="can only be read"):
        intake.assign_application(application=case, handler=cast["officer"], by=cast["officer"], at=LATER)
    with pytest.raises(Refused, match="can only be read"):
        intake.extend_deadline(application=case, agreed_by=cast["reviewer"], by=cast["officer"], at=LATER, note="复杂")
    with pytest.raises(Refused, match="between acceptance and the opinion"):
        casework.answer_questions(
            application=case, step="school_check", answers={"enrolled": False}, by=cast["worker"], at=LATER
        )

    case.refresh_from_db()
    assert (case.version, case.handler, case.total_due_at, case.answers) == before


@pytest.mark.parametrize("state", [s.VERIFYING, s.PRELIMINARY_REVIEW])
def test_the_facts_of_the_check_can_be_corrected_until_the_opinion(lead, cast, client, state):
    case = lead(state)
    client.force_login(cast["worker"])
    url = reverse("applications:questions", args=[case.reference, "school_check"])

    page = client.get(reverse("applications:case", args=[case.reference])).content.decode()
    answered = client.post(url, {"enrolled": "no"})

    assert url in page
    assert answered.status_code == 302
    case.refresh_from_db()
    assert (case.answers["enrolled"], case.assessment["outcome"]) == (False, "no")
