"""Random steps by random people in every lane; after each, the invariants of the fact book (3.4) hold.

And the table itself: from a draft every state of a lane can be reached, and an ended case moves only where it may.
"""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import funds.promises
from applications import promises
from applications import states as s
from applications.models import Application, EmergencyFile, HomeVisit, Investigator
from applications.services import (
    aftercare,
    casework,
    emergency,
    in_kind,
    intake,
    lapsing,
    publicity,
    recovery,
    review,
    terminating,
    verification,
)
from applications.services.moving import locked, move
from applications.workflow import WORKFLOW
from audit.models import Event
from audit.verification import broken_links
from funds.models import Fund
from funds.selectors import live_reservations
from funds.services import FundsError, settle
from tests.cast import make_cast, make_places
from tests.factories.applications import AT, make_application, make_program
from tests.factories.case_states import confirmed, hold_papers
from tests.factories.meetings import hold
from tests.factories.schemes import EMERGENCY, GOODS
from workflow.machine import WorkflowError

LANES = {
    "standard": "employee_illness_aid",
    "minor": "student_aid",
    "judicial": "judicial_aid_fund",
    "emergency": EMERGENCY,
    "in_kind": GOODS,
}
PEOPLE = ("worker", "officer", "reviewer", "approver", "accountant", "cashier", "auditor", "applicant", "worker2")
PROPOSED_FIRST = {"terminate"}
MAY_LEAVE_THE_END = {"ask-reconsideration", "recover"}
FEN = 100_000
ALL = ("proof", "signatures", "seal")


def answer_checks(case: Any, by: Any, at: Any) -> None:
    for task in case.verification_tasks.filter(answered_at__isnull=True):
        verification.answer_verification(task=task, result="confirmed", by=by, at=at)


def survey(machine: Any, case: Any, by: Any, at: Any) -> None:
    answer_checks(case, by, at)
    people = [machine.cast["worker"], machine.cast["officer"]]
    casework.start_survey(application=case, investigators=people, by=by, at=at)


def sign(machine: Any, case: Any, by: Any, at: Any) -> None:
    visit = HomeVisit.objects.filter(application=case).order_by("-pk").first()
    for row in visit.investigators.select_related("user"):
        casework.record_visit(
            visit=visit,
            visited_at=at,
            findings="如实",
            member_signed=True,
            refusal_note="",
            by=row.user,
            at=at,
        )
    casework.finish_survey(application=case, by=by, at=at)


def meet(machine: Any, case: Any, at: Any, *votes: str, kind: str = "committee") -> None:
    caller = machine.cast["officer" if kind == "panel" else "reviewer"]
    hold(case, caller, at, *votes, kind=kind)


def paid(name: str) -> Callable[..., None]:
    def do(machine: Any, case: Any, by: Any, at: Any) -> None:
        move(locked(case), name, by=None, at=at, paid_at=at)
        settle(
            reservation=live_reservations([case.source])[case.source],
            amount_fen=case.approved_amount_fen,
            scheme=case.program.scheme_code,
            by=None,
            at=at,
        )

    return do


def by_itself(name: str) -> Callable[..., None]:
    return lambda machine, case, by, at: move(locked(case), name, by=None, at=at)


def worded(service: Callable[..., Any], **more: Any) -> Callable[..., None]:
    return lambda machine, case, by, at: service(application=case, text="理由", by=by, at=at, **more)


def noted(service: Callable[..., Any]) -> Callable[..., None]:
    return lambda machine, case, by, at: service(application=case, note="备注", by=by, at=at)


def amounting(service: Callable[..., Any], **more: Any) -> Callable[..., None]:
    return lambda machine, case, by, at: service(application=case, amount_fen=FEN, text="同意", by=by, at=at, **more)


def refusing(name: str) -> Callable[..., None]:
    return worded(review.reject_application, transition=name, refusal_code="R07")


def object_to(machine: Any, case: Any, by: Any, at: Any) -> None:
    publicity.receive_objection(notice=case.notices.latest("pk"), text="不属实", name="", phone="", at=at)


def end_notice(machine: Any, case: Any, by: Any, at: Any) -> None:
    machine.at = max(machine.at, case.notices.latest("pk").ends_at)
    publicity.end_notice(application=case, at=machine.at)


