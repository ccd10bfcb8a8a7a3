"""The road of a request for volunteers as a table."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers import permissions
from workflow.machine import State, Transition, Workflow, sources, states, transitions

REQUEST_WORKFLOW = Workflow(
    code="volunteers.request",
    initial="received",
    states=states(
        State(
            "received", pgettext_lazy("request", "Received"), _("Received; somebody will call you"), chip="submitted"
        ),
        State("verified", pgettext_lazy("request", "Verified"), _("Verified; we look for volunteers"), chip="review"),
        State("planned", pgettext_lazy("request", "Planned"), _("Volunteers will come"), chip="approved"),
        State(
            "fulfilled",
            pgettext_lazy("request", "Done"),
            pgettext_lazy("request", "Done"),
            chip="closed",
            is_final=True,
        ),
        State(
            "declined",
            pgettext_lazy("request", "Cannot be met"),
            pgettext_lazy("request", "Cannot be met"),
            chip="rejected",
            is_final=True,
        ),
        State(
            "withdrawn",
            pgettext_lazy("request", "Withdrawn"),
            pgettext_lazy("request", "Withdrawn"),
            chip="draft",
            is_final=True,
        ),
    ),
    transitions=transitions(
        Transition(
            "verify",
            sources("received"),
            "verified",
            pgettext_lazy("request", "Verify"),
            "volunteers.request_verified",
            permission=permissions.may_verify_request,
            tone="brand",
        ),
        Transition(
            "plan",
            sources("verified"),
            "planned",
            _("Make it an activity"),
            "volunteers.request_planned",
            permission=permissions.may_decide_request,
            tone="brand",
        ),
        Transition(
            "decline",
            sources("received", "verified"),
            "declined",
            _("Answer that it cannot be met"),
            "volunteers.request_declined",
            permission=permissions.may_decide_request,
            tone="danger",
        ),
        Transition(
            "fulfil",
            sources("planned"),
            "fulfilled",
            _("Note that it is done"),
            "volunteers.request_fulfilled",
            permission=permissions.may_fulfil_request,
        ),
        Transition(
            "withdraw",
            sources("received", "verified"),
            "withdrawn",
            _("Withdraw the request"),
            "volunteers.request_withdrawn",
            permission=permissions.may_withdraw_request,
            tone="danger",
        ),
        Transition(
            "withdraw_with_code",
            sources("received", "verified"),
            "withdrawn",
            _("Withdraw the request"),
            "volunteers.request_withdrawn",
            automatic=True,  # whoever asked without an account does it with number and code
        ),
    ),
)
