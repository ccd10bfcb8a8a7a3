"""Papers that were asked for and do not come: a second notice with the same time again, then the end (T04)."""

from datetime import datetime

from django.db import transaction

from applications import states
from applications.models import Application
from applications.services.consequences import release_claims
from applications.services.moving import locked, move
from areas.deadlines import due_at
from audit.recording import record
from workflow.machine import Refused

AT_ONCE = 500


@transaction.atomic
def remind_of_papers(*, application: Application, at: datetime) -> Application:
    """The first time the day passes: the family is told once more and gets the same time again. Raises Refused."""
    application = locked(application)
    request = application.open_supplement
    if application.state != states.RETURNED or request is None or request.reminded_at:
        raise Refused(application.status.label)
    record("applications.supplement_overdue", subject=application, by=None, at=at)
    request.reminded_at = at
    request.save(update_fields=["reminded_at"])
    application.due_at = due_at(application.lane, "supplement", at) or application.due_at
    application.save(update_fields=["due_at"])
    return application


@transaction.atomic
def lapse_application(*, application: Application, at: datetime) -> Application:
    """T04: overdue twice. The case ends with R05, and the letter says so."""
    application = locked(application)
    move(application, "lapse", by=None, at=at, data={"refusal": "R05"}, refusal_code="R05")
    release_claims(application, at)
    return application


def chase_papers(*, at: datetime) -> int:
    """Reminds or ends every case whose papers are overdue, each in its own transaction; returns how many."""
    late = Application.objects.filter(state=states.RETURNED, due_at__lt=at).order_by("due_at", "pk")
    cases = list(late[:AT_ONCE])
    for case in cases:
        request = case.open_supplement
        if request and request.reminded_at is None:
            remind_of_papers(application=case, at=at)
        else:
            lapse_application(application=case, at=at)
    return len(cases)
