"""Insurance, trainings and qualifications that run out, and requests that wait too long. Planned twice is planned once.

Of each paper there are two notices, long and shortly before the end (areas.DeadlineRule, lane "volunteering"). The
first gives way once the second is due, so that nobody gets both at once.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.timezone import localdate

from areas.deadlines import due_or_default
from audit.recording import Occurrence, record_many
from volunteers.expiries import ending_insurances, ending_qualifications, ending_trainings
from volunteers.models import ServiceRequest

LANE = "volunteering"


def plan_structure_reminders(at: datetime) -> int:
    """Records what is due at `at`; returns how many. A renewed paper has another last day, so a key of its own."""
    found = [*_insurances(at), *_trainings(at), *_qualifications(at), *_overdue_requests(at)]
    return record_many(found, at=at)


def _insurances(at: datetime) -> Iterator[Occurrence]:
    first, last = _notices("insurance", at)
    ending = ending_insurances(localdate(at), first)
    for profile in ending.only("pk", "insurance_until").order_by("pk"):
        day = profile.insurance_until
        key = f"insurance:{profile.pk}:{day}{_which(day, last)}"
        yield Occurrence("volunteers.insurance_ends", profile, key, {"until": f"{day}"})


def _trainings(at: datetime) -> Iterator[Occurrence]:
    first, last = _notices("training", at)
    for row in ending_trainings(localdate(at), first).select_related("volunteer").order_by("pk"):
        key = f"training:{row.pk}:{row.valid_until}{_which(row.valid_until, last)}"
        yield Occurrence("volunteers.training_ends", row.volunteer, key, {"training": row.pk})


def _qualifications(at: datetime) -> Iterator[Occurrence]:
    first, last = _notices("qualification", at)
    for row in ending_qualifications(localdate(at), first).select_related("volunteer").order_by("pk"):
        key = f"qualification:{row.pk}{_which(row.valid_until, last)}"
        yield Occurrence("volunteers.qualification_ends", row.volunteer, key, {"qualification": row.pk})


def _overdue_requests(at: datetime) -> Iterator[Occurrence]:
    late = ServiceRequest.objects.open().filter(due_at__lt=at).only("pk", "version", "due_at").order_by("pk")
    for row in late:
        key = f"service-request-overdue:{row.pk}:{row.version}"
        yield Occurrence("volunteers.request_overdue", row, key, {"version": row.version})


def _notices(paper: str, at: datetime) -> tuple[date, date]:
    """What ends until the first day is told of, until the second day once more."""
    first, last = (localdate(due_or_default(LANE, f"{paper}_{name}", at)) for name in ("notice", "last_notice"))
    return max(first, last), last


def _which(day: date | None, last: date) -> str:
    return ":last" if day is not None and day <= last else ""
