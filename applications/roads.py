"""Which road a case takes: conditions of the workflow table that the case answers, not the person."""

from typing import Any

from applications.notices import MASKED, may_be_posted


def needs_posting(application: Any) -> bool:
    """The consent may have been taken back since the family applied; then the case goes on unposted (PIPL 15, 25)."""
    return application.publicity_mode == MASKED and may_be_posted(application)


def needs_no_posting(application: Any) -> bool:
    return not needs_posting(application)


def can_be_reconsidered(application: Any) -> bool:
    return application.reconsidered_at is None


def can_be_sent_back(application: Any) -> bool:
    return application.sent_back_at is None


def has_proposed_termination(application: Any) -> bool:
    """Somebody proposed to end the case, so that a second person can answer (T33)."""
    return application.proposed_termination is not None
