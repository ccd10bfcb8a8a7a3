"""Teams, profiles, risks, projects, requests for volunteers: the lines that tests/policies/volunteers.py takes in."""

import io
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tests.factories.accounts import UserFactory
from tests.factories.volunteers import ActivityFactory, VolunteerFactory, asked_for_help, make_shift
from tests.policies import ANYONE, SIGNED_IN, Policy, World, admin_pages
from volunteers.models import BrandProject, InsurancePolicy, QualificationKind, Skill
from volunteers.services import joining, qualifications, teams

LEADS = ("leader", "admin")
LOOK_ON = ("reviewer", "auditor")
PLANNERS = ("admin", "reviewer")
DESK = ("admin", "reviewer", "auditor")
STATION = ("worker", "officer")  # the request lies in their area


def build_structure(world: World) -> None:
    now, cast, team = timezone.now(), world.cast, world["volunteer team"]
    world["team member"] = teams.give_role(
        team=team, person=cast["volunteer2"], role="member", by=cast["leader"], at=now
    )
    stranger = VolunteerFactory(user=UserFactory(role="volunteer"))
    world["asked"] = joining.ask_to_join(team=team, volunteer=stranger, note="", by=stranger.user, at=now)
    world["deputy"] = teams.give_role(
        team=team, person=UserFactory(role="volunteer"), role="deputy", by=cast["leader"], at=now
    )
    kind = QualificationKind.objects.create(name_zh="潜水证", expires=False)
    world["qualification"] = qualifications.state_qualification(
        volunteer=world["volunteer"],
        kind=kind,
        issued_by="演示机构",
        issued_on=date(2020, 1, 1),
        valid_until=None,
        paper=SimpleUploadedFile("a.png", picture(), "image/png"),
        by=cast["volunteer"],
        at=now,
    )
    world["qualification kind"], world["skill"] = kind, Skill.objects.create(name_zh="潜水")
    world["policy"] = InsurancePolicy.objects.create(
        insurer="演示保险", number="PA-1", valid_from=date(2020, 1, 1), valid_until=date(2099, 1, 1)
    )
    world["project"] = BrandProject.objects.create(
        slug="river", name_zh="清河行动", slogan_zh="一河清水", field="ecology", team=team, since=date(2020, 1, 1)
    )
    risky = ActivityFactory(team=team, risk_level="some", risk_note_zh="路滑")
    world["risky activity"], world["risky shift"] = risky, make_shift(activity=risky, starts_at=now.replace(year=2099))
    area = world.places["410172160-xihuchuntian"]
    world["request"] = asked_for_help(area, now)


def picture() -> bytes:

    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return out.getvalue()


def of(name: str):
    return lambda world: {"pk": world[name].pk}


def led(name: str, **lines) -> Policy:
    """A page of the leaders; overseers see the object and are refused, anybody else does not learn that it exists."""
    return Policy(**{"kwargs": of(name), "unknown": {"pk": 0}, "refused": LOOK_ON, **lines})


def reference(**more):
    return {
        "kwargs": lambda world: {"reference": world["request"].reference, **more},
        "unknown": {"reference": "XQ-ZZZZZZ", **dict.fromkeys(more, "none")},
    }


