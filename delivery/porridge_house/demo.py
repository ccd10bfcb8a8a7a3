"""The porridge house of the demo: 12 shops, 6.00 yuan, fictional people. Numbers are those of the source page (domain
fact book §9.2). Loading twice changes nothing; meals are loaded in bulk, everything else goes through the services."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils import timezone

from applications.demo.people import resident_id
from applications.services.in_kind import approve_in_kind
from applications.services.intake import Submission, accept_application, submit_application
from applications.services.verification import answer_verification, start_verification
from areas.models import AdminArea
from beneficiaries.models import Person
from beneficiaries.selectors import find_person_by_id_number
from beneficiaries.services import record_consent, register_person
from delivery.porridge_house.choices import Reason, SiteMode, Source
from delivery.porridge_house.models import (
    DayCount,
    Employer,
    HealthCertificate,
    MealCard,
    MealRedemption,
    MealSite,
    Partner,
    RefusedScan,
)
from delivery.porridge_house.services import cards, counts, safety, sites, statements, watching
from delivery.porridge_house.services.rosters import Listed, list_worker
from programs.eligibility import Assessment
from programs.models import Program
from programs.registry import scheme
from programs.rules import Outcome
from volunteers.models import Activity

COMPANY, COMPANY_CODE = "郑州方一坤餐饮管理有限公司（演示）", "91410199MADEM0B2XR"
EMPLOYER, EMPLOYER_CODE = "高新区环卫保洁公司（演示）", "91410199MADEM0B112"
SHOPS = (
    ("kexue", "科学大道店", "410172160"), ("changchun", "长椿路店", "410172561"), ("guohuai", "国槐街店", "410172160"),
    ("fengxiang", "枫香街店", "410172560"), ("ruida", "瑞达路店", "410172160"), ("dongqing", "冬青街店", "410172561"),
    ("lianhua", "莲花街店", "410172360"), ("wutong", "梧桐街店", "410172561"), ("shinan", "石楠路店", "410172160"),
    ("xuesong", "雪松路店", "410172360"), ("cuizhu", "翠竹街店", "410172562"), ("hehuan", "合欢街店", "410172562"),
)  # fmt: skip
QUOTA, PRICE_FEN = 30, 600
OPENS, CLOSES = time(5, 30), time(9)
WORKERS = 24
COMMUNITIES = ("410172160-xihuchuntian", "410172561-wawuli")
DAYS = 62  # two months of meals, so that one whole month is settled
GIVEN_CARDS = 4
MISSED, LOST, MADE = 0, 1, 2  # workers with something to look at


@dataclass(frozen=True)
class World:
    users: Mapping[str, Any]
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)


@transaction.atomic
def load_demo_meals(users: Mapping[str, Any], at: datetime) -> None:
    """Nothing changes when the company is there. Needs programs, people and volunteering of the demo."""
    if Partner.objects.filter(credit_code=COMPANY_CODE).exists():
        return
    world = World(users, at)
    shops, kitchen = _places(world)
    held = _cards(world)
    _meals(world, shops, kitchen, held)
    _counts(world, [*shops, kitchen])
    _statement(world, shops[0].partner)
    for ago in (2, 1):
        watching.find_misuse(day=world.today - timedelta(days=ago), at=at)
    watching.find_missing(at=at)


def _places(world: World) -> tuple[list[MealSite], MealSite]:
    long_ago = world.at - timedelta(days=DAYS + 5)
    partner = Partner.objects.create(
        name=COMPANY, credit_code=COMPANY_CODE, bank_name="演示银行", bank_account="6200000000000000018"
    )
    words = {"opens_at": OPENS, "closes_at": CLOSES, "by": None, "at": long_ago}
    source = "领导小组通报：合作门店每餐 6.00 元（演示）"
    start = timezone.localdate(long_ago)
    sites.publish_terms(partner=partner, valid_from=start, price_fen=PRICE_FEN, source=source, **words)
    sites.publish_terms(partner=None, valid_from=start, price_fen=0, source="志愿厨房不收费（演示）", **words)
    activity = Activity.objects.filter(title_zh="慈善粥屋爱心早餐").first()
    shops = [_shop(world, number, partner, activity) for number in range(len(SHOPS))]
    kitchen = MealSite.objects.create(
        code="demo-kitchen", name_zh="石佛志愿厨房（演示）", name_en="Shifo volunteer kitchen", is_open=True,
        mode=SiteMode.VOLUNTEER_KITCHEN, area=AdminArea.objects.get(code="410172160"), keeps_food_log=True,
        address="石佛办事处院内（演示）", daily_quota=100, activity=activity,
        licence_no="JY-DEMO-K1", licence_until=world.today + timedelta(days=200),
    )  # fmt: skip
    sites.appoint_clerk(site=shops[0], user=world.users["partner"], signs_statements=True, by=None, at=long_ago)
    sites.appoint_clerk(site=kitchen, user=world.users["leader"], by=None, at=long_ago)
    days = (("店演一", 400), ("店示二", 25))
    rows = [HealthCertificate(site=shops[0], name=name, valid_until=world.today + timedelta(days=left),
                              recorded_at=world.at) for name, left in days]  # fmt: skip
    HealthCertificate.objects.bulk_create(rows)
    return shops, kitchen


def _shop(world: World, number: int, partner: Partner, activity: Activity | None) -> MealSite:
    code, name, area = SHOPS[number]
    return MealSite.objects.create(
        code=f"demo-{code}",
        name_zh=f"{name}(演示)",
        name_en=f"Demo shop {number + 1}",
        mode=SiteMode.PARTNER_SHOP,
        partner=partner,
        area=AdminArea.objects.get(code=area),
        address=f"{name.removesuffix('店')}（演示）",
        daily_quota=QUOTA,
        licence_no=f"JY-DEMO-{number + 1:02d}",
        licence_until=world.today + timedelta(days=30 if number == 1 else 300 + number),
        activity=activity,
    )


def _cards(world: World) -> list[MealCard]:
    """Workers of the employer's list with their approved applications; a few cards wait, are lost or donated."""
    program = Program.objects.get(scheme_code="porridge_house")
    employer = Employer.objects.create(name=EMPLOYER, credit_code=EMPLOYER_CODE)
    partner = Partner.objects.get(credit_code=COMPANY_CODE)
    areas = [AdminArea.objects.get(code=code) for code in COMMUNITIES]
    start = world.at - timedelta(days=DAYS + 3)
    held = []
    for number in range(WORKERS):
        person = _worker(number, areas[number % 2], start)
        listed = Listed(is_active=True, hardship=True)
        list_worker(employer=employer, person=person, listed=listed, by=world.users["reviewer"], at=start)
        case = _case(program, person, areas[number % 2], world, start)
        if number == MADE:
            continue  # approved, its card is still to be made
        gift = partner if number >= WORKERS - GIVEN_CARDS else None
        card = cards.make_card(application=case, gift_of=gift, by=world.users["reviewer"], at=start)
        clerk = world.users["worker" if number % 2 == 0 else "worker2"]
        held.append(
            cards.hand_over_card(card=card, receiver_name=person.name, is_signed=True, note="", by=clerk, at=start)
        )
    return held


