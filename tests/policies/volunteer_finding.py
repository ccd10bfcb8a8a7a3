"""Calendar, suggestions, asking, the board of a day and watching."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.volunteers import make_shift, signed_up
from tests.policies import ANYONE, SIGNED_IN, Policy, World
from volunteers.services import calendars

LEADS = ("leader", "admin")
LOOK_ON = ("reviewer", "auditor")


def build_finding(world: World) -> None:
    """A full shift that can be watched, and the volunteer's calendar."""
    now, volunteer = timezone.now(), world["volunteer"]
    full = make_shift(activity=world["volunteer activity"], capacity=1, starts_at=now + timedelta(days=6))
    signed_up(full, at=now)
    world["full shift"] = full
    world["calendar token"] = calendars.make_calendar(volunteer=volunteer, by=volunteer.user, at=now)


def of(name: str):
    return lambda world: {"pk": world[name].pk}


FINDING = {
    "volunteers:calendar": Policy(get=SIGNED_IN),
    "volunteers:make_calendar": Policy(post=SIGNED_IN),
    "volunteers:stop_calendar": Policy(post=SIGNED_IN),
    "volunteers:calendar_feed": Policy(get=ANYONE, kwargs=lambda world: {"token": world["calendar token"]}),
    "volunteers:suggestions": Policy(get=SIGNED_IN),
    "volunteers:choose_matching": Policy(post=SIGNED_IN),
    "volunteers:board": Policy(get=("leader", "admin", *LOOK_ON)),
    "volunteers:helpers": Policy(get=LEADS, refused=LOOK_ON, kwargs=of("free shift"), unknown={"pk": 0}),
    "volunteers:ask_to_help": Policy(
        post=LEADS,
        refused=LOOK_ON,
        kwargs=of("free shift"),
        unknown={"pk": 0},
        data=lambda world: {"volunteer": world["volunteer"].pk},
    ),
    "volunteers:wanted_skills": Policy(
        get=(*LEADS, "reviewer"),
        post=(*LEADS, "reviewer"),
        kwargs=of("volunteer activity"),
        refused=("auditor",),
        unknown={"pk": 0},
    ),
}
