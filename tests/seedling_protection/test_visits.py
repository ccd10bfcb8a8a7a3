"""Facilities, visiting hours, groups: an hour is never overbooked, whoever writes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from delivery.seedling_protection import promises, states
from delivery.seedling_protection.models import Facility, HallVisit, School, VisitSlot
from delivery.seedling_protection.services import facilities, schools
from tests.factories.seedling_protection import AT, FIRST_HOUR, book, bureau_person, make_slot, open_hall
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(cast, places):
    return make_slot(open_hall(cast, places), cast)


def test_a_class_books_comes_and_is_counted(slot, school, cast):
    visit = book(slot, school, cast["partner"])
    came = facilities.count_visit(visit=visit, came=28, by=cast["reviewer"], at=FIRST_HOUR)

    slot.refresh_from_db()
    assert (came.state, came.came, slot.taken, slot.left) == (states.CAME, 28, 30, 20)
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []


def test_a_group_that_is_too_large_is_told_what_is_left(slot, school, cast):
    book(slot, school, cast["partner"])

    with pytest.raises(facilities.FullyBooked, match="Only 20 places"):
        book(slot, school, cast["partner"], name="三年级2班", headcount=21)
    assert VisitSlot.objects.get().taken == 30


def test_a_cancelled_visit_frees_its_places_and_its_class(slot, school, cast):
    visit = book(slot, school, cast["partner"], headcount=50)
    facilities.cancel_visit(visit=visit, by=cast["partner"], at=AT)

    assert VisitSlot.objects.get().taken == 0
    assert book(slot, school, cast["partner"], headcount=50).state == states.BOOKED


def test_nobody_who_did_not_come_is_counted(slot, school, cast):
    visit = book(slot, school, cast["partner"])

    with pytest.raises(Refused, match="not begun"):
        facilities.count_visit(visit=visit, came=3, by=cast["reviewer"], at=AT)
    with pytest.raises(Refused, match="Not more"):
        facilities.count_visit(visit=visit, came=31, by=cast["reviewer"], at=FIRST_HOUR)
    assert facilities.count_visit(visit=visit, came=0, by=cast["reviewer"], at=FIRST_HOUR).state == states.MISSED


def test_a_class_books_an_hour_once_and_not_when_it_has_begun(slot, school, cast):
    book(slot, school, cast["partner"], headcount=5)

    with pytest.raises(Refused, match="booked for this hour already"):
        book(slot, school, cast["partner"], headcount=5)
    group = facilities.Group(class_name="四年级1班", headcount=5, teacher="师演员")
    with pytest.raises(Refused, match="cannot be booked any more"):
        facilities.book_visit(slot=slot, school=school, group=group, by=cast["partner"], at=FIRST_HOUR)


def test_only_the_school_and_the_organisers_book_for_it(slot, school, cast):
    for name in ("outsider", "worker", "volunteer", "auditor"):
        with pytest.raises(NotAllowed, match="contact persons"):
            book(slot, school, cast[name])
    contact = school.contacts.get()
    schools.end_contact(contact=contact, by=cast["reviewer"], at=AT)
    with pytest.raises(NotAllowed):
        book(slot, school, cast["partner"])
    assert book(slot, school, bureau_person()).state == states.BOOKED


@pytest.mark.both_databases
def test_the_database_refuses_an_overbooked_hour_and_a_wrong_count(slot, school, cast):
    book(slot, school, cast["partner"])
    row = {"school": school, "state": "booked", "state_since": AT, "booked_at": AT, "booked_by": cast["partner"]}

    with pytest.raises(IntegrityError, match="overbooked"), transaction.atomic():
        HallVisit.objects.create(slot=slot, reference="HG-1", class_name="5", headcount=21, teacher="师", **row)
    with pytest.raises(IntegrityError, match="follow its visits"), transaction.atomic():
        VisitSlot.objects.update(taken=0)
    with pytest.raises(IntegrityError, match="not deleted"), transaction.atomic():
        HallVisit.objects.all().delete()
    assert VisitSlot.objects.get().taken == 30


def test_hours_follow_one_another_and_do_not_overlap(cast, places):
    hall = open_hall(cast, places)
    made = facilities.offer_slots(facility=hall, first=FIRST_HOUR, number=3, guide="", by=cast["reviewer"], at=AT)

    assert [slot.starts_at for slot in made] == [FIRST_HOUR + timedelta(hours=turn) for turn in range(3)]
    with pytest.raises(Refused, match="already"):
        facilities.offer_slots(
            facility=hall, first=FIRST_HOUR + timedelta(minutes=150), number=1, guide="", by=cast["reviewer"], at=AT
        )


def test_a_facility_closes_when_nobody_is_booked(slot, school, cast):
    visit = book(slot, school, cast["partner"])

    with pytest.raises(Refused, match="Groups are booked"):
        facilities.close_facility(facility=slot.facility, by=cast["approver"], at=AT)
    facilities.cancel_visit(visit=visit, by=cast["partner"], at=AT)
    closed = facilities.close_facility(facility=slot.facility, by=cast["approver"], at=AT)
    again = facilities.open_facility(facility=closed, on=date(2026, 3, 2), by=cast["approver"], at=AT)
    assert (again.state, again.opened_on) == (states.OPEN, date(2026, 3, 1))


@pytest.mark.both_databases
def test_a_state_needs_its_event(slot):
    with pytest.raises(IntegrityError, match="audit event"), transaction.atomic():
        Facility.objects.update(state="closed")


def test_schools_see_themselves_and_what_is_open(slot, school, cast, places):
    other = School.objects.create(name="第二中学(测试)", stage="junior", area=places["410172561-wawuli"], entered_at=AT)
    book(slot, school, cast["partner"])
    seen = {
        name: (School.objects.visible_to(cast[name]).count(), HallVisit.objects.visible_to(cast[name]).count())
        for name in ("partner", "reviewer", "officer", "worker2", "volunteer", "outsider")
    }

    assert seen == {
        "partner": (1, 1),
        "reviewer": (2, 1),
        "officer": (1, 1),
        "worker2": (1, 0),
        "volunteer": (0, 0),
        "outsider": (0, 0),
    }
    assert [Facility.objects.visible_to(cast[name]).count() for name in ("partner", "worker2", "outsider")] == [1, 0, 0]
    with pytest.raises(Refused, match="no account of a partner"):
        schools.add_contact(school=other, user=cast["volunteer"], by=cast["reviewer"], at=AT)
