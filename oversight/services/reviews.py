"""Blind re-reviews: the draw, and the judgement."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.selectors import holders_of
from applications import states
from applications.models import Application
from audit.recording import record
from oversight.models import BlindReview, CriterionJudgement, ReviewRound
from oversight.permissions import REVIEWERS, may_draw, may_review_case
from workflow.machine import NotAllowed, Refused

APPROVED = tuple(sorted(states.MONEY))
REFUSED = (states.NOT_ACCEPTED, states.REJECTED)  # 不予受理 is a refusal as well


@transaction.atomic
def draw_round(
    *, decided_from: date, decided_to: date, approved: int, refused: int, seed: int, by: Any, at: datetime
) -> ReviewRound:
    """Draws that many approved and refused cases of the period and gives each to somebody not concerned by it.

    The same seed over the same cases draws the same. Confidential cases are left out (two-person access), and so is a
    case that nobody free of it can judge. Raises NotAllowed, and Refused when nothing is left to draw.
    """
    if not (answer := may_draw(by)):
        raise NotAllowed(answer.reason)
    pools = [
        (_decided(APPROVED, decided_from, decided_to), approved),
        (_decided(REFUSED, decided_from, decided_to), refused),
    ]
    chance = random.Random(seed)  # noqa: S311 - fair and repeatable, not secret
    chosen = [case for pool, wanted in pools for case in chance.sample(pool, min(wanted, len(pool)))]
    drawn = ReviewRound.objects.create(
        drawn_at=at,
        drawn_by=by,
        decided_from=decided_from,
        decided_to=decided_to,
        seed=seed,
        candidates=sum(len(pool) for pool, _wanted in pools),
    )
    if not _give_out(drawn, chosen, chance):
        raise Refused(_("No case of this period can be drawn. Choose a longer period."))
    record("oversight.round_drawn", subject=drawn, by=by, at=at, data={"cases": drawn.reviews.count(), "seed": seed})
    return drawn


def _decided(codes: Sequence[str], first: date, last: date) -> list[Application]:
    """In a fixed order, so that the seed alone decides."""
    begin, end = (
        timezone.make_aware(datetime.combine(day, clock)) for day, clock in ((first, time.min), (last, time.max))
    )
    cases = Application.objects.filter(state__in=codes, decided_at__range=(begin, end), is_confidential=False)
    return list(cases.exclude(assessment={}).select_related("program", "applicant", "guardian", "area").order_by("pk"))


def _give_out(drawn: ReviewRound, cases: Sequence[Application], chance: random.Random) -> int:
    """Reviewers in turn, beginning with who has least; whoever is concerned by a case is passed over."""
    people = holders_of(*REVIEWERS, at=drawn.drawn_at)
    chance.shuffle(people)
    load = dict.fromkeys((person.pk for person in people), 0)
    for case in cases:
        free = [person for person in people if may_review_case(person, case)]
        if not free:
            continue
        reviewer = min(free, key=lambda person: load[person.pk])
        load[reviewer.pk] += 1
        BlindReview.objects.create(
            round=drawn,
            application=case,
            was_approved=case.state in states.MONEY,
            decided_amount_fen=case.approved_amount_fen,
            reviewer=reviewer,
        )
    return sum(load.values())


@transaction.atomic
def judge_blindly(
    *,
    review: BlindReview,
    verdict: str,
    amount_fen: int | None,
    criteria: Mapping[str, str],
    text: str,
    by: Any,
    at: datetime,
) -> BlindReview:
    """`criteria`: rule code to yes, no or unknown, for every rule of the case. Locks the row. Once only.

    Raises NotAllowed for anybody but the reviewer, Refused when it is judged already or a rule is left out.
    """
    review = BlindReview.objects.select_for_update(of=("self",)).select_related("application").get(pk=review.pk)
    if review.reviewer_id != by.pk:
        raise NotAllowed(_("This re-review was given to somebody else."))
    if not (answer := may_review_case(by, review.application)):
        raise NotAllowed(answer.reason)
    if review.done_at is not None:
        raise Refused(_("You have judged this case already; a re-review is never changed."))
    before = outcomes_before(review)
    if set(criteria) != set(before):
        raise Refused(_("Judge every criterion; “cannot be told” is an answer too."))
    review.verdict, review.amount_fen, review.text, review.done_at = verdict, amount_fen, text, at
    review.save()
    CriterionJudgement.objects.bulk_create(
        CriterionJudgement(review=review, rule_code=code, found=found, was_found=before[code])
        for code, found in criteria.items()
    )
    record("oversight.case_reviewed", subject=review, by=by, at=at, data={"agrees": review.agrees})
    return review


def outcomes_before(review: BlindReview) -> dict[str, str]:
    """Rule code to what the stored judgement of the case says."""
    return {row["rule"]: row["outcome"] for row in review.application.assessment["results"]}
