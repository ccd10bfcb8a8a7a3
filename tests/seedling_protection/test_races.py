"""Many at once: an hour is not overbooked, stock is not handed out twice. Each with its control without the guard."""

from threading import Barrier

import pytest

from delivery.seedling_protection.models import BookHolding, HallVisit, SupplyLot, VisitSlot
from delivery.seedling_protection.services import books, distributions
from delivery.seedling_protection.services.facilities import FullyBooked
from delivery.seedling_protection.services.supplies import NotInStock
from tests.factories.seedling_protection import (
    AT,
    book,
    make_books,
    make_lot,
    make_school,
    make_slot,
    open_hall,
    open_room,
    planned_distribution,
    signed,
)
from tests.racing import race

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def test_ten_classes_at_once_do_not_overbook_an_hour(cast, places):
    school, slot = make_school(cast, places), make_slot(open_hall(cast, places), cast)

    results = race(10, lambda number: book(slot, school, cast["partner"], name=f"{number}班", headcount=20))

    assert [type(result) for result in results].count(FullyBooked) == 8
    assert (VisitSlot.objects.get().taken, HallVisit.objects.count()) == (40, 2)


def test_control_looking_first_sees_places_for_everybody(cast, places):
    slot, met = make_slot(open_hall(cast, places), cast), Barrier(3)

    def look(_number):
        left = VisitSlot.objects.get(pk=slot.pk).left
        met.wait(30)
        return left >= 20

    assert race(3, look) == [True, True, True]


def test_the_last_bags_are_handed_out_once(cast, places):
    school = make_school(cast, places)
    make_lot(cast, 40)
    one = planned_distribution(cast, school)
    lines = list(one.lines.all())

    results = race(
        2,
        lambda number: distributions.hand_over(
            line=lines[number], quantity=30, receipt=signed(number), by=cast["partner"], at=AT
        ),
    )

    assert [isinstance(result, NotInStock) for result in results].count(True) == 1
    assert SupplyLot.objects.values_list("in_store", "delivered").get() == (10, 30)


def test_the_last_copies_are_lent_once(cast, places):
    school, holding = make_school(cast, places), make_books(open_room(cast, places), cast)
    facts = {"holding": holding, "school": school, "teacher": "师演员", "copies": 6, "by": cast["partner"], "at": AT}
    due = AT.date().replace(day=30)

    results = race(3, lambda number: books.lend(class_name=f"{number}班", due_on=due, **facts))

    assert [isinstance(result, books.NotOnTheShelf) for result in results].count(True) == 2
    assert BookHolding.objects.values_list("on_shelf", "on_loan").get() == (4, 6)


def test_control_looking_first_sees_copies_for_both(cast, places):
    holding, met = make_books(open_room(cast, places), cast), Barrier(2)

    def look(_number):
        there = BookHolding.objects.get(pk=holding.pk).on_shelf
        met.wait(30)
        return there >= 6

    assert race(2, look) == [True, True]
