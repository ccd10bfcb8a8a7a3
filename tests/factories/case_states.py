"""A case in any state, led there by the services, because the database refuses a state without its event."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import states as s
from applications.demo.road import Cast, Clock, lead_to
from applications.models import Application, ApplicationDocument
from applications.selectors import papers_needed
from applications.services import (
    aftercare,
    casework,
    emergency,
    in_kind,
    intake,
    publicity,
    recovery,
    review,
    terminating,
    verification,
)
from applications.services.emergency import Call
from applications.services.moving import locked, move
from funds.selectors import live_reservations
from funds.services import settle
from tests.factories.applications import AT, make_application
from tests.factories.beneficiaries import DocumentFactory
from tests.factories.schemes import EMERGENCY, GOODS

ORDINARY = (
    s.SUBMITTED,
    s.ACCEPTED,
    s.VERIFYING,
    s.SURVEYING,
    s.PRELIMINARY_REVIEW,
    s.PUBLICITY,
    s.FINAL_REVIEW,
    s.APPROVED,
)


def end_by_two(case: Application, first: Any, second: Any, at: datetime, text: str = "已迁出") -> None:
    """T33: one proposes, another confirms."""
    terminating.propose_termination(application=case, reason="moved", text=text, by=first, at=at)
    terminating.terminate_application(application=case, by=second, at=at)


def case_in(
    state: str, program: Any, area: Any, cast: Mapping[str, Any], *, at: datetime = AT, **changes: Any
) -> Application:
    """`at` is when the family hands in; every step comes 20 hours later, but never after `changes["limit"]`."""
    limit = changes.pop("limit", at + timedelta(days=60))
    case = make_application(program, area, at=at, **changes)
    hold_papers(case, at)
    return further(case, state, Lead(cast, Clock(at, limit)))


def hold_papers(case: Application, at: datetime = AT) -> None:
    """Every required paper is on the case."""
    for kind in (kind for kind, required in papers_needed(case).items() if required):
        document = DocumentFactory(person=case.applicant, kind=kind, uploaded_at=at)
        ApplicationDocument.objects.create(
            application=case,
            document=document,
            kind=kind,
            added_at=at,
            added_by=case.owner or case.agent or User.objects.order_by("pk").first(),
        )


class Lead:
    """The people who act, and the clock of the case."""

    def __init__(self, cast: Mapping[str, Any], clock: Clock) -> None:
        self.cast, self.clock = cast, clock

    def road(self, case: Application, target: str) -> Application:
        people = Cast(*(self.cast[name] for name in ("worker", "officer", "officer", "reviewer", "approver")))
        return lead_to(case, target, people, self.clock)


def further(case: Application, state: str, lead: Lead) -> Application:
    """Takes the case to `state` by the shortest way."""
    if state in ORDINARY:
        return lead.road(case, state)
    before, step = ROADS_OF_GOODS.get(state, SIDE_ROADS[state]) if case.lane == s.IN_KIND else SIDE_ROADS[state]
    case = further(case, before, lead)
    step(case, lead.cast, lead.clock.tick())
    case.refresh_from_db()
    return case


def _fire(name: str, **changes: Any) -> Callable[[Application, Mapping[str, Any], datetime], Any]:
    """What the payment batch does to a case."""

    def step(case: Application, _cast: Mapping[str, Any], at: datetime) -> None:
        with transaction.atomic():
            move(locked(case), name, by=None, at=at, **changes)

    return step


def scheme_for(state: str) -> str:
    """The scheme whose cases reach this state."""
    return SCHEMES.get(state, "student_aid")


SCHEMES = {
    s.PUBLICITY: "employee_illness_aid",
    s.OBJECTION_REVIEW: "employee_illness_aid",
    s.FAST_REVIEW: EMERGENCY,
    s.PAPERWORK_PENDING: EMERGENCY,
    s.HANDED_OVER: GOODS,
}
FAST_FEN = 200_000


def confirmed(at: datetime) -> Call:
    return Call("community", "王示主任(社区)", at, "情况属实，房屋烧毁")


def open_fast(case: Application, cast: Mapping[str, Any], at: datetime) -> Application:
    return emergency.start_fast_review(
        application=case,
        incident="fire",
        happened_on=timezone.localdate(case.submitted_at),
        call=confirmed(at),
        by=cast["officer"],
        at=at,
    )


def check_and_approve_fast(case: Application, cast: Mapping[str, Any], at: datetime) -> None:
    words = {"application": case, "amount_fen": FAST_FEN, "text": "同意", "at": at}
    emergency.check_fast(by=cast["reviewer"], **words)
    emergency.approve_fast(by=cast["approver"], **words)


@transaction.atomic
def pay_fast(case: Application, cast: Mapping[str, Any], at: datetime) -> None:
    """As the payment batch does it."""
    check_and_approve_fast(case, cast, at)
    move(locked(case), "pay", by=None, at=at)
    move(locked(case), "record-fast-payment", by=None, at=at, paid_at=at)
    _settle(case, at)


@transaction.atomic
def pay(case: Application, _cast: Mapping[str, Any], at: datetime) -> None:
    """The money of an ordinary case went out, as the payment batch does it."""
    _settle(case, at)
    move(locked(case), "record-payment", by=None, at=at, paid_at=at)


def _settle(case: Application, at: datetime) -> None:
    held = live_reservations([case.source])[case.source]
    settle(reservation=held, amount_fen=held.amount_fen, scheme=case.program.scheme_code, by=None, at=at)


def hand_over(case: Application, cast: Mapping[str, Any], at: datetime) -> None:
    in_kind.record_delivery(
        application=case,
        item="手环 0001",
        receiver="applicant",
        receiver_name="张演一",
        is_signed=True,
        note="",
        handed_at=at,
        by=cast["worker"],
        at=at,
    )


def refer_goods(case: Application, cast: Mapping[str, Any], at: datetime) -> None:
    for task in case.verification_tasks.filter(answered_at__isnull=True):
        verification.answer_verification(task=task, result="confirmed", by=cast["worker"], at=at)
    in_kind.refer_goods_to_committee(application=case, text="捐赠人亲属", by=cast["officer"], at=at)


ROADS_OF_GOODS = {s.COLLECTIVE_REVIEW: (s.VERIFYING, refer_goods)}
SIDE_ROADS: dict[str, tuple[str, Callable[[Application, Mapping[str, Any], datetime], Any]]] = {
    s.FAST_REVIEW: (s.SUBMITTED, open_fast),
    s.PAPERWORK_PENDING: (s.FAST_REVIEW, pay_fast),
    s.HANDED_OVER: (s.APPROVED, hand_over),
    s.RETURNED: (
        s.SUBMITTED,
        lambda c, cast, at: intake.return_for_documents(
            application=c, items=["DOC_ID", "DOC_BANK"], note="照片看不清", by=cast["worker"], at=at
        ),
    ),
    s.NOT_ACCEPTED: (
        s.SUBMITTED,
        lambda c, cast, at: intake.decline_application(
            application=c, refusal_code="R01", note="不在高新区", by=cast["officer"], at=at
        ),
    ),
    s.APPRAISING: (
        s.SURVEYING,
        lambda c, cast, at: casework.call_appraisal(application=c, note="收入有争议", by=cast["officer"], at=at),
    ),
    s.OBJECTION_REVIEW: (
        s.PUBLICITY,
        lambda c, cast, at: publicity.receive_objection(
            notice=c.notices.get(), text="另有住房", name="李邻居", phone="19900000088", at=at
        ),
    ),
    s.COLLECTIVE_REVIEW: (
        s.FINAL_REVIEW,
        lambda c, cast, at: review.refer_to_committee(application=c, text="超出额度", by=cast["approver"], at=at),
    ),
    s.REJECTED: (
        s.FINAL_REVIEW,
        lambda c, cast, at: review.reject_application(
            application=c, transition="reject", refusal_code="R07", text="已获他处资助", by=cast["approver"], at=at
        ),
    ),
    s.RECONSIDERATION: (
        s.REJECTED,
        lambda c, cast, at: review.ask_reconsideration(
            application=c, text="请复核", by=c.owner or cast["worker"], at=at
        ),
    ),
    s.WITHDRAWN: (
        s.SUBMITTED,
        lambda c, cast, at: intake.withdraw_application(application=c, by=c.owner, at=at, note="情况好转"),
    ),
    s.TERMINATED: (
        s.SUBMITTED,
        lambda c, cast, at: end_by_two(c, cast["officer"], cast["reviewer"], at),
    ),
    s.DISBURSING: (s.APPROVED, _fire("pay")),
    s.DISBURSED: (s.DISBURSING, pay),
    s.DISBURSE_FAILED: (s.DISBURSING, _fire("record-failure")),
    s.FOLLOW_UP: (
        s.DISBURSED,
        lambda c, cast, at: aftercare.start_follow_up(application=c, by=cast["worker"], at=at),
    ),
    s.CLOSED: (
        s.FOLLOW_UP,
        lambda c, cast, at: aftercare.finish_follow_up(application=c, text="已用于学费", by=cast["worker"], at=at),
    ),
    s.RECOVERING: (
        s.DISBURSED,
        lambda c, cast, at: recovery.start_recovery(
            application=c, amount_fen=10_000, text="重复救助", by=cast["reviewer"], at=at
        ),
    ),
    s.RECOVERED: (
        s.RECOVERING,
        lambda c, cast, at: recovery.record_repayment(application=c, text="已退回", by=cast["accountant"], at=at),
    ),
}