def _worker(number: int, area: AdminArea, at: datetime) -> Person:
    name = f"环{'演示例'[number % 3]}{'甲乙丙丁戊己庚辛壬癸子丑'[number // 3]}"
    id_number = resident_id(date(1958 + number % 20, 1 + number % 12, 1 + number % 27), 300 + number)
    known = find_person_by_id_number(id_number)
    person = known or register_person(name=name, id_number=id_number, area=area, by=None, at=at)
    for need in scheme("porridge_house").consents:
        record_consent(person=person, purpose=need.purpose, channel="paper", by=None, at=at)
    return person


def _case(program: Program, person: Person, area: AdminArea, world: World, at: datetime) -> Any:
    clerk = world.users["worker" if area.code == COMMUNITIES[0] else "worker2"]
    assessment = Assessment(program.scheme_code, timezone.localdate(at), Outcome.UNKNOWN, (), None, ())
    submission = Submission(
        program=program,
        terms=program.terms.order_by("version").last(),
        applicant=person,
        area=area,
        owner=None,
        answers={"is_sanitation_worker": True, "works_in_zone": True, "lost_card": False},
        lane="in_kind",
        publicity_mode="none",
        is_confidential=False,
        assessment=assessment.as_json() | {"papers": {"DOC_ROSTER": False}},  # one list hands in for everybody
    )
    case = submit_application(submission=submission, by=clerk, at=at)
    accept_application(application=case, by=clerk, at=at)
    start_verification(application=case, questions=[("employer", "用工单位名册")], by=clerk, at=at)
    for task in case.verification_tasks.all():
        answer_verification(task=task, result="confirmed", note="名册在岗。", by=clerk, at=at)
    return approve_in_kind(application=case, text="同意", by=world.users["approver"], at=at)


