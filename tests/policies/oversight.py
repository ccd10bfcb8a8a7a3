"""Complaints: anybody complains; reviewers and supervisors read the desk. Re-reviews: who was given one judges it."""

from datetime import timedelta
from typing import Any

from oversight.models import BlindReview, ReviewRound
from oversight.services.complaints import receive_complaint
from tests.factories.applications import make_application, make_program
from tests.policies import ADMIN_READERS, ANYONE, FEDERATION, Policy, World, admin_pages

DESK = ("reviewer", "auditor")
READERS = (*DESK, "admin")
NOBODY = {"reference": "TS-ZZZZZZ"}


def build(world: World) -> None:
    world["complaint"] = receive_complaint(kind="service", text="等了太久", at=world.at)
    case = make_application(make_program(slug="policy-of-reviews"), world.places["410172160-xihuchuntian"])
    world["round"] = ReviewRound.objects.create(
        drawn_at=world.at,
        drawn_by=world.cast["auditor"],
        decided_from=world.at.date(),
        decided_to=world.at.date(),
        seed=1,
        candidates=1,
    )
    world["review"] = BlindReview.objects.create(
        round=world["round"], application=case, was_approved=True, reviewer=world.cast["reviewer"]
    )
    world["done review"] = BlindReview.objects.create(
        round=world["round"],
        application=make_application(case.program, case.area),
        was_approved=True,
        reviewer=world.cast["reviewer"],
        verdict="approve",
        done_at=world.at + timedelta(days=1),
    )


def of(**more: Any) -> dict[str, Any]:
    return {
        "kwargs": lambda world: {"reference": world["complaint"].reference, **more},
        "unknown": {**NOBODY, **dict.fromkeys(more, "none")},
    }


POLICIES = {
    "oversight:complain": Policy(get=ANYONE, post=ANYONE),
    "oversight:received": Policy(get=ANYONE),
    "oversight:status": Policy(get=ANYONE, post=ANYONE),
    "oversight:ask_again": Policy(post=ANYONE),
    "oversight:desk": Policy(get=READERS),
    "oversight:export": Policy(get=READERS, post=READERS),
    "oversight:complaint": Policy(get=READERS, **of()),
    "oversight:step": Policy(get=DESK, post=DESK, refused=("admin",), **of(name="take")),
    "oversight:hand_over": Policy(get=DESK, post=DESK, refused=("admin",), **of()),
    "oversight:reviews": Policy(get=(*FEDERATION, *ADMIN_READERS)),
    "oversight:export_reviews": Policy(get=(*FEDERATION, *ADMIN_READERS), post=(*FEDERATION, *ADMIN_READERS)),
    "oversight:draw": Policy(get=("auditor",), post=("auditor",)),
    "oversight:review": Policy(
        get=("reviewer",), post=("reviewer",), kwargs=lambda world: {"pk": world["review"].pk}, unknown={"pk": 999}
    ),
    **admin_pages("oversight.complaint", obj="complaint"),
    **admin_pages("oversight.reviewround", obj="round"),
    **admin_pages("oversight.blindreview", obj="done review"),
}
