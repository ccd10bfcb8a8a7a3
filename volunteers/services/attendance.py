"""Who was there, and the minutes that follow from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.recording import record
from volunteers.choices import Outcome
from volunteers.locking import locked_shift, locked_volunteers, taking_turns
from volunteers.models import Attendance, Shift, Signup
from volunteers.permissions import may_lead
from volunteers.services.hours import credit, reverse_credit
from workflow.machine import NotAllowed, Refused

EARLIEST = timedelta(hours=1)  # the leader ticks people off as they arrive


@dataclass(frozen=True)
class Mark:
    """The leader's decision about one sign-up; times only when they differ from the plan."""

    signup_id: int
    outcome: str
    actual_in: datetime | None = None
    actual_out: datetime | None = None


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

    Raises NotAllowed, and Refused before the shift, after the confirmation, for a person without a place on this
    shift or for times that make no sense.
    """
    fresh = _led_shift(shift, by)
    if at < (fresh.arrive_at or fresh.starts_at) - EARLIEST:
        raise Refused(_("Attendance can be marked from one hour before the shift."))
    if fresh.roster_confirmed_at:
        raise Refused(_("The roster is confirmed. Please use “Correct” for a single person."))
    signups = _signups_of(fresh, marks)
    for mark in marks:
        _write_mark(signups[mark.signup_id], mark, by, at)
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
    present = _attendances_to_confirm(fresh, at)
    minutes = sum(credit(attendance, shift=fresh, edition=1, by=by, at=at) for attendance in present)
    fresh.roster_confirmed_at, fresh.roster_confirmed_by = at, by
    fresh.save(update_fields=["roster_confirmed_at", "roster_confirmed_by"])
    data = {"present": len(present), "minutes": minutes}
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
    edition = reverse_credit(own, reason=reason, by=by, at=at)
    attendance = _write_mark(own, mark, by, at)
    if attendance.outcome == Outcome.PRESENT:
        credit(attendance, shift=fresh, edition=edition, by=by, at=at)
    return attendance


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
    return signups


@transaction.atomic
def _write_mark(signup: Signup, mark: Mark, by: Any, at: datetime) -> Attendance:
    times = (mark.actual_in, mark.actual_out) if mark.outcome == Outcome.PRESENT else (None, None)
    old = getattr(signup, "attendance", None)
    if old and (old.outcome, old.actual_in, old.actual_out) == (mark.outcome, *times):
        return old
    attendance = old or Attendance(signup=signup)
    attendance.outcome, attendance.actual_in, attendance.actual_out = mark.outcome, *times
    attendance.marked_at, attendance.marked_by = at, by
    attendance.save()
    epochs = [int(moment.timestamp()) if moment else None for moment in times]
    data = {"outcome": str(mark.outcome), "in": epochs[0], "out": epochs[1]}
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
    return [signup.attendance for signup in confirmed if signup.attendance.outcome == Outcome.PRESENT]
