"""Figures of a season, what runs out, lists as files, messages to volunteers."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.volunteers import ActivityFactory
from tests.policies import Policy, World, admin_pages
from volunteers.models import Attendance, RiskAcceptance, RiskNotice, ShiftAsk, VolunteerTraining
from volunteers.services.messages import write_to_shift

LEADS = ("leader", "admin")
LOOK_ON = ("reviewer", "auditor")
PLANNERS = ("admin", "reviewer")
COORDINATE = (*LEADS, *LOOK_ON)


def build_coordination(world: World) -> None:
    shift, now = world["coming shift"], timezone.now()
    world["leader message"] = write_to_shift(
        shift=shift, audience="confirmed", text="请带雨衣", by=world.cast["leader"], at=now
    )
    person = world["volunteer"]
    world["leader ask"] = ShiftAsk.objects.create(
        shift=world["draft shift"], volunteer=person, asked_at=now - timedelta(days=30), asked_by=world.cast["leader"]
    )
    world["held training"] = VolunteerTraining.objects.create(
        volunteer=person, kind="first_aid", held_on=now.date() - timedelta(days=30)
    )
    world["accepted risk"] = RiskAcceptance.objects.create(
        notice=RiskNotice.objects.create(
            activity=ActivityFactory(), number=1, level="some", text_zh="路滑", digest="0" * 32, published_at=now
        ),
        volunteer=person,
        accepted_at=now,
        accepted_by=person.user,
    )
    world["marked attendance"] = Attendance.objects.get(signup=world["done signup"])


def of(name: str):
    return lambda world: {"pk": world[name].pk}


COORDINATION = {
    "volunteers:season": Policy(get=COORDINATE),
    "volunteers:season_file": Policy(get=COORDINATE, kwargs=lambda world: {"table": "fields", "form": "csv"}),
    "volunteers:expiries": Policy(get=COORDINATE),
    "volunteers:expiry_file": Policy(get=COORDINATE),
    "volunteers:lists": Policy(get=COORDINATE),
    "volunteers:list_file": Policy(get=COORDINATE, post=COORDINATE, kwargs=lambda world: {"code": "volunteers"}),
    "volunteers:message_to_shift": Policy(
        get=COORDINATE,
        post=LEADS,
        refused=LOOK_ON,
        kwargs=of("coming shift"),
        unknown={"pk": 0},
        data={"audience": "confirmed", "text": "请带雨衣"},
    ),
    "volunteers:message_to_team": Policy(
        get=COORDINATE,
        post=LEADS,
        refused=LOOK_ON,
        kwargs=of("volunteer team"),
        unknown={"pk": 0},
        data={"text": "请带雨衣"},
    ),
    **admin_pages("volunteers.leadermessage", view=("auditor", *PLANNERS), obj="leader message"),
    **admin_pages("volunteers.shiftask", view=("auditor", *PLANNERS), obj="leader ask"),
    **admin_pages("volunteers.volunteertraining", view=("auditor", *PLANNERS), obj="held training"),
    **admin_pages("volunteers.riskacceptance", view=("auditor", *PLANNERS), obj="accepted risk"),
    **admin_pages("volunteers.attendance", view=("auditor", *PLANNERS), obj="marked attendance"),
}
