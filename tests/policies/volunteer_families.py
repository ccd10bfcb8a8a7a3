"""Signing up for family and naming a group: lines and world of tests/policies/volunteers.py."""

from datetime import timedelta

from django.utils import timezone

from tests.factories.families import ELDER
from tests.factories.volunteers import make_shift
from tests.policies import SIGNED_IN, Policy, World, admin_pages
from volunteers import services
from volunteers.models import ShiftWatch
from volunteers.services import families
from volunteers.services.persons import Person

LEADS = ("leader", "admin")
LOOK_ON = ("reviewer", "auditor")
BACK_OFFICE = ("auditor", "admin", "reviewer")


def build_families(world: World) -> None:
    """The volunteer signs an elder up; the applicant asks volunteer2; volunteer2 comes with two more people."""
    now, cast, team = timezone.now(), world.cast, world["volunteer team"]
    ask = {"relation": "child", "team": team, "at": now}
    link = families.ask_to_act(person=ELDER, by=cast["volunteer"], **ask)
    world["agreed family"] = families.confirm_at_desk(
        link=link, agreement="in_person", evidence="", by=cast["leader"], at=now
    )
    two = world["past signup"].volunteer
    services.update_profile(volunteer=two, changes={"id_number": "410199198501012027"}, by=two.user, at=now)
    to_two = Person(name=two.name, id_number="410199198501012027")
    world["asked family"] = families.ask_to_act(person=to_two, by=cast["applicant"], **ask)
    shift = make_shift(activity=world["volunteer activity"], capacity=5, starts_at=now + timedelta(days=2))
    services.watch_shift(shift=world["full shift"], volunteer=two, by=two.user, at=now)
    world["watch"] = ShiftWatch.objects.get()
    full = world["full shift"]
    leads = full.activity.team.leader
    world["led watch"] = services.watch_shift(shift=full, volunteer=two, by=leads, at=now)
    world["group"] = services.sign_up(shift=shift, volunteer=two, party_size=3, by=two.user, at=now)


def of(name: str):
    return lambda world: {"pk": world[name].pk}


FAMILIES = {
    "volunteers:family": Policy(get=SIGNED_IN),
    "volunteers:ask_family": Policy(get=SIGNED_IN, post=SIGNED_IN, data={}),
    "volunteers:agree_family": Policy(
        post=("volunteer2",),
        refused=("applicant", "leader", *BACK_OFFICE),
        kwargs=of("asked family"),
        unknown={"pk": 0},
    ),
    "volunteers:end_family": Policy(
        post=("volunteer", "leader", "reviewer", "admin"),
        refused=("auditor",),
        kwargs=of("agreed family"),
        unknown={"pk": 0},
    ),
    "volunteers:family_desk": Policy(get=("leader", "admin", *LOOK_ON)),
    "volunteers:confirm_family": Policy(
        get=("leader", "admin", "reviewer"),
        post=("leader", "admin", "reviewer"),
        refused=("auditor",),
        kwargs=of("asked family"),
        unknown={"pk": 0},
        data={"agreement": "in_person"},
    ),
    "volunteers:unwatch_for": Policy(
        post=("leader",),
        kwargs=lambda world: {"pk": world["full shift"].pk, "watch_pk": world["led watch"].pk},
        unknown={"pk": 0, "watch_pk": 0},
    ),
    "volunteers:group": Policy(
        get=("volunteer2", *LEADS), post=("volunteer2", *LEADS), refused=LOOK_ON, kwargs=of("group"), unknown={"pk": 0}
    ),
    **admin_pages("volunteers.standingplace", view=BACK_OFFICE, obj="standing place"),
    **admin_pages("volunteers.shiftwatch", view=BACK_OFFICE, obj="watch"),
    **admin_pages("volunteers.familylink", view=BACK_OFFICE, obj="agreed family"),
}
