"""Workers from an employer's Excel: staged, checked, taken over; the newest list counts."""

from datetime import date

import pytest

from applications.demo.people import resident_id
from delivery.porridge_house.imports import WORKERS
from delivery.porridge_house.models import Employer, RosterEntry
from delivery.porridge_house.services.rosters import appoint_contact, dismiss_contact
from imports.kinds import Line
from tests.factories.beneficiaries import PersonFactory
from tests.factories.porridge_house import BREAKFAST, COMMUNITY
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
NEW, KNOWN = resident_id(date(1980, 1, 1), 401), "410199195501019057"


@pytest.fixture
def employer(db):
    return Employer.objects.create(name="环卫保洁公司(演示)", credit_code="91410199MADEM0B112")


def line(number, name="钱示五", **values):
    said = {
        "name": name, "id_number": number, "area": COMMUNITY, "active": "yes", "hardship": "yes", "leave_from": "",
        "leave_until": "", **values,
    }  # fmt: skip
    return Line(1, said, key=number, values=dict(said))


def judge(one, employer, by):
    WORKERS.judge([one], subject=employer.credit_code, by=by, at=BREAKFAST)
    return one.errors, one.known_as


def take(one, employer, by):
    return WORKERS.take_over([one], subject=employer.credit_code, by=by, at=BREAKFAST)


def test_a_known_worker_is_listed_and_a_new_one_registered(employer, reviewer, community):
    person = PersonFactory(name="钱示五", id_number=KNOWN, area=community)

    assert judge(line(KNOWN), employer, reviewer) == ([], "")
    assert take(line(KNOWN), employer, reviewer) == person.reference
    take(line(NEW, "环演甲"), employer, reviewer)

    listed = RosterEntry.objects.order_by("pk").values_list("person__name", "person__area__code", "hardship", "left_on")
    assert list(listed) == [("钱示五", COMMUNITY, True, None), ("环演甲", COMMUNITY, True, None)]
    assert judge(line(KNOWN), employer, reviewer) == ([], person.reference)


def test_what_is_wrong_with_a_line_is_said_beside_it(employer, reviewer, community):
    PersonFactory(name="钱示五", id_number=KNOWN, area=community)
    take(line(KNOWN), employer, reviewer)
    other = Employer.objects.create(name="另一家(演示)", credit_code="91410199MADEM0B2XR")

    assert [column for column, _s in judge(line(KNOWN, "别演人"), employer, reviewer)[0]] == ["name"]
    assert [column for column, _s in judge(line(KNOWN), other, reviewer)[0]] == ["active"]
    assert [c for c, _s in judge(line(KNOWN, leave_from="2026-05-01"), employer, reviewer)[0]] == ["leave_until"]
    backwards = line(KNOWN, leave_from="2026-05-02", leave_until="2026-05-01")
    assert [column for column, _s in judge(backwards, employer, reviewer)[0]] == ["leave_until"]
    leaves = line(KNOWN, active="no")
    assert judge(leaves, employer, reviewer) == ([], "")
    first, again = (WORKERS.taken_key([one], subject="x", at=BREAKFAST) for one in (line(KNOWN), leaves))
    assert first != again


def test_an_employer_sends_its_own_list_and_sees_no_other(employer, reviewer, partner, community, client):
    other = Employer.objects.create(name="另一家(演示)", credit_code="91410199MADEM0B2XR")
    PersonFactory(name="钱示五", id_number=KNOWN, area=community)
    take(line(KNOWN), other, reviewer)
    assert not WORKERS.may_import(partner)
    with pytest.raises(NotAllowed):
        take(line(NEW, "环演甲"), employer, partner)
    contact = appoint_contact(employer=employer, user=partner, by=reviewer, at=BREAKFAST)

    assert WORKERS.subjects(partner, BREAKFAST) == [(employer.credit_code, employer.name)]
    assert len(WORKERS.subjects(reviewer, BREAKFAST)) == 2
    client.force_login(partner)
    answers = [client.get(f"/imports/new/meal_workers/?of={one.credit_code}").status_code for one in (employer, other)]
    assert answers == [200, 404]
    take(line(NEW, "环演甲"), employer, partner)
    assert RosterEntry.objects.get(employer=employer).listed_by == partner
    [(column, sentence)] = judge(line(KNOWN), employer, partner)[0]
    assert (column, other.name in str(sentence)) == ("active", False)
    with pytest.raises(NotAllowed):
        take(line(NEW, "环演甲", active="no"), other, partner)

    dismiss_contact(contact=contact, by=reviewer, at=BREAKFAST)
    assert (bool(WORKERS.may_import(partner)), WORKERS.subjects(partner, BREAKFAST)) == (False, [])
    with pytest.raises(NotAllowed):
        appoint_contact(employer=employer, user=partner, by=partner, at=BREAKFAST)
