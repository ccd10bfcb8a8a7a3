"""The roads beside the straight one, over HTTP: refused and reconsidered, stopped, demanded back, asked for again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import states as s
from applications.demo.loader import HOME, Loader
from applications.models import Application, ApplicationDraft, Meeting
from applications.services import review
from audit.verification import broken_links
from funds.models import Fund, Reservation
from tests.journeys.conftest import apply, as_form, pay, photo
from tests.journeys.test_aid import hold_committee, to_preliminary_review

pytestmark = pytest.mark.both_databases
BILLS = "employee-illness-aid"


@pytest.fixture
def make(cast, programs):
    """make(state, slug) → a case of 西湖春天 that has come that far."""
    loader = Loader(cast, programs, timezone.now())
    return lambda state, slug="student-aid", **more: loader.make(slug, state, area=HOME, **more)


def refuse(case, by, at=None):
    return review.reject_application(
        application=case, transition="reject", refusal_code="R07", text="已获资助", by=by, at=at or timezone.now()
    )


# --- Reconsideration --------------------------------------------------------------------------------------------------


def test_a_refusal_is_reconsidered_once_and_by_somebody_else(hands, cast, make):
    case = refuse(make(s.FINAL_REVIEW, owner="applicant"), cast["approver"])
    family, refused_it, other = hands["applicant"], hands["approver"], hands["reviewer"]
    assert "申请一次复核" in family.get("applications:letter", case.reference).content.decode()
    family.step(case, "ask-reconsideration", text="并未获得其他资助")

    same = refused_it.post("applications:transition", case.reference, "keep-refusal", text="维持")
    assert same.status_code == 403
    other.step(case, "keep-refusal", text="经核实，维持原决定")

    page = family.get("applications:case", case.reference).content.decode()
    again = family.post("applications:transition", case.reference, "ask-reconsideration", text="再次申请")
    case.refresh_from_db()
    assert "经核实，维持原决定" in page
    assert (again.status_code, case.state) == (409, s.REJECTED)
    assert list(broken_links()) == []


def test_after_fifteen_days_nobody_asks_for_reconsideration(hands, cast, programs):
    long_ago = timezone.now() - timedelta(days=30)
    case = Loader(cast, programs, long_ago).make("student-aid", s.FINAL_REVIEW, area=HOME, owner="applicant")
    refuse(case, cast["approver"], long_ago)

    late = hands["applicant"].post("applications:transition", case.reference, "ask-reconsideration", text="请复核")

    assert late.status_code == 422
    assert late.context["form"].non_field_errors() == ["申请复核的 15 日期限已过。情况变化后，您可以重新申请。"]


def test_a_bill_used_meanwhile_is_not_paid_a_second_time_by_reopening(hands, cast, programs):
    first = apply(hands["worker"], programs[BILLS], number=1)
    hands["officer"].step(first, "decline", refusal_code="R01", text="单位不在辖区")
    numbers = {"costs": {"invoice_numbers": "\n".join(claim.number for claim in first.claims.all())}}
    second = apply(hands["worker"], programs[BILLS], number=2, **numbers)
    hands["worker"].step(first, "ask-reconsideration", text="单位在辖区")

    reopened = hands["reviewer"].post("applications:transition", first.reference, "reopen", text="重新受理")
    assert reopened.status_code == 422
    assert "R17" in reopened.context["form"].non_field_errors()[0]

    hands["worker"].step(second, "withdraw", text="家庭自行解决")
    hands["reviewer"].step(first, "reopen", text="重新受理")
    assert first.claims.filter(released_at__isnull=True).count() == len(numbers["costs"]["invoice_numbers"].split())
    with pytest.raises(AssertionError, match="R17"):
        apply(hands["worker"], programs[BILLS], number=3, **numbers)


def test_who_applied_again_meanwhile_is_told_so_instead_of_an_error(hands, programs):
    first = apply(hands["worker"], programs["student-aid"])
    hands["officer"].step(first, "decline", refusal_code="R01", text="不在辖区")
    apply(hands["worker"], programs["student-aid"])

    asked = hands["worker"].post("applications:transition", first.reference, "ask-reconsideration", text="请复核")

    assert asked.status_code == 422
    assert len(asked.context["form"].non_field_errors()) == 1


# --- Termination ------------------------------------------------------------------------------------------------------


def test_a_terminated_case_gives_its_money_back_and_tells_the_family_why(hands, make):
    case = make(s.APPROVED, owner="applicant")
    before = Fund.objects.get(pk=case.program.fund_id).available_fen

    moved = {"reason": "moved", "text": "全家已迁出高新区"}
    propose, confirm = "applications:propose_termination", ("applications:transition", case.reference, "terminate")
    assert hands["reviewer"].post(*confirm).status_code == 409
    assert hands["worker"].post(propose, case.reference, **moved).status_code == 403
    empty = hands["officer"].post(propose, case.reference, reason="moved", text=" ")
    assert hands["officer"].post(propose, case.reference, **moved).status_code == 302
    alone = hands["officer"].post(*confirm)
    case.refresh_from_db()
    assert (empty.status_code, alone.status_code, case.state) == (422, 403, s.APPROVED)

    hands["reviewer"].step(case, "terminate")

    assert case.state == s.TERMINATED
    assert Fund.objects.get(pk=case.program.fund_id).available_fen - before == case.approved_amount_fen
    assert Reservation.objects.get(source=case.source).state == "released"
    assert "全家已迁出高新区" in hands["applicant"].get("applications:case", case.reference).content.decode()
    late = hands["approver"].post("applications:transition", case.reference, "approve", amount="100.00", text="同意")
    assert late.status_code == 409


# --- Recovery ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def recovering(hands, make):
    """1,000 yuan that were paid are demanded back."""
    case = make(s.APPROVED, owner="applicant")
    pay(hands, case)
    hands["reviewer"].step(case, "recover", amount="1000.00", text="虚报收入")
    return case


def agree_on(hand, case, parts):
    due = timezone.localdate() + timedelta(days=30)
    made = hand.post("applications:instalments", case.reference, parts=parts, first_due=f"{due:%Y-%m-%d}")
    assert made.status_code == 302, made.context["form"].errors
    return list(case.instalments.order_by("due_on"))


def test_money_comes_back_in_parts_to_the_fund_it_came_from(hands, recovering):
    case, accountant = recovering, hands["accountant"]
    before = Fund.objects.get(pk=case.program.fund_id).available_fen
    worker = hands["worker"].post("applications:instalments", case.reference, parts=3, first_due="2099-01-01")
    parts = agree_on(accountant, case, 3)

    for part in (*parts, parts[0]):
        accountant.post("applications:receive_instalment", case.reference, part.pk)

    case.refresh_from_db()
    assert worker.status_code == 403
    assert [part.amount_fen for part in parts] == [33_333, 33_333, 33_334]
    assert case.state == s.RECOVERED
    assert Fund.objects.get(pk=case.program.fund_id).available_fen - before == 100_000
    assert list(broken_links()) == []


def test_what_does_not_come_back_is_written_off_by_the_committee_alone(hands, recovering):
    case, reviewer = recovering, hands["reviewer"]
    first = agree_on(hands["accountant"], case, 2)[0]
    hands["accountant"].post("applications:receive_instalment", case.reference, first.pk)
    alone = reviewer.post("applications:transition", case.reference, "write-off", text="会议决定")
    before = Fund.objects.get(pk=case.program.fund_id).available_fen

    hold_committee(reviewer, case)
    reviewer.step(case, "write-off", text="")

    finding = case.findings.filter(kind="recovery").latest("pk")
    assert alone.status_code == 422
    assert (case.state, finding.amount_fen, finding.votes_for) == (s.CLOSED, 50_000, 6)
    assert Fund.objects.get(pk=case.program.fund_id).available_fen == before
    assert reviewer.get("applications:meeting", Meeting.objects.get().reference).status_code == 200


def test_the_family_reads_what_it_has_to_pay_back(hands, recovering):
    agree_on(hands["accountant"], recovering, 2)

    page = hands["applicant"].get("applications:case", recovering.reference).content.decode()

    assert "虚报收入" in page
    assert "500.00" in page


# --- Renewal ----------------------------------------------------------------------------------------------------------


def test_aid_is_asked_for_again_with_what_changed_since_last_year(hands, cast, programs):
    today = timezone.localdate()
    last_year = timezone.now().replace(year=today.year - 1, month=12, day=20)
    old = Loader(cast, programs, last_year).make(BILLS, s.APPROVED, area=HOME, owner="applicant")
    pay(hands, old)
    family = hands["applicant"]
    started = family.post("applications:renew", old.reference)
    again = family.post("applications:renew", old.reference)
    draft = ApplicationDraft.objects.get(renews=old)
    page = family.get("applications:renewal", draft.uuid)
    blocks = [block.code for block in page.context["blocks"]]

    assert started["Location"] == again["Location"]
    assert "costs" in blocks
    family.post("applications:submit", draft.uuid)
    assert Application.objects.count() == 1
    costs = {
        **{name: "0.00" for name in ("paid_major", "paid_assistance", "paid_commercial", "paid_other_aid")},
        "bills_from": f"{today - timedelta(days=60):%Y-%m-%d}",
        "bills_to": f"{today:%Y-%m-%d}",
        "total_cost": "65000.00",
        "paid_basic": "20000.00",
        "invoice_numbers": "NEW-1",
        "funded_elsewhere": "no",
    }
    assert family.post("applications:step", draft.uuid, "costs", **costs).status_code == 302
    shown = {block.code: block for block in family.get("applications:renewal", draft.uuid).context["blocks"]}
    assert shown["costs"].changes > 0
    for code in blocks:
        if not shown[code].is_confirmed:
            assert family.post("applications:confirm_renewal", draft.uuid, code).status_code == 302
    left = family.get("applications:renewal", draft.uuid).context["left"]
    fill_the_rest(family, draft, left)

    handed_in = family.post("applications:submit", draft.uuid)
    assert handed_in.status_code == 302, handed_in.context["refusal"]
    new = Application.objects.exclude(pk=old.pk).get()
    assert (new.applicant, new.state) == (old.applicant, s.SUBMITTED)
    assert family.post("applications:renew", old.reference).status_code == 403


def fill_the_rest(family, draft, left):
    """Pages that the renewal could not confirm, consents, papers."""
    draft.refresh_from_db()
    assert left == 0 or "person" not in draft.done_steps
    if "person" not in draft.done_steps:
        form = family.get("applications:step", draft.uuid, "person").context["form"]
        data = {name: form[name].value() for name in form.fields}
        account = {"bank_account": "6200000000000000018", "bank_name": "演示银行"}
        posted = family.post("applications:step", draft.uuid, "person", **as_form({**data, **account}))
        assert posted.status_code == 302, posted.context["form"].errors
    form = family.get("applications:step", draft.uuid, "consents").context["form"]
    assert (
        family.post("applications:step", draft.uuid, "consents", **dict.fromkeys(form.fields, "on")).status_code == 302
    )
    needs = family.get("applications:step", draft.uuid, "papers").context["needs"]
    for kind in [paper.need.kind for paper in needs if paper.need.required]:
        family.post("applications:add_paper", draft.uuid, kind, file=photo())
    family.post("applications:step", draft.uuid, "papers")


def test_aid_that_came_stops_nobody_from_asking_again_and_the_period_does(hands, programs):
    """A paid case is followed up for months. It is no open application, but it counts for its period (R06)."""
    case = apply(hands["applicant"], programs["student-aid"])
    to_preliminary_review(hands, case)
    hands["officer"].step(case, "forward", amount="1200.00", text="建议救助")
    hands["approver"].step(case, "approve", amount="1200.00", text="同意")
    pay(hands, case)

    second = apply(hands["applicant"], programs["student-aid"])

    assert case.state == s.DISBURSED
    refused = {row["rule"] for row in second.assessment["results"] if row["outcome"] == "no"}
    assert refused == {"C-04"}
