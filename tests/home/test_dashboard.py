"""The figures on the first page of the back office: for whom, how many, and the list behind each."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone, translation

from applications.models import Application
from home.dashboard import dashboard_for
from home.selectors import midnight
from notifications.models import Delivery
from tests.browser import scenes
from tests.factories.volunteers import make_shift
from volunteers.models import ShiftRole

pytestmark = pytest.mark.django_db(transaction=True)  # scenes are put back whole where a test commits

CASES = "/admin/applications/application/"


@pytest.fixture
def dashboard_of(cast):
    def look(name: str, now=None):
        request = RequestFactory().get("/admin/")
        request.user = type(cast[name]).objects.get(pk=cast[name].pk)
        cache.clear()
        with translation.override("en"):
            return dashboard_for(request, now=now or timezone.now())

    return look


def figures(dash) -> dict[str, str]:
    with translation.override("en"):
        return {str(figure.label): figure.value for figure in dash.figures}


def labels(dash) -> list[str]:
    return list(figures(dash))


CASE_FIGURES = [
    "To be checked",
    "In review",
    "Cases overdue",
    "Waiting for documents",
    "Approved, not yet paid",
    "Paid this month",
]
MESSAGES = ["Messages that did not arrive", "Messages in doubt"]
SHIFTS = "Shifts short of people tomorrow"
FUNDS = "Available in all funds"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("admin", [*CASE_FIGURES, FUNDS, *MESSAGES, SHIFTS]),
        ("auditor", [*CASE_FIGURES, FUNDS, *MESSAGES, SHIFTS]),
        ("reviewer", [*CASE_FIGURES, SHIFTS]),
        ("approver", CASE_FIGURES),
        ("accountant", ["Approved, not yet paid", "Paid this month", FUNDS]),
        ("worker", []),
        ("outsider", []),
    ],
)
def test_each_role_sees_the_figures_whose_list_it_may_open(dashboard_of, name, expected):
    assert labels(dashboard_of(name)) == expected


@pytest.mark.parametrize("name", ["admin", "auditor", "reviewer", "approver", "accountant"])
def test_every_figure_leads_to_a_list_that_opens(client, cast, places, dashboard_of, name):
    scenes.cases(cast, places)
    client.force_login(cast[name])
    dash = dashboard_of(name)

    answers = {line.url: client.get(line.url).status_code for line in (*dash.figures, *dash.states)}

    assert set(answers.values()) == {200}


def test_cases_are_counted_by_state_and_link_to_their_list(client, cast, places, dashboard_of):
    scenes.cases(cast, places)

    dash = dashboard_of("admin")

    assert [(count.state.code, count.value, count.url) for count in dash.states] == [
        ("submitted", 5, f"{CASES}?state=submitted")
    ]
    assert figures(dash)["To be checked"] == "5"
    late = Application.objects.overdue(at=timezone.now()).count()
    assert figures(dash)["Cases overdue"] == str(late)
    client.force_login(cast["admin"])
    assert client.get(f"{CASES}?due=overdue").context["cl"].paginator.totals.count == late


def test_decisions_are_counted_by_month(cast, places, dashboard_of):
    scenes.cases(cast, places)
    now = timezone.now()
    first, second, _rest = Application.objects.order_by("pk")[:3]
    Application.objects.filter(pk=first.pk).update(decided_at=now)
    Application.objects.filter(pk=second.pk).update(decided_at=now - timedelta(days=400))

    months = dict(dashboard_of("approver", now).monthly)

    assert len(months) == 12
    assert months == {**dict.fromkeys(months, 0), f"{timezone.localdate(now):%y-%m}": 1}


def test_an_empty_portal_has_no_chart(dashboard_of):
    dash = dashboard_of("admin")

    assert (dash.states, dash.monthly) == ([], [])


def test_a_shift_without_enough_people_tomorrow_counts(dashboard_of):
    now = timezone.now()
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1)) + timedelta(hours=6)
    make_shift(starts_at=tomorrow)
    make_shift(starts_at=tomorrow + timedelta(days=1))
    full = make_shift(starts_at=tomorrow)
    ShiftRole.objects.filter(shift=full).update(taken=1, minimum=1)

    assert figures(dashboard_of("admin", now))[SHIFTS] == "1"


def test_the_numbers_are_kept_for_a_minute(cast, places, django_assert_num_queries):
    scenes.cases(cast, places)
    request = RequestFactory().get("/admin/")
    request.user = cast["approver"]
    before = dashboard_for(request, now=timezone.now())

    Delivery.objects.all().delete()
    with django_assert_num_queries(0):
        after = dashboard_for(request, now=timezone.now())

    assert figures(after) == figures(before)


def test_the_first_page_shows_the_figures(client, cast, places):
    scenes.cases(cast, places)
    Application.objects.update(decided_at=timezone.now())
    client.force_login(cast["admin"])

    text = client.get("/admin/").text

    assert "各专项资金可用余额" in text
    assert 'class="chart"' in text
    assert "dark_mode.css" not in text
