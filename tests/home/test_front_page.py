"""The public home: open programs, real figures, and nothing about a single family."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from applications import states as s
from applications.services.publicity import receive_objection
from home import selectors
from tests.browser import scenes
from tests.factories.applications import make_program
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db(transaction=True)  # scenes are put back whole where a test commits


def test_open_programs_are_shown_with_their_guide(client, cast, places):
    scenes.demo(cast, places)

    text = client.get("/").text

    assert 'href="/programs/student-aid/"' in text
    assert "困难中小学生救助" in text


def test_the_home_page_costs_the_same_with_many_programs(client, cast, places, django_assert_max_num_queries):
    scenes.demo(cast, places)

    with django_assert_max_num_queries(14):
        text = client.get("/").text

    assert text.count('<li class="prog">') == 9


def test_free_places_are_counted_until_sunday(cast, places):
    scenes.demo(cast, places)
    sunday_night = datetime(2026, 11, 29, 15, 59, tzinfo=UTC)

    assert selectors.free_places_this_week(sunday_night, date(2026, 11, 29)) == 0


@pytest.mark.parametrize(
    ("on", "first"), [(date(2026, 11, 23), date(2025, 12, 1)), (date(2026, 12, 1), date(2026, 1, 1))]
)
def test_the_chart_begins_eleven_months_ago(on, first):
    assert selectors.first_of_chart(on) == first


def test_no_bar_is_the_grant_of_a_few_families():
    paid = {date(2026, 1, 1): (2, 300_000), date(2026, 2, 1): (4, 500_000), date(2026, 3, 1): (4, 900_000)}

    bars = dict(selectors.monthly_bars(paid, date(2026, 11, 23)))

    assert bars["26-01"] == 0
    assert bars["26-02"] == 8_000
    assert bars["26-03"] == 0


def test_a_year_with_few_grants_has_no_chart():
    assert selectors.monthly_bars({date(2026, 1, 1): (4, 300_000)}, date(2026, 11, 23)) == []


def test_counts_of_nothing_are_not_shown(places):
    assert selectors.figures(date(2026, 11, 23)).numbers == []


def test_a_posting_that_was_objected_to_is_not_linked(cast, places):
    """Its page says that nothing is shown any more (410)."""
    now = timezone.now()
    program, community = make_program("employee_illness_aid"), places["410172160-xihuchuntian"]
    cases = [
        case_in(s.PUBLICITY, program, community, cast, at=now - timedelta(days=6), limit=now - timedelta(hours=1))
        for _number in range(2)
    ]
    hanging, disputed = (case.notices.get() for case in cases)
    receive_objection(notice=disputed, text="不实", name="", phone="", at=now)

    assert [notice.url for notice in selectors.latest_notices(now)] == [f"/notices/{hanging.reference}/"]
