"""Demo of the structure: teams with deputies and history, full profiles, papers, a branded project, requests."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from accounts.models import User
from areas.models import AdminArea
from volunteers.choices import ServiceField
from volunteers.models import (
    Activity,
    BrandProject,
    InsurancePolicy,
    JoinRequest,
    Qualification,
    QualificationKind,
    ServiceRequest,
    Skill,
    VolunteerProfile,
    VolunteerTeam,
)
from volunteers.services import joining, qualifications, registration, requests, teams
from volunteers.services.activities import accept_risks

ABILITIES = (
    (("烹饪", "驾驶"), ("care_companion", "health"), ((0, "early"), (2, "early"), (5, "morning"))),
    (("理发", "手语"), ("care_companion",), ((5, "morning"), (6, "afternoon"))),
    (("摄影摄像", "电脑与手机"), ("science_popularization", "arts_for_people"), ((4, "evening"), (6, "morning"))),
    (("医疗护理", "心理疏导"), ("health", "care_companion"), ((1, "morning"), (3, "morning"))),
    (("组织协调", "水电维修"), ("community_governance", "ecology"), ((5, "morning"), (5, "afternoon"))),
)
REQUESTS = (  # what, who asks, community, field, when, how many, days ago, how far it went
    (
        "小区里三位独居老人想请人每周陪聊一次、读读报纸。", "community", "410172561-wawuli", "care_companion",
        "周六上午", 4, 1, "received",
    ),
    ("行动不便，想请人帮忙理发。", "resident", "410172160-xihuchuntian", "health", "任何一天", 1, 2, "received"),
    (
        "幼儿园想请志愿者给孩子们讲消防安全。", "organisation", "410172160-xihuchuntian", "safety_integrity",
        "下周三上午", 3, 4, "verified",
    ),
    (
        "河边台阶青苔很滑，请人清理。", "community", "410172560-fengyang", "ecology", "本月", 6, 9, "planned",
    ),
    ("想请人每天接送孩子上下学。", "resident", "410172561-wawuli", "other", "每天", 1, 12, "declined"),
)  # fmt: skip
PHONE = "19900000088"


def load_structure(
    people: Sequence[VolunteerProfile], kitchen: VolunteerTeam, community: VolunteerTeam, at: datetime
) -> None:
    """Adds what is missing; a second call adds nothing. `people`: the volunteers of the demo accounts first."""
    if BrandProject.objects.filter(slug="porridge-house").exists():
        return
    _say_what_teams_do(kitchen, community)
    _make_members(people, kitchen, community, at)
    _make_project(kitchen, at)
    _fill_profiles(people, at)
    _state_papers(people, at)
    _ask_for_help(community, at)


def accept_all_risks(activity: Activity, people: Sequence[VolunteerProfile], at: datetime) -> None:
    """As everybody would before signing up."""
    if activity.risk_digest:
        for person in people:
            accept_risks(activity=activity, volunteer=person, digest=activity.risk_digest, by=person.user, at=at)


def _say_what_teams_do(kitchen: VolunteerTeam, community: VolunteerTeam) -> None:
    texts = {
        kitchen.pk: ("每天清晨为环卫工人分发爱心早餐。", "Breakfast for sanitation workers, every morning."),
        community.pk: (
            "楼院清洁、陪伴老人、护河、义诊，走进每个社区。",
            "Courtyards, elders, the river.",
        ),
    }
    for pk, (chinese, english) in texts.items():
        VolunteerTeam.objects.filter(pk=pk).update(
            purpose_zh=chinese, purpose_en=english, sponsor="郑州高新区慈善总会(演示)"
        )


def _make_members(
    people: Sequence[VolunteerProfile], kitchen: VolunteerTeam, community: VolunteerTeam, at: datetime
) -> None:
    last_year = at - timedelta(days=400)
    for team, members in ((kitchen, people[3:9]), (community, people[8:14])):
        first, second, *others = members
        teams.give_role(team=team, person=first.user, role="member", by=team.leader, at=last_year)
        teams.give_role(team=team, person=first.user, role="deputy", by=team.leader, at=last_year + timedelta(days=90))
        gone = teams.give_role(team=team, person=second.user, role="member", by=team.leader, at=last_year)
        teams.end_membership(membership=gone, by=team.leader, at=at - timedelta(days=60))
        for person in others:
            teams.give_role(team=team, person=person.user, role="member", by=team.leader, at=at - timedelta(days=120))
    if not JoinRequest.objects.filter(team=kitchen).exists():
        note = "我家离粥屋很近，早上有空。"
        joining.ask_to_join(team=kitchen, volunteer=people[1], note=note, by=people[1].user, at=at - timedelta(days=1))
    teams.give_role(team=kitchen, person=people[0].user, role="member", by=kitchen.leader, at=at - timedelta(days=200))


def _make_project(kitchen: VolunteerTeam, at: datetime) -> None:
    project = BrandProject.objects.create(
        slug="porridge-house",
        name_zh="慈善粥屋",
        name_en="The Porridge House",
        slogan_zh="一碗热粥，温暖一座城",
        slogan_en="A bowl of hot porridge warms a city",
        story_zh="每天清晨，志愿者在粥屋为环卫工人送上热粥。\n从引导排队到餐后清洁，每一项都有人负责。",
        story_en="Every morning volunteers serve hot porridge to the people who keep the streets clean.",
        field=ServiceField.CARE_COMPANION,
        team=kitchen,
        since=date(2021, 11, 1),
        is_published=True,
    )
    Activity.objects.filter(team=kitchen).update(project=project)


def _fill_profiles(people: Sequence[VolunteerProfile], at: datetime) -> None:
    policy = InsurancePolicy.objects.get_or_create(
        number="DEMO-2026-0001",
        defaults={
            "insurer": "演示保险公司",
            "valid_from": localdate(at) - timedelta(days=65),
            "valid_until": localdate(at) + timedelta(days=300),
            "note": "志愿者团体意外险",
        },
    )[0]
    reviewer = User.objects.get(username="reviewer")
    for number, person in enumerate(people):
        names, fields, times = ABILITIES[number % len(ABILITIES)]
        listed = list(Skill.objects.filter(name_zh__in=names))
        changes = {"service_fields": list(fields)}
        registration.set_abilities(volunteer=person, skills=listed, changes=changes, by=person.user, at=at)
        registration.set_free_times(volunteer=person, times=times, by=person.user, at=at)
        registration.declare_true(volunteer=person, by=person.user, at=at)
        if person.insurance_until:
            registration.insure_volunteer(volunteer=person, policy=policy, by=reviewer, at=at)
        if person.id_number and number % 3 != 1:
            registration.verify_volunteer(volunteer=person, by=reviewer, at=at)


def _state_papers(people: Sequence[VolunteerProfile], at: datetime) -> None:
    """One accepted, one that ends soon, one to be checked, one refused."""
    reviewer, today = User.objects.get(username="reviewer"), localdate(at)
    papers = (
        (people[0], "健康证", 300, "accepted", ""),
        (people[0], "红十字救护员证", 20, "accepted", ""),
        (people[1], "机动车驾驶证", 900, "", ""),
        (people[2], "护士执业证", 100, "refused", "照片看不清，请重新拍照上传。"),
    )
    for person, name, days, verdict, note in papers:
        kind = QualificationKind.objects.filter(name_zh=name).first()
        if kind is None or Qualification.objects.filter(volunteer=person, kind=kind).exists():
            continue
        row = qualifications.state_qualification(
            volunteer=person,
            kind=kind,
            issued_by="演示发证机关",
            issued_on=today - timedelta(days=400),
            valid_until=today + timedelta(days=days),
            paper=None,
            by=person.user,
            at=at,
        )
        if verdict:
            qualifications.check_qualification(qualification=row, verdict=verdict, note=note, by=reviewer, at=at)


def _ask_for_help(community: VolunteerTeam, at: datetime) -> None:
    reviewer, worker = (User.objects.get(username=name) for name in ("reviewer", "worker"))
    for need, asker, area, field, when, people, days, goal in REQUESTS:
        came = at - timedelta(days=days)
        request = requests.receive_request(
            asker=asker,
            field=field,
            area=AdminArea.objects.filter(code=area).first() or community.area,
            need=need,
            name="求演助",
            phone=PHONE,
            wanted_when=when,
            people_needed=people,
            recorded_by=worker if asker == "community" else None,
            at=came,
        )
        _bring_to(request, goal, reviewer, community, came + timedelta(hours=5))


def _bring_to(request: ServiceRequest, goal: str, by: Any, team: VolunteerTeam, at: datetime) -> None:
    if goal == "received":
        return
    requests.verify_request(request=request, verification="已电话核实，情况属实。(演示)", by=by, at=at)
    if goal == "planned":
        title, place = "河边台阶清理", "索须河步道(演示)"
        answer = "社区志愿服务队会来清理，时间确定后由社区通知您。"
        requests.plan_request(request=request, team=team, title=title, place=place, answer=answer, by=by, at=at)
    if goal == "declined":
        answer = "志愿者不能承担每天接送。请联系社区的四点半课堂。"
        requests.decline_request(request=request, answer=answer, by=by, at=at)
