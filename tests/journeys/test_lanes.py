"""The emergency and the in-kind lane from intake to the end, over HTTP, each step by the person whose step it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import VerificationTask
from audit.verification import broken_links
from funds.models import Reservation
from tests.journeys.conftest import apply, pay, photo
from tests.journeys.test_aid import hold_committee

pytestmark = pytest.mark.both_databases


def minutes_ago(minutes):
    return f"{timezone.localtime() - timedelta(minutes=minutes):%Y-%m-%dT%H:%M}"


def test_an_emergency_is_decided_by_three_paid_first_and_closed_with_its_papers(hands, programs):
    case = apply(hands["worker"], programs["emergency-relief"])
    officer, reviewer, approver = hands["officer"], hands["reviewer"], hands["approver"]
    officer.step(
        case,
        "start-fast-review",
        incident="fire",
        happened_on=f"{timezone.localdate():%Y-%m-%d}",
        spoken_to="社区王主任(演示)",
        called_at=minutes_ago(1),
        said="家中失火，情况属实",
    )
    reviewer.step(case, "check-fast", amount="2000.00", text="情况属实")
    same = reviewer.post("applications:transition", case.reference, "approve-fast", amount="2000.00", text="同意")
    approver.step(case, "approve-fast", amount="2000.00", text="同意先行救助")

    assert same.status_code in (403, 422)
    pay(hands, case)
    assert case.state == "paperwork_pending"
    assert case.notices.count() == 0

    hands["worker"].post("applications:add_case_paper", case.reference, "DOC_SUDDEN", file=photo())
    officer.step(case, "file-paperwork", formalities=["proof", "signatures", "seal"], text="手续齐全")
    reviewer.step(case, "close-paperwork", text="同意办结")

    assert case.state == "closed"
    assert Reservation.objects.get(source=case.source).state == "settled"
    assert list(broken_links()) == []


def test_a_wristband_is_granted_handed_over_and_signed_for_without_any_money(hands, programs):
    case = apply(hands["worker"], programs["wristband"])
    worker, officer, approver = hands["worker"], hands["officer"], hands["approver"]
    officer.step(case, "accept")
    officer.step(case, "start-verification", bodies=["community"])
    task = VerificationTask.objects.get(application=case)
    answered = worker.post(
        "applications:answer_check", case.reference, task.pk, result="confirmed", note="见证明", paper=photo()
    )
    assert answered.status_code == 302
    approver.step(case, "approve-in-kind", text="同意发放")
    worker.step(
        case,
        "record-delivery",
        item="手环 0001",
        receiver="applicant",
        receiver_name=case.applicant.name,
        is_signed="on",
        handed_at=minutes_ago(1),
    )
    worker.step(case, "finish-delivery")

    assert (case.state, case.approved_amount_fen) == ("closed", None)
    assert not Reservation.objects.filter(source=case.source).exists()
    assert list(broken_links()) == []


def test_judicial_aid_goes_all_the_way_and_stays_an_alias_for_everybody(hands, programs):
    case = apply(hands["officer"], programs["judicial-aid"])
    officer, approver, reviewer = hands["officer"], hands["approver"], hands["reviewer"]
    officer.step(case, "accept")
    officer.step(case, "start-verification", bodies=["case_office"])
    task = VerificationTask.objects.get(application=case)
    officer.post("applications:answer_check", case.reference, task.pk, result="confirmed", paper=photo())
    officer.step(case, "adopt-findings")
    officer.step(case, "forward", amount="12000.00", text="建议救助")
    approver.step(case, "refer-to-committee", text="超出单人额度")
    hold_committee(reviewer, case)
    reviewer.step(case, "approve-collectively", amount="12000.00")
    pay(hands, case)

    assert case.state == "disbursed"
    assert case.notices.count() == 0
    for who in ("officer", "reviewer", "approver", "accountant"):
        page = hands[who].get("applications:case", case.reference)
        assert case.applicant.name not in page.content.decode()
    for stranger in ("worker", "worker2", "outsider", "volunteer"):
        assert hands[stranger].get("applications:case", case.reference).status_code == 404
