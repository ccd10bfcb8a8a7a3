"""护苗行动 over HTTP: a school, its hall and its visitors, bags for classes, a training, and what all of it cost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import roles
from accounts.services import grant_role
from delivery.seedling_protection import promises
from delivery.seedling_protection.delivered import seedling_figures
from delivery.seedling_protection.models import (
    ClassLine,
    Distribution,
    Facility,
    HallVisit,
    School,
    SupplyItem,
    SupplyLot,
    TrainingSession,
    VisitSlot,
)
from tests.factories.funds import fund_with
from tests.journeys.conftest import Hand, photo

pytestmark = pytest.mark.both_databases
HOME = "410172160-xihuchuntian"


@pytest.fixture
def bureau(cast):
    """Somebody of the Social Affairs Bureau, which runs the programme together with the federation."""
    person = type(cast["outsider"]).objects.create_user("bureau", password="x" * 12, display_name="社演员")
    grant_role(user=person, role=roles.BUREAU_VERIFIER, area=None, by=None, at=timezone.now())
    return Hand(person)


BASE = "seedling_protection:"


def test_from_the_school_to_its_figures(hands, bureau, cast, places, monkeypatch):
    today, fund, school_hand = timezone.localdate(), fund_with(30_000_000, code="seedlings"), hands["partner"]
    bureau.send(f"{BASE}new_school", name="实验小学", stage="primary", area=places[HOME].pk, pupils=1200)
    school = School.objects.get()
    bureau.send(f"{BASE}add_contact", school.pk, user=cast["partner"].pk)
    facility = a_booked_hall(hands, school, places, fund)
    bags_for_two_classes(hands, bureau, school, fund)
    training = a_planned_training(bureau, school, fund)

    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    for name in ("reviewer", "partner", "accountant", "worker", "outsider"):
        hands[name].client.force_login(cast[name])  # three days later, the sessions of before are over
    hands["reviewer"].send(f"{BASE}count_visit", HallVisit.objects.get().reference, came=38)
    facts = {"grade_3": 80, "quizzed": 60, "quiz_before": "61.5", "quiz_after": "82"}
    school_hand.send(f"{BASE}record_training", training.reference, **facts)
    for kind, row in (("facility", facility), ("lot", SupplyLot.objects.get()), ("training", training)):
        hands["accountant"].send(f"{BASE}book_cost", kind, row.pk)

    fund.refresh_from_db()
    assert fund.balance_fen == 30_000_000 - 10_000_000 - 100 * 6_000 - 150_000
    told = {f"{row.label}": row.number for row in seedling_figures(today, today + timedelta(days=3))}
    assert sorted(told.values(), reverse=True)[:3] == [82, 80, 38], told
    assert hands["worker"].get(f"{BASE}school", school.pk).status_code == 200
    assert hands["outsider"].get(f"{BASE}school", school.pk).status_code == 404
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []


def a_booked_hall(hands, school, places, fund):
    """Planned, built, opened, and one hour of it taken by a class."""
    keeper, today = hands["reviewer"], timezone.localdate()
    hall = {"kind": "red_hall", "name": "红色文化展馆", "area": places[HOME].pk, "keeper": "馆演员", "hours": "9–17点"}
    keeper.send(f"{BASE}new_facility", **hall, capacity=50, minutes=60, cost_fen="100000", fund=fund.pk)
    facility = Facility.objects.get()
    keeper.send(f"{BASE}facility_step", facility.pk, "build")
    keeper.send(f"{BASE}facility_step", facility.pk, "open", on=f"{today}")
    first = timezone.localtime() + timedelta(days=2)
    keeper.send(f"{BASE}offer_slots", facility.pk, first=f"{first:%Y-%m-%dT%H:00}", number=1, guide="讲演员")
    group = {"school": school.pk, "class_name": "三年级1班", "headcount": 40, "teacher": "师演员"}
    hands["partner"].send(f"{BASE}book_visit", VisitSlot.objects.get().pk, **group)
    return facility


def bags_for_two_classes(hands, bureau, school, fund):
    """84 are handed over, two come back: 82 stay."""
    keeper, school_hand = hands["reviewer"], hands["partner"]
    keeper.send(f"{BASE}new_item", kind="bag", name="安全功能书包A型", standard="GB 21027", low_at=10)
    item = SupplyItem.objects.get()
    lot = {"number": "B-1", "origin": "bought", "supplier": "书包厂", "certificate": "HG-1", "quantity": 100}
    keeper.send(f"{BASE}new_lot", item=item.pk, **lot, unit_fen="60", fund=fund.pk)
    classes = {"classes": "三年级1班 40\n三年级2班 45", "day": f"{timezone.localdate()}"}
    bureau.send(f"{BASE}new_distribution", school=school.pk, item=item.pk, **classes)
    for line, number in zip(ClassLine.objects.order_by("pk"), (40, 44), strict=True):
        school_hand.send(f"{BASE}hand_over", line.pk, quantity=number, teacher="师演员", upload=photo())
    school_hand.send(f"{BASE}take_back", ClassLine.objects.order_by("pk").last().pk, returned=2, damaged=0)
    school_hand.send(f"{BASE}distribution_step", Distribution.objects.get().reference, "finish")


def a_planned_training(bureau, school, fund):
    begins = timezone.localtime() + timedelta(days=1)
    plan = {"topic": "drowning", "minutes": 45, "trainer": "训演员", "qualification": "红十字救护师"}
    plan |= {"starts_at": f"{begins:%Y-%m-%dT%H:%M}", "cost_fen": "1500", "fund": fund.pk}
    bureau.send(f"{BASE}new_training", school=school.pk, **plan)
    return TrainingSession.objects.get()
