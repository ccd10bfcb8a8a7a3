"""The states of a complaint, for staff and for whoever complained."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.machine import State, states

RECEIVED = "received"
HANDLING = "handling"
ANSWERED = "answered"
CLOSED = "closed"
WITHDRAWN = "withdrawn"

STATES = states(
    State(RECEIVED, pgettext_lazy("complaint", "Received"), _("Received, somebody will look into it"), "submitted"),
    State(HANDLING, pgettext_lazy("complaint", "Being looked into"), _("Being looked into"), "review"),
    State(ANSWERED, pgettext_lazy("complaint", "Answered"), _("Answered; you may ask again once"), "approved"),
    State(CLOSED, pgettext_lazy("complaint", "Closed"), pgettext_lazy("complaint", "Closed"), "paid", is_final=True),
    State(
        WITHDRAWN,
        pgettext_lazy("complaint", "Withdrawn"),
        pgettext_lazy("complaint", "Withdrawn"),
        "draft",
        is_final=True,
    ),
)
OPEN = frozenset({RECEIVED, HANDLING})


def choices() -> list[tuple[str, str]]:
    return [(code, state.label) for code, state in STATES.items()]
