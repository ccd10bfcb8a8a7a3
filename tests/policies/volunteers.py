"""The leader's team with one coming shift that the volunteer is on, and one that is over. Pages read the clock, so
times are relative to now."""

import base64
from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from django.utils.timezone import localdate

from tests.factories.series import make_series
from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from tests.policies import ANYONE, SIGNED_IN, Policy, World, admin_pages
from tests.policies.volunteer_checkins import CHECKINS, build_checkins
from tests.policies.volunteer_coordination import COORDINATION, build_coordination
from tests.policies.volunteer_families import FAMILIES, build_families
from tests.policies.volunteer_finding import FINDING, build_finding
from tests.policies.volunteer_structure import STRUCTURE, build_structure
from volunteers import evidence_files, services
from volunteers.crediting import Span
from volunteers.models import Signup, StandingPlace

LEADS = ("leader", "admin")
LOOK_ON = ("reviewer", "auditor")
VOLUNTEERS = ("volunteer", "volunteer2", "leader")
PLANNERS = ("admin", "reviewer")
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)  # one grey point


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
    series = make_series("FREQ=DAILY;COUNT=5", activity=activity, first_on=localdate(now), at=now - timedelta(days=1))
    world["series"], world["series date"] = series, series.occurrences.first()
    world["volunteer team"], world["volunteer activity"], world["volunteer"] = activity.team, activity, one
    world["coming shift"], world["past shift"], world["done shift"] = coming, over, done
    world["free shift"], world["draft shift"] = free, closed
    world["coming signup"], world["past signup"], world["done signup"] = mine, was_there, marked
    build_places(world, activity, one, two, now)
    build_structure(world)
    build_finding(world)
    build_coordination(world)
    world["hours entry"] = Signup.objects.get(pk=marked.pk).attendance.hours.get()
    build_hours(world, activity, two, now)
    build_checkins(world)
    build_families(world)


def build_places(world: World, activity, one, two, now) -> None:
    """The volunteer is offered a place, asks for another one and looks for a stand-in tomorrow."""
    handed = make_shift(activity=activity, capacity=1, starts_at=now + timedelta(days=5))
    left = signed_up(handed, two, at=now)
    world["offered signup"] = signed_up(handed, one, at=now)
    services.cancel_signup(signup=left, by=two.user, at=now)
    approved = ActivityFactory(team=activity.team, approval_required=True)
    world["asked shift"] = make_shift(activity=approved, capacity=1, starts_at=now + timedelta(days=6))
    world["standing place"] = StandingPlace.objects.create(series=world["series"], volunteer=one, weekday=2, since=now)
    world["asked signup"] = signed_up(world["asked shift"], one, at=now)


def build_hours(world: World, activity, two, now) -> None:
    """Hours that the leader entered later: one claim waits with its scan, one was credited; a question is open."""
    enter = {"volunteers": [two], "activity": activity, "evidence": "签到表", "by": world.cast["leader"], "at": now}
    evening = now - timedelta(days=9)
    stored = evidence_files.keep(BytesIO(PICTURE))
    [waits] = services.back_fill_hours(**enter, span=Span(evening, evening + timedelta(hours=1)), evidence_file=stored)
    earlier = now - timedelta(days=10)
    [credited] = services.back_fill_hours(**enter, span=Span(earlier, earlier + timedelta(hours=1)))
    services.review_claim(claim=credited, by=world.cast["reviewer"], at=now)
    entry = credited.entries.get()
    asked = services.ask_about_hours(volunteer=two, entry=entry, text="少记了一小时", by=two.user, at=now)
    done = world["done signup"]
    rated = services.evaluate_activity(signup=done, score=5, note="", by=two.user, at=now)
    world["hours claim"], world["entered hours"], world["hours question"] = waits, entry, asked
    world["evaluation"] = rated


def of(name: str):
    return lambda world: {"pk": world[name].pk}


def person_on(shift: str, signup: str):
    return lambda world: {"pk": world[shift].pk, "signup_pk": world[signup].pk}


def led(**lines) -> Policy:
    """A page of the leader; overseers see the shift and are refused, anybody else does not learn that it exists."""
    return Policy(**{"kwargs": of("coming shift"), "unknown": {"pk": 0}, "refused": LOOK_ON, **lines})


