"""T04: a family that leaves the request for papers unanswered gets one more period; then the case ends."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import states
from applications.models import Application, SupplementRequest
from applications.services.consequences import release_claims, release_reservation
from applications.services.moving import locked, move
from areas.deadlines import due_at
from audit.recording import record
from workflow.machine import Refused

PAPERS_NEVER_CAME = "R05"


def lapse_unanswered_requests(*, at: datetime) -> int:
    """Every overdue request, each in its own transaction: the first time more time, then the end. Returns how many."""
    late = Application.objects.filter(state=states.RETURNED, due_at__lt=at).order_by("due_at", "pk")
    for case in late:
        lapse(application=case, at=at)
    return len(late)


@transaction.atomic
def lapse(*, application: Application, at: datetime) -> Application:
    """Raises Refused while there is still time; the lock decides between the family's answer and the end."""
    application = locked(application)
    request = application.open_supplement
    if application.state != states.RETURNED or request is None or application.due_at >= at:
        raise Refused(_("There is still time for the papers."))
    if request.extended_at is None:
        return _give_more_time(application, request, at)
    move(
        application,
        "lapse",
        by=None,
        at=at,
        note=_("The papers did not come, although they were asked for and more time was given."),
        note_is_public=True,
        data={"refusal": PAPERS_NEVER_CAME},
        refusal_code=PAPERS_NEVER_CAME,
    )
    release_claims(application, at)
    release_reservation(application, by=None, at=at)
    return application


def _give_more_time(application: Application, request: SupplementRequest, at: datetime) -> Application:
    record("applications.supplement_extended", subject=application, by=None, at=at)
    request.extended_at = at
    request.save(update_fields=["extended_at"])
    application.due_at = due_at(application.lane, "supplement", at) or application.due_at
    application.save(update_fields=["due_at"])
    return application
