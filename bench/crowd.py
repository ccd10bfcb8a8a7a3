"""Shifts and volunteers to measure with. Inside the portal."""

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from volunteers.models import Activity, Shift, VolunteerProfile
from volunteers.services import RolePlan, create_shift, open_shift

FAR = timedelta(days=400)


def new_shift(places: int) -> int:
    """Later than every other shift, so that nobody is elsewhere at the time."""
    now = timezone.now()
    last = Shift.objects.aggregate(last=Max("ends_at"))["last"]
    start = max(last or now, now + FAR) + timedelta(hours=1)
    activity = Activity.objects.filter(min_age=0, training_required="", insurance_required=False).order_by("pk").first()
    admin = User.objects.get(username="admin")
    shift = create_shift(
        activity=activity,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        roles=[RolePlan(name_zh="志愿者", name_en="Volunteer", capacity=places)],
        by=admin,
        at=now,
    )
    return open_shift(shift=shift, by=admin, at=now).pk


def volunteers(count: int) -> list[int]:
    people = VolunteerProfile.objects.filter(user__username__startswith="invented-").order_by("user__pk")
    return list(people.values_list("pk", flat=True)[:count])
