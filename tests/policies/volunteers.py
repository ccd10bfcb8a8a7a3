"""The leader's team with one coming shift that the volunteer is on, and one that is over. Pages read the clock, so
times are relative to now."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from tests.policies import ANYONE, SIGNED_IN, Policy, World, admin_pages
from volunteers import services
from volunteers.models import Signup

LEADS = ("leader", "admin")
LOOK_ON = ("reviewer", "auditor")
VOLUNTEERS = ("volunteer", "volunteer2", "leader")
PLANNERS = ("admin", "reviewer")


def build(world: World) -> None:
    now, cast = timezone.now(), world.cast
    activity = ActivityFactory(team=TeamFactory(leader=cast["leader"], field="ecology"))
    one, two = (VolunteerFactory(user=cast[name]) for name in ("volunteer", "volunteer2"))
    coming = make_shift(activity=activity, capacity=1, starts_at=now + timedelta(days=1))
    mine = signed_up(coming, one, at=now)
    over = make_shift(activity=activity, capacity=2, starts_at=now - timedelta(hours=5), hours=2)
    was_there = signed_up(over, two, at=over.starts_at - timedelta(days=1))
    done = make_shift(activity=activity, capacity=2, starts_at=now - timedelta(days=2))
    marked = signed_up(done, two, at=done.starts_at - timedelta(days=1))
    services.mark_attendance(signup=marked, outcome="present", by=cast["leader"], at=done.ends_at)
    services.confirm_roster(shift=done, by=cast["leader"], at=done.ends_at)
    free = make_shift(activity=activity, capacity=5, starts_at=now + timedelta(days=3))
    closed = make_shift(activity=activity, starts_at=now + timedelta(days=4), open_it=False)
    world["volunteer team"], world["volunteer activity"], world["volunteer"] = activity.team, activity, one
    world["coming shift"], world["past shift"], world["done shift"] = coming, over, done
    world["free shift"], world["draft shift"] = free, closed
    world["coming signup"], world["past signup"], world["done signup"] = mine, was_there, marked
    world["hours entry"] = Signup.objects.get(pk=marked.pk).attendance.hours.get()


def of(name: str):
    return lambda world: {"pk": world[name].pk}


def person_on(shift: str, signup: str):
    return lambda world: {"pk": world[shift].pk, "signup_pk": world[signup].pk}


def led(**lines) -> Policy:
    """A page of the leader; overseers see the shift and are refused, anybody else does not learn that it exists."""
    return Policy(**{"kwargs": of("coming shift"), "unknown": {"pk": 0}, "refused": LOOK_ON, **lines})


POLICIES = {
    "volunteers:week": Policy(get=ANYONE),
    "volunteers:shift": Policy(get=ANYONE, kwargs=of("coming shift")),
    "volunteers:sign_up": Policy(post=VOLUNTEERS, kwargs=of("free shift")),
    "volunteers:cancel": Policy(post=SIGNED_IN, kwargs=of("coming shift")),
    "volunteers:me": Policy(get=VOLUNTEERS),
    "volunteers:profile": Policy(get=VOLUNTEERS, post=VOLUNTEERS),
    "volunteers:team": Policy(get=("leader", "admin", *LOOK_ON)),
    "volunteers:export": Policy(get=("leader", "admin", *LOOK_ON), post=("leader", "admin", *LOOK_ON)),
    "volunteers:roster": Policy(get=(*LEADS, *LOOK_ON), kwargs=of("coming shift"), unknown={"pk": 0}),
    "volunteers:mark_attendance": led(
        post=LEADS,
        kwargs=of("past shift"),
        data=lambda world: {f"outcome-{world['past signup'].pk}": "present"},
    ),
    "volunteers:confirm_roster": led(post=LEADS, kwargs=of("past shift")),
    "volunteers:open_shift": led(post=LEADS, kwargs=of("draft shift")),
    "volunteers:close_shift": led(post=LEADS),
    "volunteers:cancel_shift": led(get=LEADS, post=LEADS),
    "volunteers:move_shift": led(
        get=LEADS, post=LEADS, data={"starts_at": "2099-01-01T05:30", "ends_at": "2099-01-01T09:00"}
    ),
    "volunteers:change_capacity": led(
        post=LEADS, data=lambda world: {"role": world["coming shift"].roles.get().pk, "capacity": 3}
    ),
    "volunteers:release": led(
        post=LEADS, kwargs=person_on("coming shift", "coming signup"), unknown={"pk": 0, "signup_pk": 0}
    ),
    "volunteers:correct": led(
        get=LEADS,
        post=LEADS,
        kwargs=person_on("done shift", "done signup"),
        unknown={"pk": 0, "signup_pk": 0},
        data={"outcome": "absent", "reason": "记错了"},
    ),
    **admin_pages(
        "volunteers.volunteerteam",
        view=("auditor",),
        change=PLANNERS,
        add=PLANNERS,
        obj="volunteer team",
        data=lambda world: {"name_zh": "护河队", "leader": world.cast["leader"].pk, "field": "ecology"},
    ),
    **admin_pages(
        "volunteers.activity", view=("auditor",), change=PLANNERS, add=PLANNERS, obj="volunteer activity", data={}
    ),
    **admin_pages("volunteers.shift", view=("auditor", *PLANNERS), add=("admin",), obj="coming shift"),
    **admin_pages("volunteers.signup", view=("auditor", *PLANNERS), obj="coming signup"),
    **admin_pages("volunteers.volunteerprofile", view=("auditor",), change=PLANNERS, obj="volunteer", data={}),
    **admin_pages("volunteers.hoursentry", view=("auditor", *PLANNERS), obj="hours entry"),
}
