"""The life of a program: planned, open, closed, and open again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from programs.permissions import may_manage_programs
from workflow.answers import Answer
from workflow.machine import State, Transition, Workflow, sources, states, transitions


def _manager(user: Any, _program: Any) -> Answer:
    return may_manage_programs(user)


WORKFLOW = Workflow(
    code="program",
    initial="planned",
    states=states(
        State("planned", _("Planned"), _("Not open yet"), chip="draft"),
        State("open", _("Open"), _("Open for applications"), chip="approved"),
        State("closed", _("Closed"), _("Closed"), chip="closed"),
    ),
    transitions=transitions(
        Transition(
            "open",
            sources("planned", "closed"),
            "open",
            _("Open the program"),
            "programs.opened",
            permission=_manager,
            tone="brand",
        ),
        Transition("close", sources("open"), "closed", _("Close the program"), "programs.closed", permission=_manager),
    ),
)
