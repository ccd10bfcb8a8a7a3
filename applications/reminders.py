"""Who is to be reminded of a deadline now. Planning may be repeated and catches up a missed night.

The key carries the version of the case and the day (`case-due:81:5:2026-05-04`): planned twice is planned once, and a
case that moved on gets new keys while the old messages are dropped when their time comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from applications import states
from applications.models import (
    NO_CLOCK,
    Application,
    DangerSignal,
    HomeVisit,
    RefusalLetter,
    Termination,
    VerificationTask,
)
from audit.recording import Occurrence, record_many
from database.batches import in_batches

BATCH = 2000
VISIT_AHEAD = timedelta(hours=48)
LONGEST_LEAD = timedelta(days=25)  # a fifth of the longest period of the deadline table, with weekends


@dataclass(frozen=True)
class Mark:
    """Once this share of the time is used up, somebody is told. `until` ends the mark: the next one takes over."""

    share: float
    until: float
    code: str
    kind: str
    needs_handler: bool = False


NEVER_ENDS = float("inf")
MARKS = (
    Mark(0.8, 1.0, "applications.case_due", "case-due", needs_handler=True),
    Mark(1.0, NEVER_ENDS, "applications.case_overdue", "case-overdue", needs_handler=True),
    Mark(1.0, NEVER_ENDS, "applications.case_late", "case-late"),  # to the leader
    Mark(1.5, NEVER_ENDS, "applications.case_very_late", "case-very-late"),  # to the supervisors
)


def plan_deadline_reminders(at: datetime) -> int:
    """Records the reminders due at `at`; returns how many."""
    return sum(record_many(batch, at=at) for batch in _found(at))


def _found(at: datetime) -> Iterator[list[Occurrence]]:
    yield from _cases(at)
    yield list(_checks(at))
    yield list(_dangers(at))
    yield list(_terminations(at))
    yield from _letters(at)
    yield from _visits(at)


def _cases(at: datetime) -> Iterator[list[Occurrence]]:
    """Families in RETURNED were told the day when they were asked; their handler is reminded like for any state."""
    fields = ("pk", "version", "due_at", "state", "state_since", "submitted_at", "lane", "handler_id")
    rows = Application.objects.filter(due_at__lte=min(at + LONGEST_LEAD, NO_CLOCK)).only(*fields)
    for cases in in_batches(rows, "due_at", BATCH):
        yield [occurrence for case in cases for occurrence in _marks(case, at)]


def _marks(case: Application, at: datetime) -> Iterator[Occurrence]:
    used = share_used(case, at)
    for mark in MARKS:
        if mark.share <= used < mark.until and (case.handler_id or not mark.needs_handler):
            yield _occurrence(mark.code, mark.kind, case, case.due_at)


def share_used(case: Application, at: datetime) -> float:
    """How much of the time of the present step is gone: 1.0 at the deadline. The step began with the state, or with
    the report where hours count from it."""
    key = states.clock_of(case.lane, case.state)
    is_since_report = key in states.SINCE_REPORT.get(case.lane, ())
    start = case.submitted_at if is_since_report else case.state_since
    if case.due_at <= start:
        return NEVER_ENDS if at > case.due_at else 0.0
    return (at - start) / (case.due_at - start)


def _checks(at: datetime) -> Iterator[Occurrence]:
    """Another body owes an answer: the handler asks again, or goes on without it."""
    late = VerificationTask.objects.filter(
        application__state=states.VERIFYING, application__handler__isnull=False, answered_at__isnull=True
    )
    for task in late.filter(due_at__lt=at).select_related("application").order_by("due_at", "pk"):
        data = {"version": task.application.version, "task": task.pk}
        yield Occurrence("applications.check_overdue", task.application, f"check-overdue:{task.pk}", data)


def _dangers(at: datetime) -> Iterator[Occurrence]:
    """Nobody looks after a reported danger: told once more, and higher up."""
    late = DangerSignal.objects.filter(taken_up_at__isnull=True, closed_at__isnull=True, due_at__lt=at)
    for signal in late.select_related("application").order_by("due_at", "pk"):
        data = {"version": signal.application.version, "signal": signal.pk}
        yield Occurrence("applications.danger_overdue", signal.application, f"danger-overdue:{signal.pk}", data)


def _terminations(at: datetime) -> Iterator[Occurrence]:
    """Nobody has answered the proposal to end a case: told once more, and to the supervisors."""
    late = Termination.objects.filter(answered_at__isnull=True, lapsed_at__isnull=True, due_at__lt=at)
    for proposal in late.select_related("application").order_by("due_at", "pk"):
        data = {"proposal": proposal.pk}
        yield Occurrence(
            "applications.termination_overdue", proposal.application, f"termination-overdue:{proposal.pk}", data
        )


def _letters(at: datetime) -> Iterator[list[Occurrence]]:
    """The family waits for its letter of refusal: told when 80 % of the time is gone, higher up when the day passed."""
    owed = RefusalLetter.objects.filter(given_on__isnull=True, due_at__lte=at + LONGEST_LEAD)
    for letters in in_batches(owed.select_related("application"), "due_at", BATCH):
        yield [found for letter in letters if (found := _of_letter(letter, at))]


def _of_letter(letter: RefusalLetter, at: datetime) -> Occurrence | None:
    used = (at - letter.refused_at) / (letter.due_at - letter.refused_at)
    if used < MARKS[0].share:
        return None
    kind = "due" if at <= letter.due_at else "overdue"
    code, key = f"applications.refusal_letter_{kind}", f"refusal-letter-{kind}:{letter.pk}"
    return Occurrence(code, letter.application, key, {"letter": letter.pk})


def _visits(at: datetime) -> Iterator[list[Occurrence]]:
    visits = HomeVisit.objects.filter(
        application__state=states.SURVEYING, due_at__lte=at + VISIT_AHEAD, investigators__signed_at__isnull=True
    )
    for batch in in_batches(visits.select_related("application").distinct(), "due_at", BATCH):
        yield [_occurrence("applications.visit_due", "visit-due", visit.application, visit.due_at) for visit in batch]


def _occurrence(code: str, kind: str, case: Application, due_at: datetime) -> Occurrence:
    day = timezone.localdate(due_at)
    return Occurrence(code, case, f"{kind}:{case.pk}:{case.version}:{day}", {"version": case.version})
