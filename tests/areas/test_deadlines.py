from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from areas.deadlines import Light, amber_until, due_at, end_of, is_overdue, light
from areas.services import load_deadlines

SHANGHAI = ZoneInfo("Asia/Shanghai")
pytestmark = pytest.mark.django_db


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("lane", "key", "due"),
    [
        ("standard", "accept", at(2026, 3, 5, 23, 59, 59)),
        ("standard", "supplement", at(2026, 3, 16, 23, 59, 59)),
        ("standard", "publicity", at(2026, 3, 9, 23, 59, 59)),
        ("standard", "total", at(2026, 4, 14, 23, 59, 59)),
        ("judicial", "prelim", at(2026, 3, 4, 23, 59, 59)),
        ("judicial", "publicity", None),
        ("no-such-lane", "accept", None),
    ],
)
def test_due_at(lane, key, due):
    load_deadlines()

    assert due_at(lane, key, at(2026, 3, 2, 9, 30)) == due


def test_days_that_end_on_a_holiday_end_on_the_next_working_day():
    assert end_of(7, "day", at(2026, 9, 28, 10, 0)) == at(2026, 10, 8, 23, 59, 59)


def test_hours_run_through_the_night():
    assert end_of(48, "hour", at(2026, 10, 1, 22, 15)) == at(2026, 10, 3, 22, 15)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (at(2026, 3, 2, 23, 59), at(2026, 3, 3, 23, 59, 59)),
        (at(2026, 3, 3, 0, 1), at(2026, 3, 4, 23, 59, 59)),
    ],
)
def test_the_day_is_the_day_in_shanghai(start, due):
    utc = start.astimezone(ZoneInfo("UTC"))

    assert end_of(1, "working_day", utc) == due


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2026, 3, 10, 9, 0), Light("green", 3)),
        (at(2026, 3, 11, 9, 0), Light("amber", 2)),
        (at(2026, 3, 13, 23, 59, 59), Light("amber", 0)),
        (at(2026, 3, 14, 0, 0), Light("red", -1)),
        (at(2026, 3, 17, 9, 0), Light("red", -2)),
    ],
)
def test_light_counts_working_days(now, expected):
    assert light(at(2026, 3, 13, 23, 59, 59), now) == expected  # a Friday


def test_light_over_the_festival_is_about_working_days():
    assert light(at(2026, 2, 24, 23, 59, 59), at(2026, 2, 15, 9, 0)) == Light("amber", 1)


def test_without_due_time_there_is_no_light():
    assert light(None, at(2026, 3, 13)) is None
    assert is_overdue(None, at(2026, 3, 13)) is False


def test_overdue_is_strictly_after():
    due = at(2026, 3, 13, 23, 59, 59)

    assert [is_overdue(due, due), is_overdue(due, at(2026, 3, 14))] == [False, True]


@pytest.mark.parametrize("now", [at(2026, 3, day, 9, 0) for day in range(9, 16)])
def test_amber_until_is_the_same_line_as_light(now):
    limit = amber_until(now)

    for day in range(9, 28):
        due = at(2026, 3, day, 23, 59, 59)
        if not is_overdue(due, now):
            assert (light(due, now).colour == "amber") is (due <= limit)
