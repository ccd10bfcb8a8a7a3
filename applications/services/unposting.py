"""A posting ends at once when the person takes the consent to it back (PIPL 15, 25, 47; domain rules 3.5)."""

from datetime import datetime

from applications import states
from applications.models import Application
from applications.notices import may_be_posted
from applications.services.consequences import take_down
from applications.services.moving import move
from audit.recording import record
from beneficiaries.models import Person

PURPOSE = "PUBLICITY_MASKED"
EVENT = "applications.notice_taken_down"


def unpost_cases_of(person: Person, at: datetime) -> None:
    """Takes down what hangs of this person. A case that waited for its posting goes on unposted (T14).

    Locks every case of the person first: a posting made in the same second is either seen here or refused there.
    """
    cases = Application.objects.select_for_update(of=("self",)).filter(applicant=person).order_by("pk")
    locked = list(cases.select_related("program__fund", "terms", "area", "applicant", "guardian"))
    for application in locked:
        if not may_be_posted(application):
            _unpost(application, at)


def _unpost(application: Application, at: datetime) -> None:
    notice = application.notices.filter(closed_at__isnull=True).first()
    if notice is None:
        return
    data = {"notice": notice.pk}
    if application.state == states.PUBLICITY:
        move(application, "take-down-notice", by=None, at=at, data=data, publicity_mode="none")
    else:  # an objection is being looked into, or the emergency was paid long ago: only the posting ends
        record(EVENT, subject=application, by=None, at=at, data=data)
    take_down(application, at=at)
