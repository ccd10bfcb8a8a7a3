"""Rosters that nobody confirmed and records that are not complete in time (Order 67 art. 11: ten working days).

The leaders hear of it first, then the federation as well. Planning twice is planning once.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from areas.calendar import read_once
from areas.deadlines import end_of, period_of
from audit.recording import Occurrence, record_many
from volunteers.models import HoursClaim, Shift, Signup

LANE = "volunteering"
LOOKING_BACK = timedelta(days=120)  # catches up after an outage; what is older was told long ago


def plan_record_reminders(at: datetime) -> int:
    """Records what is due at `at`; returns how many."""
    with read_once():
        return record_many([*_unconfirmed(at), *_incomplete(at)], at=at)


def _unconfirmed(at: datetime) -> Iterator[Occurrence]:
    for shift in _late(_ended(at).filter(roster_confirmed_at__isnull=True), "roster_confirm", at):
        yield Occurrence("volunteers.roster_unconfirmed", shift, f"roster-unconfirmed:{shift.pk}", {})


def _incomplete(at: datetime) -> Iterator[Occurrence]:
    """Not confirmed, or hours of it still wait for a review."""
    waiting = HoursClaim.objects.open().filter(attendance__signup__shift=OuterRef("pk"))
    rows = _ended(at).filter(Q(roster_confirmed_at__isnull=True) | Exists(waiting))
    for shift in _late(rows, "record_complete", at):
        yield Occurrence("volunteers.record_overdue", shift, f"record-overdue:{shift.pk}", {})


def is_complete(shift: Shift) -> bool:
    waiting = HoursClaim.objects.open().filter(attendance__signup__shift=shift)
    return shift.roster_confirmed_at is not None and not waiting.exists()


def _ended(at: datetime) -> QuerySet[Shift]:
    """Shifts with people, lately over."""
    people = Signup.objects.filter(shift=OuterRef("pk"), state="confirmed")
    over = Shift.objects.filter(ends_at__lt=at, ends_at__gt=at - LOOKING_BACK).exclude(state="cancelled")
    return over.filter(Exists(people)).only("pk", "ends_at").order_by("pk")


def _late(rows: QuerySet[Shift], key: str, at: datetime) -> Iterator[Shift]:
    amount, unit = period_of(LANE, key)
    for shift in rows:
        if at > end_of(amount, unit, shift.ends_at):
            yield shift
