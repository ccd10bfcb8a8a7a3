"""The states of a job. Only its own services change them, each with an event."""

from django.utils.translation import pgettext_lazy

from workflow.machine import State, states

WAITING = "waiting"
RUNNING = "running"
FINISHED = "finished"
FAILED = "failed"
STOPPED = "stopped"

STATES = states(
    State(WAITING, pgettext_lazy("job", "Waiting"), pgettext_lazy("job", "Waiting"), "submitted"),
    State(RUNNING, pgettext_lazy("job", "Running"), pgettext_lazy("job", "Running"), "review"),
    State(FINISHED, pgettext_lazy("job", "Finished"), pgettext_lazy("job", "Finished"), "approved", is_final=True),
    State(FAILED, pgettext_lazy("job", "Failed"), pgettext_lazy("job", "Failed"), "rejected", is_final=True),
    State(STOPPED, pgettext_lazy("job", "Stopped"), pgettext_lazy("job", "Stopped"), "closed", is_final=True),
)
LIVE = (RUNNING, WAITING)


def choices() -> list[tuple[str, object]]:
    return [(code, state.label) for code, state in STATES.items()]
