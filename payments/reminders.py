"""Checks and findings due soon and overdue: to whoever makes the check, or closes the finding."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from areas.deadlines import amber_until
from audit.recording import Occurrence, record_many
from payments.models import PaymentCheck
from payments.states import WAITING_STATES


def plan_check_reminders(*, at: datetime) -> int:
    """Records the reminders due at `at`; returns how many. Planned twice is planned once."""
    return record_many(list(_found(at)), at=at)


def _found(at: datetime) -> Iterator[Occurrence]:
    rows = PaymentCheck.objects.filter(state__in=WAITING_STATES).only("pk", "version", "due_at", "checker_id")
    for row in rows.filter(due_at__lt=at).order_by("due_at", "pk"):
        yield _occurrence("payments.check_overdue", "check-overdue", row)
    for row in rows.filter(due_at__gte=at, due_at__lte=amber_until(at)).order_by("due_at", "pk"):
        yield _occurrence("payments.check_due", "check-due", row)


def _occurrence(code: str, kind: str, row: PaymentCheck) -> Occurrence:
    """A new checker is told anew; that is why he is part of the key."""
    day = timezone.localdate(row.due_at)
    key = f"payment-{kind}:{row.pk}:{row.version}:{row.checker_id or 0}:{day}"
    return Occurrence(code, row, key, {"version": row.version})