def lapse(machine: Any, case: Any, by: Any, at: Any) -> None:
    for _twice in range(2):
        case.refresh_from_db()
        machine.at = max(machine.at, case.due_at + timedelta(seconds=1))
        lapsing.lapse(application=case, at=machine.at)


def approve_by_meeting(machine: Any, case: Any, by: Any, at: Any) -> None:
    meet(machine, case, at, *["for"] * 6)
    review.approve_collectively(application=case, amount_fen=FEN, by=by, at=at)


def reject_by_meeting(machine: Any, case: Any, by: Any, at: Any) -> None:
    meet(machine, case, at, "for", *["against"] * 5)
    review.reject_collectively(application=case, refusal_code="R02", text="不符合", by=by, at=at)


def write_off(machine: Any, case: Any, by: Any, at: Any) -> None:
    meet(machine, case, at, *["for"] * 6)
    recovery.write_off(application=case, text="", by=by, at=at)


def appraise(machine: Any, case: Any, by: Any, at: Any) -> None:
    meet(machine, case, at, *["for"] * 5, kind="panel")
    casework.record_appraisal(application=case, by=by, at=at)


def open_urgent(machine: Any, case: Any, by: Any, at: Any) -> None:
    emergency.start_fast_review(
        application=case, incident="fire", happened_on=AT.date(), call=confirmed(at), by=by, at=at
    )


def deliver(machine: Any, case: Any, by: Any, at: Any) -> None:
    in_kind.record_delivery(
        application=case,
        item="手环",
        receiver="applicant",
        receiver_name="张演一",
        is_signed=True,
        note="",
        handed_at=at,
        by=by,
        at=at,
    )


def grant_goods(machine: Any, case: Any, by: Any, at: Any) -> None:
    answer_checks(case, machine.cast["worker"], at)
    in_kind.approve_in_kind(application=case, text="同意", by=by, at=at)


def refer_goods(machine: Any, case: Any, by: Any, at: Any) -> None:
    answer_checks(case, machine.cast["worker"], at)
    in_kind.refer_goods_to_committee(application=case, text="捐赠人亲属", by=by, at=at)


def approve_goods_by_meeting(machine: Any, case: Any, by: Any, at: Any) -> None:
    meet(machine, case, at, *["for"] * 6)
    in_kind.approve_goods_collectively(application=case, text="", by=by, at=at)


def end_by_two_people(machine: Any, case: Any, by: Any, at: Any) -> None:
    """One of the two leaders proposes, unless that happened before; `by` confirms."""
    if not case.proposed_termination:
        proposer = machine.cast["reviewer" if by == machine.cast["officer"] else "officer"]
        terminating.propose_termination(application=case, reason="moved", text="已迁出", by=proposer, at=at)
    terminating.terminate_application(application=case, by=by, at=at)


def adopt(machine: Any, case: Any, by: Any, at: Any) -> None:
    answer_checks(case, by, at)
    casework.adopt_findings(application=case, by=by, at=at)


