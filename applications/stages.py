"""The tabs of the worklist: each state belongs to one stage. The database computes the column from the state."""

from django.db.models import Case, CharField, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications import states as s

SUBMITTED, REVIEW, RETURNED, APPROVED, PAID, CLOSED, DRAFT = (
    "submitted",
    "review",
    "returned",
    "approved",
    "paid",
    "closed",
    "draft",
)
LABELS = {
    SUBMITTED: _("To be checked"),
    REVIEW: _("In review"),
    RETURNED: _("Waiting for documents"),
    APPROVED: _("Approved"),
    PAID: _("Paid"),
    CLOSED: pgettext_lazy("case", "Closed"),
}
STATES = {
    SUBMITTED: (s.SUBMITTED,),
    REVIEW: (
        s.ACCEPTED,
        s.VERIFYING,
        s.SURVEYING,
        s.APPRAISING,
        s.PRELIMINARY_REVIEW,
        s.PUBLICITY,
        s.OBJECTION_REVIEW,
        s.FINAL_REVIEW,
        s.COLLECTIVE_REVIEW,
        s.FAST_REVIEW,
        s.RECONSIDERATION,
    ),
    RETURNED: (s.RETURNED,),
    APPROVED: (s.APPROVED, s.DISBURSING, s.DISBURSE_FAILED),
    PAID: (s.DISBURSED, s.PAPERWORK_PENDING, s.HANDED_OVER, s.FOLLOW_UP, s.RECOVERING),
    CLOSED: tuple(sorted(s.FINAL)),
    DRAFT: (s.DRAFT,),
}
TO_DO = (SUBMITTED, REVIEW, RETURNED, APPROVED)


def stage_expression() -> Case:
    """For the generated column Application.stage."""
    whens = [When(state__in=list(codes), then=Value(stage)) for stage, codes in STATES.items()]
    return Case(*whens, default=Value(DRAFT), output_field=CharField(max_length=20))
