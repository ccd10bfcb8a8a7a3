"""Drives one demo case along the road, step by step, up to a named state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import steps
from applications.demo.lane_roads import Cast, emergency_road, goods_road
from applications.demo.meetings import hold_committee
from applications.demo.visits import plain_visit
from applications.models import Application, VerificationTask
from applications.selectors import largest_amount_fen
from applications.services import casework, drafts, intake, publicity, review, verification
from applications.services.submission import submit_draft
from beneficiaries.services import check_certificate
from programs.models import Program

WORKDAY = timedelta(hours=20)


@dataclass
class Clock:
    """Each reading is some hours later, so that the timeline of a case reads like one."""

    now: datetime
    limit: datetime
    step: timedelta = field(default=WORKDAY)

    def tick(self) -> datetime:
        self.now = min(self.now + self.step, self.limit)
        return self.now


def hand_in(
    program: Program,
    answers: dict[str, Any],
    papers: tuple[str, ...],
    photo: bytes,
    *,
    by: Any,
    owner: bool,
    at: datetime,
) -> Application:
    """Fills in every page and hands in, by the family itself (`owner`) or by staff for it."""
    draft = drafts.start_draft(program=program, for_client=not owner, by=by, at=at)
    for code, page in {**answers, steps.PAPERS: {}}.items():
        drafts.save_step(draft=draft, step=code, answers=page, is_done=True, by=by, at=at)
    for kind in papers:
        file = SimpleUploadedFile(f"{kind}.jpg", photo, "image/jpeg")
        drafts.add_draft_paper(draft=draft, kind=kind, upload=file, by=by, at=at)
    return submit_draft(draft=draft, by=by, at=at)


def lead_to(
    case: Application, target: str, cast: Cast, clock: Clock, *, visit: Callable[..., Any] = plain_visit
) -> Application:
    """Takes the ordinary road until the case is in `target`; `visit` writes the survey form on the way."""
    for do in _road(case, cast, clock, visit):
        case.refresh_from_db()
        if case.state == target:
            break
        do(clock.tick())
    case.refresh_from_db()
    return case


def _road(
    case: Application, cast: Cast, clock: Clock, visit: Callable[..., Any]
) -> Iterator[Callable[[datetime], Any]]:
    roads = {"emergency": emergency_road, "in_kind": goods_road}
    return roads[case.lane](case, cast) if case.lane in roads else _money_road(case, cast, clock, visit)


def _money_road(
    case: Application, cast: Cast, clock: Clock, visit: Callable[..., Any]
) -> Iterator[Callable[[datetime], Any]]:
    yield lambda at: intake.accept_application(application=case, by=cast.clerk, at=at)
    yield lambda at: verification.start_verification(
        application=case,
        questions=[("bureau", "低保及经济状况核对"), ("community", "居住与生活情况")],
        by=cast.clerk,
        at=at,
    )
    yield lambda at: _answer_checks(case, cast, at)
    if case.lane == "judicial":
        yield lambda at: casework.adopt_findings(application=case, by=cast.officer, at=at, note="办案单位材料齐全。")
    else:
        yield lambda at: visit(case, (cast.clerk, cast.second), at)
        yield lambda at: casework.finish_survey(application=case, by=cast.clerk, at=at)
    yield lambda at: _opinion(case, cast, at)
    if case.publicity_mode == "masked_7d":
        yield lambda at: _end_notice(case, clock)
    yield lambda at: approve(case, cast, at)


def _answer_checks(case: Application, cast: Cast, at: datetime) -> None:
    for task in VerificationTask.objects.filter(application=case, answered_at__isnull=True):
        verification.answer_verification(task=task, result="confirmed", note="核对属实。", by=cast.clerk, at=at)
    for certificate in case.applicant.certificates.filter(checked_at__isnull=True):
        check_certificate(certificate=certificate, by=cast.officer, at=at)
    for step in case.program.scheme.worker_steps:
        known = case.program.scheme.baseline.facts
        answers = {name: known[name] for name in step.form_class.base_fields if name in known}
        casework.answer_questions(application=case, step=step.code, answers=answers, by=cast.clerk, at=at)
    if case.lane == "standard":
        casework.start_survey(application=case, investigators=[cast.clerk, cast.second], by=cast.clerk, at=at)


def _opinion(case: Application, cast: Cast, at: datetime) -> None:
    amount = largest_amount_fen(case) or 100_000
    words = {"application": case, "amount_fen": amount, "text": "情况属实，建议救助。", "by": cast.officer, "at": at}
    if case.publicity_mode == "masked_7d":
        publicity.post_notice(**words)
    else:
        review.forward_application(**words)


def _end_notice(case: Application, clock: Clock) -> None:
    """The seven days pass on the case's own clock."""
    clock.now = max(clock.now, case.notices.get(closed_at__isnull=True).ends_at)
    publicity.end_notice(application=case, at=clock.now)


def approve(case: Application, cast: Cast, at: datetime) -> None:
    case.refresh_from_db()
    amount = case.proposed_amount_fen or 0
    if amount <= 1_000_000:
        review.approve_application(application=case, amount_fen=amount, text="同意。", by=cast.approver, at=at)
        return
    review.refer_to_committee(application=case, text="超出单人审批额度，提请集体研究。", by=cast.approver, at=at)
    hold_committee(case, cast.reviewer, at)
    review.approve_collectively(application=case, amount_fen=amount, by=cast.reviewer, at=at)
