"""Check-ins of the demo: a breakfast with scans that waits for its confirmation, and a missed shift with an appeal."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from volunteers import services
from volunteers.checkin_clock import Seen
from volunteers.choices import CheckinKind, CheckinMethod, Outcome
from volunteers.models import CheckinEvent, Shift, Signup, VolunteerProfile
from volunteers.services import Mark, Sighting


def load_demo_checkins(at: datetime) -> None:
    """Nothing changes when somebody checked in before. The shifts of the demo must be loaded."""
    if CheckinEvent.objects.exists():
        return
    _scanned_breakfast(at)
    _missed_shift(at)


def _scanned_breakfast(at: datetime) -> None:
    """The last one that is over and not confirmed: by the place, by the leader, and one who forgot to check out."""
    over = Shift.objects.filter(ends_at__lt=at, roster_confirmed_at=None, signups__state="confirmed").exclude(
        state="cancelled"
    )
    shift = over.select_related("activity__team__leader").order_by("-starts_at", "pk").first()
    if shift is None:
        return
    signups = shift.signups.filter(state="confirmed", attendance=None).select_related("volunteer__user").order_by("pk")
    for number, signup in enumerate(signups[:3]):
        by_leader = number == 1
        method = CheckinMethod.TICK if by_leader else CheckinMethod.PLACE
        by = shift.activity.team.leader if by_leader else signup.volunteer.user
        came = shift.starts_at + timedelta(minutes=4 * number)
        _see(signup, CheckinKind.IN, method, came, by)
        if number != 2:
            _see(signup, CheckinKind.OUT, method, shift.ends_at - timedelta(minutes=3), by)


def _see(signup: Signup, kind: str, method: str, seen_at: datetime, by: Any) -> None:
    services.check_in_or_out(signup=signup, sighting=Sighting(kind, method, uuid4(), Seen(seen_at)), by=by, at=seen_at)


def _missed_shift(at: datetime) -> None:
    """A confirmed one of the second demo volunteer, corrected to "absent"; the appeal waits for somebody else."""
    own = VolunteerProfile.objects.get(user__username="volunteer2")
    signup = _confirmed_signup(own)
    if signup is None:
        return
    leader = signup.shift.activity.team.leader
    services.correct_attendance(
        signup=signup, mark=Mark(signup.pk, Outcome.ABSENT), reason="当天没有签到（演示）", by=leader, at=at
    )
    services.appeal_absence(signup=signup, text="我当天六点就到了，帮忙核对餐卡。（演示）", by=own.user, at=at)


def _confirmed_signup(own: VolunteerProfile) -> Signup | None:
    confirmed = Signup.objects.filter(
        volunteer=own, attendance__outcome=Outcome.PRESENT, shift__roster_confirmed_at__isnull=False
    )
    return confirmed.select_related("shift__activity__team__leader", "volunteer").order_by("-starts_at").first()
