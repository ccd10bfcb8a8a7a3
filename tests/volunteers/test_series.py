"""Series of shifts: planned ahead, once per day, in local time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from areas.services import change_deadline, set_calendar_day
from audit.models import Event
from audit.verification import broken_links
from tests.factories.accounts import UserFactory
from tests.factories.series import FIRST, make_series, pattern, shift_on
from tests.factories.volunteers import AT, ActivityFactory, signed_up
from volunteers.models import SeriesOccurrence, Shift, ShiftRole, ShiftSeries
from volunteers.models.series import Kind
from volunteers.promises import series_are_planned_ahead
from volunteers.series_pages import late_series
from volunteers.series_pattern import BadSeries, Task
from volunteers.services import cancel_shift
from volunteers.services.series import add_day, begin_series, plan_ahead, plan_all_ahead
from volunteers.services.series_changes import remove_day
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def starts_of(series) -> list[datetime]:
    return list(series.occurrences.values_list("shift__starts_at", flat=True))


def set_horizon(days: int) -> None:
    change_deadline(lane="work", key="series_horizon", amount=days, unit="hour", source="测试", by=None, at=AT)


@pytest.fixture(autouse=True)
def _two_weeks():
    set_horizon(14 * 24)


@pytest.mark.both_databases
def test_a_series_becomes_open_shifts_up_to_the_horizon():
    series = make_series(
        tasks=(Task("引导排队", 3, 2, "Queue"), Task("餐后清洁", 2)), arrive_minutes=15, place_zh="科学大道店"
    )

    assert starts_of(series) == [datetime(2023, 9, 5, 21, 30, tzinfo=UTC) + n * DAY for n in range(14)]
    first = shift_on(series, FIRST)
    assert (first.state, first.version, first.place) == ("open", 1, "科学大道店")
    assert first.ends_at == datetime(2023, 9, 6, 1, 0, tzinfo=UTC)
    assert first.arrive_at == datetime(2023, 9, 5, 21, 15, tzinfo=UTC)
    roles = list(first.roles.values_list("name_zh", "name_en", "minimum", "capacity", "taken"))
    assert roles == [("引导排队", "Queue", 2, 3, 0), ("餐后清洁", "", 1, 2, 0)]
    assert (series.planned_until, series.planned_at) == (date(2023, 9, 19), AT)
    assert list(broken_links()) == []


def test_its_shifts_have_their_history_and_nobody_is_told():
    series = make_series()
    stream = f"volunteers.shift:{shift_on(series, FIRST).pk}"

    history = list(Event.objects.filter(stream=stream).order_by("seq").values_list("code", "actor"))

    leader = series.created_by_id
    assert history == [("volunteers.shift_planned", leader), ("volunteers.shift_opened", leader)]


def test_beginning_takes_as_many_queries_for_two_weeks_as_for_eight():
    activity = ActivityFactory()
    make_series(activity=activity)
    counts = []
    for days in (14, 56):
        set_horizon(days * 24)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            make_series(activity=activity)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_next_night_adds_one_day_and_a_second_run_nothing():
    series = make_series()

    assert [plan_ahead(series=series, at=AT + n * DAY) for n in (0, 1, 1)] == [0, 1, 0]
    series.refresh_from_db()
    assert (series.planned_until, series.planned_at) == (date(2023, 9, 20), AT + DAY)


def test_a_missed_week_is_caught_up_without_planning_the_past():
    series = make_series()

    assert plan_ahead(series=series, at=AT + 30 * DAY) == 14
    assert len(starts_of(series)) == 28


def test_a_series_that_begins_before_now_plans_no_past():
    series = make_series(first_on=FIRST - 10 * DAY)

    assert starts_of(series)[0] == datetime(2023, 9, 5, 21, 30, tzinfo=UTC)


def test_every_second_week_keeps_its_weeks_over_the_horizon():
    set_horizon(42 * 24)
    series = make_series("FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", start_time=time(14), end_time=time(16))

    plan_ahead(series=series, at=AT + 20 * DAY)

    days = [series.day_of(start) for start in starts_of(series)]
    assert days == [date(2023, 9, 9) + n * 14 * DAY for n in range(5)]


def test_a_series_ends_after_its_number_of_times():
    series = make_series("FREQ=DAILY;COUNT=3")

    assert plan_ahead(series=series, at=AT + 10 * DAY) == 0
    assert len(starts_of(series)) == 3


@pytest.mark.parametrize(
    ("policy", "days"),
    [
        ("every_day", [28, 29, 30, 1, 2, 6, 7, 8, 9]),
        ("not_on_holidays", [28, 7, 8, 9]),
        ("work_days", [28, 7, 8, 9]),
    ],
)
def test_holidays_of_autumn_2023(policy, days):
    """Mid-Autumn and National Day: 29 September to 6 October; the 7th and 8th, a weekend, are made up for."""
    series = make_series(first_on=date(2023, 9, 28), day_policy=policy, at=datetime(2023, 9, 26, 2, tzinfo=UTC))

    planned = [series.day_of(start).day for start in starts_of(series)]

    assert [day for day in planned if day not in (3, 4, 5, 10)] == days


def test_a_day_that_staff_open_later_is_planned_by_the_next_night():
    series = make_series("FREQ=WEEKLY;BYDAY=SA", day_policy="work_days")
    assert starts_of(series) == []

    set_calendar_day(date=date(2023, 9, 16), is_working_day=True, note="调休", source="通知", by=None, at=AT)

    assert plan_ahead(series=series, at=AT) == 1
    assert [series.day_of(start) for start in starts_of(series)] == [date(2023, 9, 16)]


@pytest.mark.both_databases
def test_the_database_refuses_a_second_shift_for_a_day():
    series = make_series()
    occurrence = series.occurrences.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        SeriesOccurrence.objects.create(
            series=series, original_start=occurrence.original_start, kind=Kind.REMOVED, shift=None
        )


def test_a_cancelled_shift_does_not_come_back():
    series = make_series()
    cancel_shift(shift=shift_on(series, FIRST), by=series.created_by, at=AT)

    assert plan_ahead(series=series, at=AT) == 0
    assert shift_on(series, FIRST).state == "cancelled"


def test_one_broken_series_does_not_hold_up_the_others():
    broken, sound = make_series(), make_series()
    ShiftSeries.objects.filter(pk=broken.pk).update(rule="FREQ=NEVER")

    assert plan_all_ahead(at=AT + DAY) == 1
    sound.refresh_from_db()
    assert sound.planned_at == AT + DAY


@pytest.mark.both_databases
def test_a_planner_that_stopped_is_seen():
    """Verification reads the clock of the database, so these times are relative to it."""
    now = timezone.now()
    late, sound, ended = (make_series(at=now, first_on=localdate(now)) for _ in range(3))
    ShiftSeries.objects.filter(pk__in=[late.pk, ended.pk]).update(planned_at=now - timedelta(hours=37))
    ShiftSeries.objects.filter(pk=ended.pk).update(stopped_from=localdate(now))
    ShiftSeries.objects.filter(pk=sound.pk).update(planned_at=now - timedelta(hours=35))

    last = f"{localtime(now - timedelta(hours=37)):%Y-%m-%d %H:%M}"
    assert list(series_are_planned_ahead()) == [f"series {late.pk}: last planned at {last}, up to {late.planned_until}"]
    assert late_series(now) == 1


def test_only_the_leader_begins_a_series():
    activity = ActivityFactory()

    with pytest.raises(NotAllowed):
        begin_series(activity=activity, pattern=pattern(), by=UserFactory(), at=AT)
    assert not ShiftSeries.objects.exists()


def test_a_bad_series_leaves_nothing():
    with pytest.raises(BadSeries):
        make_series(tasks=())
    assert [model.objects.count() for model in (ShiftSeries, Shift, ShiftRole)] == [0, 0, 0]


# --- Days by hand -----------------------------------------------------------------------------------------------------


def test_a_day_added_by_hand_stays_beside_the_rule():
    series = make_series("FREQ=WEEKLY;BYDAY=SA", start_time=time(14), end_time=time(16))

    shift = add_day(series=series, day=date(2023, 9, 13), by=series.created_by, at=AT)

    assert shift.starts_at == datetime(2023, 9, 13, 6, 0, tzinfo=UTC)
    assert shift.state == "open"
    assert [series.day_of(start).day for start in starts_of(series)] == [9, 13, 16]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (FIRST, "这一天系列中已有班次。"),
        (date(2023, 9, 5), "这一天已经过去，请选择以后的日期。"),
        (date(2025, 1, 1), "这一天太远，请选择一年以内的日期。"),
    ],
)
def test_a_day_that_cannot_be_added_says_why(day, reason):
    series = make_series()

    with pytest.raises(Refused) as refused:
        add_day(series=series, day=day, by=series.created_by, at=AT)

    assert str(refused.value) == reason


def test_a_day_taken_out_stays_out_and_can_be_added_again():
    series = make_series()
    removed = shift_on(series, FIRST)

    remove_day(series=series, day=FIRST, by=series.created_by, at=AT)

    assert not Shift.objects.filter(pk=removed.pk).exists()
    assert plan_ahead(series=series, at=AT) == 0
    assert series.occurrences.get(kind=Kind.REMOVED).shift is None
    again = add_day(series=series, day=FIRST, by=series.created_by, at=AT)
    assert again.starts_at == removed.starts_at


def test_a_day_taken_out_with_people_on_it_is_cancelled_and_they_are_told():
    series = make_series()
    signup = signed_up(shift_on(series, FIRST))

    remove_day(series=series, day=FIRST, by=series.created_by, at=AT)

    signup.refresh_from_db()
    assert (signup.state, signup.cancel_reason, signup.shift.state) == ("cancelled", "shift_cancelled", "cancelled")
    told = Event.objects.get(code="volunteers.series_people_told")
    assert told.data["users"] == [signup.volunteer.user_id]
    assert not Event.objects.filter(code="volunteers.shift_cancelled").exists()


def test_a_day_beyond_the_horizon_can_be_taken_out_before_it_is_planned():
    series = make_series()

    remove_day(series=series, day=date(2023, 9, 20), by=series.created_by, at=AT)

    assert plan_ahead(series=series, at=AT + DAY) == 0
