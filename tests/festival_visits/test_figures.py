"""The charts of a season are counted from its rows."""

from datetime import timedelta

import pytest

from delivery.festival_visits.services.visits import record_visit
from tests.factories.festival_visits import (
    HOME,
    VISITED_AT,
    make_home,
    nominated,
    open_season,
    recorded,
    report,
    sign,
    walking,
)

pytestmark = pytest.mark.django_db


def test_the_charts_count_visits_by_place_and_day_and_homes_by_why(cast, places, client):
    season = open_season(cast, places)
    route = walking(season, places, cast, homes=3)
    first, second, third = route.visits.order_by("position")
    recorded(first, cast)
    recorded(third, cast, outcome="not_home")
    sign(second, cast["worker"])
    later = VISITED_AT + timedelta(days=2)
    record_visit(visit=second, report=report(cast, visited_at=later), by=cast["worker"], at=later)
    nominated(season, make_home(places[HOME]), cast["worker"], ground="illness")
    client.force_login(cast["officer"])

    shown = client.get("/festival-visits/2026/").context

    assert shown["visited_bars"] == [("石佛办事处", 2)]
    assert shown["day_bars"] == [("02-03", 1), ("02-04", 0), ("02-05", 1)]
    assert shown["ground_bars"] == [("最低生活保障", 3), ("家庭成员重病", 1)]
