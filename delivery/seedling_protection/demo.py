"""The programme of the demo (fact book §9.2, row 30): 330,000 yuan for a hall, five book rooms, 1,000 bags, 1,000 book
sets and twenty trainings. All schools and people are fictional. Loading twice changes nothing.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw
from stdnum import ean

from accounts.demo import BUREAU, SCHOOL, open_account
from accounts.models import User
from areas.models import AdminArea
from delivery.seedling_protection.models import Facility, School, SupplyLot
from delivery.seedling_protection.services import (
    books,
    distributions,
    facilities,
    money,
    papers,
    schools,
    supplies,
    trainings,
)
from funds.models import Fund, FundKind
from funds.services import credit_fund, open_fund

FUND_CODE, MONEY_FEN = "seedling-protection", 33_000_000
HALL_FEN, ROOM_FEN, BAG_FEN, SET_FEN, TRAINING_FEN = 10_000_000, 2_000_000, 6_000, 4_000, 150_000
UNITS, LOW_AT, TRAININGS, HELD = 1_000, 200, 20, 14
DAY = timedelta(days=1)
HOME, NEXT_DOOR, FAR = "410172160-xihuchuntian", "410172160-tonghe", "410172561-wawuli"
SCHOOLS = (("高新区实验小学(演示)", "primary", HOME, 1_860), ("高新区第二中学(演示)", "junior", FAR, 1_240))
ROOMS = (
    ("实验小学慈善书屋(演示)", HOME),
    ("第二中学慈善书屋(演示)", FAR),
    ("西湖春天社区慈善书屋(演示)", HOME),
    ("同和社区慈善书屋(演示)", NEXT_DOOR),
    ("瓦屋李社区慈善书屋(演示)", FAR),
)
TITLES = ("防溺水安全读本(演示)", "消防疏散图画书(演示)", "地震避险手册(演示)", "交通安全故事(演示)")
TOPICS = ("drowning", "fire", "first_aid", "traffic", "earthquake")


@dataclass(frozen=True)
class Cast:
    """`bureau` organises together with the federation; `teacher` speaks for both schools."""

    users: Mapping[str, Any]
    bureau: User
    teacher: User
    fund: Fund
    at: datetime


def load_demo_seedlings(users: Mapping[str, Any], at: datetime) -> None:
    """Nothing changes when a school is there. Areas and accounts of the demo must be loaded."""
    if School.objects.exists():
        return
    start = at - 120 * DAY
    bureau, teacher = open_account(BUREAU, start), open_account(SCHOOL, start)
    cast = Cast(users, bureau, teacher, _fund(users, start), at)
    found = [_school(cast, row, start) for row in SCHOOLS]
    _rooms(cast, found, start)
    _goods(cast, found, start + 20 * DAY)
    for number in range(TRAININGS):
        _training(cast, found[number % 2], number)


def _fund(users: Mapping[str, Any], at: datetime) -> Fund:
    fund = open_fund(
        code=FUND_CODE,
        name_zh="“护苗行动”基金",
        name_en="Seedling Protection fund",
        custodian="郑州高新区慈善总会",
        kind=FundKind.RESTRICTED,
        by=users["accountant"],
        at=at,
    )
    credit_fund(
        fund=fund,
        amount_fen=MONEY_FEN,
        source=f"demo.opening:{fund.code}",
        memo_code="demo_opening",
        by=users["accountant"],
        at=at,
    )
    return fund


def _school(cast: Cast, row: tuple[str, str, str, int], at: datetime) -> School:
    name, stage, area, pupils = row
    facts = schools.SchoolFacts(name, stage, AdminArea.objects.get(code=area), pupils)
    school = schools.enter_school(facts=facts, by=cast.bureau, at=at)
    schools.add_contact(school=school, user=cast.teacher, by=cast.bureau, at=at)
    return school


def _rooms(cast: Cast, found: list[School], at: datetime) -> None:
    hall = _facility(cast, "red_hall", "红色文化展馆(演示)", HOME, HALL_FEN, at)
    money.book_row(row=hall, by=cast.users["accountant"], at=cast.at)
    for number, (name, area) in enumerate(ROOMS):
        room = _facility(cast, "book_room", name, area, ROOM_FEN, at)
        for turn, title in enumerate(TITLES):
            twelve = f"97870000{turn + 1:04d}"
            copies = books.Books(f"{twelve}{ean.calc_check_digit(twelve)}", title, 40, "演示出版社", f"A{turn + 1}")
            holding = books.add_books(facility=room, books=copies, by=cast.bureau, at=at)
        if number < len(found):
            due = timezone.localdate(cast.at + (10 - 15 * number) * DAY)
            books.lend(
                holding=holding,
                school=found[number],
                class_name="三年级1班",
                teacher="师演员",
                copies=30,
                due_on=due,
                by=cast.teacher,
                at=cast.at - 12 * DAY,
            )
    _visits(cast, hall, found)


def _facility(cast: Cast, kind: str, name: str, area: str, cost: int, at: datetime) -> Facility:
    facts = facilities.FacilityFacts(
        kind=kind,
        name=name,
        area=AdminArea.objects.get(code=area),
        keeper="馆演员",
        hours="周二至周日 9:00–17:00",
        capacity=50,
        minutes=60,
        cost_fen=cost,
        fund=cast.fund,
        donor_plate="爱心企业捐建(演示)",
    )
    planned = facilities.plan_facility(facts=facts, by=cast.bureau, at=at)
    return facilities.open_facility(facility=planned, on=timezone.localdate(at), by=cast.bureau, at=at)


def _visits(cast: Cast, hall: Facility, found: list[School]) -> None:
    """A past hour with a class that came, and coming hours, one of them nearly full."""
    morning = timezone.localtime(cast.at).replace(hour=9, minute=0, second=0, microsecond=0)
    past, coming = morning - 7 * DAY, morning + 5 * DAY
    before = {"facility": hall, "guide": "讲演员", "by": cast.bureau}
    [old] = facilities.offer_slots(first=past, number=1, at=past - 9 * DAY, **before)
    slots = facilities.offer_slots(first=coming, number=3, at=cast.at, **before)
    visit = _book(cast, old, found[0], "四年级2班", 42, past - 3 * DAY)
    facilities.count_visit(visit=visit, came=40, by=cast.bureau, at=past + timedelta(hours=1))
    _book(cast, slots[0], found[0], "五年级1班", 45, cast.at)
    _book(cast, slots[1], found[1], "七年级3班", 30, cast.at)


def _book(cast: Cast, slot: Any, school: School, name: str, heads: int, at: datetime) -> Any:
    group = facilities.Group(class_name=name, headcount=heads, teacher="师演员")
    return facilities.book_visit(slot=slot, school=school, group=group, by=cast.teacher, at=at)


def _goods(cast: Cast, found: list[School], at: datetime) -> None:
    for kind, name, standard, price in (
        ("bag", "安全功能书包(演示)", "GB 21027", BAG_FEN),
        ("book_set", "安全系列图书(演示)", "GB/T 18359", SET_FEN),
    ):
        lot = _lot(cast, kind, name, standard, price, at)
        supplies.write_off(
            lot=lot, kind="damage", quantity=4, note="外箱受潮(演示)", by=cast.users["reviewer"], at=at + DAY
        )
        money.book_row(row=lot, by=cast.users["accountant"], at=cast.at)
        for number, school in enumerate(found):
            _hand_out(cast, school, lot, at + (10 + number) * DAY, is_over=number == 0)


def _lot(cast: Cast, kind: str, name: str, standard: str, price: int, at: datetime) -> SupplyLot:
    keeper = cast.users["reviewer"]
    item = supplies.add_item(kind=kind, name=name, standard=standard, low_at=LOW_AT, by=keeper, at=at)
    arrival = supplies.Arrival(item, "YS-01", "bought", "文具厂(演示)", "HG-YS-01", UNITS, price, cast.fund)
    lot = supplies.receive_lot(arrival=arrival, by=keeper, at=at)
    papers.add_certificate(lot=lot, upload=_sheet(lot.certificate), by=keeper, at=at)
    return lot


def _hand_out(cast: Cast, school: School, lot: SupplyLot, at: datetime, *, is_over: bool) -> None:
    """The first school is done; the second still has a class without its goods."""
    classes = {f"{grade}年级{turn}班": 45 for grade in "三四" for turn in (1, 2)}
    made = distributions.plan_distribution(
        school=school, item=lot.item, day=timezone.localdate(at), classes=classes, by=cast.bureau, at=at - DAY
    )
    lines = list(made.lines.all())
    for line in lines if is_over else lines[:2]:
        receipt = distributions.Receipt("师演员", _sheet(line.class_name))
        distributions.hand_over(line=line, quantity=45, receipt=receipt, by=cast.teacher, at=at)
    distributions.take_back(line=lines[0], returned=2, damaged=1, note="拉链损坏(演示)", by=cast.teacher, at=at + DAY)
    if is_over:
        distributions.finish_distribution(distribution=made, by=cast.teacher, at=at + DAY)


def _training(cast: Cast, school: School, number: int) -> None:
    """Fourteen held in the last months, the others still to come; one of these was not recorded in time."""
    begins = cast.at - (95 - 7 * number) * DAY if number < HELD else cast.at + (7 * (number - HELD) - 1) * DAY
    plan = trainings.TrainingPlan(
        school=school,
        topic=TOPICS[number % len(TOPICS)],
        starts_at=begins,
        minutes=45,
        trainer="训演员",
        qualification="红十字救护师(演示)",
        cost_fen=TRAINING_FEN,
        fund=cast.fund,
    )
    made = trainings.plan_training(plan=plan, by=cast.bureau, at=min(begins, cast.at) - 10 * DAY)
    if number >= HELD:
        return
    grades = {3: 84, 4: 79} if school.stage == "primary" else {7: 91, 8: 66}
    before, after = Decimal(58 + number % 5), Decimal(80 + number % 6)
    facts = trainings.TrainingRecord(grades=grades, quizzed=120, quiz_before=before, quiz_after=after)
    trainings.hold_training(training=made, facts=facts, by=cast.teacher, at=begins + timedelta(hours=2))


def _sheet(words: str) -> io.BytesIO:
    """A picture in place of a photographed sheet."""
    picture = Image.new("RGB", (320, 220), "white")
    ImageDraw.Draw(picture).text((20, 100), f"DEMO {len(words)}", fill="black")
    file = io.BytesIO()
    picture.save(file, "JPEG")
    file.seek(0)
    file.name = "sheet.jpg"  # type: ignore[attr-defined]
    return file
