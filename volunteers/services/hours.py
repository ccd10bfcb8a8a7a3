"""Entries of the hours ledger. Every caller holds the lock of the volunteer."""

from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.timezone import localdate

from volunteers.choices import HoursKind
from volunteers.crediting import Span, creditable, time_given
from volunteers.models import Attendance, HoursEntry, Shift, Signup


def credit(attendance: Attendance, *, shift: Shift, edition: int, by: Any, at: datetime) -> int:
    """Adds the entry of one attendance and returns its minutes; nothing is added for 0 minutes."""
    volunteer_id = attendance.signup.volunteer_id
    planned = Span(shift.starts_at, shift.ends_at)
    span = time_given(planned, shift.arrive_at, attendance.actual_in, attendance.actual_out)
    day = localdate(shift.starts_at)
    of_person = HoursEntry.objects.filter(volunteer_id=volunteer_id, kind=HoursKind.SERVICE)
    standing = of_person.filter(reversal_of__isnull=True, reversal__isnull=True)
    near = standing.filter(starts_at__lt=span.end, ends_at__gt=span.start)
    credited = [Span(*times) for times in near.values_list("starts_at", "ends_at")]
    that_day = of_person.filter(day=day).aggregate(total=Sum("minutes"))["total"] or 0
    left = creditable(span, credited, that_day)
    if left.minutes == 0:
        return 0
    HoursEntry.objects.create(
        volunteer_id=volunteer_id,
        attendance=attendance,
        day=day,
        starts_at=left.start,
        ends_at=left.end,
        minutes=left.minutes,
        edition=edition,
        recorded_at=at,
        recorded_by=by,
    )
    return left.minutes


def reverse_credit(signup: Signup, *, reason: str, by: Any, at: datetime) -> int:
    """Takes back what stands for the sign-up; returns the edition of the entry that may follow."""
    entries = HoursEntry.objects.filter(attendance__signup=signup, reversal_of__isnull=True)
    for entry in entries.filter(reversal__isnull=True):
        HoursEntry.objects.create(
            volunteer_id=entry.volunteer_id,
            attendance_id=entry.attendance_id,
            kind=entry.kind,
            day=entry.day,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            minutes=-entry.minutes,
            edition=entry.edition,
            reversal_of=entry,
            reason=reason,
            recorded_at=at,
            recorded_by=by,
        )
    return entries.count() + 1
