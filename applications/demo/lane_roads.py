"""The demo's roads through the emergency lane and the in-kind lane."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from applications.models import Application, VerificationTask
from applications.selectors import largest_amount_fen
from applications.services import emergency, in_kind, intake, verification

Road = Iterator[Callable[[datetime], Any]]


@dataclass
class Cast:
    """The people of the demo who act on a case of one area."""

    clerk: Any
    second: Any
    officer: Any
    reviewer: Any
    approver: Any


def emergency_road(case: Application, cast: Cast) -> Road:
    """Telephone, check, approval: three people."""
    amount = min(filter(None, (largest_amount_fen(case), emergency.fast_limit_fen(case))), default=100_000)
    words = {"application": case, "amount_fen": amount, "text": "情况紧急，同意先行救助。(演示)"}
    yield lambda at: emergency.start_fast_review(
        application=case,
        incident="fire",
        happened_on=timezone.localdate(case.submitted_at),
        call=emergency.Call("community", "社区值班员(演示)", at - timedelta(minutes=10), "家中失火。(演示)"),
        by=cast.officer,
        at=at,
    )
    yield lambda at: _decide(words, cast, at)


def _decide(words: dict[str, Any], cast: Cast, at: datetime) -> None:
    emergency.check_fast(**words, by=cast.reviewer, at=at)
    emergency.approve_fast(**words, by=cast.approver, at=at)


def goods_road(case: Application, cast: Cast) -> Road:
    yield lambda at: intake.accept_application(application=case, by=cast.clerk, at=at)
    yield lambda at: verification.start_verification(
        application=case, questions=[("community", "居住与生活情况")], by=cast.clerk, at=at
    )
    yield lambda at: _grant_goods(case, cast, at)


def _grant_goods(case: Application, cast: Cast, at: datetime) -> None:
    for task in VerificationTask.objects.filter(application=case, answered_at__isnull=True):
        verification.answer_verification(task=task, result="confirmed", note="核对属实。", by=cast.clerk, at=at)
    in_kind.approve_in_kind(application=case, text="同意发放。(演示)", by=cast.approver, at=at)
