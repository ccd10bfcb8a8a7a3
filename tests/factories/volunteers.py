"""The smallest valid volunteers, shifts and sign-ups. Times are relative to AT."""

from datetime import UTC, date, datetime, timedelta

import factory

from tests.factories.accounts import UserFactory
from volunteers import services
from volunteers.models import Activity, Shift, ShiftRole, TeamMembership, VolunteerProfile, VolunteerTeam
from volunteers.services import joining, requests

AT = datetime(2023, 9, 5, 2, 0, tzinfo=UTC)  # Tuesday 5 September 2023, 10:00 in Zhengzhou
TOMORROW = datetime(2023, 9, 5, 21, 30, tzinfo=UTC)  # Wednesday 05:30 in Zhengzhou: breakfast at the porridge house


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VolunteerTeam

        skip_postgeneration_save = True

    name_zh = factory.Sequence(lambda n: f"第{n}志愿服务队")
    leader = factory.SubFactory(UserFactory, role="team_leader")
    field = "care_companion"

    @factory.post_generation
    def history(self, create, _value, **_extra):
        if create:
            TeamMembership.objects.create(team=self, person=self.leader, role="leader", since=AT.date())


class VolunteerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VolunteerProfile

    user = factory.SubFactory(UserFactory, role="volunteer")
    name = factory.Sequence(lambda n: f"志演{n}")
    birth_date = date(1990, 1, 1)
    registered_at = AT
    declared_at = AT


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    field = "care_companion"
    title_zh = "慈善粥屋爱心早餐"
    title_en = "Breakfast at the porridge house"
    place_zh = "科学大道店(演示)"
    team = factory.SubFactory(TeamFactory)


def make_shift(
    *, capacity: int = 1, starts_at: datetime = TOMORROW, hours: float = 3.5, open_it: bool = True, **fields
) -> Shift:
    """An open shift with one task of `capacity` places; `activity` or the fields of a new one."""
    details = {n: fields.pop(n) for n in ("arrive_at", "signup_opens_at", "signup_closes_at") if n in fields}
    role = {n: fields.pop(n) for n in ("role_min_age", "role_training_required") if n in fields}
    activity = fields.pop("activity", None) or ActivityFactory(**fields)
    plan = services.RolePlan(
        "分发早餐", capacity, **{name.removeprefix("role_"): value for name, value in role.items()}
    )
    ends_at = starts_at + timedelta(hours=hours)
    leader = activity.team.leader
    at = AT if starts_at > AT else starts_at - timedelta(days=1)  # nothing is planned after it took place
    shift = services.create_shift(
        activity=activity, starts_at=starts_at, ends_at=ends_at, roles=[plan], by=leader, at=at, **details
    )
    return services.open_shift(shift=shift, by=leader, at=at) if open_it else shift


def role_of(shift: Shift) -> ShiftRole:
    return ShiftRole.objects.get(shift=shift)


def signed_up(shift: Shift, volunteer: VolunteerProfile | None = None, at: datetime = AT):
    volunteer = volunteer or VolunteerFactory()
    return services.sign_up(shift=shift, volunteer=volunteer, by=volunteer.user, at=at)


def asked_to_join():
    volunteer = VolunteerFactory()
    return joining.ask_to_join(team=TeamFactory(), volunteer=volunteer, note="", by=volunteer.user, at=AT)


def asked_for_help(area, at: datetime = AT, **more):
    """A request for volunteers from a resident of the community."""
    words = {"asker": "resident", "field": "health", "need": "想请人理发", "name": "求演助", "phone": "19900000001"}
    return requests.receive_request(area=area, at=at, **{**words, **more})
