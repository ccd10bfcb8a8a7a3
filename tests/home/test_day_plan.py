"""The plan of the day: my own errands, by community in the order of the round, neighbours together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applications import states as s
from applications.models import Application, UnclaimedAid
from applications.services.intake import assign_application, return_for_documents
from applications.services.unclaimed import find_unclaimed_aid, start_from_unclaimed_aid
from areas.services import update_area
from beneficiaries.services import update_person
from home import day_plan
from home.day_plan import in_walking_order, plan_of
from home.plan_sources import Errand, finds, steps
from programs.services import open_program
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import DocumentFactory, HardshipCertificateFactory, PersonFactory
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db
HOME = "410172160-xihuchuntian"


@pytest.fixture
def program(places):
    return make_program("student_aid")


def lines(user, now):
    plan = plan_of(user, now=now)
    return [(stop.area.code, [line.errand.kind for line in stop.lines]) for stop in plan.stops]


def assigned(program, area, user, at, **changes):
    case = make_application(program, area, at=at, **changes)
    return assign_application(application=case, handler=user, by=user, at=at)


def test_visits_of_mine_and_nobody_elses(cast, places, program):
    now = timezone.now()
    case_in(s.SURVEYING, program, places[HOME], cast, at=now - timedelta(days=20), limit=now)

    assert lines(cast["worker"], now) == [(HOME, ["visit"])]
    assert lines(cast["worker2"], now) == []


def test_overdue_steps_papers_that_came_and_answers_that_are_near(cast, places, program):
    now, worker = timezone.now(), cast["worker"]
    late = assigned(program, places[HOME], worker, now - timedelta(days=30))
    returned = assigned(program, places[HOME], worker, now - timedelta(days=1))
    return_for_documents(application=returned, items=["DOC_ID"], note="", by=worker, at=now - timedelta(hours=2))
    assert lines(worker, now) == [(HOME, ["overdue"])]

    document = DocumentFactory(person=returned.applicant, kind="DOC_ID")
    returned.papers.create(document=document, kind="DOC_ID", added_at=now - timedelta(hours=1), added_by=worker)

    assert lines(worker, now) == [(HOME, ["overdue", "papers_came"])]
    returned.refresh_from_db()
    near = returned.due_at - timedelta(hours=5)
    assert {kind for _area, kinds in lines(worker, near) for kind in kinds} == {
        "overdue",
        "papers_came",
        "answer_near",
    }
    assert late.reference


def test_papers_and_certificates_that_run_out(cast, places, program):
    now, worker = timezone.now(), cast["worker"]
    case = assigned(program, places[HOME], worker, now)
    soon = timezone.localdate(now) + timedelta(days=10)
    for day in (soon, soon + timedelta(days=90)):
        document = DocumentFactory(person=case.applicant, kind="DOC_ID", expires_on=day)
        case.papers.create(document=document, kind="DOC_ID", added_at=now, added_by=worker)
    HardshipCertificateFactory(person=case.applicant, valid_to=soon)

    assert lines(worker, now) == [(HOME, ["expiring", "expiring"])]


def test_a_visit_afterwards_of_mine_and_nobody_elses(cast, places, program):
    now = timezone.now()
    case = case_in(s.FOLLOW_UP, program, places[HOME], cast, at=now - timedelta(days=60), limit=now)
    Application.objects.filter(pk=case.pk).update(handler=cast["worker"], due_at=now - timedelta(days=1))

    (errand,) = steps(cast["worker"], now)

    found = (errand.kind, errand.title, errand.who, errand.url, errand.detail)
    assert found == ("follow_up", "回访", case.applicant.name, f"/applications/{case.reference}/", case.reference)
    assert lines(cast["worker"], now) == [(HOME, ["follow_up"])]
    assert lines(cast["worker2"], now) == []


def test_aid_that_nobody_asked_for_is_named_with_a_mask_until_it_is_followed_up(cast, places):
    now, worker = timezone.now(), cast["worker"]
    program = open_program(program=make_program("student_aid", always_open=True), by=cast["approver"], at=now)
    child = PersonFactory(area=places[HOME], birth_date=now.date() - timedelta(days=3700), name="演小河")
    HardshipCertificateFactory(person=child, category="DIBAO", checked_by=worker, checked_at=now)
    assert find_unclaimed_aid(at=now) == 1

    (errand,) = finds(worker, now)

    found = (errand.kind, errand.title, errand.who, errand.url, errand.detail, errand.due_at)
    assert found == ("find", "应助未申", child.masked_name, "/applications/unclaimed/", program.title, None)
    assert lines(worker, now) == [(HOME, ["find"])]
    assert lines(cast["worker2"], now) == []

    start_from_unclaimed_aid(find=UnclaimedAid.objects.get(), by=worker, at=now)
    assert lines(worker, now) == []


def test_communities_stand_in_the_order_that_staff_set(cast, places, program):
    now, officer, admin = timezone.now(), cast["officer"], cast["admin"]
    others = [area for area in places.values() if area.parent_id == places[HOME].parent_id and area.code != HOME]
    other = others[0]
    for area in (places[HOME], other):
        assigned(program, area, officer, now - timedelta(days=30))
    first = min(HOME, other.code)
    assert [code for code, _kinds in lines(officer, now)] == sorted((HOME, other.code))

    update_area(area=places[first], by=admin, at=now, visiting_order=9)

    assert [code for code, _kinds in lines(officer, now)] == sorted((HOME, other.code), reverse=True)


def test_neighbours_stand_together_the_first_deadline_first(db):
    now = timezone.now()
    here = [
        PersonFactory.build(building_index=house, name=name)
        for house, name in (("h1", "甲"), ("h2", "乙"), ("h1", "丙"), (None, "丁"))
    ]

    def errand(person, hours):
        return Errand("overdue", "", person.name, f"/{person.name}/", 1, now + timedelta(hours=hours), person=person)

    ordered = in_walking_order([errand(p, h) for p, h in zip(here, (5, 3, 1, 2), strict=True)])

    assert [one.who for one in ordered] == ["丙", "甲", "丁", "乙"]


def test_a_confidential_case_shows_its_alias_and_no_door(client, cast, places):
    now, officer = timezone.now(), cast["officer"]
    program = make_program("judicial_aid_fund")
    case = assigned(program, places[HOME], officer, now - timedelta(days=30))
    client.force_login(officer)

    page = client.get("/my-day/plan/").content.decode()

    assert case.shown_name in page
    assert case.applicant.name not in page
    assert case.applicant.reference not in page


def test_telephone_and_address_are_masked(client, cast, places, program):
    now, worker = timezone.now(), cast["worker"]
    case = assigned(program, places[HOME], worker, now - timedelta(days=30))
    known = {"phone": "13700000042", "address": "郑州市高新区石佛办事处西湖春天小区7号楼"}
    update_person(person=case.applicant, by=worker, at=now, **known)
    client.force_login(worker)

    page = client.get("/my-day/plan/").content.decode()

    assert case.applicant.get_absolute_url() in page
    assert "137****0042" in page
    assert ("13700000042" in page, "7号楼" in page) == (False, False)


def test_what_does_not_fit_on_the_sheet_is_counted(cast, places, program, monkeypatch):
    monkeypatch.setattr(day_plan, "LINES", 2)
    now, worker = timezone.now(), cast["worker"]
    for _i in range(3):
        assigned(program, places[HOME], worker, now - timedelta(days=30))

    plan = plan_of(worker, now=now)

    assert (plan.count, plan.left_out) == (2, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_plan_asks_the_same_however_long_it_is(client, cast, places, program, rows, django_assert_num_queries):
    now, worker = timezone.now(), cast["worker"]
    for _i in range(rows):
        case = assigned(program, places[HOME], worker, now - timedelta(days=30))
        HardshipCertificateFactory(person=case.applicant, valid_to=timezone.localdate(now) + timedelta(days=5))
        case_in(s.SURVEYING, program, places[HOME], cast, at=now - timedelta(days=20), limit=now)
    client.force_login(worker)
    client.get("/my-day/plan/")

    with django_assert_num_queries(17):
        page = client.get("/my-day/plan/")

    assert page.context["plan"].count == 3 * rows
