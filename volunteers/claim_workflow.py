"""The road of time that is reviewed before it counts: one person, or two for a very long day."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers import permissions_of_hours as may
from volunteers.models import HoursClaim
from workflow.machine import State, Transition, Workflow, sources, states, transitions


def needs_one_more(claim: HoursClaim) -> bool:
    return claim.reviews_needed > 1 and claim.state == "waiting"


def is_the_last(claim: HoursClaim) -> bool:
    return not needs_one_more(claim)


CLAIM_WORKFLOW = Workflow(
    code="volunteers.hoursclaim",
    initial="waiting",
    states=states(
        State("waiting", _("Waits to be reviewed"), _("Being reviewed"), chip="submitted"),
        State("checked", _("Waits for the second review"), _("Being reviewed"), chip="review"),
        State("approved", pgettext_lazy("hours", "Credited"), pgettext_lazy("hours", "Credited"), "approved", True),
        State(
            "refused", pgettext_lazy("hours", "Not credited"), pgettext_lazy("hours", "Not credited"), "rejected", True
        ),
        State("withdrawn", pgettext_lazy("hours", "Withdrawn"), pgettext_lazy("hours", "Withdrawn"), "draft", True),
    ),
    transitions=transitions(
        Transition(
            "check",
            sources("waiting"),
            "checked",
            _("First review: right"),
            "volunteers.hours_claim_checked",
            permission=may.may_check,
            relevant=needs_one_more,
            tone="brand",
        ),
        Transition(
            "approve",
            sources("waiting", "checked"),
            "approved",
            _("Credit the time"),
            "volunteers.hours_claim_approved",
            permission=may.may_check,
            relevant=is_the_last,
            tone="brand",
        ),
        Transition(
            "refuse",
            sources("waiting", "checked"),
            "refused",
            _("Do not credit"),
            "volunteers.hours_claim_refused",
            permission=may.may_check,
            tone="danger",
        ),
        Transition(
            "withdraw",
            sources("waiting", "checked"),
            "withdrawn",
            _("Withdraw what I entered"),
            "volunteers.hours_claim_withdrawn",
            permission=may.may_withdraw,
        ),
        Transition(
            "replace",
            sources("waiting", "checked"),
            "withdrawn",
            _("Replaced by a correction"),
            "volunteers.hours_claim_replaced",
            automatic=True,
        ),
    ),
)
