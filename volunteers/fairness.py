"""Who may have how much of what many want: places kept for newcomers, and the order of a draw.

Every rule is a column of the activity, which a sign-up reads anyway; a rule that an activity does not use costs no
query. Nobody in here changes anything.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.timezone import localdate

from volunteers.choices import Outcome
from volunteers.models import Activity, Attendance, Shift, ShiftRole, Signup
from volunteers.policy import place_terms_on


def draw_moment(shift: Shift) -> datetime | None:
    """When the places of the shift are given, if they are not given at once."""
    hours = shift.activity.draw_hours
    return shift.starts_at - timedelta(hours=hours) if hours else None


def waits_for_draw(role: ShiftRole) -> bool:
    return bool(role.shift.activity.draw_hours) and role.drawn_at is None


def room_for(role: ShiftRole, volunteer_id: int, at: datetime) -> int:
    """Free places that this volunteer may have: not those kept for newcomers, none before the draw."""
    if waits_for_draw(role):
        return 0
    activity = role.shift.activity
    if not activity.newcomer_places or not role.free or is_newcomer(volunteer_id, activity):
        return role.free
    if role.shift.starts_at - at <= place_terms_on(localdate(at)).newcomers_until:
        return role.free
    kept = activity.newcomer_places - _newcomers_on(role)
    return max(0, role.free - max(0, kept))


def is_newcomer(volunteer_id: int, activity: Activity) -> bool:
    return not _services(activity.pk).filter(signup__volunteer=volunteer_id).exists()


def times_served(volunteer_id: int, activity: Activity) -> int:
    return _services(activity.pk).filter(signup__volunteer=volunteer_id).count()


def drawn_order(waiting: Iterable[Signup], activity: Activity, seed: int) -> list[Signup]:
    """Whoever never served here, then whoever served longest ago; equals by lot. The seed makes it repeatable."""
    rows = list(waiting)
    served = _services(activity.pk).filter(signup__volunteer__in=[row.volunteer_id for row in rows])
    last = dict(served.order_by().values_list("signup__volunteer").annotate(last=Max("signup__starts_at")))
    lots = Random(seed)  # noqa: S311 - a lot that anybody can draw again, not a secret
    lot = {row.pk: lots.random() for row in sorted(rows, key=lambda row: row.pk)}
    return sorted(rows, key=lambda row: (_day(last.get(row.volunteer_id)), lot[row.pk]))


def _day(moment: datetime | None) -> date:
    return localdate(moment) if moment else date.min


def _services(activity: int | OuterRef) -> QuerySet[Attendance, Any]:
    return Attendance.objects.filter(outcome=Outcome.PRESENT, signup__shift__activity=activity)


def _newcomers_on(role: ShiftRole) -> int:
    served = _services(role.shift.activity_id).filter(signup__volunteer=OuterRef("volunteer"))
    return Signup.objects.holding().filter(~Exists(served), role=role).count()
