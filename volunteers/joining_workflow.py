"""The states of a request to join a team."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers import permissions
from workflow.machine import State, Transition, Workflow, sources, states, transitions

JOINING_WORKFLOW = Workflow(
    code="volunteers.joining",
    initial="asked",
    states=states(
        State("asked", pgettext_lazy("joining", "Asked"), _("Asked; a leader will answer"), chip="submitted"),
        State(
            "accepted",
            pgettext_lazy("joining", "Accepted"),
            pgettext_lazy("joining", "Accepted"),
            chip="approved",
            is_final=True,
        ),
        State(
            "declined",
            pgettext_lazy("joining", "Not taken"),
            pgettext_lazy("joining", "Not taken"),
            chip="rejected",
            is_final=True,
        ),
        State(
            "withdrawn",
            pgettext_lazy("joining", "Withdrawn"),
            pgettext_lazy("joining", "Withdrawn"),
            chip="draft",
            is_final=True,
        ),
    ),
    transitions=transitions(
        Transition(
            "accept",
            sources("asked"),
            "accepted",
            _("Take into the team"),
            "volunteers.join_accepted",
            permission=permissions.may_answer_join,
            tone="brand",
        ),
        Transition(
            "decline",
            sources("asked"),
            "declined",
            _("Do not take"),
            "volunteers.join_declined",
            permission=permissions.may_answer_join,
            tone="danger",
        ),
        Transition(
            "withdraw",
            sources("asked"),
            "withdrawn",
            _("Withdraw my request"),
            "volunteers.join_withdrawn",
            permission=permissions.asked_to_join,
        ),
    ),
)
