"""Do the rows hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from oversight import states
from oversight.models import BlindReview, Complaint


def states_are_known() -> Iterator[str]:
    for row in Complaint.objects.exclude(state__in=list(states.STATES)).order_by("pk").iterator():
        yield f"complaint {row.pk}: unknown state {row.state}"


def nobody_reviews_his_own_decision() -> Iterator[str]:
    for row in BlindReview.objects.select_related("application").order_by("pk").iterator():
        if row.reviewer_id in (row.application.decided_by_id, row.application.handler_id):
            yield f"re-review {row.pk}: user {row.reviewer_id} handled or decided the case"


CHECKS = (
    ("oversight: every state is known", states_are_known),
    ("oversight: nobody reviews his own decision", nobody_reviews_his_own_decision),
)
