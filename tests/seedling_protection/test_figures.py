"""Figures of the programme, per school and as charts; what the Social Affairs Bureau may do beside the federation."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from delivery.seedling_protection import figures
from delivery.seedling_protection.models import School
from delivery.seedling_protection.services import books, distributions, facilities, schools, supplies, trainings
from tests.factories.seedling_protection import (
    AT,
    FIRST_HOUR,
    book,
    bureau_person,
    facility_facts,
    held_training,
    make_books,
    make_item,
    make_lot,
    make_school,
    make_slot,
    open_hall,
    open_room,
    planned_distribution,
    planned_training,
    record_of,
    signed,
)
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def busy(cast, places, school):
    """A school with something of everything."""
    make_lot(cast, 100)
    [line, *_rest] = planned_distribution(cast, school).lines.order_by("pk")
    distributions.hand_over(line=line, quantity=40, receipt=signed(), by=cast["partner"], at=AT + 4 * DAY)
    held_training(cast, school)
    later = planned_training(cast, school, topic="fire")
    facts = record_of(grades={5: 30}, quizzed=20, quiz_before=50, quiz_after=80)
    trainings.hold_training(training=later, facts=facts, by=cast["partner"], at=AT + 2 * DAY)
    visit = book(make_slot(open_hall(cast, places), cast), school, cast["partner"], headcount=42)
    facilities.count_visit(visit=visit, came=38, by=cast["reviewer"], at=FIRST_HOUR + timedelta(hours=2))
    holding = make_books(open_room(cast, places), cast)
    loan = {"class_name": "三年级1班", "teacher": "师演员", "copies": 8, "due_on": (AT + 14 * DAY).date()}
    one = books.lend(holding=holding, school=school, by=cast["partner"], at=AT, **loan)
    books.give_back(loan=one, returned=3, lost=1, by=cast["partner"], at=AT + DAY)
    return school


def test_the_figures_of_each_school_are_its_own(busy, cast, places):
    quiet = make_school(cast, places, name="第二小学(测试)")

    found = figures.figures_of(School.objects.all())

    assert found == {
        busy.pk: figures.SchoolFigures(bags=40, sets=0, trainings=2, trained=185, visitors=38, books_out=4),
        quiet.pk: figures.SchoolFigures(),
    }
    assert figures.total_of(found.values()) == found[busy.pk]


def test_the_overview_charts_what_the_rows_say(busy, cast, client):
    client.force_login(cast["reviewer"])

    shown = client.get("/seedling-protection/").context

    topics = {name: pupils for name, pupils in shown["topic_bars"] if pupils}
    assert topics == {"防溺水": 155, "消防疏散": 30}
    assert shown["month_bars"] == [(f"{timezone.localtime(AT):%Y-%m}", 185)]
    assert [units for _lot, units in shown["store_bars"]] == [60]
    assert (shown["reached"], shown["schools"], shown["open_facilities"]) == (1, 1, 2)
    assert shown["gain"] == Decimal("24.2")  # (23 points × 100 sheets + 30 × 20) / 120


def act(name, cast, places, school, by):
    """One act of each kind, by this person."""
    acts = {
        "school": lambda: schools.enter_school(
            facts=schools.SchoolFacts("第三小学(测试)", "primary", school.area, 300), by=by, at=AT
        ),
        "facility": lambda: facilities.plan_facility(facts=facility_facts(places), by=by, at=AT),
        "slots": lambda: make_slot(open_hall(cast, places), {"reviewer": by}),
        "distribution": lambda: planned_distribution({"reviewer": by}, school),
        "training": lambda: planned_training({"reviewer": by}, school),
        "books": lambda: make_books(open_room(cast, places), {"reviewer": by}),
        "item": lambda: make_item({"reviewer": by}, name="另一款书包"),
        "lot": lambda: make_lot({"reviewer": by}, 5, number="B-9"),
        "write_off": lambda: supplies.write_off(
            lot=make_lot(cast, 5, number="B-8"), kind="lose", quantity=1, note="x", by=by, at=AT
        ),
    }
    return acts[name]()


@pytest.mark.parametrize("name", ["school", "facility", "slots", "distribution", "training", "books"])
def test_the_bureau_organises_like_the_federation(name, cast, places, school):
    make_lot(cast, 100)

    assert act(name, cast, places, school, bureau_person()) is not None


@pytest.mark.parametrize("name", ["item", "lot", "write_off"])
def test_goods_and_money_stay_with_the_federation(name, cast, places, school):
    make_item(cast)
    with pytest.raises(NotAllowed):
        act(name, cast, places, school, bureau_person())


def test_the_bureau_reads_every_school_and_no_stranger_does(busy, cast, client):
    seen = {}
    for person in (bureau_person(), cast["worker2"], cast["partner"], cast["outsider"]):
        client.force_login(person)
        seen[person.username] = client.get(busy.get_absolute_url()).status_code

    assert seen == {"bureau-tests": 200, "worker2": 404, "partner": 200, "outsider": 404}
