from datetime import date, timedelta

import pytest

from areas import calendar
from areas.calendar import WorkCalendar
from areas.models import CalendarDay

PLAIN = WorkCalendar()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 13), True),  # an ordinary Friday
        (date(2026, 2, 14), True),  # Saturday, made up for 20 February
        (date(2026, 2, 15), False),  # an ordinary Sunday
        (date(2026, 2, 17), False),  # Spring Festival
        (date(2026, 2, 20), False),  # Friday, made up on the 14th
        (date(2026, 2, 23), False),
        (date(2026, 2, 28), True),  # Saturday, made up for 23 February
        (date(2026, 9, 20), True),  # Sunday, made up for 6 October
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # Saturday, made up for 7 October
    ],
)
def test_is_working_day(day, works):
    assert PLAIN.is_working_day(day) is works


def test_add_working_days_does_not_count_the_first_day():
    assert PLAIN.add_working_days(date(2026, 3, 2), 3) == date(2026, 3, 5)


def test_add_working_days_counts_make_up_saturdays_and_skips_the_festival():
    # 14 (Sat, made up) is day 1; 24, 25 are days 2 and 3; 15 Sun and 16 to 23 are off.
    assert PLAIN.add_working_days(date(2026, 2, 13), 3) == date(2026, 2, 25)


def test_add_working_days_from_a_day_off_starts_with_the_next_working_day():
    assert PLAIN.add_working_days(date(2026, 10, 3), 1) == date(2026, 10, 8)


def test_add_working_days_zero_is_the_day_itself():
    assert PLAIN.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 3)


def test_add_working_days_backwards():
    assert PLAIN.add_working_days(date(2026, 10, 8), -2) == date(2026, 9, 29)


def test_working_days_between_is_the_inverse_of_adding():
    start = date(2026, 2, 10)

    assert [PLAIN.working_days_between(start, PLAIN.add_working_days(start, n)) for n in range(12)] == list(range(12))


def test_working_days_between_is_negative_backwards():
    assert PLAIN.working_days_between(date(2026, 10, 8), date(2026, 9, 29)) == -2


@pytest.mark.parametrize("first", [date(2018, 12, 20), date(2025, 9, 25), date(2026, 2, 1)])
def test_working_days_between_counts_each_day(first):
    calendar = WorkCalendar({date(2025, 9, 30): False, date(2026, 2, 15): False, date(2026, 2, 14): True})

    for length in (1, 40, 400, 900):
        days = [first + timedelta(days=n) for n in range(1, length + 1)]
        counted = sum(calendar.is_working_day(day) for day in days)
        assert calendar.working_days_between(first, days[-1]) == counted
        assert calendar.working_days_between(days[-1], first) == -counted


def test_years_without_a_notice_are_estimates():
    assert [PLAIN.is_estimated(year) for year in (2025, 2026, 2027)] == [False, False, True]


def test_an_exception_of_the_year_ends_the_estimate():
    assert WorkCalendar({date(2027, 2, 20): True}).is_estimated(2027) is False


@pytest.mark.django_db
def test_the_table_overrules_the_library():
    CalendarDay.objects.create(date=date(2026, 3, 4), is_working_day=False, note="停水", source="通知")

    assert calendar.is_working_day(date(2026, 3, 4)) is False
    assert calendar.add_working_days(date(2026, 3, 3), 1) == date(2026, 3, 5)
    assert calendar.working_days_between(date(2026, 3, 3), date(2026, 3, 6)) == 2


@pytest.mark.django_db
def test_within_a_request_the_table_is_read_once(django_assert_num_queries):
    with calendar.read_once(), django_assert_num_queries(1):
        for day in range(1, 28):
            calendar.add_working_days(date(2026, 3, day), 5)


@pytest.mark.django_db
def test_outside_a_request_a_change_counts_at_once():
    calendar.is_working_day(date(2026, 3, 4))
    CalendarDay.objects.create(date=date(2026, 3, 4), is_working_day=False, note="停水", source="通知")

    assert calendar.is_working_day(date(2026, 3, 4)) is False


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ],
)
def test_a_holiday_is_as_long_as_the_notice_of_the_state_council_says(first, last):
    calendar, day = WorkCalendar(), timedelta(days=1)

    held = [n for n in range(-2, (last - first).days + 3) if calendar.is_holiday(first + n * day)]

    assert held == list(range((last - first).days + 1))


def test_an_ordinary_weekend_is_no_holiday_and_a_closed_day_is():
    calendar = WorkCalendar({date(2026, 3, 11): False, date(2026, 2, 17): True})

    assert [calendar.is_holiday(date(2026, 3, n)) for n in (7, 8, 11)] == [False, False, True]
    assert not calendar.is_holiday(date(2026, 2, 17))
