"""Minutes, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from volunteers.crediting import Span, creditable, hours, time_given

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
def test_time_given(arrive, came, left, expected):
    moments = [None if minutes is None else at(minutes) for minutes in (arrive, came, left)]

    assert time_given(span(0, 120), *moments) == span(*expected)


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
    assert creditable(span(0, 120), [span(*times) for times in credited], that_day) == span(*expected)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(0, "0.0"), (2, "0.0"), (3, "0.1"), (90, "1.5"), (97, "1.6"), (2790, "46.5")]
)
def test_hours_are_rounded_half_up_once(minutes, expected):
    assert hours(minutes) == Decimal(expected)
