"""A season of Spring Festival visits in the states that tests need. Everything moves through the services."""

import io
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from PIL import Image

from accounts.models import User
from areas.models import AdminArea
from beneficiaries.models import Household, Person
from beneficiaries.services import record_consent
from delivery.festival_visits import states
from delivery.festival_visits.choices import Receiver
from delivery.festival_visits.models import CashPart, FestivalVisit, Good, Lot, Nomination, Package, Route, Season
from delivery.festival_visits.services import goods, lists, nominations, routes, seasons, visits
from funds.models import Fund
from tests.factories.beneficiaries import (
    HardshipCertificateFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from tests.factories.funds import fund_with

HOME, NEXT_DOOR = "410172160-xihuchuntian", "410172160-tonghe"
SUBDISTRICT = "410172160"
PLANNED_AT = datetime(2025, 11, 28, 2, tzinfo=UTC)
NOMINATED_AT = datetime(2025, 12, 5, 2, tzinfo=UTC)
CHECKED_AT = NOMINATED_AT + timedelta(days=10)
POSTED_AT = datetime(2025, 12, 20, 2, tzinfo=UTC)
APPROVED_AT = datetime(2025, 12, 30, 2, tzinfo=UTC)
ROUTE_DAY = date(2026, 2, 3)
SET_OUT_AT = datetime(2026, 2, 3, 1, tzinfo=UTC)
VISITED_AT = SET_OUT_AT + timedelta(hours=1)
EVE_AT = datetime(2026, 2, 16, 2, tzinfo=UTC)


def terms(**changes: Any) -> seasons.Terms:
    values: dict[str, Any] = {
        "nominate_from": date(2025, 12, 1),
        "nominate_until": date(2025, 12, 25),
        "check_by": date(2026, 1, 5),
        "pay_by": date(2026, 2, 13),
        "visit_by": date(2026, 2, 16),
        "cash_fen": 50_000,
        "phone": "0371-60000000",
        "basis": "会长办公会（演示）",
    }
    return seasons.Terms(**{**values, **changes})


def planned_season(cast: Mapping[str, Any], *, fund: Fund | None = None, year: int = 2026, **changes: Any) -> Season:
    fund = fund or fund_with(10_000_000, code=f"festival-{year}-{uuid.uuid4().hex[:8]}")
    return seasons.plan_season(year=year, terms=terms(fund=fund, **changes), by=cast["reviewer"], at=PLANNED_AT)


def make_good(code: str = "rice", name: str = "大米") -> Good:
    return Good.objects.get_or_create(code=code, defaults={"name_zh": name, "unit_zh": "袋（10公斤）"})[0]


def make_package(season: Season, cast: Mapping[str, Any], contents: Mapping[int, int] | None = None) -> Package:
    return seasons.set_package(
        season=season,
        name_zh="米面油",
        name_en="Rice, flour, oil",
        contents=contents or {make_good().pk: 1},
        is_default=True,
        by=cast["reviewer"],
        at=PLANNED_AT,
    )


def open_season(cast: Mapping[str, Any], places: Mapping[str, AdminArea], *, quota: int = 10, **more: Any) -> Season:
    season = planned_season(cast, **more)
    make_package(season, cast)
    subdistrict = places[SUBDISTRICT]
    seasons.set_quotas(season=season, places={subdistrict.pk: quota}, by=cast["reviewer"], at=PLANNED_AT)
    return seasons.open_season(season=season, by=cast["approver"], at=PLANNED_AT)


def make_home(area: AdminArea, *, name: str = "张演一", category: str = "DIBAO", **fields: Any) -> Household:
    """A household of one, with a proven hardship."""
    person = PersonFactory(area=area, name=name, birth_date=date(1950, 1, 1), **fields)
    household = HouseholdFactory(head=person)
    HouseholdMemberFactory(household=household, person=person, relation="self")
    if category:
        HardshipCertificateFactory(
            person=person, category=category, checked_at=PLANNED_AT, checked_by=User.objects.get(username="reviewer")
        )
    return household


def nominated(season: Season, household: Household, by: Any, **proposal: Any) -> Nomination:
    values = {"ground": "dibao", **proposal}
    return nominations.nominate(
        season=season, household=household, proposal=nominations.Proposal(**values), by=by, at=NOMINATED_AT
    )


def checked(season: Season, household: Household, cast: Mapping[str, Any]) -> Nomination:
    home = nominated(season, household, cast["worker"])
    return lists.check_homes(homes=[home], by=cast["officer"], at=CHECKED_AT)[0]


def agree_to_notice(person: Person) -> None:
    record_consent(person=person, purpose="PUBLICITY_MASKED", channel="paper", by=None, at=NOMINATED_AT)


def approved(season: Season, area: AdminArea, cast: Mapping[str, Any], *, count: int = 1) -> list[Nomination]:
    """New households of the community, all the way through the list."""
    homes = []
    for _number in range(count):
        household = make_home(area, address="国槐街6号1号楼", phone="19900000001", bank_account="6200000000000013")
        agree_to_notice(household.head)
        homes.append(checked(season, household, cast))
    lists.post_list(season=season, area=area, by=cast["officer"], at=POSTED_AT)
    lists.approve_list(season=season, area=area, note="", by=cast["approver"], at=APPROVED_AT)
    return list(Nomination.objects.filter(pk__in=[home.pk for home in homes]).order_by("pk"))


def make_lot(season: Season, cast: Mapping[str, Any], *, quantity: int = 20, **fields: Any) -> Lot:
    values: dict[str, Any] = {
        "good": make_good(),
        "number": f"L-{Lot.objects.count() + 1}",
        "origin": Lot.Origin.BOUGHT,
        "supplier": "郑州粮油（演示）",
        "price_fen": 5_800,
        "market_fen": 6_200,
        "market_source": "超市标价2025-12-01",
        "expires_on": date(2026, 8, 1),
    }
    delivery = goods.Delivery(quantity=quantity, **{**values, **fields})
    return goods.receive_lot(season=season, delivery=delivery, by=cast["reviewer"], at=APPROVED_AT)


def planned_route(
    season: Season, places: Mapping[str, AdminArea], cast: Mapping[str, Any], homes: list[Nomination] | None = None
) -> Route:
    """The worker and the officer walk."""
    route = routes.plan_route(
        season=season,
        subdistrict=places[SUBDISTRICT],
        day=ROUTE_DAY,
        visitors=[cast["worker"], cast["officer"]],
        note="",
        by=cast["officer"],
        at=APPROVED_AT,
    )
    if homes:
        routes.add_homes(route=route, homes=homes, by=cast["officer"], at=APPROVED_AT)
    return route


def walking(
    season: Season, places: Mapping[str, AdminArea], cast: Mapping[str, Any], *, homes: int = 1, load: int = 5
) -> Route:
    """Under way, with goods in the car."""
    route = planned_route(season, places, cast, approved(season, places[HOME], cast, count=homes))
    if load:
        lot = make_lot(season, cast)
        goods.load_route(route=route, quantities={lot.pk: load}, by=cast["officer"], at=SET_OUT_AT)
    return routes.start_route(route=route, by=cast["worker"], at=SET_OUT_AT)


def picture(kind: str = "PNG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 20), "white").save(out, kind)
    out.seek(0)
    out.name = f"signature.{kind.lower()}"
    return out


def sign(visit: FestivalVisit, by: Any, *, kind: str = "household") -> uuid.UUID:
    key = uuid.uuid4()
    visits.add_file(visit=visit, key=key, kind=kind, upload=picture(), by=by, at=VISITED_AT)
    return key


def report(cast: Mapping[str, Any], **changes: Any) -> visits.Report:
    values: dict[str, Any] = {
        "outcome": states.DELIVERED,
        "visited_at": VISITED_AT,
        "present": [cast["worker"], cast["officer"]],
        "receiver": Receiver.SELF,
        "goods": {make_good().pk: 1},
    }
    return visits.Report(**{**values, **changes})


def recorded(visit: FestivalVisit, cast: Mapping[str, Any], **changes: Any) -> FestivalVisit:
    if changes.get("outcome", states.DELIVERED) == states.DELIVERED:
        sign(visit, cast["worker"])
    return visits.record_visit(visit=visit, report=report(cast, **changes), by=cast["worker"], at=VISITED_AT)


def cash_of(home: Nomination) -> CashPart:
    return CashPart.objects.get(nomination=home)