DO: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "accept": noted(intake.accept_application),
    "return": lambda m, c, by, at: intake.return_for_documents(application=c, items=["DOC_ID"], by=by, at=at),
    "decline": lambda m, c, by, at: intake.decline_application(application=c, refusal_code="R01", by=by, at=at),
    "resubmit": lambda m, c, by, at: intake.resubmit_application(
        application=c, documents=(), note="补交", by=by, at=at
    ),
    "lapse": lapse,
    "start-verification": lambda m, c, by, at: verification.start_verification(
        application=c, questions=[("school", "?")], by=by, at=at
    ),
    "start-survey": survey,
    "adopt-findings": adopt,
    "reject-on-data": refusing("reject-on-data"),
    "finish-survey": sign,
    "appraise": noted(casework.call_appraisal),
    "finish-appraisal": appraise,
    "post-notice": amounting(publicity.post_notice),
    "post-again": amounting(publicity.post_notice, again=True),
    "forward": amounting(review.forward_application),
    "reject-preliminarily": refusing("reject-preliminarily"),
    "end-notice": end_notice,
    "take-down-notice": by_itself("take-down-notice"),
    "take-up-objection": object_to,
    "dismiss-objection": worded(publicity.dismiss_objection),
    "uphold-objection": refusing("uphold-objection"),
    "approve": amounting(review.approve_application),
    "reject": refusing("reject"),
    "send-back": worded(review.send_back),
    "refer-to-committee": worded(review.refer_to_committee),
    "approve-collectively": approve_by_meeting,
    "reject-collectively": reject_by_meeting,
    "start-fast-review": open_urgent,
    "check-fast": amounting(emergency.check_fast),
    "approve-fast": amounting(emergency.approve_fast),
    "move-to-standard": worded(emergency.move_to_standard),
    "pay": by_itself("pay"),
    "unpay": by_itself("unpay"),
    "record-payment": paid("record-payment"),
    "record-fast-payment": paid("record-fast-payment"),
    "record-failure": by_itself("record-failure"),
    "file-paperwork": worded(emergency.file_paperwork, formalities=ALL),
    "close-paperwork": worded(emergency.close_paperwork),
    "approve-in-kind": grant_goods,
    "refer-goods-to-committee": refer_goods,
    "approve-goods-collectively": approve_goods_by_meeting,
    "record-delivery": deliver,
    "finish-delivery": noted(in_kind.finish_delivery),
    "start-follow-up": noted(aftercare.start_follow_up),
    "plan-follow-up": lambda m, c, by, at: aftercare.plan_follow_up(application=c, at=at),
    "finish-follow-up": worded(aftercare.finish_follow_up),
    "close": lambda m, c, by, at: aftercare.close_application(application=c, at=at),
    "recover": amounting(recovery.start_recovery),
    "record-recovery": worded(recovery.record_repayment),
    "write-off": write_off,
    "withdraw": noted(intake.withdraw_application),
    "terminate": end_by_two_people,
    "ask-reconsideration": worded(review.ask_reconsideration),
    "keep-refusal": worded(review.answer_reconsideration, reopen="keep-refusal"),
    "reopen": worded(review.answer_reconsideration, reopen="reopen"),
}
RARE = {"withdraw", "terminate", "decline", "lapse", "reject-on-data", "reject-preliminarily", "reject", "unpay"}
SEEN: set[str] = set()


class Cases(RuleBasedStateMachine):
    """One case per lane, moved at random; the clock only runs forward."""

    @initialize()
    def begin(self):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        places = make_places()
        self.cast, self.at = make_cast(), AT
        area = places["410172160-xihuchuntian"]
        programs = {lane: make_program(code, money_fen=250_000) for lane, code in LANES.items()}
        self.start_money = 250_000
        self.cases = {
            lane: make_application(program, area, agent=self.cast["applicant"]) for lane, program in programs.items()
        }
        for case in self.cases.values():
            hold_papers(case)
        self.before = {}
        self._remember()

    def teardown(self):
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def _remember(self):
        rows = Application.objects.all()
        self.before = {row.pk: (row.state, row.version) for row in rows}
        SEEN.update(row.state for row in rows)

    @rule(lane=st.sampled_from(sorted(LANES)), draw=st.randoms(use_true_random=False), hours=st.integers(1, 60))
    def step(self, lane, draw, hours):
        """One step that the table knows from here, by somebody who may be allowed to take it."""
        self.at += timedelta(hours=hours)
        case = Application.objects.get(pk=self.cases[lane].pk)
        known = [(n, t) for n, t in WORKFLOW.transitions.items() if n in DO and case.state in t.sources]
        names = [n for n, t in known if t.relevant(case) or n in PROPOSED_FIRST]
        usual = [name for name in names if name not in RARE]
        name = draw.choice(usual if usual and draw.random() < 0.85 else names) if names else None
        if name is None:
            return
        people = list(PEOPLE)
        draw.shuffle(people)
        for who in people:
            if self._try(name, case, self.cast[who]):
                break
        self._check_moves()
        self._remember()

    def _try(self, name, case, by):
        try:
            with transaction.atomic():
                DO[name](self, Application.objects.get(pk=case.pk), by, self.at)
        except (WorkflowError, FundsError):
            return False
        return True

    def _check_moves(self):
        """A case that had ended moves by two roads only; every move is one version and one event."""
        for row in Application.objects.all():
            state, version = self.before[row.pk]
            moves = Event.objects.filter(
                subject_type="applications.application",
                subject_id=row.pk,
                version__gt=version,
                version__lte=row.version,
            ).order_by("version")
            assert [move.version for move in moves] == list(range(version + 1, row.version + 1))
            for event in moves:
                assert event.from_state == state
                assert state not in s.FINAL or event.transition in MAY_LEAVE_THE_END
                state = event.to_state
            assert state == row.state

    @invariant()
    def every_promise_holds(self):
        if hasattr(self, "cases"):
            checks = (*promises.CHECKS, *funds.promises.CHECKS)
            assert [line for _sentence, check in checks for line in check()] == []

    @invariant()
    def nobody_wears_two_hats(self):
        for case in Application.objects.filter(approved_amount_fen__isnull=False, decided_by__isnull=False):
            assert not Investigator.objects.filter(visit__application=case, user=case.decided_by).exists()
            file = EmergencyFile.objects.filter(application=case).first()
            if case.lane == "emergency":
                assert len({file.opened_by_id, file.checked_by_id, case.decided_by_id}) == 3
                assert file.closed_by_id is None or file.closed_by_id != file.filed_by_id

    @invariant()
    def minors_and_victims_are_never_posted(self):
        for lane in ("minor", "judicial", "in_kind"):
            if hasattr(self, "cases"):
                assert self.cases[lane].notices.count() == 0

    @invariant()
    def no_fund_gives_more_than_it_has(self):
        for fund in Fund.objects.all():
            assert fund.available_fen >= 0
            assert fund.reserved_fen >= 0

    @invariant()
    def goods_have_no_amount(self):
        assert not Application.objects.filter(lane="in_kind", approved_amount_fen__isnull=False).exists()


