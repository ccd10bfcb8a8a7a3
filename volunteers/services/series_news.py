"""One message per person about everything that a change of a series does to his shifts.

People whose next changed shift is soon are told by an event of their own per day: a message is worth something until
that shift begins, and it must not wait for the morning then. Events hold ids and starts; the message
(volunteers.series_messages) reads the rest when it is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from audit.recording import record
from volunteers.models import Signup
from volunteers.series_change import SeriesChange
from volunteers.telling import users_by_signup

SOON = timedelta(hours=48)


def tell(plan: SeriesChange, *, by: Any, at: datetime) -> None:
    """Records what the messages are made from. Called after the effects: it needs the new revisions of the shifts."""
    by_user: dict[int, list[Signup]] = defaultdict(list)
    told = plan.told_signups
    users = users_by_signup(Signup.objects.filter(pk__in=[signup.pk for signup in told]).order_by()) if told else {}
    for signup in told:
        for user in users[signup.pk]:
            by_user[user].append(signup)
    new = {change.shift.pk: change.times.starts_at for change in plan.moved if change.times}
    for group in _groups(by_user, new, at):
        signups = [signup for user in group for signup in by_user[user]]
        until = min(_matters_until(signup, new) for signup in signups)
        data = {"users": group, "until": int(until.timestamp()), **_what_happened(plan, signups)}
        record("volunteers.series_people_told", subject=plan.series, by=by, at=at, data=data)


def _matters_until(signup: Signup, new: Mapping[int, datetime]) -> datetime:
    """The old start, or the new one when that is earlier."""
    return min(signup.starts_at, new.get(signup.shift_id, signup.starts_at))


def _groups(by_user: dict[int, list[Signup]], new: Mapping[int, datetime], at: datetime) -> Iterable[list[int]]:
    """Users by the day of their first changed shift; everybody who has more than two days is one group."""
    groups: dict[date, list[int]] = defaultdict(list)
    for user, signups in sorted(by_user.items()):
        first = min(_matters_until(signup, new) for signup in signups)
        groups[localdate(first) if first < at + SOON else date.max].append(user)
    return [users for _day, users in sorted(groups.items())]


def _what_happened(plan: SeriesChange, signups: Iterable[Signup]) -> dict[str, Any]:
    """`moved`: by shift its old start and its revision now; `cancelled`: shifts; `released`: sign-ups."""
    shifts, mine = {signup.shift_id for signup in signups}, {signup.pk for signup in signups}
    old = {signup.shift_id: int(signup.starts_at.timestamp()) for signup in signups}
    moved = {c.shift.pk: c.shift.revision for c in plan.told if c.shift.pk in shifts}
    return {
        "moved": {str(shift): [old[shift], revision] for shift, revision in moved.items()},
        "cancelled": [shift.pk for shift in plan.cancelled if shift.pk in shifts],
        "released": [signup.pk for signup in plan.releases if signup.pk in mine],
    }
