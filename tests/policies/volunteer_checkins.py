"""Check-in and appeals: lines and world of tests/policies/volunteers.py."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from tests.factories.volunteers import VolunteerFactory, make_shift, signed_up
from tests.policies import ANYONE, SIGNED_IN, Policy, World, admin_pages
from volunteers import services
from volunteers.checkin_clock import Seen
from volunteers.services import Sighting

LEADS = ("leader", "admin")
LOOK_ON = ("reviewer", "auditor")
BACK_OFFICE = ("auditor", "admin", "reviewer")


def build_checkins(world: World) -> None:
    """A shift that is on, with one place taken; a missed shift of volunteer2 and the appeal against another one."""
    now, activity = timezone.now(), world["volunteer activity"]
    two = world["past signup"].volunteer
    on = make_shift(activity=activity, capacity=3, starts_at=now - timedelta(minutes=20), hours=2)
    world["present shift"] = on
    world["present signup"] = signed_up(on, VolunteerFactory(), at=on.starts_at - timedelta(days=1))
    came = Sighting("in", "tick", uuid4(), Seen(now))
    someone = signed_up(on, VolunteerFactory(), at=on.starts_at - timedelta(days=1))
    world["check-in"] = services.check_in_or_out(signup=someone, sighting=came, by=world.cast["leader"], at=now)
    missed = [_missed(world, two, now - timedelta(days=days)) for days in (20, 30)]
    world["missed signup"] = missed[0]
    world["appeal"] = services.appeal_absence(signup=missed[1], text="我生病了", by=two.user, at=now)


def _missed(world: World, volunteer, starts_at):
    shift = make_shift(activity=world["volunteer activity"], starts_at=starts_at, hours=2)
    signup = signed_up(shift, volunteer, at=starts_at - timedelta(days=1))
    services.mark_attendance(signup=signup, outcome="absent", by=world.cast["leader"], at=shift.ends_at)
    services.confirm_roster(shift=shift, by=world.cast["leader"], at=shift.ends_at)
    return signup


def of(name: str):
    return lambda world: {"pk": world[name].pk}


def led(**lines) -> Policy:
    return Policy(**{"kwargs": of("present shift"), "unknown": {"pk": 0}, "refused": LOOK_ON, **lines})


CHECKINS = {
    "volunteers:check_in": Policy(get=ANYONE, post=SIGNED_IN, kwargs=of("present shift")),
    "volunteers:check_out": Policy(post=SIGNED_IN, kwargs=of("present shift")),
    "volunteers:led_check_in": led(get=LEADS),
    "volunteers:record_check_in": led(
        post=LEADS,
        data=lambda world: {
            "signup": world["present signup"].pk, "kind": "in", "nonce": "0d4b1d3e-8c5e-4f0e-9a4b-0a1b2c3d4e5f",
        },
    ),
    "volunteers:check_in_place": led(get=LEADS),
    "volunteers:paper_roster": led(get=LEADS),
    "volunteers:appeal_absence": Policy(
        get=("volunteer2",),
        post=("volunteer2",),
        kwargs=lambda world: {"signup_pk": world["missed signup"].pk},
        unknown={"signup_pk": 0},
        data={"text": "我在现场"},
    ),
    "volunteers:appeals": Policy(get=("leader", "approver", *LOOK_ON, "admin")),
    "volunteers:appeal": Policy(
        get=("leader", "volunteer2", *LOOK_ON, "admin"),
        post=("reviewer", "admin"),
        refused=("leader", "volunteer2", "auditor"),
        kwargs=of("appeal"),
        unknown={"pk": 0},
        data={"outcome": "excused", "answer": "已核实"},
    ),
    **admin_pages("volunteers.checkinevent", view=BACK_OFFICE, obj="check-in"),
    **admin_pages("volunteers.absenceappeal", view=BACK_OFFICE, obj="appeal"),
}  # fmt: skip
