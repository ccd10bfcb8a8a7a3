"""What applications tell the benefit ledger, to whom, and the warning beside a new case."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from applications import states as s
from applications.benefits import application_benefits, outcome_of, unclaimed_of
from applications.case_page import CasePage
from applications.models import Application, UnclaimedAid
from applications.services.unclaimed import dismiss_unclaimed_aid, find_unclaimed_aid, restore_unclaimed_aid
from beneficiaries.benefits import ASKED, ENDED, RECEIVED, REFUSED
from beneficiaries.services import add_member, open_household
from programs.services import close_program, open_program
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import NOW, HardshipCertificateFactory, PersonFactory

pytestmark = pytest.mark.django_db


def ledger(user, *people):
    return application_benefits(user, [person.pk for person in people])


def test_every_state_has_its_outcome():
    outcomes = {state: outcome_of(state) for state in s.STATES if state != s.DRAFT}

    assert {state for state, outcome in outcomes.items() if outcome == RECEIVED} == set(s.DECIDED_YES)
    assert {state for state, outcome in outcomes.items() if outcome == REFUSED} == {s.REJECTED, s.NOT_ACCEPTED}
    assert {state for state, outcome in outcomes.items() if outcome == ENDED} == {
        s.WITHDRAWN,
        s.TERMINATED,
        s.RECOVERING,
        s.RECOVERED,
    }
    assert outcomes[s.SUBMITTED] == outcomes[s.RECONSIDERATION] == ASKED


def test_a_case_is_one_line_for_those_who_see_it(submitted, worker, worker2, applicant):
    person = submitted.applicant

    (line,) = ledger(worker, person)

    assert (line.person_id, line.outcome, line.kind, line.amount_fen) == (person.pk, ASKED, "student_aid", None)
    assert (line.url, line.source) == (f"/applications/{submitted.reference}/", submitted.source)
    assert [len(ledger(user, person)) for user in (applicant, worker2)] == [1, 0]


def test_a_confidential_case_is_told_to_its_handler_only(submitted, reviewer, officer):
    Application.objects.filter(pk=submitted.pk).update(is_confidential=True, handler=officer)

    assert [len(ledger(user, submitted.applicant)) for user in (officer, reviewer)] == [1, 0]


def test_the_ledger_asks_one_query(submitted, worker, django_assert_num_queries):
    ledger(worker, submitted.applicant)

    with django_assert_num_queries(1):
        ledger(worker, submitted.applicant)


AUTUMN = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def pupil(program, community, approver, worker):
    open_program(program=program, by=approver, at=AUTUMN)
    child = PersonFactory(name="陈示乙", area=community, birth_date=date(2015, 5, 1))
    HardshipCertificateFactory(person=child, category="DIBAO", checked_by=worker, checked_at=AUTUMN)
    find_unclaimed_aid(at=AUTUMN)
    return child


def test_a_household_is_told_of_aid_that_it_did_not_ask_for(pupil, program, worker, worker2, applicant):
    on = timezone.localdate(AUTUMN)

    (line,) = unclaimed_of(worker, [pupil.pk], on)

    assert (line.person_id, line.title) == (pupil.pk, program.title)
    assert line.url == f"/applications/unclaimed/?program={program.pk}&area={pupil.area_id}"
    assert "最低生活保障" in line.reason
    assert [unclaimed_of(user, [pupil.pk], on) for user in (worker2, applicant)] == [[], []]


def test_a_dismissed_find_and_a_closed_program_are_not_told(pupil, program, worker, approver):
    on = timezone.localdate(AUTUMN)
    find = UnclaimedAid.objects.get()
    dismiss_unclaimed_aid(find=find, reason="not_wanted", by=worker, at=AUTUMN)
    assert unclaimed_of(worker, [pupil.pk], on) == []
    restore_unclaimed_aid(find=find, by=worker, at=AUTUMN)

    close_program(program=program, by=approver, at=AUTUMN)

    assert unclaimed_of(worker, [pupil.pk], on) == []


def test_the_ledger_page_of_a_household_shows_it_with_the_name(client, pupil, worker, monkeypatch):
    home = open_household(head=pupil, by=None, at=AUTUMN)
    monkeypatch.setattr(timezone, "localdate", lambda at=None: date(2026, 3, 2))
    client.force_login(worker)

    page = client.get(home.get_absolute_url())

    assert [(line.person_id, name) for line, name in page.context["unclaimed"]] == [(pupil.pk, "陈示乙")]
    assert "/applications/unclaimed/?program=" in page.content.decode()


def test_a_new_case_meets_the_open_case_of_the_brother(submitted, program, community, worker):
    home = open_household(head=submitted.applicant, by=None, at=NOW)
    brother = PersonFactory(name="陈示乙", area=community)
    add_member(household=home, person=brother, relation="sibling", by=None, at=NOW)
    other = make_application(program, community, applicant=brother)

    page = CasePage(submitted, worker, NOW)

    assert [line.source for line in page.overlaps] == [other.source]
    assert page.meets_the_same_scheme


def test_other_aid_is_told_and_strangers_are_not(submitted, community, worker, places):
    stranger = PersonFactory(area=community)
    make_application(submitted.program, community, applicant=stranger)
    other = make_application(make_program("employee_illness_aid"), community, applicant=submitted.applicant)

    page = CasePage(submitted, worker, NOW)

    assert [line.source for line in page.overlaps] == [other.source]
    assert not page.meets_the_same_scheme


def test_the_warning_stands_on_the_page_of_the_case(client, submitted, community, worker):
    other = make_application(make_program("employee_illness_aid"), community, applicant=submitted.applicant)
    client.force_login(worker)

    text = client.get(f"/applications/{submitted.reference}/").content.decode()

    assert f"/applications/{other.reference}/" in text


def test_the_page_of_the_household_shows_the_case(client, submitted, worker):
    home = open_household(head=submitted.applicant, by=None, at=NOW)
    client.force_login(worker)

    response = client.get(home.get_absolute_url())

    assert [line.benefit.source for line in response.context["ledger"].lines] == [submitted.source]
    assert [(year.asked, year.received) for year in response.context["ledger"].years] == [(1, 0)]
