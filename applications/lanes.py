"""Which lane a case travels in: whether a step of the workflow is on its road."""

from typing import Any

from applications import states as s


def is_judicial(application: Any) -> bool:
    return application.lane == "judicial"


def is_standard(application: Any) -> bool:
    return application.lane == "standard"


def is_emergency(application: Any) -> bool:
    return application.lane == "emergency"


def is_not_emergency(application: Any) -> bool:
    return not is_emergency(application)


def is_in_kind(application: Any) -> bool:
    return application.lane == s.IN_KIND


def is_in_money(application: Any) -> bool:
    return not is_in_kind(application)


def is_paid_with_papers(application: Any) -> bool:
    """The papers were complete before the money went out."""
    return application.lane in ("standard", "judicial")
