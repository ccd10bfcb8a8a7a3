"""The figures on the first page of the administration."""

import pytest
from django.utils import timezone

from home.dashboard import dashboard_for
from tests.browser import scenes

pytestmark = pytest.mark.django_db


def test_cases_are_counted_by_state_and_link_to_their_list(cast, places):
    scenes.cases(cast, places)

    dash = dashboard_for(cast["admin"], now=timezone.now())

    assert [(count.state.code, count.value, count.url) for count in dash.states] == [
        ("submitted", 5, "/admin/applications/application/?state__exact=submitted")
    ]
    assert sum(value for _month, value in dash.monthly) == 5


def test_an_empty_portal_has_no_chart(cast):
    dash = dashboard_for(cast["admin"], now=timezone.now())

    assert (dash.states, dash.monthly) == ([], [])


def test_the_first_page_shows_the_figures(client, cast, places):
    scenes.cases(cast, places)
    client.force_login(cast["admin"])

    text = client.get("/admin/").text

    assert "各专项资金可用余额" in text
    assert 'class="chart"' in text
    assert "dark_mode.css" not in text