def _meals(world: World, shops: list[MealSite], kitchen: MealSite, held: list[MealCard]) -> None:
    """Nearly every morning at the shop of one's own; one stopped coming, one card was refused a second time."""
    rows, first = [], world.today - timedelta(days=DAYS - 1)
    for offset in range(DAYS):
        day = first + timedelta(days=offset)
        for number, card in enumerate(held):
            stopped = number == MISSED and offset >= DAYS - 5
            if (number * 7 + offset * 3) % 11 == 0 or stopped:
                continue
            site = kitchen if number % 9 == 8 else shops[number % len(shops)]
            rows.append(_meal(card, site, day, number, offset, world))
    MealRedemption.objects.bulk_create([row for row in rows if row.eaten_at <= world.at], batch_size=500)
    yesterday = world.today - timedelta(days=1)
    twice = MealRedemption.objects.filter(day=yesterday, site=shops[1]).select_related("card").first()
    if twice is not None:
        RefusedScan.objects.create(
            card=twice.card, site=shops[2], day=yesterday, reason=Reason.ALREADY, recorded_at=world.at,
            seen_at=twice.eaten_at + timedelta(minutes=14), operator=world.users["partner"],
            nonce=uuid5(NAMESPACE_URL, f"demo-refused-{twice.pk}"),
        )  # fmt: skip
    cards.freeze_card(card=held[LOST], note="卡片遗失（演示）", by=world.users["reviewer"], at=world.at)


def _meal(card: MealCard, site: MealSite, day: date, number: int, offset: int, world: World) -> MealRedemption:
    minutes = 15 + (number * 17 + offset * 29) % 170
    moment = timezone.make_aware(datetime.combine(day, OPENS)) + timedelta(minutes=minutes, seconds=number)
    return MealRedemption(
        card=card,
        site=site,
        day=day,
        number=1,
        source=Source.PAPER if offset % 29 == 5 else Source.SCAN,
        eaten_at=moment,
        recorded_at=moment,
        operator=world.users["partner"],
        nonce=uuid5(NAMESPACE_URL, f"demo-meal-{card.number}-{day}"),
        worth_fen=0 if site.is_kitchen else PRICE_FEN,
        is_donated=card.gift_of_id is not None,
    )


def _counts(world: World, places: list[MealSite]) -> None:
    """Every place counted every day until the day before yesterday; one count of the last days differs."""
    last = world.today - timedelta(days=2)
    logs = []
    for site in places:
        served = MealRedemption.objects.filter(site=site, day__lte=last).order_by("day").values_list("day", flat=True)
        by_day = {day: list(served).count(day) for day in dict.fromkeys(served)}
        if site.keeps_food_log:
            logs = [_food_log(world, site, day) for day in [*by_day][-3:]]
            by_day = {log.day: by_day[log.day] for log in logs}
        rows = [
            DayCount(site=site, day=day, own_count=number, counted_at=world.at, counted_by=world.users["partner"])
            for day, number in by_day.items()
        ]
        DayCount.objects.bulk_create(rows)
    odd = MealSite.objects.get(code="demo-ruida")
    counts.enter_count(site=odd, day=last, own_count=9, by=world.users["reviewer"], at=world.at)


def _food_log(world: World, site: MealSite, day: date) -> Any:
    stored = timezone.make_aware(datetime.combine(day, time(9, 20)))
    facts = safety.LogFacts(
        items="胡辣汤、鸡蛋、油馍头", sample_grams=130, stored_at=stored, discard_at=stored + timedelta(hours=48),
        fridge_tenths=42, core_tenths=790, is_clean=True, disinfection="heat", disinfection_minutes=20,
        staff_healthy=True, ingredients="演示粮油店，均在保质期内", note="",
    )  # fmt: skip
    at = stored + timedelta(minutes=10)
    return safety.write_food_log(site=site, day=day, facts=facts, by=world.users["leader"], at=at)


def _statement(world: World, partner: Partner | None) -> None:
    """The last month of which every day is counted: signed by the partner; the federation's signature waits."""
    month = (world.today - timedelta(days=3)).replace(day=1) - relativedelta(months=1)
    program = Program.objects.get(scheme_code="porridge_house")
    if partner is None:
        return
    made = statements.prepare_statement(
        partner=partner, program=program, month=month, by=world.users["reviewer"], at=world.at
    )
    statements.sign_for_partner(statement=made, signer="店演员", by=world.users["partner"], at=world.at)
