"""Complaints due soon and overdue, to whoever handles them; the overdue ones to the supervisors too."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from areas.deadlines import amber_until
from audit.recording import Occurrence, record_many
from oversight.models import Complaint


def plan_complaint_reminders(*, at: datetime) -> int:
    """Records the reminders due at `at`; returns how many. Planned twice is planned once."""
    return record_many(list(_found(at)), at=at)


def _found(at: datetime) -> Iterator[Occurrence]:
    rows = Complaint.objects.open().only("pk", "version", "due_at").order_by("due_at", "pk")
    for row in rows.filter(due_at__lt=at):
        yield _occurrence("oversight.complaint_overdue", "complaint-overdue", row)
    for row in rows.filter(due_at__gte=at, due_at__lte=amber_until(at)):
        yield _occurrence("oversight.complaint_due", "complaint-due", row)


def _occurrence(code: str, kind: str, row: Complaint) -> Occurrence:
    day = timezone.localdate(row.due_at)
    return Occurrence(code, row, f"{kind}:{row.pk}:{row.version}:{day}", {"version": row.version})
