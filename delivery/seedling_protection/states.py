"""The states of facilities, group visits, distributions and trainings."""

from django.utils.translation import pgettext_lazy

from workflow.machine import State, states


def _state(code: str, label: object, chip: str, *, is_final: bool = False) -> State:
    """Staff and schools read the same words."""
    return State(code, label, label, chip, is_final=is_final)  # type: ignore[arg-type]


PLANNED, BUILDING, OPEN, CLOSED = "planned", "building", "open", "closed"
FACILITY = states(
    _state(PLANNED, pgettext_lazy("facility", "Planned"), "draft"),
    _state(BUILDING, pgettext_lazy("facility", "Being built"), "review"),
    _state(OPEN, pgettext_lazy("facility", "Open"), "approved"),
    _state(CLOSED, pgettext_lazy("facility", "Closed"), "closed"),
)

BOOKED, CAME, MISSED, CANCELLED = "booked", "came", "missed", "cancelled"
VISIT = states(
    _state(BOOKED, pgettext_lazy("group visit", "Booked"), "review"),
    _state(CAME, pgettext_lazy("group visit", "Came"), "paid", is_final=True),
    _state(MISSED, pgettext_lazy("group visit", "Did not come"), "need", is_final=True),
    _state(CANCELLED, pgettext_lazy("group visit", "Cancelled"), "closed", is_final=True),
)

DONE = "done"
DISTRIBUTION = states(
    _state(PLANNED, pgettext_lazy("distribution", "Planned"), "review"),
    _state(DONE, pgettext_lazy("distribution", "Finished"), "paid", is_final=True),
    _state(CANCELLED, pgettext_lazy("distribution", "Cancelled"), "closed", is_final=True),
)

HELD = "held"
TRAINING = states(
    _state(PLANNED, pgettext_lazy("training", "Planned"), "review"),
    _state(HELD, pgettext_lazy("training", "Held"), "paid", is_final=True),
    _state(CANCELLED, pgettext_lazy("training", "Cancelled"), "closed", is_final=True),
)
