"""Steps, milestones and repayments due soon and overdue: each told once per deadline; a missed night is caught up."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from areas.deadlines import amber_until, due_or_default
from audit.recording import Occurrence, record_many
from delivery.community_grants import states
from delivery.community_grants.models import Grant, Milestone, Repayment
from delivery.community_grants.services.moving import LANE

WITH_DEADLINE = (
    *states.ASKED,
    states.AGREEMENT,
    states.MIDTERM,
    states.ACCEPTANCE,
    *states.PAYABLE,
)


def plan_grant_reminders(*, at: datetime) -> int:
    """Records the reminders due at `at`; returns how many. Planned twice is planned once."""
    return record_many([*_steps(at), *_milestones(at), *_repayments(at)], at=at)


def _steps(at: datetime) -> Iterator[Occurrence]:
    rows = Grant.objects.filter(state__in=WITH_DEADLINE, due_at__isnull=False).only("pk", "version", "due_at")
    for row in rows.filter(due_at__lte=amber_until(at)).order_by("due_at", "pk"):
        code = "step_overdue" if row.due_at < at else "step_due"
        key = f"grant-{code}:{row.pk}:{row.version}:{timezone.localdate(row.due_at)}"
        yield Occurrence(f"community_grants.{code}", row, key, {"version": row.version})


def _milestones(at: datetime) -> Iterator[Occurrence]:
    today = timezone.localdate(at)
    ahead = timezone.localdate(due_or_default(LANE, "milestone_ahead", at))
    rows = Milestone.objects.filter(
        grant__state__in=states.WORKING, state__in=states.TO_REPORT, due_on__lte=ahead
    ).only("pk", "due_on")
    for row in rows.order_by("due_on", "pk"):
        code = "milestone_overdue" if row.due_on < today else "milestone_due"
        yield Occurrence(f"community_grants.{code}", row, f"grant-{code}:{row.pk}:{row.due_on}", {})


def _repayments(at: datetime) -> Iterator[Occurrence]:
    rows = Repayment.objects.filter(received_at__isnull=True, due_at__lt=at).only("pk", "due_at")
    for row in rows.order_by("due_at", "pk"):
        yield Occurrence("community_grants.repayment_overdue", row, f"grant-repayment-overdue:{row.pk}", {})
