"""Complaints and re-reviews of the demo: every tab of the desk and the figures per criterion show something."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from applications import states
from applications.models import Application
from oversight.models import BlindReview, Complaint, ReviewRound
from oversight.services.complaints import answer_complaint, receive_complaint, take_complaint
from oversight.services.reviews import draw_round, judge_blindly, outcomes_before

SEED, APPROVED, REFUSED, PERIOD = 20230825, 4, 2, timedelta(days=365)


def load_demo_complaints(users: Mapping[str, Any], at: datetime) -> None:
    """Nothing changes when a complaint is there. The cases of the demo must be loaded."""
    if not Complaint.objects.exists():
        _complaints(users, at)
    if not ReviewRound.objects.exists():
        _round(users, at)


def _complaints(users: Mapping[str, Any], at: datetime) -> None:
    refused = Application.objects.filter(state=states.REJECTED).order_by("pk").first()
    named = receive_complaint(
        kind="decision",
        text="家里两个孩子上学，不明白为什么没有通过，请再看一次材料。（演示）",
        name="郑例九",
        phone="19900000009",
        about_reference=refused.reference if refused else "",
        at=at - timedelta(days=12),
    )
    take_complaint(complaint=named, by=users["auditor"], at=at - timedelta(days=11))
    receive_complaint(kind="service", text="窗口排队一个多小时，没有座位。（演示）", at=at - timedelta(days=3))
    receive_complaint(kind="staff", text="工作人员在楼道里大声谈论我家的病情。（演示）", at=at - timedelta(days=1))
    done = receive_complaint(
        kind="money", text="粥屋公示的份数和现场看到的不一样。（演示）", name="王例三", at=at - timedelta(days=20)
    )
    done = take_complaint(complaint=done, by=users["auditor"], at=at - timedelta(days=19))
    answer_complaint(
        complaint=done,
        outcome=Complaint.Outcome.PARTLY,
        answer="已核对当日台账，公示少登了一家门店的份数，现已更正。",
        measures="每日收餐前由店长和志愿者共同核对份数。",
        by=users["auditor"],
        at=at - timedelta(days=14),
    )


def _round(users: Mapping[str, Any], at: datetime) -> None:
    today = timezone.localdate(at)
    drawn = draw_round(
        decided_from=today - PERIOD,
        decided_to=today,
        approved=APPROVED,
        refused=REFUSED,
        seed=SEED,
        by=users["auditor"],
        at=at - timedelta(hours=3),
    )
    for number, review in enumerate(drawn.reviews.select_related("application", "reviewer").order_by("pk")[:3]):
        _judge(review, number, at=at - timedelta(hours=1))


def _judge(review: BlindReview, number: int, *, at: datetime) -> None:
    """The second reviewer sees one criterion otherwise, so that there is a disagreement to look at."""
    found = outcomes_before(review)
    if number == 1:
        code = sorted(found)[0]
        found[code] = "unknown" if found[code] == "yes" else "yes"
    was_paid = review.application.approved_amount_fen is not None
    verdict = BlindReview.Verdict.APPROVE if was_paid else BlindReview.Verdict.REFUSE
    judge_blindly(
        review=review,
        verdict=verdict,
        amount_fen=review.application.approved_amount_fen,
        criteria=found,
        text="按材料重新核对。（演示）",
        by=review.reviewer,
        at=at,
    )
