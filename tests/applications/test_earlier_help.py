"""Before the handing in the family reads that it was helped in this period already (R06), and when it may ask again."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from applications import states as s
from applications.earlier_help import EarlierHelp, earlier_help
from applications.review_page import ReviewPage
from beneficiaries.models import HouseholdMember
from programs.registry import scheme
from tests.applications.test_drafts import open_pupils, start  # noqa: F401 - a fixture
from tests.factories.applications import make_program
from tests.factories.beneficiaries import HouseholdFactory, PersonFactory
from tests.factories.case_states import case_in


def asked(code, person, by, on=date(2026, 12, 1)):
    one = scheme(code)
    return earlier_help(one, person, parameters=one.default_parameters(), on=on, seen_by=by)


@pytest.fixture
def helped(cast, community):
    """Approved in the spring of 2026."""
    return case_in(s.APPROVED, make_program("employee_illness_aid"), community, cast, owner=cast["applicant"])


def test_the_case_the_end_of_the_year_and_the_next_day_are_named(cast, helped):
    found = asked("employee_illness_aid", helped.applicant, cast["applicant"])

    assert found == EarlierHelp(helped.reference, date(2026, 12, 31), date(2027, 1, 1))


def test_in_the_next_year_or_under_another_scheme_nothing_is_said(cast, helped):
    assert asked("employee_illness_aid", helped.applicant, cast["applicant"], on=date(2027, 1, 1)) is None
    assert asked("student_aid", helped.applicant, cast["applicant"]) is None
    assert asked("emergency_relief", helped.applicant, cast["applicant"]) is None


def test_whoever_may_not_open_that_case_reads_no_reference(cast, helped):
    found = asked("employee_illness_aid", helped.applicant, cast["outsider"])

    assert found == EarlierHelp("", date(2026, 12, 31), date(2027, 1, 1))


def test_a_refused_case_does_not_count(cast, community):
    refused = case_in(s.REJECTED, make_program("employee_illness_aid"), community, cast)

    assert asked("employee_illness_aid", refused.applicant, cast["worker"]) is None


def test_a_household_is_told_of_the_aid_of_another_member_and_of_the_next_window(cast, community):
    case = case_in(s.APPROVED, make_program("marginal_household_aid"), community, cast)
    husband = PersonFactory(area=community)
    household = HouseholdFactory(head=case.applicant, area=community)
    for person, relation in ((case.applicant, "self"), (husband, "spouse")):
        HouseholdMember.objects.create(household=household, person=person, relation=relation, valid_from="2020-01-01")

    found = asked("marginal_household_aid", husband, cast["worker"])

    assert found == EarlierHelp(case.reference, date(2026, 12, 31), date(2027, 3, 1))


def test_once_in_a_lifetime_there_is_no_next_time(cast, community):
    case = case_in(s.APPROVED, make_program("freshman_aid"), community, cast, at=datetime(2026, 7, 15, 1, tzinfo=UTC))

    assert asked("freshman_aid", case.applicant, cast["worker"]) == EarlierHelp(case.reference, None, None)


def test_the_last_page_says_it_before_the_handing_in(client, cast, helped, open_pupils, monkeypatch):  # noqa: F811
    told = EarlierHelp(helped.reference, date(2026, 12, 31), date(2027, 1, 1))
    monkeypatch.setattr(ReviewPage, "earlier_help", told)
    client.force_login(cast["applicant"])
    draft = start(client, open_pupils)

    page = client.get(reverse("applications:step", args=[draft.uuid, "review"])).text

    assert helped.reference in page
    assert "本期至 2026-12-31 止" in page
    assert "自 2027-01-01 起" in page
