"""The road of a complaint as a table."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from oversight import permissions as may
from oversight import states as s
from workflow.machine import Transition, Workflow, sources, transitions

WORKFLOW = Workflow(
    code="complaints",
    initial=s.RECEIVED,
    states=s.STATES,
    transitions=transitions(
        Transition(
            "take",
            sources(s.RECEIVED),
            s.HANDLING,
            _("Take the complaint"),
            "oversight.complaint_taken",
            may.may_handle,
            tone="brand",
        ),
        Transition(
            "answer",
            sources(s.HANDLING),
            s.ANSWERED,
            _("Answer"),
            "oversight.complaint_answered",
            may.may_answer,
            tone="brand",
        ),
        Transition(
            "reopen",
            sources(s.ANSWERED),
            s.HANDLING,
            _("Ask again"),
            "oversight.complaint_reopened",
            automatic=True,  # whoever complained asks, once, with number and code (services.reopen_complaint)
        ),
        Transition(
            "close",
            sources(s.ANSWERED),
            s.CLOSED,
            pgettext_lazy("complaint", "Close"),
            "oversight.complaint_closed",
            may.may_close,
        ),
        Transition(
            "withdraw",
            sources(s.RECEIVED, s.HANDLING),
            s.WITHDRAWN,
            _("Withdraw the complaint"),
            "oversight.complaint_withdrawn",
            may.may_withdraw,
            tone="danger",
        ),
    ),
)