@pytest.mark.both_databases
@pytest.mark.django_db
@pytest.mark.long
def test_random_steps_keep_every_invariant():
    SEEN.clear()

    run_state_machine_as_test(
        Cases,
        settings=settings(
            max_examples=8,
            stateful_step_count=60,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert list(broken_links()) == []
    assert len(SEEN) > 15, sorted(SEEN)


def test_the_machine_knows_every_step():
    assert set(DO) == set(WORKFLOW.transitions) - {"submit"}


def a_case(lane: str, publicity_mode: str) -> Any:
    """Of somebody who agrees to the posting."""
    given = SimpleNamespace(exists=lambda: True)
    consents = SimpleNamespace(in_force=lambda: SimpleNamespace(filter=lambda **_what: given))
    values = {"reconsidered_at": None, "sent_back_at": None, "applicant": SimpleNamespace(consents=consents)}
    values["proposed_termination"] = SimpleNamespace()
    return SimpleNamespace(lane=lane, publicity_mode=publicity_mode, **values)


def reachable(case: Any) -> set[str]:
    found, fresh = {s.DRAFT}, [s.DRAFT]
    while fresh:
        state = fresh.pop()
        for step in WORKFLOW.transitions.values():
            if state in step.sources and step.relevant(case) and step.target not in found:
                found.add(step.target)
                fresh.append(step.target)
    return found


FAST = {s.FAST_REVIEW, s.PAPERWORK_PENDING}
POSTED = {s.PUBLICITY, s.OBJECTION_REVIEW}
VISITED = {s.SURVEYING, s.APPRAISING}
OPINION_AND_LEVELS = {s.PRELIMINARY_REVIEW, s.FINAL_REVIEW}
PAID = {s.DISBURSING, s.DISBURSE_FAILED, s.DISBURSED, s.FOLLOW_UP, s.RECOVERING, s.RECOVERED}


@pytest.mark.parametrize(
    ("lane", "publicity_mode", "missing"),
    [
        ("standard", "masked_7d", FAST | {s.HANDED_OVER}),
        ("standard", "none", FAST | POSTED | {s.HANDED_OVER}),
        ("judicial", "none", FAST | POSTED | VISITED | {s.HANDED_OVER}),
        ("in_kind", "none", FAST | POSTED | VISITED | OPINION_AND_LEVELS | PAID),
    ],
)
def test_every_state_of_a_lane_can_be_reached_and_no_other(lane, publicity_mode, missing):
    assert reachable(a_case(lane, publicity_mode)) == set(s.STATES) - missing


def test_an_emergency_reaches_its_states_and_then_those_of_the_standard_lane():
    found = reachable(a_case("emergency", "post_hoc_7d"))

    assert found >= FAST | {s.ACCEPTED, s.APPROVED, s.DISBURSING, s.CLOSED, s.RECOVERED}
    assert not found & {s.SURVEYING, s.PUBLICITY, s.FINAL_REVIEW, s.HANDED_OVER, s.RETURNED, s.DISBURSED}
