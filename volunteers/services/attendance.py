"""Who was there, and the minutes that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.recording import record
from volunteers.choices import CheckinKind, CheckinMethod, HoursSource, Outcome
from volunteers.dates import month_day_time
from volunteers.locking import locked_shift, locked_volunteers, taking_turns
from volunteers.models import Attendance, CheckinEvent, Shift, Signup
from volunteers.permissions import may_lead
from volunteers.policy import checkin_opens_at, terms_on
from volunteers.services.claims import withdraw_claims_of
from volunteers.services.hours import credit, reverse_credit
from workflow.machine import NotAllowed, Refused


@dataclass(frozen=True)
class Mark:
    """A decision about one sign-up; times only when they differ from the plan. `source` is a HoursSource.

    `excuse` is an ExcuseReason, with words if any, for whoever is excused; the volunteer reads both.
    """

    signup_id: int
    outcome: str
    actual_in: datetime | None = None
    actual_out: datetime | None = None
    source: str = HoursSource.ROSTER
    excuse: str = ""
    excuse_note: str = ""


def mark_attendance(
    *,
    signup: Signup,
    outcome: str,
    actual_in: datetime | None = None,
    actual_out: datetime | None = None,
    by: Any,
    at: datetime,
) -> Attendance:
    """Marks one person; see mark_roster."""
    mark = Mark(signup.pk, outcome, actual_in, actual_out)
    mark_roster(shift=signup.shift, marks=[mark], by=by, at=at)
    return Attendance.objects.get(signup=signup)


@taking_turns
def mark_roster(*, shift: Shift, marks: Sequence[Mark], by: Any, at: datetime) -> Shift:
    """Writes down who is there. Can be repeated until the roster is confirmed; unchanged marks record nothing.

    Somebody ticked as present without a time keeps the time of the check-in: a page that was loaded before it
    arrived takes nothing away. Raises NotAllowed, and Refused before the shift, after the confirmation, for a person
    without a place on this shift or for times that make no sense.
    """
    fresh = _led_shift(shift, by)
    opens_at = checkin_opens_at(fresh)
    if at < opens_at:
        when = {"when": month_day_time(opens_at)}
        raise Refused(_("Attendance can be marked from %(when)s on.") % when)
    if fresh.roster_confirmed_at:
        raise Refused(_("The roster is confirmed. Please use “Correct” for a single person."))
    signups = _signups_of(fresh, marks)
    for mark in marks:
        own = signups[mark.signup_id]
        write_mark(own, _keeping_what_was_seen(own, mark), by, at)
    return fresh


@taking_turns
def confirm_roster(*, shift: Shift, by: Any, at: datetime) -> Shift:
    """Closes the roster and credits the minutes of everybody who was present.

    Locks the volunteers, then the shift. Raises NotAllowed, and Refused before the end of the shift, while somebody
    is not marked, or when it is confirmed already.
    """
    people = shift.signups.filter(state="confirmed").values_list("volunteer_id", flat=True)
    locked_volunteers(people)
    fresh = _led_shift(shift, by)
    close_open_checkins(fresh, at)
    marked = _attendances_to_confirm(fresh, at)
    present = [attendance for attendance in marked if attendance.outcome == Outcome.PRESENT]
    terms = terms_on(localdate(fresh.starts_at))
    given = {"shift": fresh, "edition": 1, "terms": terms, "by": by, "at": at}
    minutes = sum(credit(attendance, source=attendance.source, **given) for attendance in present)
    for attendance in marked:
        if attendance.outcome == Outcome.ABSENT:
            record("volunteers.absence_decided", subject=attendance.signup, by=by, at=at)
    fresh.roster_confirmed_at, fresh.roster_confirmed_by = at, by
    fresh.save(update_fields=["roster_confirmed_at", "roster_confirmed_by"])
    data = {"present": len(present), "minutes": minutes, **_unnamed(present)}
    record("volunteers.roster_confirmed", subject=fresh, by=by, at=at, data=data)
    return fresh


@taking_turns
def correct_attendance(*, signup: Signup, mark: Mark, reason: str, by: Any, at: datetime) -> Attendance:
    """Changes one person's attendance after the confirmation: the credited minutes are reversed and credited anew.

    Raises NotAllowed, and Refused before the confirmation or without a reason.
    """
    locked_volunteers([signup.volunteer_id])
    fresh = _led_shift(signup.shift, by)
    if not fresh.roster_confirmed_at:
        raise Refused(_("The roster is not confirmed yet. Please change it there."))
    if not reason.strip():
        raise Refused(_("Please give the reason of the correction."))
    own = _signups_of(fresh, [mark])[mark.signup_id]
    was_absent = own.attendance.outcome == Outcome.ABSENT
    attendance = credit_anew(own, fresh, mark, reason, by, at)
    if attendance.outcome == Outcome.ABSENT and not was_absent:
        record("volunteers.absence_decided", subject=own, by=by, at=at)
    return attendance


def credit_anew(own: Signup, shift: Shift, mark: Mark, reason: str, by: Any, at: datetime) -> Attendance:
    """Takes back what was credited and credits the new mark. The caller holds the locks of volunteer and shift."""
    edition = reverse_credit(own, reason=reason, by=by, at=at)
    withdraw_claims_of(own, at=at)
    attendance = write_mark(own, mark, by, at)
    if attendance.outcome == Outcome.PRESENT:
        terms = terms_on(localdate(shift.starts_at))
        credit(attendance, shift=shift, edition=edition, terms=terms, by=by, at=at)
    return attendance


def close_open_checkins(shift: Shift, at: datetime) -> int:
    """Whoever checked in by a code and not out left at the planned end, which is trusted less; returns how many.

    The caller holds the lock of the shift.
    """
    seen_in = Attendance.objects.filter(
        signup__shift=shift, outcome=Outcome.PRESENT, source=HoursSource.SCAN, actual_out__isnull=True
    )
    count = 0
    for attendance in seen_in.select_related("signup").order_by("pk"):
        event = CheckinEvent.objects.create(
            signup=attendance.signup,
            kind=CheckinKind.OUT,
            method=CheckinMethod.AUTO,
            nonce=uuid4(),
            seen_at=shift.ends_at,
            recorded_at=at,
        )
        data = {"method": event.method, "seen": int(event.seen_at.timestamp())}
        record("volunteers.checkin_closed", subject=attendance.signup, by=None, at=at, data=data)
        mark = Mark(attendance.signup_id, Outcome.PRESENT, attendance.actual_in, shift.ends_at, HoursSource.AUTO)
        write_mark(attendance.signup, mark, None, at)
        count += 1
    return count


def _unnamed(present: Sequence[Attendance]) -> dict[str, int]:
    """People who came in a group and were not named: counted, without hours of their own."""
    people = sum(attendance.signup.party_size - 1 for attendance in present)
    return {"unnamed": people} if people else {}


def _keeping_what_was_seen(signup: Signup, mark: Mark) -> Mark:
    known = getattr(signup, "attendance", None)
    if mark.outcome != Outcome.PRESENT or known is None or known.source == HoursSource.ROSTER:
        return mark
    came, left = mark.actual_in or known.actual_in, mark.actual_out or known.actual_out
    is_as_seen = (came, left) == (known.actual_in, known.actual_out)
    return replace(mark, actual_in=came, actual_out=left, source=known.source if is_as_seen else HoursSource.ROSTER)


def _led_shift(shift: Shift, by: Any) -> Shift:
    fresh = locked_shift(shift.pk)
    answer = may_lead(by, fresh)
    if not answer:
        raise NotAllowed(answer.reason)
    return fresh


def _signups_of(shift: Shift, marks: Sequence[Mark]) -> dict[int, Signup]:
    confirmed = Signup.objects.filter(shift=shift, state="confirmed", pk__in=[m.signup_id for m in marks])
    signups = confirmed.select_related("attendance", "volunteer").in_bulk()
    if len(signups) != len({mark.signup_id for mark in marks}):
        raise Refused(_("Somebody on this list has no place on the shift any more. Please load the page again."))
    if any(m.actual_in and m.actual_out and m.actual_out <= m.actual_in for m in marks):
        raise Refused(_("Somebody left before coming. Please check the times."))
    if any(m.excuse_note.strip() and not m.excuse for m in marks):
        raise Refused(_("Please choose why the person is excused."))
    return signups


@transaction.atomic
def write_mark(signup: Signup, mark: Mark, by: Any, at: datetime) -> Attendance:
    """The row and its event, unless it stands already. `by` None: whoever marked last is kept."""
    times = (mark.actual_in, mark.actual_out) if mark.outcome == Outcome.PRESENT else (None, None)
    why = (mark.excuse, mark.excuse_note.strip()) if mark.outcome == Outcome.EXCUSED else ("", "")
    old = getattr(signup, "attendance", None)
    new = (mark.outcome, *times, mark.source, *why)
    if old and (old.outcome, old.actual_in, old.actual_out, old.source, old.excuse, old.excuse_note) == new:
        return old
    attendance = old or Attendance(signup=signup)
    attendance.outcome, attendance.actual_in, attendance.actual_out = mark.outcome, *times
    attendance.source, attendance.marked_at = mark.source, at
    attendance.excuse, attendance.excuse_note = why
    attendance.marked_by = by or attendance.marked_by
    attendance.save()
    epochs = [int(moment.timestamp()) if moment else None for moment in times]
    data = {"outcome": str(mark.outcome), "in": epochs[0], "out": epochs[1], **({"excuse": why[0]} if why[0] else {})}
    record("volunteers.attendance_marked", subject=signup, by=by, at=at, data=data)
    return attendance


def _attendances_to_confirm(shift: Shift, at: datetime) -> list[Attendance]:
    if shift.roster_confirmed_at:
        raise Refused(_("The roster is confirmed already."))
    if at < shift.ends_at:
        raise Refused(_("The roster can be confirmed after the end of the shift."))
    confirmed = list(shift.signups.filter(state="confirmed").select_related("attendance", "volunteer"))
    unmarked = sum(1 for signup in confirmed if not hasattr(signup, "attendance"))
    if unmarked:
        sentence = ngettext("%(count)d person is not marked yet.", "%(count)d people are not marked yet.", unmarked)
        raise Refused(sentence % {"count": unmarked})
    return [signup.attendance for signup in confirmed]
