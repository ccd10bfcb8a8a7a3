"""Who is to be reminded of a deadline now. Planning may be repeated and catches up a missed night.

The key carries the version of the case and the day (`case-due:81:5:2026-05-04`): planned twice is planned once, and a
case that moved on gets new keys while the old messages are dropped when their time comes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from applications import states
from applications.models import Application, HomeVisit
from areas.deadlines import amber_until
from audit.recording import Occurrence, record_many
from database.batches import in_batches

BATCH = 2000
VISIT_AHEAD = timedelta(hours=48)


def plan_deadline_reminders(at: datetime) -> int:
    """Records the reminders due at `at`; returns how many."""
    return sum(record_many(batch, at=at) for batch in _found(at))


def _found(at: datetime) -> Iterator[list[Occurrence]]:
    yield from _cases("applications.case_overdue", "case-overdue", Application.objects.overdue(at=at))
    soon = Application.objects.open().filter(due_at__gte=at, due_at__lte=amber_until(at))
    yield from _cases("applications.case_due", "case-due", soon)
    yield from _visits(at)


def _cases(code: str, kind: str, rows: QuerySet[Application]) -> Iterator[list[Occurrence]]:
    """Families in RETURNED were told the day when they were asked; their handler is reminded like for any state."""
    rows = rows.filter(handler__isnull=False).only("pk", "version", "due_at")
    for cases in in_batches(rows, "due_at", BATCH):
        yield [_occurrence(code, kind, case, case.due_at) for case in cases]


def _visits(at: datetime) -> Iterator[list[Occurrence]]:
    visits = HomeVisit.objects.filter(
        application__state=states.SURVEYING, due_at__lte=at + VISIT_AHEAD, investigators__signed_at__isnull=True
    )
    for batch in in_batches(visits.select_related("application").distinct(), "due_at", BATCH):
        yield [_occurrence("applications.visit_due", "visit-due", visit.application, visit.due_at) for visit in batch]


def _occurrence(code: str, kind: str, case: Application, due_at: datetime) -> Occurrence:
    day = timezone.localdate(due_at)
    return Occurrence(code, case, f"{kind}:{case.pk}:{case.version}:{day}", {"version": case.version})
