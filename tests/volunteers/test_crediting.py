"""Minutes, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from volunteers.crediting import Span, Terms, creditable, hours, time_counted, time_given

TERMS = Terms(grace=30, day_limit=600, review_above=480, second_review_above=720)

NINE = datetime(2023, 9, 6, 1, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def span(start: int, end: int) -> Span:
    return Span(at(start), at(end))


@pytest.mark.parametrize(
    ("arrive", "came", "left", "expected"),
    [
        (None, None, None, (0, 120)),
        (None, 10, 100, (10, 100)),
        (None, -30, 200, (0, 150)),
        (-15, -30, None, (-15, 120)),
        (-15, None, None, (0, 120)),
    ],
)
def test_time_counted(arrive, came, left, expected):
    arrive_at, *moments = [None if minutes is None else at(minutes) for minutes in (arrive, came, left)]
    given = time_given(span(0, 120), *moments)

    assert time_counted(span(0, 120), arrive_at, given, TERMS.grace) == span(*expected)


def test_time_given_is_what_was_written_down():
    assert time_given(span(0, 120), at(-30), at(200)) == span(-30, 200)


@pytest.mark.parametrize(("minutes", "reviews"), [(0, 0), (480, 0), (481, 1), (720, 1), (721, 2)])
def test_long_days_are_reviewed(minutes, reviews):
    assert TERMS.reviews_for(minutes) == reviews


@pytest.mark.parametrize(
    ("credited", "that_day", "expected"),
    [
        ([], 0, (0, 120)),
        ([(-60, 0)], 60, (0, 120)),
        ([(-60, 30)], 90, (30, 120)),
        ([(90, 150)], 60, (0, 90)),
        ([(-60, 30), (30, 60)], 120, (60, 120)),
        ([(0, 120)], 120, (120, 120)),
        ([], 540, (0, 60)),
        ([], 600, (0, 0)),
        ([], 700, (0, 0)),
    ],
)
def test_creditable(credited, that_day, expected):
    assert creditable(span(0, 120), [span(*times) for times in credited], that_day, 600) == span(*expected)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, "0.0"), (2, "0.0"), (3, "0.1"), (90, "1.5"), (97, "1.6"), (2790, "46.5")]
)
def test_hours_are_rounded_half_up_once(minutes, expected):
    assert hours(minutes) == Decimal(expected)
