"""Deadlines of the statutory calendar: told twice before, and once when they have passed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from audit.recording import Occurrence, record_many
from disclosure.deadlines import LOOK_BACK_DAYS, Due, dues_between
from disclosure.models import StatutoryRule

FURTHEST = 366  # no rule reminds earlier (its validators)


def plan_deadline_reminders(*, at: datetime) -> int:
    """Records the reminders that are due at `at`; returns how many. Planned twice is planned once, and a missed night
    is caught up, because it asks which stage a deadline is in, not which day it is."""
    today = localdate(at)
    dues = dues_between(today - timedelta(days=LOOK_BACK_DAYS), today + timedelta(days=FURTHEST))
    return record_many([_occurrence(due, stage) for due in dues for stage in _stages(due, today)], at=at)


def _stages(due: Due, today: date) -> Iterator[str]:
    left = (due.due_on - today).days
    rule: StatutoryRule = due.rule
    if due.done is not None:
        return
    if left < 0:
        yield "late"
    elif left <= rule.last_reminder_days:
        yield "last"
    elif left <= rule.first_reminder_days:
        yield "first"


def _occurrence(due: Due, stage: str) -> Occurrence:
    code = "disclosure.deadline_missed" if stage == "late" else "disclosure.deadline_near"
    data = {"subject": due.clock.key, "due_on": due.due_on.isoformat()}
    return Occurrence(code, due.rule, f"disclosure-{stage}:{due.key}", data)
