"""Schools, facilities, goods and trainings in the states that tests need. Everything moves through the services."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts import roles
from accounts.models import User
from accounts.services import grant_role
from areas.models import AdminArea
from delivery.seedling_protection.models import (
    BookHolding,
    Distribution,
    Facility,
    HallVisit,
    School,
    SupplyItem,
    SupplyLot,
    TrainingSession,
    VisitSlot,
)
from delivery.seedling_protection.services import books, distributions, facilities, schools, supplies, trainings
from funds.models import Fund
from tests.factories.funds import fund_with
from tests.factories.grants import picture

HOME = "410172160-xihuchuntian"
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FIRST_HOUR = datetime(2026, 3, 10, 1, tzinfo=UTC)
FUND_CODE = "seedling-tests"


def the_fund() -> Fund:
    return Fund.objects.filter(code=FUND_CODE).first() or fund_with(33_000_000, code=FUND_CODE)


def make_school(cast: Mapping[str, Any], places: Mapping[str, AdminArea], name: str = "实验小学(测试)") -> School:
    """`cast["partner"]` speaks for it."""
    facts = schools.SchoolFacts(name=name, stage="primary", area=places[HOME], pupils=1_200)
    school = schools.enter_school(facts=facts, by=cast["reviewer"], at=AT)
    schools.add_contact(school=school, user=cast["partner"], by=cast["reviewer"], at=AT)
    return school


def bureau_person() -> User:
    """Somebody of the Social Affairs Bureau, which organises the programme together with the federation."""
    user = User.objects.create_user("bureau-tests", password="x" * 12, display_name="社演员", date_joined=AT)
    grant_role(user=user, role=roles.BUREAU_VERIFIER, area=None, by=None, at=AT)
    return user


def facility_facts(places: Mapping[str, AdminArea], **changes: Any) -> facilities.FacilityFacts:
    values: dict[str, Any] = {
        "kind": "red_hall",
        "name": "红色文化展馆(测试)",
        "area": places[HOME],
        "keeper": "馆演员",
        "hours": "周二至周日 9:00–17:00",
        "capacity": 50,
        "minutes": 60,
        "cost_fen": 10_000_000,
        "fund": the_fund(),
    }
    return facilities.FacilityFacts(**{**values, **changes})


def open_hall(cast: Mapping[str, Any], places: Mapping[str, AdminArea], **changes: Any) -> Facility:
    planned = facilities.plan_facility(facts=facility_facts(places, **changes), by=cast["reviewer"], at=AT)
    return facilities.open_facility(facility=planned, on=date(2026, 3, 1), by=cast["reviewer"], at=AT)


def open_room(cast: Mapping[str, Any], places: Mapping[str, AdminArea], **changes: Any) -> Facility:
    return open_hall(cast, places, **{"kind": "book_room", "name": "慈善书屋(测试)", "cost_fen": 2_000_000, **changes})


def make_slot(facility: Facility, cast: Mapping[str, Any]) -> VisitSlot:
    first = facility.slots.order_by("-ends_at").values_list("ends_at", flat=True).first() or FIRST_HOUR
    return facilities.offer_slots(facility=facility, first=first, number=1, guide="讲演员", by=cast["reviewer"], at=AT)[
        0
    ]


def book(slot: VisitSlot, school: School, by: Any, name: str = "三年级1班", headcount: int = 30) -> HallVisit:
    group = facilities.Group(class_name=name, headcount=headcount, teacher="师演员")
    return facilities.book_visit(slot=slot, school=school, group=group, by=by, at=AT)


def make_item(cast: Mapping[str, Any], kind: str = "bag", name: str = "安全功能书包A型") -> SupplyItem:
    return SupplyItem.objects.filter(name=name).first() or supplies.add_item(
        kind=kind, name=name, standard="GB 21027", by=cast["reviewer"], at=AT
    )


def make_lot(cast: Mapping[str, Any], quantity: int = 100, number: str = "B-1", **changes: Any) -> SupplyLot:
    values: dict[str, Any] = {
        "item": changes.get("item") or make_item(cast),
        "number": number,
        "origin": "bought",
        "supplier": "书包厂(演示)",
        "certificate": "HG-2026-001",
        "quantity": quantity,
        "unit_fen": 6_000,
        "fund": the_fund(),
    }
    return supplies.receive_lot(arrival=supplies.Arrival(**{**values, **changes}), by=cast["reviewer"], at=AT)


def planned_distribution(
    cast: Mapping[str, Any], school: School, classes: Mapping[str, int] | None = None, item: SupplyItem | None = None
) -> Distribution:
    return distributions.plan_distribution(
        school=school,
        item=item or make_item(cast),
        day=date(2026, 3, 5),
        classes=classes or {"三年级1班": 40, "三年级2班": 45},
        by=cast["reviewer"],
        at=AT,
    )


def signed(shade: int = 200) -> distributions.Receipt:
    return distributions.Receipt(teacher="师演员", upload=picture(shade))


def planned_training(cast: Mapping[str, Any], school: School, **changes: Any) -> TrainingSession:
    values: dict[str, Any] = {
        "school": school,
        "topic": "drowning",
        "starts_at": AT + timedelta(days=1),
        "minutes": 45,
        "trainer": "训演员",
        "qualification": "红十字救护师",
        "cost_fen": 150_000,
        "fund": the_fund(),
    }
    plan = trainings.TrainingPlan(**{**values, **changes})
    return trainings.plan_training(plan=plan, by=cast["reviewer"], at=AT)


def record_of(**changes: Any) -> trainings.TrainingRecord:
    values: dict[str, Any] = {"grades": {3: 80, 4: 75}, "quizzed": 100, "quiz_before": 61, "quiz_after": 84}
    return trainings.TrainingRecord(**{**values, **changes})


def held_training(cast: Mapping[str, Any], school: School) -> TrainingSession:
    planned = planned_training(cast, school)
    later = AT + timedelta(days=2)
    return trainings.hold_training(training=planned, facts=record_of(), by=cast["reviewer"], at=later)


def make_books(facility: Facility, cast: Mapping[str, Any], copies: int = 10) -> BookHolding:
    facts = books.Books(isbn="978-7-02-000220-7", title="安全伴我行(演示)", copies=copies, publisher="演示出版社")
    return books.add_books(facility=facility, books=facts, by=cast["reviewer"], at=AT)
