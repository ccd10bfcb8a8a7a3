"""Rules, their days and their sentences; clocks and zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.utils import translation

from areas.calendar import WorkCalendar
from tests.factories.series import pattern
from volunteers.recurrence import BadRule, Rule, TooManyDays, parse
from volunteers.rule_words import sentence
from volunteers.series_pattern import BadSeries, Task, allowed

TEXTS = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=10",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;UNTIL=20261231",
    "FREQ=MONTHLY;BYMONTHDAY=15",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYDAY=2SA",
    "FREQ=MONTHLY;BYDAY=-1FR;COUNT=4",
]
NEW_YEAR = date(2026, 1, 1)  # a Thursday


@pytest.mark.parametrize("text", TEXTS)
def test_a_rule_is_read_and_written_alike(text):
    assert parse(text).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_the_days_are_those_of_the_standard(text):
    until = date(2027, 3, 1)
    days = parse(text).days(NEW_YEAR, NEW_YEAR, until)
    first, last = (datetime.combine(day, time.min) for day in (NEW_YEAR, until))
    expected = [moment.date() for moment in rrulestr(text, dtstart=first).between(first, last, inc=True)]
    assert days == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "This is not a rule of repetition."),
        ("FREQ", "This is not a rule of repetition."),
        ("FREQ=DAILY;FREQ=DAILY", "This is not a rule of repetition."),
        ("FREQ=HOURLY", "A series repeats every day, every week or every month."),
        ("INTERVAL=2", "A series repeats every day, every week or every month."),
        ("FREQ=DAILY;INTERVAL=0", "The distance must be a whole number from 1 to 366."),
        ("FREQ=WEEKLY;BYDAY=MO;INTERVAL=54", "The distance must be a whole number from 1 to 53."),
        ("FREQ=DAILY;INTERVAL=x", "The rule has a number that is none."),
        ("FREQ=DAILY;INTERVAL=²", "The rule has a number that is none."),
        ("FREQ=DAILY;COUNT=999999999", "The rule has a number that is none."),
        ("FREQ=DAILY;COUNT=1001", "The number of times must be from 1 to 1000."),
        ("FREQ=DAILY;COUNT=-1", "The number of times must be from 1 to 1000."),
        ("FREQ=DAILY;BYDAY=MO", "A daily series has no days to choose."),
        ("FREQ=WEEKLY", "Please choose at least one day of the week."),
        ("FREQ=WEEKLY;BYDAY=XX", "The rule names a day of the week that does not exist."),
        ("FREQ=WEEKLY;BYDAY=2MO", "Please choose at least one day of the week."),
        ("FREQ=MONTHLY", "Please choose one day of the month."),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "Please choose one day of the month."),
        ("FREQ=MONTHLY;BYDAY=1MO,2TU", "Please choose one day of the month."),
        ("FREQ=DAILY;UNTIL=20260230", "The rule ends on a day that does not exist."),
        ("FREQ=DAILY;UNTIL=20261231;COUNT=3", "A series ends on a day or after a number of times, not both."),
        ("FREQ=DAILY;BYHOUR=5", "The rule has a part that is not known: BYHOUR."),
    ],
)
def test_a_bad_rule_says_what_is_wrong(text, reason):
    with translation.override("en"), pytest.raises(BadRule) as refused:
        parse(text)

    assert str(refused.value) == reason


def test_an_expansion_without_end_is_refused():
    with pytest.raises(TooManyDays):
        parse("FREQ=DAILY").days(NEW_YEAR, NEW_YEAR, None)


def test_an_expansion_beyond_a_thousand_is_refused():
    with pytest.raises(TooManyDays):
        parse("FREQ=DAILY").days(NEW_YEAR, NEW_YEAR, date(2029, 1, 1))


def test_far_ahead_is_cheap_and_bounded():
    assert parse("FREQ=DAILY").next_days(date(1990, 1, 1), NEW_YEAR, 2) == [NEW_YEAR, date(2026, 1, 2)]
    assert parse("FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=12").next_days(date(2026, 2, 1), NEW_YEAR, 1) == []


def test_a_count_counts_what_is_over():
    rule = parse("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=5")

    assert rule.passed(NEW_YEAR, NEW_YEAR) == 0
    assert rule.passed(NEW_YEAR, date(2026, 1, 8)) == 2
    assert rule.passed(NEW_YEAR, date(2030, 1, 1)) == 5


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("FREQ=DAILY", "Every day", "每天"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=1", "Every 3 days, 1 time", "每3天一次，共1次"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "Every Monday, Wednesday and Friday", "每周的周一、周三、周五"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "Every day", "每天"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;UNTIL=20261231",
            "Every 2 weeks on Saturday, until 2026-12-31",
            "每2周的周六，到2026-12-31为止",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "Every month on day 15", "每月的15日"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=3", "Every 3 months on the last day", "每3个月的最后一天"),
        ("FREQ=MONTHLY;BYDAY=2SA;COUNT=10", "Every month on the second Saturday, 10 times", "每月的第二个周六，共10次"),
    ],
)
def test_a_rule_is_a_sentence(text, english, chinese):
    with translation.override("en"):
        assert sentence(parse(text)) == english
    with translation.override("zh-hans"):
        assert sentence(parse(text)) == chinese


# --- Clocks and zones -------------------------------------------------------------------------------------------------


def local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %z")


def spans(zone: str, start: time, end: time, *days: date) -> list[tuple[str, str]]:
    one = pattern(zone=zone, start_time=start, end_time=end)
    times = [one.times_on(day) for day in days]
    return [(local(t.starts_at, zone), local(t.ends_at, zone)) for t in times]


def test_in_zhengzhou_half_past_five_is_the_evening_before_in_utc():
    times = pattern().times_on(date(2026, 3, 1))

    assert times.starts_at.astimezone(UTC) == datetime(2026, 2, 28, 21, 30, tzinfo=UTC)
    assert times.ends_at - times.starts_at == timedelta(hours=3.5)


def test_the_clock_time_stays_when_summer_time_begins_and_ends():
    assert spans("Europe/Berlin", time(5, 30), time(9), date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)) == [
        ("2026-03-28 05:30 +0100", "2026-03-28 09:00 +0100"),
        ("2026-03-29 05:30 +0200", "2026-03-29 09:00 +0200"),
        ("2026-10-25 05:30 +0100", "2026-10-25 09:00 +0100"),
    ]


def test_a_night_with_a_clock_change_is_shorter_or_longer():
    before, after = date(2026, 3, 28), date(2026, 10, 24)
    one = pattern(zone="Europe/Berlin", start_time=time(22), end_time=time(6))

    hours = [
        (one.times_on(day).ends_at.astimezone(UTC) - one.times_on(day).starts_at.astimezone(UTC))
        for day in (before, after)
    ]

    assert hours == [timedelta(hours=7), timedelta(hours=9)]
    assert local(one.times_on(before).ends_at, "Europe/Berlin") == "2026-03-29 06:00 +0200"


def test_a_clock_time_that_is_skipped_moves_on_and_one_that_comes_twice_is_the_first():
    assert spans("America/New_York", time(2, 30), time(4), date(2026, 3, 8), date(2026, 11, 1)) == [
        ("2026-03-08 03:30 -0400", "2026-03-08 04:00 -0400"),
        ("2026-11-01 02:30 -0500", "2026-11-01 04:00 -0500"),
    ]
    assert spans("America/New_York", time(1, 30), time(4), date(2026, 11, 1))[0][0] == "2026-11-01 01:30 -0400"


def test_a_shift_inside_the_skipped_hour_keeps_its_length():
    assert spans("America/New_York", time(2, 30), time(3, 15), date(2026, 3, 8)) == [
        ("2026-03-08 03:30 -0400", "2026-03-08 04:15 -0400")
    ]


def test_a_shift_past_midnight_ends_on_the_next_day_also_at_new_year():
    assert spans("Asia/Shanghai", time(22), time(2), date(2026, 12, 31)) == [
        ("2026-12-31 22:00 +0800", "2027-01-01 02:00 +0800")
    ]


def test_arrival_and_sign_up_window_go_with_the_start():
    times = pattern(arrive_minutes=15, opens_days=7, closes_hours=12).times_on(date(2026, 3, 10))

    assert [
        local(m, "Asia/Shanghai")[:16] for m in (times.arrive_at, times.signup_opens_at, times.signup_closes_at)
    ] == [
        "2026-03-10 05:15",
        "2026-03-03 05:30",
        "2026-03-09 17:30",
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"end_time": time(5, 30)}, "The end must differ from the start."),
        ({"end_time": time(22)}, "A shift of a series lasts at most 16 hours. Please check start and end."),
        ({"tasks": ()}, "Please name at least one task with its places."),
        ({"tasks": (Task("a", 1), Task("a", 2))}, "Two tasks have the same name."),
        ({"rule": parse("FREQ=DAILY;UNTIL=20230101")}, "The last day is before the first day."),
        (
            {"rule": Rule("MONTHLY", 12, month_day=31), "first_on": date(2023, 2, 1)},
            "There is no such day. Please choose another day of the month.",
        ),
    ],
)
def test_a_bad_series_says_what_is_wrong(fields, reason):
    with translation.override("en"), pytest.raises(BadSeries) as refused:
        replace(pattern(), **fields).check()

    assert str(refused.value) == reason


# --- Holidays ---------------------------------------------------------------------------------------------------------

CALENDAR = WorkCalendar({date(2026, 3, 11): False, date(2026, 3, 14): True})  # a Wednesday closed, a Saturday worked


@pytest.mark.parametrize(
    ("day", "not_on_holidays", "work_days"),
    [
        (date(2026, 2, 13), True, True),  # a Friday
        (date(2026, 2, 14), True, True),  # make-up Saturday of Spring Festival
        (date(2026, 2, 15), False, False),  # Sunday at the head of the holiday, as the notice counts it
        (date(2026, 2, 17), False, False),
        (date(2026, 2, 21), False, False),  # Saturday inside the holiday
        (date(2026, 2, 24), True, True),
        (date(2026, 3, 7), True, False),  # an ordinary weekend
        (date(2026, 3, 11), False, False),  # closed by staff
        (date(2026, 3, 14), True, True),  # worked by order of staff
    ],
)
def test_which_days_a_policy_allows(day, not_on_holidays, work_days):
    asked = [allowed(day, policy, CALENDAR) for policy in ("every_day", "not_on_holidays", "work_days")]

    assert asked == [True, not_on_holidays, work_days]


def test_next_days_leave_out_what_the_calendar_closes():
    one = pattern(day_policy="work_days", first_on=date(2026, 2, 12))

    assert one.next_days(date(2026, 2, 12), 4, CALENDAR) == [
        date(2026, 2, 12),
        date(2026, 2, 13),
        date(2026, 2, 14),
        date(2026, 2, 24),
    ]
