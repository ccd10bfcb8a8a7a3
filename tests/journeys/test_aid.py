"""An application from intake to payment, as the people of the demo live it: three schemes, over HTTP."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import HomeVisit, Meeting, VerificationTask
from applications.services.publicity import end_finished_notices
from audit.verification import broken_links
from funds.models import Line, Reservation
from protection.status_codes import status_code
from tests.journeys.conftest import apply, pay, photo

pytestmark = pytest.mark.both_databases


def to_preliminary_review(hands, case):
    worker, officer = hands["worker"], hands["officer"]
    worker.step(case, "accept")
    worker.step(case, "start-verification", bodies=["bureau", "community"])
    for task in VerificationTask.objects.filter(application=case):
        worker.post("applications:answer_check", case.reference, task.pk, result="confirmed", note="属实")
    worker.step(case, "start-survey", investigators=[worker.user.pk, officer.user.pk])
    visit = HomeVisit.objects.get(application=case)
    form = {"visited_at": "2026-01-05T10:00", "findings": "情况属实", "member_signed": "on"}
    for hand in (worker, officer):
        signed = hand.post("applications:visit", case.reference, visit.pk, paper=photo(), **form)
        assert signed.status_code == 302
    worker.step(case, "finish-survey")


def hold_committee(hand, case):
    """Over HTTP: seven are called, six vote for it, the minutes are written."""
    _hold(hand, case, "committee", "甲乙丙丁戊己庚")


def hold_panel(hand, case):
    """Five residents of the community are called, all but one come."""
    _hold(hand, case, "panel", "甲乙丙丁戊", area=case.area_id)


def _hold(hand, case, kind, letters, **more):
    called = hand.post(
        "applications:call_meeting",
        kind,
        meets_at="2026-01-05T10:00",
        place="会议室",
        names="\n".join(f"演会{letter}" for letter in letters),
        cases=[case.pk],
        **more,
    )
    assert called.status_code == 302, called.context["form"].errors
    meeting = Meeting.objects.get()
    *present, absent = meeting.members.order_by("pk")
    ballots = {f"vote_{member.pk}": "for" for member in present} | {f"vote_{absent.pk}": "absent"}
    item = meeting.items.get()
    assert hand.post("applications:votes", meeting.reference, item.pk, **ballots).status_code == 302
    assert hand.post("applications:minutes", meeting.reference, text="会议同意").status_code == 302


def test_a_pupil_is_helped_without_any_public_notice(hands, programs):
    case = apply(hands["applicant"], programs["student-aid"])
    to_preliminary_review(hands, case)
    hands["officer"].step(case, "forward", amount="1200.00", text="建议救助")
    assert case.state == "final_review"

    hands["reviewer"].step(case, "approve", amount="1200.00", text="同意")
    pay(hands, case)

    assert (case.state, case.approved_amount_fen) == ("disbursed", 120_000)
    assert case.notices.count() == 0
    spent = Line.objects.filter(voucher__source=case.source, account__is_money=True).values_list(
        "amount_fen", flat=True
    )
    assert list(spent) == [-120_000]
    assert Reservation.objects.get(source=case.source).state == "settled"
    hands["worker"].step(case, "start-follow-up")
    hands["worker"].step(case, "finish-follow-up", text="已用于学费")
    assert case.state == "closed"
    assert list(broken_links()) == []


def test_an_employee_is_posted_for_seven_days_and_paid(hands, programs):
    case = apply(hands["worker"], programs["employee-illness-aid"])
    to_preliminary_review(hands, case)
    hands["officer"].step(case, "post-notice", amount="5000.00", text="建议救助")
    notice = case.notices.get()

    page = hands["outsider"].client.get(reverse("applications:notice", args=[notice.reference])).content.decode()
    assert case.applicant.name not in page
    assert end_finished_notices(at=timezone.now() + timedelta(days=6)) == 0
    assert end_finished_notices(at=timezone.now() + timedelta(days=9)) == 1
    case.refresh_from_db()
    hands["approver"].step(case, "approve", amount="5000.00", text="同意")
    pay(hands, case)

    assert (case.state, case.approved_amount_fen) == ("disbursed", 500_000)


def test_judicial_aid_is_referred_decided_by_the_committee_and_never_named(hands, programs):
    case = apply(hands["officer"], programs["judicial-aid"])
    officer, approver, reviewer = hands["officer"], hands["approver"], hands["reviewer"]
    officer.step(case, "accept")
    officer.step(case, "start-verification", bodies=["case_office"])
    task = VerificationTask.objects.get(application=case)
    officer.post("applications:answer_check", case.reference, task.pk, result="confirmed", note="属实")
    officer.step(case, "adopt-findings")
    officer.step(case, "forward", amount="12000.00", text="建议救助")
    refused = approver.post("applications:transition", case.reference, "approve", amount="12000.00", text="同意")
    assert refused.status_code == 403 or refused.status_code == 422
    approver.step(case, "refer-to-committee", text="超出单人额度")
    hold_committee(reviewer, case)
    reviewer.step(case, "approve-collectively", amount="12000.00")

    page = officer.get("applications:case", case.reference).content.decode()
    worklist = officer.get("applications:index").content.decode()
    pay(hands, case)

    assert case.state == "disbursed"
    assert case.applicant.name not in page
    assert case.applicant.name not in worklist
    assert hands["worker"].get("applications:case", case.reference).status_code == 404


def test_a_failed_payment_is_paid_again_after_two_people_corrected_the_account(hands, programs):
    case = apply(hands["worker"], programs["student-aid"])
    to_preliminary_review(hands, case)
    hands["officer"].step(case, "forward", amount="1200.00", text="建议救助")
    hands["approver"].step(case, "approve", amount="1200.00", text="同意")
    pay(hands, case, outcome="失败")
    assert case.state == "disburse_failed"

    hands["worker"].post(
        "applications:account", case.reference, bank_account="6200000000000000018", bank_name="演示银行"
    )
    hands["worker"].post("applications:verify_account", case.reference)
    assert case.account_corrections.get().verified_by is None
    hands["officer"].post("applications:verify_account", case.reference)
    pay(hands, case)

    assert case.state == "disbursed"
    assert case.account_corrections.get().verified_by == hands["officer"].user


def test_a_refused_family_reads_why_and_asks_once_more(hands, programs):
    case = apply(hands["applicant"], programs["student-aid"])
    to_preliminary_review(hands, case)
    hands["officer"].step(case, "forward", amount="1200.00", text="建议救助")
    hands["approver"].step(case, "reject", refusal_code="R07", text="已获其他资助")

    letter = hands["applicant"].get("applications:letter", case.reference).content.decode()
    assert "已获其他资助" in letter
    hands["applicant"].step(case, "ask-reconsideration", text="并未获资助")
    hands["reviewer"].step(case, "reopen", text="重新受理")

    assert (case.state, case.decided_by, case.handler) == ("accepted", None, None)


def test_anybody_with_the_code_sees_the_state_and_nothing_else(client, hands, programs):
    case = apply(hands["applicant"], programs["student-aid"])

    page = client.post(
        reverse("applications:status"), {"reference": case.reference, "code": status_code(case.reference)}
    )
    wrong = client.post(reverse("applications:status"), {"reference": case.reference, "code": "AAAA-AAAA-AAAA"})

    assert page.context["application"] == case
    assert case.applicant.name not in page.content.decode()
    assert (wrong.status_code, wrong.context["application"]) == (422, None)


def test_the_same_invoice_does_not_pay_twice(hands, programs):
    first = apply(hands["worker"], programs["employee-illness-aid"], number=1)
    costs = {"costs": {"invoice_numbers": "\n".join(c.number for c in first.claims.all())}}

    with pytest.raises(AssertionError, match="R17"):
        apply(hands["worker"], programs["employee-illness-aid"], number=2, **costs)


def test_neighbours_are_heard_before_the_notice_and_again_when_one_of_them_objects(client, hands, programs):
    case = apply(hands["worker"], programs["marginal-household-aid"])
    worker, officer, approver = hands["worker"], hands["officer"], hands["approver"]
    worker.step(case, "accept")
    worker.step(case, "start-verification", bodies=["bureau", "community"])
    for task in VerificationTask.objects.filter(application=case):
        worker.post("applications:answer_check", case.reference, task.pk, result="confirmed", note="属实")
    worker.step(case, "start-survey", investigators=[worker.user.pk, officer.user.pk])
    officer.step(case, "appraise", text="邻里对收入有不同说法")
    hold_panel(officer, case)
    officer.step(case, "finish-appraisal", text="评议认为属实")
    officer.step(case, "post-notice", amount="2000.00", text="建议救助")
    first = case.notices.get()
    objection = {"text": "该户另有住房", "name": "李邻居", "phone": "19900000088"}
    objected = client.post(reverse("applications:object", args=[first.reference]), objection)
    case.refresh_from_db()
    assert (objected.status_code, case.state) == (302, "objection_review")
    assert client.get(reverse("applications:notice", args=[first.reference])).status_code == 410

    officer.step(case, "post-again", amount="1500.00", text="经核查住房已出售，金额调整后再次公示")
    assert end_finished_notices(at=timezone.now() + timedelta(days=9)) == 1
    case.refresh_from_db()
    approver.step(case, "approve", amount="1500.00", text="同意")

    assert (case.state, case.approved_amount_fen, case.notices.count()) == ("approved", 150_000, 2)
    assert first.objections.get().answered_at is not None
    assert list(broken_links()) == []
