"""The states of a worn band, of an alert, of a search and of a publicity event."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.machine import State, states

ISSUED = "issued"
ACTIVE = "active"
SUSPENDED = "suspended"
LOST = "lost"
DAMAGED = "damaged"
REPLACED = "replaced"
RETIRED = "retired"

ISSUE_STATES = states(
    State(ISSUED, _("Handed over, not in use yet"), _("Not in use yet"), "need"),
    State(ACTIVE, pgettext_lazy("wristband", "In use"), pgettext_lazy("wristband", "In use"), "approved"),
    State(SUSPENDED, pgettext_lazy("wristband", "Out of use"), pgettext_lazy("wristband", "Out of use"), "need"),
    State(LOST, pgettext_lazy("wristband", "Lost"), pgettext_lazy("wristband", "Lost"), "rejected"),
    State(DAMAGED, pgettext_lazy("wristband", "Damaged"), pgettext_lazy("wristband", "Damaged"), "rejected"),
    State(REPLACED, pgettext_lazy("wristband", "Replaced"), pgettext_lazy("wristband", "Replaced"), "closed", True),
    State(RETIRED, pgettext_lazy("wristband", "Retired"), pgettext_lazy("wristband", "Retired"), "closed", True),
)
ENDED = frozenset({REPLACED, RETIRED})
LIVE = frozenset(ISSUE_STATES) - ENDED

OPEN = "open"
ANSWERED = "answered"
MISSING = "missing"
CLOSED = "closed"

ALERT_STATES = states(
    State(OPEN, _("Nobody has answered"), _("Nobody has answered"), "rejected"),
    State(ANSWERED, _("The family answered"), _("The family answered"), "review"),
    State(MISSING, _("Being searched for"), _("Being searched for"), "rejected"),
    State(CLOSED, pgettext_lazy("alert", "Closed"), pgettext_lazy("alert", "Closed"), "closed", True),
)
LIVE_ALERTS = frozenset({OPEN, ANSWERED, MISSING})

CASE_STATES = states(
    State(OPEN, _("Being searched for"), _("Being searched for"), "rejected"),
    State(CLOSED, _("Search ended"), _("Search ended"), "closed", True),
)

PLANNED = "planned"
CANCELLED = "cancelled"

EVENT_STATES = states(
    State(PLANNED, pgettext_lazy("publicity event", "Planned"), pgettext_lazy("publicity event", "Planned"), "review"),
    State(CLOSED, pgettext_lazy("publicity event", "Closed"), pgettext_lazy("publicity event", "Closed"), "paid", True),
    State(
        CANCELLED,
        pgettext_lazy("publicity event", "Cancelled"),
        pgettext_lazy("publicity event", "Cancelled"),
        "draft",
        True,
    ),
)
