"""Planners, leaders and volunteers at the same moment, on both databases. Each promise has a control that breaks."""

from collections import Counter
from datetime import time, timedelta

import pytest
from django.db import transaction

from areas.services import change_deadline
from tests.factories.series import FIRST, make_series, pattern, shift_on
from tests.factories.volunteers import AT, VolunteerFactory, signed_up
from tests.racing import race
from volunteers import promises, services
from volunteers.models import SeriesOccurrence, Shift, ShiftSeries, Signup
from volunteers.models.series import Kind
from volunteers.series_pattern import Task, pattern_of
from volunteers.services.series import add_day, plan_ahead
from volunteers.services.series_changes import change_series, end_series
from volunteers.services.series_effects import make_shifts
from volunteers.services.signups import NotTaken
from workflow.machine import Refused

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

DAY = timedelta(days=1)
LATER = pattern(start_time=time(6), end_time=time(9, 30), tasks=(Task("分发早餐", 40),))


def horizon_of(days: int) -> None:
    change_deadline(lane="work", key="series_horizon", amount=days * 24, unit="hour", source="测试", by=None, at=AT)


@pytest.fixture
def series() -> ShiftSeries:
    horizon_of(10)
    return make_series(tasks=(Task("分发早餐", 40),))


def failures(results) -> list[Exception]:
    return [r for r in results if isinstance(r, Exception) and not isinstance(r, NotTaken)]


def broken() -> list[str]:
    return [line for name, check in promises.CHECKS if "ahead" not in name for line in check()]


def test_ten_planners_at_once_plan_each_day_once(series):
    horizon_of(20)

    results = race(10, lambda n: plan_ahead(series=series, at=AT))

    assert Counter(results) == {10: 1, 0: 9}
    assert Shift.objects.count() == 20
    assert broken() == []


def test_control_looking_first_and_planning_afterwards_plans_twice(series):
    """What a generator does that compares dates and neither locks nor lets the database refuse."""
    horizon_of(20)
    days = [FIRST + n * DAY for n in range(10, 20)]

    def plan_unguarded(_n: int) -> None:
        known = set(Shift.objects.values_list("starts_at", flat=True))
        times = [pattern_of(series).times_on(day) for day in days]
        missing = [t for t in times if t.starts_at not in known]
        with transaction.atomic():
            Shift.objects.bulk_create(
                Shift(activity=series.activity, state="draft", state_since=AT, **vars(t)) for t in missing
            )

    results = race(10, plan_unguarded)

    assert failures(results) == []
    assert Shift.objects.count() > 20


def test_control_without_the_lock_the_database_still_refuses_a_second_shift(series):
    day = FIRST + 15 * DAY

    def plan_unlocked(_n: int):
        with transaction.atomic():
            return make_shifts(series, pattern_of(series), [day], Kind.RULE, by=None, at=AT)

    results = race(10, plan_unlocked)

    assert len(failures(results)) == 9
    assert SeriesOccurrence.objects.filter(series=series).count() == 11


def test_the_same_day_added_by_ten_clicks_is_one_shift(series):
    leader = series.created_by

    results = race(10, lambda n: add_day(series=series, day=FIRST + 30 * DAY, by=leader, at=AT))

    assert Counter(type(r).__name__ for r in results) == {"Shift": 1, "Refused": 9}
    assert all(isinstance(r, Shift | Refused) for r in results)


def test_a_change_while_thirty_people_sign_up_leaves_everybody_on_the_new_time(series):
    people = [VolunteerFactory() for _ in range(30)]
    shifts = [shift_on(series, FIRST + n * DAY) for n in range(10)]
    for person in people[:10]:
        signed_up(shifts[3], person)

    def act(n: int):
        if n in (8, 20):
            return change_series(series=series, pattern=LATER, scope="all", day=FIRST, by=series.created_by, at=AT)
        mine = [shifts[(n + k) % 10] for k in range(3)]
        return services.sign_up_for_all(shifts=mine, volunteer=people[n], by=people[n].user, at=AT)

    results = race(30, act)

    strange = [r for r in failures(results) if not isinstance(r, services.Busy)]
    assert strange == []
    starts = {shift_on(series, FIRST + n * DAY).starts_at.astimezone(series.tz).time() for n in range(10)}
    moved = any(not isinstance(results[n], Exception) for n in (8, 20))
    assert starts == {time(6) if moved else time(5, 30)}
    assert broken() == []


def test_ending_a_series_while_people_sign_up_leaves_nobody_on_a_cancelled_shift(series):
    people = [VolunteerFactory() for _ in range(20)]
    shifts = [shift_on(series, FIRST + n * DAY) for n in range(10)]

    def act(n: int):
        if n == 9:
            return end_series(series=series, since=FIRST, by=series.created_by, at=AT)
        return services.sign_up(shift=shifts[n % 10], volunteer=people[n], by=people[n].user, at=AT)

    results = race(20, act)

    known = (services.Busy, NotTaken, Refused)  # a shift that went meanwhile has no task any more
    assert [r for r in results if isinstance(r, Exception) and not isinstance(r, known)] == []
    ended = not isinstance(results[9], Exception)
    live = Signup.objects.live().filter(shift__state="cancelled").count()
    assert live == 0
    assert not (ended and Shift.objects.filter(state="open").exists())
    assert broken() == []


def test_two_series_that_share_people_change_at_once_without_deadlock():
    horizon_of(10)
    mornings, evenings = make_series(), make_series(start_time=time(18), end_time=time(20))
    people = [VolunteerFactory() for _ in range(3)]
    for n, person in enumerate(people):
        signed_up(shift_on(mornings, FIRST + n * DAY), person)
        signed_up(shift_on(evenings, FIRST + (9 - n) * DAY), person)

    def act(n: int):
        series = (mornings, evenings)[n % 2]
        new = pattern_of(series)
        hour = new.start_time.hour + 1 + n // 2 % 3
        changed = pattern(start_time=time(hour), end_time=time(hour + 2))
        return change_series(series=series, pattern=changed, scope="all", day=FIRST, by=series.created_by, at=AT)

    results = race(12, act)

    assert failures(results) == []
    assert broken() == []
