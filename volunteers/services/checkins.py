"""Checking people in and out: by the code at the place, by their own code, or ticked by the leader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.checkin_clock import Seen
from volunteers.choices import CheckinKind, CheckinMethod, HoursSource, Outcome
from volunteers.dates import month_day_time
from volunteers.locking import locked_shift, taking_turns
from volunteers.models import Attendance, CheckinEvent, Shift, Signup
from volunteers.permissions import is_own, may_lead
from volunteers.policy import checkin_opens_at, terms_on
from volunteers.services.attendance import Mark, close_open_checkins, write_mark
from workflow.machine import NotAllowed, Refused


@dataclass(frozen=True)
class Sighting:
    """One press: `nonce` is its name, so that sending it again changes nothing."""

    kind: str
    method: str
    nonce: UUID
    seen: Seen


@taking_turns
def check_in_or_out(*, signup: Signup, sighting: Sighting, by: Any, at: datetime) -> CheckinEvent:
    """Records that somebody came or left; the attendance follows. What was recorded already is returned as it stands.

    Locks the shift, as the leader's roster does. A place code is used by the volunteer, everything else by the leader.
    Raises NotAllowed, and Refused outside the time of the shift, for a person without a place, when somebody leaves
    before coming, for a nonce of another press, and after the roster was confirmed.
    """
    shift = locked_shift(signup.shift_id)
    own = Signup.objects.select_related("volunteer", "attendance").get(pk=signup.pk)
    own.shift = shift
    answer = is_own(by, own) if sighting.method == CheckinMethod.PLACE else may_lead(by, shift)
    if not answer:
        raise NotAllowed(answer.reason)
    known = _known(own, sighting)
    if known is not None:
        return known
    _check(own, shift, sighting, at)
    event = _record(own, sighting, by, at)
    _follow(own, shift, sighting, by, at)
    return event


def close_over(*, at: datetime) -> int:
    """Closes what is still open on shifts whose creditable time is over; returns how many people.

    A transaction per shift, so that no leader waits for all of them. Raises Busy.
    """
    ended = Shift.objects.filter(
        roster_confirmed_at__isnull=True,
        ends_at__lt=at,
        signups__attendance__source=HoursSource.SCAN,
        signups__attendance__outcome=Outcome.PRESENT,
        signups__attendance__actual_out__isnull=True,
    )
    return sum(_close(pk, at) for pk in ended.order_by("pk").values_list("pk", flat=True).distinct())


@taking_turns
def _close(shift_id: int, at: datetime) -> int:
    shift = locked_shift(shift_id)
    grace = terms_on(localtime(shift.starts_at).date()).grace
    is_over = (at - shift.ends_at).total_seconds() > grace * 60
    return close_open_checkins(shift, at) if is_over and shift.roster_confirmed_at is None else 0


def _known(signup: Signup, sighting: Sighting) -> CheckinEvent | None:
    """The same press sent again, or the same person seen twice."""
    same_press = CheckinEvent.objects.filter(nonce=sighting.nonce).first()
    if same_press is not None and (same_press.signup_id, same_press.kind) != (signup.pk, sighting.kind):
        raise Refused(_("This check-in belongs to somebody else. Please load the page again."))
    if same_press is not None:
        return same_press
    seen = CheckinEvent.objects.filter(signup=signup, kind=sighting.kind).exclude(method=CheckinMethod.AUTO)
    return seen.first()


def _check(signup: Signup, shift: Shift, sighting: Sighting, at: datetime) -> None:
    if signup.state != "confirmed" or shift.state == "cancelled":
        raise Refused(_("This person has no place on the shift. Please give a place first."))
    if shift.roster_confirmed_at:
        raise Refused(_("The roster is confirmed. Please use “Correct” for a single person."))
    opens_at = checkin_opens_at(shift)
    if sighting.seen.at < opens_at:
        raise Refused(_("Check-in opens at %(when)s.") % {"when": month_day_time(opens_at)})
    if sighting.seen.at > at:
        raise Refused(_("The time of this check-in lies in the future: the clock of the phone was changed."))
    if sighting.kind == CheckinKind.IN and sighting.seen.at >= shift.ends_at:
        raise Refused(_("The shift is over. The leader can still tick the person on the roster."))
    if sighting.kind == CheckinKind.OUT:
        _check_leaving(signup, sighting)


def _check_leaving(signup: Signup, sighting: Sighting) -> None:
    attendance = getattr(signup, "attendance", None)
    if attendance is None or attendance.outcome != Outcome.PRESENT:
        raise Refused(_("This person is not checked in yet."))
    came = attendance.actual_in or signup.shift.arrive_at or signup.starts_at
    if _minute(sighting.seen.at) <= came:
        raise Refused(_("Somebody left before coming. Please check the times."))


def _record(signup: Signup, sighting: Sighting, by: Any, at: datetime) -> CheckinEvent:
    seen = sighting.seen
    event = CheckinEvent.objects.create(
        signup=signup,
        kind=sighting.kind,
        method=sighting.method,
        nonce=sighting.nonce,
        seen_at=seen.at,
        device_at=seen.device_at,
        skew_seconds=seen.skew_seconds,
        recorded_at=at,
        recorded_by=by,
    )
    data = {"method": str(sighting.method), "seen": int(seen.at.timestamp()), "skew": seen.skew_seconds}
    code = "volunteers.checked_in" if sighting.kind == CheckinKind.IN else "volunteers.checked_out"
    record(code, subject=signup, by=by, at=at, data=data)
    return event


def _follow(signup: Signup, shift: Shift, sighting: Sighting, by: Any, at: datetime) -> None:
    leaves = sighting.kind == CheckinKind.OUT
    mark = _leaving(signup, sighting) if leaves else _coming(signup, shift, sighting)
    if mark is not None:
        write_mark(signup, mark, by, at)


def _coming(signup: Signup, shift: Shift, sighting: Sighting) -> Mark | None:
    """Waiting before the time of arrival is no service. The volunteer's scan never overrules the leader's "absent"."""
    known: Attendance | None = getattr(signup, "attendance", None)
    came = max(_minute(sighting.seen.at), shift.arrive_at or shift.starts_at)
    if known is None or known.outcome != Outcome.PRESENT:
        by_leader = sighting.method != CheckinMethod.PLACE
        return Mark(signup.pk, Outcome.PRESENT, came, None, _source(sighting)) if known is None or by_leader else None
    if known.actual_in is not None or (known.actual_out is not None and known.actual_out <= came):
        return None
    return Mark(signup.pk, Outcome.PRESENT, came, known.actual_out, _source(sighting))


def _leaving(signup: Signup, sighting: Sighting) -> Mark | None:
    """A time that the leader wrote stays; one that was only assumed gives way. The person is there (_check_leaving)."""
    known = signup.attendance
    if known.actual_out is not None and known.source != HoursSource.AUTO:
        return None
    seen_in = HoursSource.SCAN if known.source == HoursSource.AUTO else known.source
    source = seen_in if _source(sighting) == HoursSource.SCAN else HoursSource.ROSTER
    return Mark(signup.pk, Outcome.PRESENT, known.actual_in, _minute(sighting.seen.at), source)


def _source(sighting: Sighting) -> HoursSource:
    return HoursSource.ROSTER if sighting.method == CheckinMethod.TICK else HoursSource.SCAN


def _minute(moment: datetime) -> datetime:
    """Rosters are written in whole minutes, so that saving one again changes nothing."""
    return moment.replace(second=0, microsecond=0)
