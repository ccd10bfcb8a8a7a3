"""Ages, windows and periods at their edges."""

from datetime import date

import pytest

from programs.dates import (
    ONCE_PER_CASE,
    ONCE_PER_SCHOOL_YEAR,
    age_on,
    calendar_year,
    is_in_window,
    months_before,
    school_year,
)

LEAP_DAY = date(2012, 2, 29)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1948, 9, 5), date(2023, 9, 5), 75),  # golden case 1
        (date(1948, 9, 6), date(2023, 9, 5), 74),  # golden case 2
        (LEAP_DAY, date(2023, 2, 28), 10),
        (LEAP_DAY, date(2023, 3, 1), 11),  # a common year: the birthday is 1 March
        (LEAP_DAY, date(2024, 2, 28), 11),
        (LEAP_DAY, date(2024, 2, 29), 12),
        (date(2023, 9, 5), date(2023, 9, 5), 0),
    ],
)
def test_age(birth, day, age):
    assert age_on(birth, day) == age


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2023, 9, 5), 12, date(2022, 9, 5)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2023, 3, 31), 1, date(2023, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2022, 12, 31)),
        (date(2023, 5, 31), 1, date(2023, 4, 30)),
        (date(2023, 9, 5), 0, date(2023, 9, 5)),
    ],
)
def test_months_before(day, months, before):
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2023, 8, 31), False), (date(2023, 9, 1), True), (date(2023, 10, 15), True), (date(2023, 10, 16), False)],
)
def test_both_ends_belong_to_the_window(day, inside):
    assert is_in_window(day, "09-01", "10-15") is inside


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2023, 11, 30), False), (date(2023, 12, 31), True), (date(2024, 1, 31), True), (date(2024, 2, 1), False)],
)
def test_a_window_over_new_year(day, inside):
    assert is_in_window(day, "12-01", "01-31") is inside


def test_periods():
    assert school_year(date(2023, 8, 31)) == (date(2022, 9, 1), date(2023, 8, 31))
    assert school_year(date(2023, 9, 1)) == (date(2023, 9, 1), date(2024, 8, 31))
    assert calendar_year(date(2023, 9, 1)) == (date(2023, 1, 1), date(2023, 12, 31))
    assert ONCE_PER_SCHOOL_YEAR.covers(date(2024, 1, 1)) == (date(2023, 9, 1), date(2024, 8, 31))
    assert ONCE_PER_CASE.covers(date(2024, 1, 1)) is None
