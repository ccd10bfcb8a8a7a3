"""The states of seasons, nominations, money, routes and visits."""

from django.utils.translation import pgettext_lazy

from workflow.machine import State, states


def _state(code: str, label: object, chip: str, *, is_final: bool = False) -> State:
    """Staff and public read the same words: nobody outside sees these states."""
    return State(code, label, label, chip, is_final=is_final)  # type: ignore[arg-type]


PLANNED, OPEN, CLOSED = "planned", "open", "closed"
SEASON = states(
    _state(PLANNED, pgettext_lazy("season of visits", "Being prepared"), "draft"),
    _state(OPEN, pgettext_lazy("season of visits", "Under way"), "review"),
    _state(CLOSED, pgettext_lazy("season of visits", "Finished"), "closed", is_final=True),
)

NOMINATED, CHECKED, POSTED, APPROVED = "nominated", "checked", "posted", "approved"
VISITED, DECLINED, WITHDRAWN, UNREACHED = "visited", "declined", "withdrawn", "unreached"
NOMINATION = states(
    _state(NOMINATED, pgettext_lazy("nomination", "Nominated"), "submitted"),
    _state(CHECKED, pgettext_lazy("nomination", "Checked"), "review"),
    _state(POSTED, pgettext_lazy("nomination", "On the board"), "review"),
    _state(APPROVED, pgettext_lazy("nomination", "To be visited"), "approved"),
    _state(VISITED, pgettext_lazy("nomination", "Visited"), "paid", is_final=True),
    _state(DECLINED, pgettext_lazy("nomination", "Not accepted"), "rejected", is_final=True),
    _state(WITHDRAWN, pgettext_lazy("nomination", "Taken back"), "draft", is_final=True),
    _state(UNREACHED, pgettext_lazy("nomination", "Not reached"), "need", is_final=True),
)
OFF_THE_LIST = frozenset({DECLINED, WITHDRAWN})
BEFORE_APPROVAL = frozenset({NOMINATED, CHECKED, POSTED})

DUE, IN_BATCH, PAID, FAILED, CANCELLED = "due", "in_batch", "paid", "failed", "cancelled"
CASH = states(
    _state(DUE, pgettext_lazy("money of a visit", "To be paid"), "approved"),
    _state(IN_BATCH, pgettext_lazy("money of a visit", "Being paid"), "review"),
    _state(PAID, pgettext_lazy("money of a visit", "Paid"), "paid", is_final=True),
    _state(FAILED, pgettext_lazy("money of a visit", "Bank could not pay"), "need"),
    _state(CANCELLED, pgettext_lazy("money of a visit", "Not paid"), "closed", is_final=True),
)

UNDER_WAY, DONE = "under_way", "done"
ROUTE = states(
    _state(PLANNED, pgettext_lazy("route of visits", "Planned"), "draft"),
    _state(UNDER_WAY, pgettext_lazy("route of visits", "On the way"), "review"),
    _state(DONE, pgettext_lazy("route of visits", "Done"), "paid", is_final=True),
    _state(CANCELLED, pgettext_lazy("route of visits", "Cancelled"), "closed", is_final=True),
)

DELIVERED, NOT_HOME, REFUSED = "delivered", "not_home", "refused"
VISIT = states(
    _state(PLANNED, pgettext_lazy("festival visit", "Planned"), "draft"),
    _state(NOT_HOME, pgettext_lazy("festival visit", "Nobody at home"), "need", is_final=True),
    _state(DELIVERED, pgettext_lazy("festival visit", "Handed over"), "paid", is_final=True),
    _state(REFUSED, pgettext_lazy("festival visit", "Did not want it"), "rejected", is_final=True),
    _state(CANCELLED, pgettext_lazy("festival visit", "Taken off the route"), "closed", is_final=True),
)