STRUCTURE = {
    "volunteers:join": Policy(get=ANYONE),
    "volunteers:join_step": Policy(get=SIGNED_IN, post=SIGNED_IN, kwargs=lambda world: {"code": "you"}),
    "volunteers:profile": Policy(get=SIGNED_IN),
    "volunteers:add_qualification": Policy(get=SIGNED_IN, post=SIGNED_IN),
    "volunteers:withdraw_qualification": Policy(post=("volunteer",), kwargs=of("qualification"), unknown={"pk": 0}),
    "volunteers:qualification_paper": Policy(get=("volunteer", *DESK), kwargs=of("qualification"), unknown={"pk": 0}),
    "volunteers:teams": Policy(get=ANYONE),
    "volunteers:team_page": Policy(get=ANYONE, kwargs=of("volunteer team")),
    "volunteers:ask_to_join": Policy(post=SIGNED_IN, kwargs=of("volunteer team")),
    "volunteers:withdraw_join": Policy(post=SIGNED_IN, kwargs=of("volunteer team")),
    "volunteers:leave_team": Policy(post=SIGNED_IN, kwargs=of("volunteer team")),
    "volunteers:project": Policy(
        get=("leader", *DESK),
        kwargs=lambda world: {"slug": world["project"].slug},
        unknown={"slug": "none"},
        public=True,
    ),
    "volunteers:risks": Policy(
        get=("volunteer", "volunteer2"), post=("volunteer", "volunteer2"), kwargs=of("risky activity")
    ),
    "volunteers:accept_risks": Policy(post=("volunteer", "volunteer2"), kwargs=of("risky shift")),
    "volunteers:team_people": Policy(get=(*LEADS, *LOOK_ON), kwargs=of("volunteer team"), unknown={"pk": 0}),
    "volunteers:team_settings": led("volunteer team", get=LEADS, post=LEADS, data={"takes_members": "on"}),
    "volunteers:team_activities": Policy(get=(*LEADS, *LOOK_ON), kwargs=of("volunteer team"), unknown={"pk": 0}),
    "volunteers:new_activity": led("volunteer team", get=LEADS, post=LEADS),
    "volunteers:accept_join": led("asked", post=LEADS),
    "volunteers:decline_join": led("asked", get=LEADS, post=LEADS, data={"answer": "人满了"}),
    "volunteers:member_role": led(
        "team member",
        get=(*LEADS, "reviewer"),
        post=(*LEADS, "reviewer"),
        refused=("auditor",),
        data={"role": "deputy"},
    ),
    "volunteers:put_in_charge": led("deputy", post=(*LEADS, "reviewer"), refused=("auditor",)),
    "volunteers:end_membership": led("team member", post=LEADS),
    "volunteers:edit_activity": led("volunteer activity", get=LEADS, post=LEADS),
    "volunteers:past_shift": led("volunteer activity", get=LEADS, post=LEADS),
    "volunteers:new_shift": led("volunteer activity", get=LEADS, post=LEADS),
    "volunteers:add_task": led("coming shift", get=LEADS, post=LEADS),
    "volunteers:change_minimum": led(
        "coming shift", post=LEADS, data=lambda world: {"role": world["coming shift"].roles.get().pk, "minimum": 1}
    ),
    "volunteers:help": Policy(get=ANYONE, post=ANYONE),
    "volunteers:help_received": Policy(get=ANYONE),
    "volunteers:help_status": Policy(get=ANYONE, post=ANYONE),
    "volunteers:help_withdraw": Policy(post=ANYONE),
    "volunteers:requests": Policy(get=(*DESK, "worker", "worker2", "officer")),
    "volunteers:request": Policy(get=(*DESK, *STATION), **reference()),
    "volunteers:request_step": Policy(
        get=(*PLANNERS, *STATION),
        post=(*PLANNERS, *STATION),
        refused=("auditor",),
        data={"verification": "已电话核实"},
        **reference(name="verify"),
    ),
    **admin_pages("volunteers.skill", view=("auditor",), change=PLANNERS, add=PLANNERS, obj="skill"),
    **admin_pages(
        "volunteers.qualificationkind", view=("auditor",), change=PLANNERS, add=PLANNERS, obj="qualification kind"
    ),
    **admin_pages("volunteers.insurancepolicy", view=("auditor",), change=PLANNERS, add=PLANNERS, obj="policy"),
    **admin_pages("volunteers.brandproject", view=("auditor",), change=PLANNERS, add=PLANNERS, obj="project"),
    **admin_pages("volunteers.qualification", view=("auditor",), change=PLANNERS, obj="qualification"),
    **admin_pages("volunteers.joinrequest", view=("auditor", *PLANNERS), obj="asked"),
    **admin_pages("volunteers.servicerequest", view=("auditor", *PLANNERS), obj="request"),
}
