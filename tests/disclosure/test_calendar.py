"""The statutory calendar: what is due on which day, and that everybody is told once."""

from datetime import UTC, date, datetime

import pytest

from audit.models import Event
from disclosure import services
from disclosure.deadlines import dues_between, find_due
from disclosure.models import Occasion, Organisation, StatutoryRule
from disclosure.reminders import plan_deadline_reminders
from tests.disclosure.test_views import ORGANISATION
from tests.factories.donations import make_campaign
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


def days(code, first=date(2025, 1, 1), last=date(2027, 12, 31)):
    return [due.due_on.isoformat() for due in dues_between(first, last) if due.rule.code == code]


def told(code):
    return Event.objects.filter(code=code).order_by("pk").values_list("dedupe_key", flat=True)


def test_a_long_campaign_tells_of_its_progress_every_three_months(cast):
    make_campaign(cast, starts_on=date(2026, 1, 31), ends_on=date(2026, 11, 15))

    assert days("campaign-progress") == ["2026-04-30", "2026-07-31", "2026-10-31"]
    assert days("campaign-account") == ["2027-02-15"]


def test_a_short_campaign_only_accounts_for_itself(cast):
    make_campaign(cast, starts_on=date(2026, 1, 1), ends_on=date(2026, 7, 1))

    assert days("campaign-progress") == []
    assert days("campaign-account") == ["2026-10-01"]


def test_the_annual_report_is_due_by_the_end_of_may():
    assert days("annual-report") == ["2025-05-31", "2026-05-31", "2027-05-31"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("certificates", "due"),
    [
        ((), ["2026-05-31", "2027-05-31"]),  # not described yet: as without
        (((date(2020, 1, 1), ""),), ["2026-05-31", "2027-05-31"]),
        (((date(2020, 1, 1), "53410100"),), []),
        (((date(2020, 1, 1), ""), (date(2026, 6, 1), "53410100")), ["2026-05-31"]),
        (((date(2020, 1, 1), ""), (date(2026, 5, 31), "53410100")), []),
        (((date(2020, 1, 1), "53410100"), (date(2027, 1, 1), "")), ["2027-05-31"]),
    ],
)
def test_who_has_no_certificate_on_the_day_publishes_major_projects_by_the_end_of_may(certificates, due):
    """民政部令81号, in force since 2026: nothing is due in May 2025."""
    for valid_from, number in certificates:
        Organisation.objects.create(**ORGANISATION | {"valid_from": valid_from, "certificate_no": number})

    assert days("major-projects") == due
    assert days("annual-report") == ["2025-05-31", "2026-05-31", "2027-05-31"]  # binds everybody


def test_a_rule_may_bind_only_who_has_a_certificate():
    StatutoryRule.objects.filter(code="annual-report").update(bound="with")
    Organisation.objects.create(**ORGANISATION | {"valid_from": date(2026, 1, 1), "certificate_no": "53410100"})

    assert days("annual-report") == ["2026-05-31", "2027-05-31"]


def test_the_calendar_costs_as_many_queries_for_one_campaign_as_for_three(cast, django_assert_num_queries):
    for number in (1, 2):
        for place in range(number):
            make_campaign(cast, code=f"days-{number}-{place}", starts_on=date(2026, 1, 31), ends_on=date(2026, 11, 15))
        with django_assert_num_queries(6):
            days("campaign-progress")


def test_an_emergency_is_told_of_every_five_days():
    Occasion.objects.create(kind="emergency", title_zh="暴雨", started_on=date(2026, 7, 20), ended_on=date(2026, 8, 1))
    Occasion.objects.create(kind="change", title_zh="购置房产", started_on=date(2026, 3, 1))

    assert days("emergency-receipts") == ["2026-07-25", "2026-07-30"]
    assert days("major-change") == ["2026-03-31"]


def test_a_rule_that_ended_sets_no_deadline():
    StatutoryRule.objects.filter(code="annual-report").update(valid_to=date(2026, 1, 1))

    assert days("annual-report") == []


def test_reminders_come_twice_before_and_once_after_whatever_night_was_missed():
    for day in (1, 1, 20, 20, 21, 31):
        plan_deadline_reminders(at=datetime(2026, 5, day, 2, 0, tzinfo=UTC))
    plan_deadline_reminders(at=datetime(2026, 6, 9, 2, 0, tzinfo=UTC))

    annual, projects = "annual-report:year-2025:2026-05-31", "major-projects:year-2025:2026-05-31"
    assert list(told("disclosure.deadline_near")) == [
        f"disclosure-{stage}:{key}" for stage in ("first", "last") for key in (annual, projects)
    ]
    assert {f"disclosure-late:{annual}", f"disclosure-late:{projects}"} <= set(told("disclosure.deadline_missed"))


def test_what_was_published_is_not_reminded_of(cast):
    for rule in ("major-projects", "annual-report"):
        due = find_due(rule, "year-2025", date(2026, 5, 31))
        services.note_done(due=due, published_on=date(2026, 5, 19), where="慈善中国", by=cast["accountant"], at=AT)

    plan_deadline_reminders(at=AT)

    assert list(told("disclosure.deadline_near")) == []
    with pytest.raises(Refused):
        services.note_done(due=due, published_on=date(2026, 5, 19), where="慈善中国", by=cast["reviewer"], at=AT)
    with pytest.raises(NotAllowed):
        services.note_done(due=due, published_on=date(2026, 5, 19), where="x", by=cast["worker"], at=AT)


def test_the_calendar_notes_a_publication(client, cast):
    client.force_login(cast["accountant"])
    url = "/transparency/office/calendar/annual-report/year-2025/2026-05-31/"
    when = {"published_on": "2026-05-19", "where": "慈善中国"}

    assert client.post(url, when).status_code == 302
    assert client.post(url, when).status_code == 422
    assert "慈善中国" in client.get("/transparency/office/calendar/").content.decode()
    for wrong in ("2026-05-30", "2026-13-40", "soon"):
        assert client.get(url.replace("2026-05-31", wrong)).status_code == 404
