"""The pages of the programme: the road of a school over HTTP, lists that ask the same however long they are."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from delivery.seedling_protection import figures, promises, states
from delivery.seedling_protection.delivered import seedling_figures
from delivery.seedling_protection.demo import load_demo_seedlings
from delivery.seedling_protection.imports import BOOKS
from delivery.seedling_protection.models import ClassLine, Facility, HallVisit, School, SupplyLot, TrainingSession
from delivery.seedling_protection.services import facilities
from imports.kinds import Line
from tests.factories.grants import picture
from tests.factories.seedling_protection import (
    AT,
    book,
    facility_facts,
    held_training,
    make_books,
    make_lot,
    make_school,
    make_slot,
    open_hall,
    open_room,
    planned_distribution,
    planned_training,
)

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"seedling_protection:{name}", args=args)


def test_a_school_books_receives_and_records_on_its_phone(client, cast, places, school):
    hall = open_hall(cast, places)
    first = timezone.now() + timedelta(days=3)
    [slot] = facilities.offer_slots(facility=hall, first=first, number=1, guide="", by=cast["reviewer"], at=AT)
    make_lot(cast)
    line = planned_distribution(cast, school).lines.first()
    training = planned_training(cast, school)
    client.force_login(cast["partner"])
    group = {"school": school.pk, "class_name": "三年级1班", "headcount": 51, "teacher": "师演员"}

    full = client.post(url("book_visit", slot.pk), group)
    assert (full.status_code, HallVisit.objects.count()) == (422, 0)
    assert client.post(url("book_visit", slot.pk), {**group, "headcount": 40}).url == hall.get_absolute_url()
    unsigned = client.post(url("hand_over", line.pk), {"quantity": 40, "teacher": "师演员"})
    assert (unsigned.status_code, ClassLine.objects.get(pk=line.pk).handed_out) == (422, 0)
    given = client.post(url("hand_over", line.pk), {"quantity": 40, "teacher": "师演员", "upload": picture()})
    assert (given.status_code, ClassLine.objects.get(pk=line.pk).handed_out) == (302, 40)
    facts = {"grade_3": 80, "quizzed": 60, "quiz_before": "61.5", "quiz_after": "82", "note": ""}
    assert client.post(url("record_training", training.reference), facts).status_code == 302
    row = TrainingSession.objects.get()
    assert (row.state, row.attended, row.gain) == (states.HELD, 80, Decimal("20.50"))
    assert client.get(url("overview")).context["schools"].get() == school
    assert client.get(url("school", school.pk)).context["figures"].bags == 40
    assert client.get(url("schools")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [("schools", 9), ("distributions", 5), ("trainings", 5), ("facilities", 6)],
)
def test_a_list_asks_the_same_however_long_it_is(client, cast, places, django_assert_num_queries, rows, name, queries):
    for number in range(rows):
        school = make_school(cast, places, name=f"第{number}小学(测试)")
        planned_distribution(cast, school)
        held_training(cast, school)
        facilities.plan_facility(facts=facility_facts(places, name=f"{number}"), by=cast["reviewer"], at=AT)
    client.force_login(cast["reviewer"])
    client.get(url(name))

    with django_assert_num_queries(queries):
        assert client.get(url(name)).status_code == 200


def test_figures_count_what_happened_in_the_span(cast, places, school):
    held_training(cast, school)
    book(make_slot(open_hall(cast, places), cast), school, cast["partner"])
    found = {str(row.label): row.number for row in seedling_figures(date(2026, 3, 1), date(2026, 3, 31))}

    assert list(found.values()) == [1, 1, 155, 0, 0, 0]
    assert [row.number for row in seedling_figures(date(2025, 1, 1), date(2025, 12, 31))] == [0] * 6
    assert figures.quiz_gain(TrainingSession.objects.all()) == Decimal("23.0")
    assert (School.objects.count(), Facility.objects.count()) == (1, 1)


def test_the_demo_has_the_numbers_of_the_source_page_once(cast, places):
    now = timezone.now()
    load_demo_seedlings(cast, now)
    load_demo_seedlings(cast, now)

    lots = SupplyLot.objects.order_by("pk").values_list("received", "in_store", "delivered", "damaged")
    assert list(lots) == [(1000, 730, 264, 6), (1000, 730, 264, 6)]
    assert (TrainingSession.objects.count(), Facility.objects.count(), School.objects.count()) == (20, 6, 2)
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []


def test_a_list_of_books_is_judged_and_taken_over(cast, places):
    room = open_room(cast, places)
    make_books(room, cast)
    numbers = ("978-7-02-000220-7", "9787020002201", "9787870000019", "978-7-87-000001-9")
    lines = [
        Line(number, {}, values={"isbn": isbn, "title": f"读本{number}", "copies": "0" if number == 1 else "5"})
        for number, isbn in enumerate(numbers, 1)
    ]
    BOOKS.judge(lines, subject=str(room.pk), by=cast["reviewer"], at=AT)

    assert [[column for column, _sentence in line.errors] for line in lines] == [
        ["copies", "isbn"],
        ["isbn"],
        [],
        ["isbn"],
    ]
    assert BOOKS.take_over([lines[2]], subject=str(room.pk), by=cast["reviewer"], at=AT) == "9787870000019"
    assert list(room.holdings.order_by("pk").values_list("on_shelf", flat=True)) == [10, 5]
