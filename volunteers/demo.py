"""Volunteers of the demo: real activities of the zone (fact book 9.2), invented people, two weeks around today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import get_current_timezone, localdate
from stdnum.cn import ric

from accounts import roles
from accounts.demo import in_service_since
from accounts.models import User
from accounts.services import grant_role
from areas.models import AdminArea
from volunteers import services
from volunteers.choices import Outcome, RiskLevel, ServiceField, TrainingKind
from volunteers.demo_checkins import load_demo_checkins
from volunteers.demo_finding import load_finding
from volunteers.demo_hours import load_demo_hours
from volunteers.demo_places import load_demo_places
from volunteers.demo_structure import accept_all_risks, load_structure
from volunteers.models import Activity, Shift, ShiftSeries, VolunteerProfile, VolunteerTeam
from volunteers.models.series import DayPolicy
from volunteers.recurrence import parse
from volunteers.series_pattern import Pattern, Task
from volunteers.services import Mark, RolePlan
from volunteers.services.series import begin_series, plan_ahead
from volunteers.services.teams import found_team

CONTACT = "郑州高新区慈善总会志愿服务组(演示)"
SHOPS = (
    "科学大道店", "长椿路店", "国槐街店", "枫香街店", "瑞达路店", "冬青街店",
    "莲花街店", "梧桐街店", "石楠路店", "雪松路店", "翠竹街店", "合欢街店",
)  # fmt: skip
SITES_A_DAY = 3
BREAKFAST_DAYS = range(-4, 10)  # two weeks, most of them ahead
HELPERS = 14


@dataclass(frozen=True)
class Plan:
    """One activity per field: day from today, start, length in hours, places."""

    field: str
    title_zh: str
    title_en: str
    place_zh: str
    place_en: str
    content_zh: str
    content_en: str
    day: int
    start: time
    hours: float
    places: int
    area: str
    extra: dict


PLANS = (
    Plan(
        ServiceField.COMMUNITY_GOVERNANCE, "楼院清洁", "Cleaning the courtyards",
        "西湖春天社区工作站", "Work station of the Xihu Chuntian community",
        "清理楼道杂物和院内小广告，提醒电动车不进楼。",
        "Clear stairways and old notices, remind people not to park e-bikes indoors.",
        1, time(9), 2, 8, "410172160-xihuchuntian", {},
    ),
    Plan(
        ServiceField.ECOLOGY, "索须河护河", "Looking after the Suoxu river",
        "索须河科学大道桥东侧", "East of the Kexue Avenue bridge",
        "沿河捡拾垃圾，劝阻野泳。", "Pick up litter along the bank and ask people not to swim.",
        2, time(8, 30), 3, 10, "410172562",
        {
            "risk_level": RiskLevel.DANGER,
            "risk_note_zh": "临水作业，须穿救生衣，听从队长安排。",
            "risk_note_en": "You work close to the water: wear the life jacket and follow the leader.",
            "min_age": 18,
            "insurance_required": True,
            "training_required": TrainingKind.DROWNING_PREVENTION,
        },
    ),
    Plan(
        ServiceField.CARE_COMPANION, "独居老人陪伴", "Company for elders who live alone",
        "瓦屋李社区工作站集合", "Meet at the work station of the Wawuli community",
        "两人一组上门聊天、读报、看看家里安不安全。", "In pairs: talk, read the paper, look whether the home is safe.",
        2, time(14), 2, 2, "410172561-wawuli", {"min_age": 16},
    ),
    Plan(
        ServiceField.SAFETY_INTEGRITY, "反诈宣传", "Against telephone fraud",
        "石佛办事处门前广场", "Square before the Shifo office",
        "发放反诈手册，教老人安装反诈应用。", "Hand out leaflets and help elders install the warning app.",
        3, time(9, 30), 2, 6, "410172160", {},
    ),
    Plan(
        ServiceField.HEALTH, "社区义诊", "Free health check",
        "御馨苑社区广场", "Square of the Yuxinyuan community",
        "协助医生登记、引导、量血压。", "Help the doctors: register people, show the way, measure blood pressure.",
        4, time(9), 3, 6, "410172360-yuxinyuan", {"training_required": TrainingKind.FIRST_AID},
    ),
    Plan(
        ServiceField.SCIENCE_POPULARIZATION, "北斗科普", "BeiDou for everybody",
        "枫杨社区活动室(演示)", "Activity room of the Fengyang community",
        "给孩子们讲北斗卫星怎么找到路。", "Tell children how satellites find the way.",
        5, time(15), 1.5, 4, "410172560-fengyang", {},
    ),
    Plan(
        ServiceField.ARTS_FOR_PEOPLE, "社区演出", "A show for the community",
        "通和社区小剧场", "Stage of the Tonghe community",
        "布置场地、引导入座，会表演的欢迎报名节目。", "Prepare the stage and seat the guests; performers are welcome.",
        6, time(18, 30), 2, 12, "410172160-tonghe", {},
    ),
)  # fmt: skip

HOMES = ("410172160-xihuchuntian", "410172561-changchun", "410172160-yulin", "410172360-yuxinyuan", "410172562-guanyue")


@transaction.atomic
def load_demo_volunteering(at: datetime) -> None:
    """Adds what is missing around `at`; a second call on the same day adds nothing. Needs areas and demo accounts."""
    people = _people(at)
    kitchen, community = _teams(at)
    breakfast = _breakfast(kitchen)
    for number, shift in enumerate(_breakfast_shifts(breakfast, at)):
        helpers = [people[(number * 3 + n) % len(people)] for n in range(2 + number % 4)]
        _fill(shift, helpers, at)
    for number, plan in enumerate(PLANS):
        _one_of_each_field(plan, community, people[number:], at)
    load_structure(people, kitchen, community, at)
    load_demo_hours(people, at)
    load_demo_places(community, people, at)
    load_demo_checkins(at)
    load_finding((kitchen, community), at)


def _people(at: datetime) -> list[VolunteerProfile]:
    """The volunteers of the demo accounts first, then helpers who cannot sign in."""
    since = in_service_since(at)
    users = [User.objects.get(username=name) for name in ("volunteer", "volunteer2", "leader")]
    for number in range(1, HELPERS + 1):
        name = f"志{'演示例'[number % 3]}{'三四五六七八九十甲乙丙丁戊己'[number - 1]}"
        user, created = User.objects.get_or_create(
            username=f"demo-helper-{number:02d}", defaults={"display_name": name, "password": "!", "date_joined": since}
        )
        if created:
            grant_role(user=user, role=roles.VOLUNTEER, area=None, by=None, at=since)
        users.append(user)
    return [_profile(user, number, at) for number, user in enumerate(users)]


def _profile(user: User, number: int, at: datetime) -> VolunteerProfile:
    known = VolunteerProfile.objects.filter(user=user).first()
    if known:
        return known
    born, sex = date(1960 + number * 3 % 45, 1 + number % 12, 1 + number % 28), "female" if number % 2 else "male"
    profile = services.register_volunteer(
        user=user,
        by=None,
        at=at,
        name=user.display_name,
        id_number=_id_number(born, 700 + 2 * number + (sex == "male")),
        sex=sex,
        birth_date=born,
        area=AdminArea.objects.get(code=HOMES[number % len(HOMES)]),
        emergency_contact="家属(演示) 19900000099",
        insurance_until=localdate(at) + timedelta(days=300) if number != 1 else None,
    )
    for kind in (TrainingKind.FOOD_HYGIENE, TrainingKind.DROWNING_PREVENTION, TrainingKind.FIRST_AID):
        if number % 3 != 1 or kind == TrainingKind.FOOD_HYGIENE:
            held_on = localdate(at) - timedelta(days=60 + number)
            services.record_training(
                volunteer=profile, kind=kind, held_on=held_on, valid_until=held_on + timedelta(days=365),
                minutes=90, held_by="郑州高新区慈善总会(演示)", by=None, at=at,
            )  # fmt: skip
    return profile


def _id_number(born: date, order: int) -> str:
    """Of a county that is not assigned: passes every check and belongs to nobody."""
    digits = f"410199{born:%Y%m%d}{order}"
    return digits + ric.calc_check_digit(digits + "0")


def _teams(at: datetime) -> tuple[VolunteerTeam, VolunteerTeam]:
    """Two teams with two leaders, so that each sees what the other must not see."""
    teams = (
        ("慈善粥屋志愿服务队", "Porridge House Team", "leader", ServiceField.CARE_COMPANION, "410172160"),
        ("社区志愿服务队", "Community Team", "worker", ServiceField.COMMUNITY_GOVERNANCE, "410172160-xihuchuntian"),
    )
    made = []
    for name_zh, name_en, leader, field, area in teams:
        known = VolunteerTeam.objects.filter(name_zh=name_zh).first()
        fields = {"name_zh": name_zh, "name_en": name_en, "field": field, "area": AdminArea.objects.get(code=area)}
        leads = User.objects.get(username=leader)
        made.append(known or found_team(leader=leads, by=None, at=at - timedelta(days=400), **fields))
    return made[0], made[1]


def _breakfast(team: VolunteerTeam) -> Activity:
    defaults = {
        "field": ServiceField.CARE_COMPANION,
        "title_en": "Breakfast at the porridge house",
        "content_zh": "为环卫工人分发爱心早餐：引导排队、核对餐卡、餐后清洁。",
        "content_en": "Serve breakfast to sanitation workers: guide the queue, check meal cards, clean up.",
        "place_zh": "慈善粥屋",
        "place_en": "Porridge house",
        "min_age": 16,
        "contact": CONTACT,
    }
    return Activity.objects.get_or_create(title_zh="慈善粥屋爱心早餐", team=team, defaults=defaults)[0]


def _breakfast_shifts(breakfast: Activity, at: datetime) -> Iterator[Shift]:
    """Those of the next days, of one series per shop, every morning on holidays as well: people work then too."""
    first_on = localdate(at) + timedelta(days=BREAKFAST_DAYS.start)
    for shop in SHOPS[:SITES_A_DAY]:
        _series(breakfast, f"{shop}(演示)", first_on, at)
    last = _moment(localdate(at) + timedelta(days=BREAKFAST_DAYS.stop), time())
    yield from (
        Shift.objects.filter(
            activity=breakfast, starts_at__gte=_moment(first_on, time()), starts_at__lt=last, state="open"
        )
        .select_related("activity__team__leader")
        .order_by("starts_at", "pk")
    )


def _series(breakfast: Activity, place_zh: str, first_on: date, at: datetime) -> None:
    known = ShiftSeries.objects.filter(activity=breakfast, place_zh=place_zh).first()
    if known is None:
        tasks = (Task("引导排队", 3, 2, "Showing the way"), Task("餐后清洁", 2, 1, "Cleaning up"))
        daily = Pattern(
            rule=parse("FREQ=DAILY"), first_on=first_on, start_time=time(5, 30), end_time=time(9),
            day_policy=DayPolicy.EVERY_DAY, tasks=tasks, zone=settings.TIME_ZONE, arrive_minutes=15, place_zh=place_zh,
        )  # fmt: skip
        before = _moment(first_on, time()) - timedelta(days=1)
        known = begin_series(activity=breakfast, pattern=daily, by=breakfast.team.leader, at=before)
    plan_ahead(series=known, at=at)


def _one_of_each_field(plan: Plan, team: VolunteerTeam, people: list[VolunteerProfile], at: datetime) -> None:
    defaults = {
        "field": plan.field,
        "title_en": plan.title_en,
        "content_zh": plan.content_zh,
        "content_en": plan.content_en,
        "place_zh": plan.place_zh,
        "place_en": plan.place_en,
        "area": AdminArea.objects.get(code=plan.area),
        "contact": CONTACT,
        **plan.extra,
    }
    activity = Activity.objects.get_or_create(title_zh=plan.title_zh, team=team, defaults=defaults)[0]
    starts_at = _moment(localdate(at) + timedelta(days=plan.day), plan.start)
    # Two places and four people for the visits to elders: the demo's waiting list.
    people = people[: 4 if plan.field == ServiceField.CARE_COMPANION else plan.places // 2]
    if plan.field == ServiceField.CARE_COMPANION:
        people = [*people[2:], *(_own(name) for name in ("volunteer", "volunteer2"))]
    accept_all_risks(activity, people, at)
    _shift(activity, starts_at, plan.hours, [RolePlan("志愿者", plan.places, 1, "Volunteer")], people, at)


def _own(username: str) -> VolunteerProfile:
    return VolunteerProfile.objects.get(user__username=username)


def _shift(
    activity: Activity,
    starts_at: datetime,
    hours: float,
    tasks: list[RolePlan],
    people: Iterable[VolunteerProfile],
    at: datetime,
    **details: str,
) -> None:
    """Plans, opens and fills a shift, once."""
    if Shift.objects.filter(activity=activity, starts_at=starts_at, **details).exists():
        return
    leader, planned_at = activity.team.leader, min(at, starts_at - timedelta(days=3))
    shift = services.create_shift(
        activity=activity,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        arrive_at=starts_at - timedelta(minutes=15),
        roles=tasks,
        by=leader,
        at=planned_at,
        **details,
    )
    _fill(services.open_shift(shift=shift, by=leader, at=planned_at), people, at)


def _fill(shift: Shift, people: Iterable[VolunteerProfile], at: datetime) -> None:
    """Signs people up for a shift that has none; one that is over gets its roster as well."""
    if shift.roster_confirmed_at or shift.signups.exists():
        return
    planned_at = min(at, shift.starts_at - timedelta(days=3))
    for person in people:
        try:
            services.sign_up(shift=shift, volunteer=person, by=person.user, at=planned_at)
        except services.NotTaken:
            continue  # this person lacks something, as in real life
    if shift.ends_at < at - timedelta(days=1):
        _keep_roster(shift, shift.activity.team.leader)


def _keep_roster(shift: Shift, leader: User) -> None:
    signups = shift.signups.filter(state="confirmed").order_by("sequence")
    outcomes = [Outcome.EXCUSED if n == 3 else Outcome.PRESENT for n in range(signups.count())]
    marks = [Mark(signup.pk, outcome) for signup, outcome in zip(signups, outcomes, strict=True)]
    services.mark_roster(shift=shift, marks=marks, by=leader, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at + timedelta(hours=1))


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, get_current_timezone())
