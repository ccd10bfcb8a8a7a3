"""What the pages of the check-in show."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from volunteers.checkin_codes import personal_code
from volunteers.choices import CheckinKind, Outcome
from volunteers.models import Attendance, CheckinEvent, Shift, Signup


@dataclass(frozen=True)
class Present:
    """One person on the check-in list. `came` and `left` are moments or None; `next_kind` is what comes next, or ""."""

    signup: Signup
    attendance: Attendance | None
    came: datetime | None
    left: datetime | None
    seen_though_absent: bool

    @property
    def is_here(self) -> bool:
        return self.attendance is not None and self.attendance.outcome == Outcome.PRESENT

    @property
    def state(self) -> str:
        """ "expected", "here" or "gone"."""
        if not self.is_here:
            return "expected"
        return "gone" if self.left else "here"

    @property
    def next_kind(self) -> str:
        return {"expected": CheckinKind.IN, "here": CheckinKind.OUT}.get(self.state, "")

    @property
    def code(self) -> str:
        return personal_code(self.signup)


def people_of(shift: Shift) -> list[Present]:
    """Everybody with a place, by task and turn: two queries."""
    confirmed = Signup.objects.filter(shift=shift, state="confirmed")
    signups = list(
        confirmed.select_related("role", "volunteer__user", "attendance").order_by("role_id", "sequence", "pk")
    )
    events = CheckinEvent.objects.filter(signup__in=signups).order_by("pk")
    seen = {(event.signup_id, event.kind): event for event in events}
    return [_present(signup, seen) for signup in signups]


def own_place(shift: Shift, user) -> Present | None:
    """The reader's own place on the shift."""
    own = Signup.objects.filter(shift=shift, state="confirmed", volunteer__user=user)
    signup = own.select_related("role", "volunteer", "attendance").first()
    if signup is None:
        return None
    events = CheckinEvent.objects.filter(signup=signup).order_by("pk")
    return _present(signup, {(event.signup_id, event.kind): event for event in events})


def said_of(event: CheckinEvent) -> str:
    """HH:MM on the wall of Zhengzhou, when somebody was seen."""
    return f"{localtime(event.seen_at):%H:%M}"


def _present(signup: Signup, seen: dict[tuple[int, str], CheckinEvent]) -> Present:
    attendance = getattr(signup, "attendance", None)
    was_seen = seen.get((signup.pk, CheckinKind.IN))
    came = attendance.actual_in if attendance else None
    left = attendance.actual_out if attendance else None
    is_absent = attendance is not None and attendance.outcome == Outcome.ABSENT
    return Present(signup, attendance, came, left, is_absent and was_seen is not None)
