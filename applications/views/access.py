"""Fetching a case for whoever asks."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from applications.models import Application
from applications.permissions import may_know
from applications.scopes import is_staff_of_cases
from applications.services.refusal_letters import letter_to_give, note_opened

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


def note_reading(request: HttpRequest, application: Application) -> None:
    """A family that opens its letter of refusal has got it."""
    is_own = application.owner_id == request.user.pk and request.method == "GET"
    if is_own and letter_to_give(application):
        note_opened(application=application, by=request.user, at=timezone.now())


def works_on(user: Any, application: Application) -> bool:
    """Staff see the case file; a member of staff who applied for himself sees what every applicant sees, and so does
    who filled in a case that is restricted, unless he is named for it."""
    return is_staff_of_cases(user) and application.owner_id != user.pk and bool(may_know(user, application))
