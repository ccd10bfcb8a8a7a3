"""A case in any state, led there by the services, because the database refuses a state without its event."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from applications import states as s
from applications.demo.road import Cast, Clock, lead_to
from applications.models import Application, ApplicationDocument
from applications.selectors import papers_needed
from applications.services import aftercare, casework, intake, publicity, review
from applications.services.moving import locked, move
from tests.factories.applications import AT, make_application
from tests.factories.beneficiaries import DocumentFactory

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
    before, step = SIDE_ROADS[state]
    case = further(case, before, lead)
    step(case, lead.cast, lead.clock.tick())
    case.refresh_from_db()
    return case


def _fire(name: str, **changes: Any) -> Callable[[Application, Mapping[str, Any], datetime], Any]:
    """What the payment batch does to a case."""

    def step(case: Application, _cast: Mapping[str, Any], at: datetime) -> None:
        more = {"paid_at": at} if name == "record-payment" else {}
        move(locked(case), name, by=None, at=at, **changes, **more)

    return step


SIDE_ROADS: dict[str, tuple[str, Callable[[Application, Mapping[str, Any], datetime], Any]]] = {
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
        lambda c, cast, at: intake.terminate_application(application=c, by=cast["officer"], at=at, note="已迁出"),
    ),
    s.DISBURSING: (s.APPROVED, _fire("pay")),
    s.DISBURSED: (s.DISBURSING, _fire("record-payment")),
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
        lambda c, cast, at: aftercare.start_recovery(
            application=c, amount_fen=10_000, text="重复救助", by=cast["reviewer"], at=at
        ),
    ),
    s.RECOVERED: (
        s.RECOVERING,
        lambda c, cast, at: aftercare.finish_recovery(
            application=c, transition="record-recovery", text="已退回", by=cast["accountant"], at=at
        ),
    ),
}
