"""One more row of a list that belongs to an office; each gives back what stands in its first cell."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from applications.models import Meeting
from beneficiaries.services.affiliates import enter_affiliate
from oversight.models import BlindReview, ReviewRound
from tests.factories.applications import make_application, make_program
from tests.jobs.conftest import AT

NUMBERS = count(1)


def adds_meetings(area: Any, cast: Any, told: str, phone: str) -> Callable[[], str]:
    def meeting() -> str:
        number = next(NUMBERS)
        row = {"reference": f"HY-{number:04}", "place": "会议室", "meets_at": AT + timedelta(days=number)}
        made = Meeting.objects.create(kind="panel", area=area, called_at=AT, called_by=cast["officer"], **row)
        made.members.create(name="王演")
        return made.reference

    return meeting


def adds_reviews(area: Any, cast: Any, told: str, phone: str) -> Callable[[], str]:
    """Finished ones: their number stands first."""
    program, day = make_program("student_aid", slug="judged-again"), AT.date()
    drawn = {"drawn_at": AT, "drawn_by": cast["auditor"], "seed": 1, "candidates": 9}
    draw = ReviewRound.objects.create(decided_from=day, decided_to=day, **drawn)

    def review() -> str:
        judged = {"verdict": "approve", "done_at": AT, "text": told, "reviewer": cast["reviewer"]}
        case = make_application(program, area)
        return str(BlindReview.objects.create(round=draw, application=case, was_approved=True, **judged).pk)

    return review


def adds_affiliates(area: Any, cast: Any, told: str, phone: str) -> Callable[[], str]:
    def affiliate() -> str:
        name = f"李演{next(NUMBERS)}"
        enter_affiliate(kind="donor", name=name, relation="self", phone=phone, by=cast["reviewer"], at=AT)
        return name

    return affiliate


ADDING = {"meetings": adds_meetings, "reviews": adds_reviews, "affiliates": adds_affiliates}
