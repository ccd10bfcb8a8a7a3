"""What every door of this app asks first."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from beneficiaries.models import Household
from workflow.answers import Answer


def require(answer: Answer) -> None:
    """403 with the sentence of the refusal."""
    if not answer:
        raise PermissionDenied(answer.reason)


def household_visible_to(user: Any, reference: str) -> Household:
    """404 for strangers."""
    households = Household.objects.visible_to(user).select_related("head", "area")
    return get_object_or_404(households, reference=reference)
