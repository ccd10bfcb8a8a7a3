"""Fetching a case for whoever asks."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from applications.models import Application
from applications.scopes import is_staff_of_cases

RELATED = (
    "program__fund",
    "terms",
    "area__parent",
    "applicant",
    "guardian",
    "handler",
    "owner",
    "agent",
    "decided_by",
    "extension_agreed_by",
)


def get_application(request: HttpRequest, reference: str) -> Application:
    """The case behind a reference, for those who may know of it; 404 for everybody else."""
    rows = Application.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(rows, reference=reference)


def works_on(user: Any, application: Application) -> bool:
    """Staff see the case file; a member of staff who applied for himself sees what every applicant sees."""
    return is_staff_of_cases(user) and application.owner_id != user.pk
