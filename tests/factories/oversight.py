"""Complaints and re-reviews to start from, made by the services."""

from datetime import date, timedelta
from typing import Any

from oversight.models import BlindReview, Complaint
from oversight.services.complaints import receive_complaint, take_complaint
from oversight.services.reviews import draw_round
from tests.factories.applications import AT

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 30)
DRAWN_AT = AT + timedelta(days=120)


def make_complaint(*, kind: str = "service", text: str = "等了太久", at: Any = AT, **more: Any) -> Complaint:
    return receive_complaint(kind=kind, text=text, at=at, **more)


def taken_complaint(by: Any, **more: Any) -> Complaint:
    return take_complaint(complaint=make_complaint(**more), by=by, at=AT)


def drawn_reviews(by: Any, *, approved: int = 5, refused: int = 5, seed: int = 7) -> list[BlindReview]:
    """The re-reviews of a round over everything that the tests decide."""
    values = {"decided_from": FIRST, "decided_to": LAST, "approved": approved, "refused": refused, "seed": seed}
    return list(draw_round(by=by, at=DRAWN_AT, **values).reviews.order_by("pk"))
