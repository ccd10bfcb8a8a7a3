"""What every door of this app asks first."""

from django.core.exceptions import PermissionDenied

from workflow.answers import Answer


def require(answer: Answer) -> None:
    """403 with the sentence of the refusal."""
    if not answer:
        raise PermissionDenied(answer.reason)