SERIES_FORM = {
    "repeat": "daily", "interval": 1, "ends": "never", "day_policy": "every_day", "start_time": "05:30",
    "end_time": "09:00", "arrive_minutes": 0, "opens_days": 0, "closes_hours": 0, "scope": "all",
    "task_1_name_zh": "分发早餐", "task_1_capacity": 3, "task_1_minimum": 1,
}  # fmt: skip


def new_series(world: World) -> dict:
    return {
        **SERIES_FORM,
        "activity": world["volunteer activity"].pk,
        "first_on": localdate(timezone.now()).isoformat(),
    }


def of_series(**lines) -> Policy:
    return led(**{"kwargs": of("series"), **lines})


HANDLE_HOURS = ("reviewer", "approver")
READ_CLAIMS = ("leader", "volunteer2", *HANDLE_HOURS, "auditor", "admin")
THE_PERSON = {"signup_pk": 0}

POLICIES = {
    "volunteers:my_hours": Policy(get=SIGNED_IN),
    "volunteers:my_honours": Policy(get=SIGNED_IN),
    "volunteers:ask_about_missing_hours": Policy(get=SIGNED_IN, post=SIGNED_IN, data={"text": "漏记"}),
    "volunteers:ask_about_hours": Policy(
        get=("volunteer2",),
        post=("volunteer2",),
        kwargs=lambda world: {"entry_pk": world["hours entry"].pk},
        unknown={"entry_pk": 0},
        data={"text": "时间不对"},
    ),
    "volunteers:rate_activity": Policy(
        get=("volunteer2",),
        post=("volunteer2",),
        kwargs=lambda world: {"signup_pk": world["done signup"].pk},
        unknown=THE_PERSON,
        data={"score": "5"},
    ),
    "volunteers:hours_desk": Policy(get=("leader", "approver", *LOOK_ON, "admin")),
    "volunteers:back_fill": Policy(get=LEADS, post=LEADS, data={}),
    "volunteers:hours_claim": Policy(get=READ_CLAIMS, kwargs=of("hours claim"), unknown={"pk": 0}),
    "volunteers:approve_hours": Policy(
        post=HANDLE_HOURS,
        refused=("leader", "volunteer2", "auditor", "admin"),
        kwargs=of("hours claim"),
        unknown={"pk": 0},
    ),
    "volunteers:refuse_hours": Policy(
        post=HANDLE_HOURS,
        refused=("leader", "volunteer2", "auditor", "admin"),
        kwargs=of("hours claim"),
        unknown={"pk": 0},
        data={"note": "签到表上没有"},
    ),
    "volunteers:withdraw_hours": Policy(
        post=("leader",),
        refused=("volunteer2", *HANDLE_HOURS, "auditor", "admin"),
        kwargs=of("hours claim"),
        unknown={"pk": 0},
    ),
    "volunteers:hours_evidence": Policy(
        get=("leader", *HANDLE_HOURS, "auditor", "admin"), kwargs=of("hours claim"), unknown={"pk": 0}
    ),
    "volunteers:reverse_hours": Policy(
        get=("reviewer",),
        post=("reviewer",),
        refused=("leader", "volunteer2", "auditor", "admin"),
        kwargs=of("entered hours"),
        unknown={"pk": 0},
        data={"reason": "记错了"},
    ),
    "volunteers:hours_question": Policy(
        get=("leader", "volunteer2", *LOOK_ON, "admin"),
        post=("leader", "reviewer", "admin"),
        refused=("volunteer2", "auditor"),
        kwargs=of("hours question"),
        unknown={"pk": 0},
        data={"outcome": "right", "answer": "与签到表一致"},
    ),
    "volunteers:evaluate": Policy(
        get=LEADS,
        post=LEADS,
        refused=(*LOOK_ON, "volunteer2"),
        kwargs=lambda world: {"signup_pk": world["done signup"].pk},
        unknown=THE_PERSON,
        data={"score": "5"},
    ),
    **admin_pages("volunteers.hoursclaim", view=("auditor", *PLANNERS), obj="hours claim"),
    **admin_pages("volunteers.hoursquestion", view=("auditor", *PLANNERS), obj="hours question"),
    **admin_pages("volunteers.evaluation", view=("auditor", *PLANNERS), obj="evaluation"),
    "volunteers:week": Policy(get=ANYONE),
    "volunteers:shift": Policy(get=ANYONE, kwargs=of("coming shift")),
    "volunteers:sign_up": Policy(post=SIGNED_IN, kwargs=of("free shift")),
    "volunteers:cancel": Policy(post=SIGNED_IN, kwargs=of("coming shift")),
    "volunteers:come_after_all": Policy(post=SIGNED_IN, kwargs=of("coming shift")),
    "volunteers:watch": Policy(post=SIGNED_IN, kwargs=of("coming shift"), unknown={"pk": 0}),
    "volunteers:unwatch": Policy(post=SIGNED_IN, kwargs=of("coming shift"), unknown={"pk": 0}),
    "volunteers:take_standing": Policy(post=SIGNED_IN, kwargs=of("coming shift"), unknown={"pk": 0}),
    "volunteers:end_standing": Policy(post=("volunteer",), kwargs=of("standing place"), unknown={"pk": 0}),
    "volunteers:instead": Policy(get=SIGNED_IN, kwargs=of("coming shift"), unknown={"pk": 0}),
    "volunteers:offer": Policy(get=("volunteer", *LEADS, *LOOK_ON), kwargs=of("offered signup"), unknown={"pk": 0}),
    "volunteers:accept": Policy(
        post=("volunteer", *LEADS), refused=LOOK_ON, kwargs=of("offered signup"), unknown={"pk": 0}
    ),
    "volunteers:decline": Policy(
        post=("volunteer", *LEADS), refused=LOOK_ON, kwargs=of("offered signup"), unknown={"pk": 0}
    ),
    "volunteers:add_person": led(get=LEADS, post=LEADS, data={}),
    "volunteers:watch_for": led(get=LEADS, post=LEADS, data={}),
    "volunteers:approve_signup": led(
        post=LEADS, kwargs=person_on("asked shift", "asked signup"), unknown={"pk": 0, "signup_pk": 0}
    ),
    "volunteers:refuse_signup": led(
        post=LEADS, kwargs=person_on("asked shift", "asked signup"), unknown={"pk": 0, "signup_pk": 0}
    ),
    "volunteers:me": Policy(get=SIGNED_IN),
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
    "volunteers:series_list": Policy(get=("leader", "admin", *LOOK_ON)),
    "volunteers:new_series": Policy(get=LEADS, post=LEADS, data=new_series),
    "volunteers:series_preview": Policy(post=LEADS, data=new_series),
    "volunteers:series": Policy(get=(*LEADS, *LOOK_ON), kwargs=of("series"), unknown={"pk": 0}),
    "volunteers:series_change": of_series(get=LEADS, post=LEADS, data=SERIES_FORM),
    "volunteers:series_apply": of_series(post=LEADS, data=SERIES_FORM),
    "volunteers:series_end": of_series(get=LEADS, post=LEADS),
    "volunteers:series_undo": of_series(get=LEADS, post=LEADS),
    "volunteers:series_add_day": of_series(post=LEADS, data={"day": "2026-01-01"}),
    "volunteers:series_remove_day": of_series(get=LEADS, post=LEADS, query="?day=2099-01-05"),
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
    **STRUCTURE,
    **CHECKINS,
    **FINDING,
    **COORDINATION,
    **FAMILIES,
    **admin_pages("volunteers.shift", view=("auditor", *PLANNERS), add=("admin",), obj="coming shift"),
    **admin_pages("volunteers.shiftseries", view=("auditor", *PLANNERS), obj="series"),
    **admin_pages("volunteers.seriesoccurrence", view=("auditor", *PLANNERS), obj="series date"),
    **admin_pages("volunteers.signup", view=("auditor", *PLANNERS), obj="coming signup"),
    **admin_pages("volunteers.volunteerprofile", view=("auditor",), change=PLANNERS, obj="volunteer", data={}),
    **admin_pages("volunteers.hoursentry", view=("auditor", *PLANNERS), obj="hours entry"),
}
