"""A posting ends at once when the person takes the consent to it back (PIPL 15, 25, 47; domain rules 3.5)."""

from datetime import datetime

from applications import states
from applications.models import Application
from applications.notices import may_be_posted, shown_name
from applications.services.consequences import take_down
from applications.services.moving import move
from applications.services.publicity import post_in_place_of
from audit.recording import record
from beneficiaries.models import Person

PURPOSE = "PUBLICITY_MASKED"
EVENT = "applications.notice_taken_down"
MASKED_EVENT = "applications.notice_masked"


def unpost_cases_of(person: Person, at: datetime) -> None:
    """Takes down what hangs of this person. A case that waited for its posting goes on unposted (T14).

    Locks every case of the person first: a posting made in the same second is either seen here or refused there.
    """
    for application in _locked_cases_of(person):
        if not may_be_posted(application):
            _unpost(application, at)


def mask_notices_of(person: Person, at: datetime) -> None:
    """What hangs with the last character of the name is replaced by a notice with the surname alone, for the rest of
    its days; the earlier snapshot is kept as proof of what was shown until then."""
    for application in _locked_cases_of(person):
        notice = application.notices.filter(closed_at__isnull=True).first()
        if notice is None or notice.shown["name"] == shown_name(application):
            continue
        renewed = post_in_place_of(notice, shown_name(application), at=at)
        data = {"notice": notice.pk, "replaced_by": renewed.pk}
        record(MASKED_EVENT, subject=application, by=None, at=at, data=data)


def _locked_cases_of(person: Person) -> list[Application]:
    cases = (
        Application.objects.select_for_update(of=("self",))
        .filter(applicant__in=Person.objects.same_as(person))
        .order_by("pk")
    )
    return list(cases.select_related("program__fund", "terms", "area", "applicant", "guardian"))


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
