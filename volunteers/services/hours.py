"""Entries of the hours ledger. Every caller holds the lock of the volunteer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import F, Max, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from audit.recording import record
from volunteers.choices import HoursKind, HoursSource
from volunteers.crediting import Span, Terms, creditable, time_counted, time_given
from volunteers.models import Attendance, HoursClaim, HoursEntry, Shift, Signup


@dataclass(frozen=True)
class Given:
    """Time that somebody gave, before it is credited. `arrive_at`: nothing before it counts."""

    volunteer_id: int
    source: str
    planned: Span
    actual: Span
    arrive_at: datetime | None = None
    attendance: Attendance | None = None
    edition: int = 1

    @property
    def day(self) -> date:
        return localdate(self.planned.start)


def credit(
    attendance: Attendance,
    *,
    shift: Shift,
    edition: int,
    terms: Terms,
    by: Any,
    at: datetime,
    source: str = HoursSource.ROSTER,
) -> int:
    """Adds the entry of one attendance and returns its minutes; nothing is added for 0 minutes.

    A day longer than usual waits as a claim instead, until somebody else has looked at it.
    """
    planned = Span(shift.starts_at, shift.ends_at)
    actual = time_given(planned, attendance.actual_in, attendance.actual_out)
    volunteer_id = attendance.signup.volunteer_id
    given = Given(volunteer_id, source, planned, actual, shift.arrive_at, attendance, edition)
    if counted_of(given, terms).minutes == 0:
        return 0
    reviews = terms.reviews_for(minutes_given_on(given.day, volunteer_id) + actual.minutes)
    if reviews:
        hold(given, reviews, by=by, at=at)
        return 0
    return write_entry(given, terms, by=by, at=at)


def write_entry(given: Given, terms: Terms, *, by: Any, at: datetime, claim: HoursClaim | None = None) -> int:
    """Credits what the terms and the entries beside it leave of the time; returns the minutes, perhaps 0."""
    counted = counted_of(given, terms)
    of_person = HoursEntry.objects.filter(volunteer_id=given.volunteer_id, kind=HoursKind.SERVICE)
    near = of_person.standing().filter(starts_at__lt=counted.end, ends_at__gt=counted.start)
    credited = [Span(*times) for times in near.values_list("starts_at", "ends_at")]
    that_day = of_person.filter(day=given.day).aggregate(total=Sum("minutes"))["total"] or 0
    left = creditable(counted, credited, that_day, terms.day_limit)
    if left.minutes == 0:
        return 0
    entry = HoursEntry.objects.create(
        volunteer_id=given.volunteer_id,
        attendance=given.attendance,
        claim=claim,
        source=given.source,
        day=given.day,
        starts_at=left.start,
        ends_at=left.end,
        scheduled_minutes=given.planned.minutes,
        actual_minutes=given.actual.minutes,
        minutes=left.minutes,
        edition=given.edition,
        recorded_at=at,
        recorded_by=by,
    )
    data = _facts(given, terms, entry)
    record("volunteers.hours_credited", subject=entry, by=by, at=at, data=data)
    return left.minutes


def hold(given: Given, reviews: int, *, by: Any, at: datetime) -> HoursClaim:
    """Keeps the time of an attendance out of the ledger until so many people have looked at it."""
    claim = HoursClaim.objects.create(
        volunteer_id=given.volunteer_id,
        attendance=given.attendance,
        edition=given.edition,
        source=given.source,
        day=given.day,
        planned_start=given.planned.start,
        planned_end=given.planned.end,
        starts_at=given.actual.start,
        ends_at=given.actual.end,
        reviews_needed=reviews,
        entered_at=at,
        entered_by=by,
        state="waiting",
        state_since=at,
    )
    record("volunteers.hours_claimed", subject=claim, by=by, at=at, data={"reviews": reviews})
    return claim


def reverse_credit(signup: Signup, *, reason: str, by: Any, at: datetime) -> int:
    """Takes back what stands for the sign-up; returns the edition of the entry that may follow."""
    entries = HoursEntry.objects.filter(attendance__signup=signup, reversal_of__isnull=True)
    reverse_entries(entries.filter(reversal__isnull=True), reason=reason, by=by, at=at)
    claims = HoursClaim.objects.filter(attendance__signup=signup)
    used = [rows.aggregate(last=Max("edition"))["last"] or 0 for rows in (entries, claims)]
    return max(used) + 1


def reverse_entries(entries: Iterable[HoursEntry], *, reason: str, by: Any, at: datetime) -> None:
    for entry in entries:
        reversal = HoursEntry.objects.create(
            volunteer_id=entry.volunteer_id,
            attendance_id=entry.attendance_id,
            claim_id=entry.claim_id,
            source=entry.source,
            kind=entry.kind,
            day=entry.day,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            scheduled_minutes=_negative(entry.scheduled_minutes),
            actual_minutes=_negative(entry.actual_minutes),
            minutes=-entry.minutes,
            edition=entry.edition,
            reversal_of=entry,
            reason=reason,
            recorded_at=at,
            recorded_by=by,
        )
        record("volunteers.hours_reversed", subject=reversal, by=by, at=at, data={"entry": entry.pk})


def minutes_given_on(day: date, volunteer_id: int, *, besides: HoursClaim | None = None) -> int:
    """What a volunteer gave on a day: as it stands in the ledger, and as it waits to be reviewed."""
    entries = HoursEntry.objects.filter(volunteer_id=volunteer_id, day=day, kind=HoursKind.SERVICE)
    given = entries.aggregate(total=Sum(Coalesce(F("actual_minutes"), F("minutes"))))["total"] or 0
    claims = HoursClaim.objects.open().filter(volunteer_id=volunteer_id, day=day)
    if besides is not None:
        claims = claims.exclude(pk=besides.pk)
    waiting = claims.values_list("starts_at", "ends_at")
    return given + sum(Span(*times).minutes for times in waiting)


def counted_of(given: Given, terms: Terms) -> Span:
    return time_counted(given.planned, given.arrive_at, given.actual, terms.grace)


def _negative(minutes: int | None) -> int | None:
    return None if minutes is None else -minutes


def _facts(given: Given, terms: Terms, entry: HoursEntry) -> dict[str, Any]:
    """Everything from which the entry can be computed anew (volunteers.recomputing)."""
    return {
        "volunteer": given.volunteer_id,
        "day": given.day.isoformat(),
        "planned": _texts(given.planned),
        "actual": _texts(given.actual),
        "arrive": given.arrive_at.astimezone(UTC).isoformat() if given.arrive_at else None,
        "grace": terms.grace,
        "limit": terms.day_limit,
        "minutes": entry.minutes,
    }


def _texts(span: Span) -> list[str]:
    return [moment.astimezone(UTC).isoformat() for moment in (span.start, span.end)]
