"""Complaints and re-reviews of a colleague who leaves. An administrator gives them away without reading them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from oversight import states
from oversight.models import BlindReview, Complaint
from oversight.permissions import may_handle, may_review_case
from oversight.services.complaints import locked
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def reassign_complaint(*, complaint: Complaint, to: Any, by: Any, at: datetime) -> Complaint:
    """Raises NotAllowed for whoever it is about, Refused when it was closed meanwhile."""
    complaint = locked(complaint)
    if complaint.state not in states.OPEN:
        raise Refused(_("The complaint was closed meanwhile."))
    _demand(may_handle(to, complaint))
    before, complaint.handler = complaint.handler_id, to
    complaint.save(update_fields=["handler"])
    data = {"from": before, "to": to.pk}
    record("oversight.complaint_handed_over", subject=complaint, by=by, at=at, data=data)
    return complaint


@transaction.atomic
def reassign_review(*, review: BlindReview, to: Any, by: Any, at: datetime) -> BlindReview:
    """Raises NotAllowed for whoever had to do with the case, Refused when it was judged meanwhile."""
    rows = BlindReview.objects.select_for_update(of=("self",)).select_related("application__area", "round")
    review = rows.get(pk=review.pk)
    if review.done_at:
        raise Refused(_("The re-review was done meanwhile."))
    _demand(may_review_case(to, review.application))
    data = {"review": review.pk, "from": review.reviewer_id, "to": to.pk}
    record("oversight.review_handed_over", subject=review.round, by=by, at=at, data=data)
    review.reviewer = to
    review.save(update_fields=["reviewer"])
    return review


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotAllowed(answer.reason)
