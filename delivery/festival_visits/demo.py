"""The season of the demo: 600 places of 800 yuan as in the fact book (§9.2), and households in every main state.

Nobody in it exists: numbers begin with 410199. Loading twice changes nothing. The days are laid around today, so that a
route is under way whenever the demo is loaded.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from stdnum import luhn

from applications.demo.visits import signature
from areas.models import AdminArea, Level
from beneficiaries.models import Household
from beneficiaries.services import check_certificate, open_household, record_certificate, register_person
from delivery.festival_visits import states
from delivery.festival_visits.choices import Receiver
from delivery.festival_visits.lunar import eve_of, spring_festival
from delivery.festival_visits.models import FestivalVisit, Good, Lot, Nomination, Season
from delivery.festival_visits.services import goods, lists, nominations, routes, seasons, visits, wishes
from funds.models import Fund, FundKind
from funds.services import credit_fund, open_fund

PLACES, CASH_FEN, BUDGET_FEN = 120, 50_000, 48_000_000  # per sub-district; 600 × 800 yuan together
HOME, NEXT_DOOR, FAR = "410172160-xihuchuntian", "410172160-tonghe", "410172561-wawuli"
SUBDISTRICT = "410172160"
GOODS = (  # code, Chinese, English, unit, unit in English, price and market price in fen
    ("rice-10kg", "大米", "Rice", "袋（10公斤）", "bag of 10 kg", 5_800, 6_200),
    ("flour-10kg", "面粉", "Flour", "袋（10公斤）", "bag of 10 kg", 4_200, 4_600),
    ("oil-5l", "食用油", "Cooking oil", "桶（5升）", "can of 5 litres", 7_500, 7_900),
)
FIRST_SEQUENCE = 911  # after those of the other people of the demo
WEIGHTS, DIGITS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


@dataclass(frozen=True)
class DemoHome:
    """`until` is how far it gets: nominated, checked, posted, approved, and what happens at the door."""

    name: str
    area: str
    hardship: str
    until: str
    agrees: bool = True


HOMES = (
    DemoHome("韩演一", HOME, "DESTITUTE", "delivered"),
    DemoHome("杨示二", HOME, "DIBAO", "substitute"),
    DemoHome("朱例三", HOME, "DIBAO", "not_home"),
    DemoHome("秦演四", HOME, "MARGINAL", "delivered"),
    DemoHome("尤示五", HOME, "DIBAO", "today", agrees=False),
    DemoHome("许例六", NEXT_DOOR, "DIBAO", "today"),
    DemoHome("何演七", NEXT_DOOR, "DESTITUTE", "today"),
    DemoHome("吕示八", NEXT_DOOR, "MARGINAL", "approved"),
    DemoHome("施例九", NEXT_DOOR, "DIBAO", "posted"),
    DemoHome("张例演", NEXT_DOOR, "DIBAO", "posted", agrees=False),
    DemoHome("孔示一", HOME, "DIBAO", "checked"),
    DemoHome("曹例二", HOME, "MARGINAL", "nominated"),
    DemoHome("严演三", FAR, "DIBAO", "nominated"),
    DemoHome("华示四", FAR, "DIBAO", "declined"),
    DemoHome("金例五", HOME, "DIBAO", "found"),
)
AGO = (("planned", 45), ("nominated", 40), ("checked", 36), ("posted", 32), ("approved", 20))  # days
APPROVED = ("delivered", "substitute", "not_home", "today", "approved")


def load_demo_visits(users: Mapping[str, Any], at: datetime) -> None:
    """Nothing changes when a season is there. Areas, people and accounts of the demo must be loaded."""
    if Season.objects.exists():
        return
    days = {name: timedelta(days=number) for name, number in AGO}
    season = _season(users, at, days)
    homes = {row.name: _home(number, row, users, at - days["planned"]) for number, row in enumerate(HOMES)}
    nominated = _lists(season, homes, users, at, days)
    _walk(season, nominated, users, at)


def _season(users: Mapping[str, Any], at: datetime, days: Mapping[str, timedelta]) -> Season:
    today = timezone.localdate(at)
    year = today.year if spring_festival(today.year) > today + timedelta(days=14) else today.year + 1
    eve = eve_of(spring_festival(year))
    then = at - days["planned"]
    terms = seasons.Terms(
        nominate_from=timezone.localdate(then),
        nominate_until=today + timedelta(days=3),
        check_by=today + timedelta(days=6),
        pay_by=max(today + timedelta(days=6), eve - timedelta(days=3)),
        visit_by=eve,
        cash_fen=CASH_FEN,
        fund=_fund(users, then),
        phone="0371-60000000",
        basis="会长办公会纪要（演示）：每户800元，其中慰问金500元、物资300元",
    )
    season = seasons.plan_season(year=year, terms=terms, by=users["reviewer"], at=then)
    places = {place.pk: PLACES for place in AdminArea.objects.filter(level=Level.SUBDISTRICT)}
    seasons.set_quotas(season=season, places=places, by=users["reviewer"], at=then)
    contents = {_good(row, users, then).pk: 1 for row in GOODS}
    seasons.set_package(
        season=season,
        name_zh="米面油礼包",
        name_en="Rice, flour and oil",
        contents=contents,
        is_default=True,
        by=users["reviewer"],
        at=then,
    )
    return seasons.open_season(season=season, by=users["approver"], at=then)


def _fund(users: Mapping[str, Any], at: datetime) -> Fund:
    fund = open_fund(
        code="spring-festival-visits",
        name_zh="慈善春节慰问专项基金",
        name_en="Fund for Spring Festival visits",
        custodian="郑州高新区慈善总会",
        kind=FundKind.RESTRICTED,
        by=users["admin"],
        at=at,
    )
    credit_fund(
        fund=fund,
        amount_fen=BUDGET_FEN,
        source="demo.opening:spring-festival-visits",
        memo_code="demo_opening",
        by=users["admin"],
        at=at,
    )
    return Fund.objects.get(pk=fund.pk)


def _good(row: tuple[Any, ...], users: Mapping[str, Any], at: datetime) -> Good:
    code, name_zh, name_en, unit_zh, unit_en, _price, _market = row
    return seasons.add_good(
        code=code, name_zh=name_zh, name_en=name_en, unit_zh=unit_zh, unit_en=unit_en, by=users["reviewer"], at=at
    )


def _home(number: int, row: DemoHome, users: Mapping[str, Any], at: datetime) -> Household:
    area = AdminArea.objects.select_related("parent").get(code=row.area)
    person = register_person(
        name=row.name,
        id_number=_id_number(number),
        area=area,
        phone=f"199000001{number:02}",
        bank_account=_account(number),
        bank_name="演示银行",
        address=f"{area.parent}{area}{number + 21}号楼(演示)",
        by=None,
        at=at,
    )
    paper = record_certificate(
        person=person, category=row.hardship, valid_from=date(2024, 1, 1), by=users["reviewer"], at=at
    )
    check_certificate(certificate=paper, by=users["reviewer"], at=at)
    return open_household(head=person, by=None, at=at)


def _id_number(number: int) -> str:
    """A valid check digit, and a county code that nobody has."""
    digits = f"410199{1940 + number}0{number % 9 + 1}1{number % 8}{FIRST_SEQUENCE + number}"
    return digits + DIGITS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11]


def _account(number: int) -> str:
    digits = f"62000000000001{number:02}"
    return digits + luhn.calc_check_digit(digits)


def _lists(
    season: Season,
    homes: Mapping[str, Household],
    users: Mapping[str, Any],
    at: datetime,
    days: Mapping[str, timedelta],
) -> dict[str, Nomination]:
    """Everybody but the one whom the register finds; those of the next community were nominated by the officer."""
    found = {}
    for row in HOMES:
        if row.until != "found":
            found[row.name] = _nominate(season, homes[row.name], row, users, at - days["nominated"])
    nominations.decline(
        nomination=found["华示四"],
        reason="入户核实时已搬离本区（演示）",
        by=users["reviewer"],
        at=at - days["checked"],
    )
    first = [found[row.name] for row in HOMES if row.until in APPROVED]
    lists.check_homes(homes=first, by=users["reviewer"], at=at - days["checked"])
    for code in (HOME, NEXT_DOOR):
        area = AdminArea.objects.get(code=code)
        lists.post_list(season=season, area=area, by=users["officer"], at=at - days["posted"])
        note = "监事入户复核，情况属实（演示）"
        lists.approve_list(season=season, area=area, note=note, by=users["approver"], at=at - days["approved"])
    late = [found[row.name] for row in HOMES if row.until in ("posted", "checked")]
    lists.check_homes(homes=late, by=users["reviewer"], at=at - timedelta(days=3))
    lists.post_list(
        season=season, area=AdminArea.objects.get(code=NEXT_DOOR), by=users["officer"], at=at - timedelta(days=2)
    )
    return found


def _nominate(
    season: Season, household: Household, row: DemoHome, users: Mapping[str, Any], at: datetime
) -> Nomination:
    by = {HOME: "worker", NEXT_DOOR: "officer", FAR: "worker2"}[row.area]
    ground = {"DESTITUTE": "destitute", "DIBAO": "dibao", "MARGINAL": "marginal"}[row.hardship]
    proposal = nominations.Proposal(ground=ground, agrees_to_notice=row.agrees)
    return nominations.nominate(season=season, household=household, proposal=proposal, by=users[by], at=at)


def _walk(season: Season, found: Mapping[str, Nomination], users: Mapping[str, Any], at: datetime) -> None:
    """One route that is done, one of today; a wish that became a note, and one that waits."""
    lots = [_lot(season, row, users, at - timedelta(days=10)) for row in GOODS]
    before = at - timedelta(days=4)
    done = [found[row.name] for row in HOMES if row.until in ("delivered", "substitute", "not_home")]
    route = _route(season, done, lots, users, before)
    for visit in route.visits.select_related("nomination__person").order_by("position"):
        _knock(visit, users, before)
    goods.unload_route(
        route=route,
        returned={load.pk: load.left for load in route.loads.all()},
        spoiled={},
        note="",
        by=users["worker"],
        at=before,
    )
    routes.finish_route(route=route, by=users["worker"], at=before)
    _route(season, [found[row.name] for row in HOMES if row.until == "today"], lots, users, at)


def _lot(season: Season, row: tuple[Any, ...], users: Mapping[str, Any], at: datetime) -> Lot:
    code, *_names, price, market = row
    delivery = goods.Delivery(
        good=Good.objects.get(code=code),
        number=f"{code.upper()}-01",
        origin=Lot.Origin.BOUGHT,
        supplier="高新区粮油商行（演示）",
        quantity=PLACES,
        price_fen=price,
        market_fen=market,
        market_source="三家超市标价比较（演示）",
        expires_on=season.festival_on + timedelta(days=200),
    )
    return goods.receive_lot(season=season, delivery=delivery, by=users["reviewer"], at=at)


def _route(season: Season, homes: list[Nomination], lots: list[Lot], users: Mapping[str, Any], at: datetime) -> Any:
    route = routes.plan_route(
        season=season,
        subdistrict=AdminArea.objects.get(code=SUBDISTRICT),
        day=timezone.localdate(at),
        visitors=[users["worker"], users["officer"]],
        note="",
        by=users["officer"],
        at=at,
    )
    routes.add_homes(route=route, homes=homes, by=users["officer"], at=at)
    goods.load_route(route=route, quantities={lot.pk: len(homes) + 1 for lot in lots}, by=users["officer"], at=at)
    return routes.start_route(route=route, by=users["worker"], at=at)


def _knock(visit: FestivalVisit, users: Mapping[str, Any], at: datetime) -> None:
    row = next(one for one in HOMES if one.name == visit.nomination.person.name)
    is_given = row.until != "not_home"
    if is_given:
        visits.add_file(visit=visit, key=uuid.uuid4(), kind="household", upload=signature(), by=users["worker"], at=at)
    wish = {"韩演一": ("volunteers", "想有人每周来陪着聊聊天（演示）"), "秦演四": ("note", "想要一副老花镜（演示）")}
    by_other = row.until == "substitute"
    report = visits.Report(
        outcome=states.DELIVERED if is_given else states.NOT_HOME,
        visited_at=at,
        present=[users["worker"], users["officer"]],
        receiver=(Receiver.SUBSTITUTE if by_other else Receiver.SELF) if is_given else "",
        receiver_name="孙例六" if by_other else "",
        receiver_relation="邻居" if by_other else "",
        receiver_phone="19900000006" if by_other else "",
        goods={good.pk: 1 for good in Good.objects.filter(code__in=[one[0] for one in GOODS])} if is_given else {},
        wishes=[wish[row.name]] if row.name in wish else [],
    )
    visits.record_visit(visit=visit, report=report, by=users["worker"], at=at)
    for heard in visit.wishes.filter(kind="note"):
        wishes.note_answer(wish=heard, answer="已联系社区义诊队配镜（演示）", by=users["worker"], at=at)
