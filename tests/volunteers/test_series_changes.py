"""Changing a series in its middle: who is moved, kept, cancelled and told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from areas.services import change_deadline, set_calendar_day
from audit.models import Event
from audit.verification import broken_links
from notifications.messages import messages_about, write
from notifications.recipients import user_recipient
from tests.factories.accounts import UserFactory
from tests.factories.series import FIRST, make_series, pattern, shift_on
from tests.factories.volunteers import AT, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import promises
from volunteers.models import Shift, ShiftSeries, Signup
from volunteers.models.series import Kind
from volunteers.reminders import plan_shift_reminders
from volunteers.series_pattern import BadSeries, Task
from volunteers.series_plan import plan_change
from volunteers.services import cancel_shift, change_capacity, move_shift
from volunteers.services.series import add_day, plan_ahead
from volunteers.services.series_changes import (
    ChangeClashes,
    ConsequencesChanged,
    change_series,
    end_series,
    remove_day,
    undo_series,
)
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = {"start_time": time(6), "end_time": time(9, 30)}
HORIZON = 14  # days


@pytest.fixture(autouse=True)
def _two_weeks():
    change_deadline(lane="work", key="series_horizon", amount=HORIZON * 24, unit="hour", source="测试", by=None, at=AT)


@pytest.fixture
def series(db) -> ShiftSeries:
    return make_series()


def change(series, new, scope="all", day=FIRST, **further):
    return change_series(series=series, pattern=new, scope=scope, day=day, by=series.created_by, at=AT, **further)


def clock(series, day) -> str:
    shift = shift_on(series, day)
    return f"{shift.starts_at.astimezone(series.tz):%H:%M}-{shift.ends_at.astimezone(series.tz):%H:%M}"


def days_of(series) -> list[int]:
    rows = series.occurrences.filter(shift__isnull=False).exclude(shift__state="cancelled")
    return [series.day_of(start).day for start in rows.values_list("original_start", flat=True)]


def promises_broken() -> list[str]:
    return [line for name, check in promises.CHECKS if "ahead" not in name for line in check()] + list(broken_links())


def messages() -> list[tuple[str, str]]:
    """Subject and body of what each person is told, by the name of the volunteer, in the order of planning."""
    [message] = messages_about("volunteers.series_people_told")
    written = []
    for event in Event.objects.filter(code="volunteers.series_people_told").order_by("pk"):
        for person in message.recipients(event):
            if message.still_applies(event, person):
                written.append((person.id, *write(message, "in_app", message.context(event, person))))
    return written


# --- All coming shifts ------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_all_coming_shifts_move_with_the_people_on_them(series):
    signup = signed_up(shift_on(series, date(2023, 9, 8)))

    plan = change(series, pattern(**LATER))

    assert [clock(series, FIRST + n * DAY) for n in range(HORIZON)] == ["06:00-09:30"] * HORIZON
    assert len(plan.moved) == HORIZON
    signup.refresh_from_db()
    assert signup.starts_at == signup.shift.starts_at == datetime(2023, 9, 7, 22, 0, tzinfo=UTC)
    assert (signup.state, signup.shift.revision) == ("confirmed", 1)
    series.refresh_from_db()
    assert (series.start_time, series.first_on, series.revision) == (time(6), FIRST, 1)
    assert series.occurrences.count() == HORIZON
    assert promises_broken() == []


def test_planning_goes_on_with_the_new_times(series):
    change(series, pattern(**LATER))

    assert plan_ahead(series=ShiftSeries.objects.get(pk=series.pk), at=AT + DAY) == 1
    assert clock(series, FIRST + HORIZON * DAY) == "06:00-09:30"


def test_the_past_and_what_has_begun_stay(series):
    now = datetime(2023, 9, 8, 0, 0, tzinfo=UTC)  # Friday 08:00, during the shift

    change_series(series=series, pattern=pattern(**LATER), scope="all", day=FIRST, by=series.created_by, at=now)

    assert [clock(series, FIRST + n * DAY) for n in range(4)] == ["05:30-09:00"] * 3 + ["06:00-09:30"]
    assert series.occurrences.count() == HORIZON


def test_days_that_the_new_rule_leaves_out_go_and_new_ones_come(series):
    """Only weekends from now on, then Mondays as well."""
    change(series, pattern("FREQ=WEEKLY;BYDAY=SA,SU"))

    assert days_of(series) == [9, 10, 16, 17]
    assert Shift.objects.count() == 4
    change(ShiftSeries.objects.get(pk=series.pk), pattern("FREQ=WEEKLY;BYDAY=MO,SA,SU"))
    assert days_of(series) == [9, 10, 11, 16, 17, 18]


def test_a_dropped_day_with_people_is_cancelled_and_may_come_back(series):
    signup = signed_up(shift_on(series, FIRST))

    plan = change(series, pattern("FREQ=WEEKLY;BYDAY=SA,SU"))

    signup.refresh_from_db()
    assert (signup.state, signup.cancel_reason) == ("cancelled", "shift_cancelled")
    assert role_of(signup.shift).taken == 0
    assert [shift.pk for shift in plan.cancelled] == [signup.shift_id]
    change(ShiftSeries.objects.get(pk=series.pk), pattern())
    assert days_of(series)[0] == FIRST.day
    assert shift_on(series, FIRST).pk != signup.shift_id
    assert promises_broken() == []


def test_a_day_that_becomes_a_holiday_is_shown_and_dropped_by_a_change_of_nothing(series):
    quiet = pattern(day_policy="not_on_holidays")
    change(series, quiet)
    set_calendar_day(date=FIRST, is_working_day=False, note="放假", source="通知", by=None, at=AT)
    fresh = ShiftSeries.objects.get(pk=series.pk)

    plan = plan_change(fresh, quiet, scope="all", day=FIRST, at=AT)

    assert [shift.pk for shift in plan.removed] == [shift_on(series, FIRST).pk]
    change(fresh, quiet)
    assert days_of(series)[0] == FIRST.day + 1


def test_a_number_of_times_counts_on():
    series, now = make_series("FREQ=DAILY;COUNT=5"), AT + 2 * DAY

    change_series(
        series=series,
        pattern=pattern("FREQ=DAILY;COUNT=6", **LATER),
        scope="all",
        day=FIRST,
        by=series.created_by,
        at=now,
    )

    assert days_of(series) == [6, 7, 8, 9, 10, 11]
    assert [clock(series, date(2023, 9, day)) for day in (7, 8)] == ["05:30-09:00", "06:00-09:30"]
    with pytest.raises(BadSeries):
        change(
            ShiftSeries.objects.get(pk=series.pk),
            pattern("FREQ=DAILY;COUNT=1"),
            scope="following",
            day=date(2023, 9, 9),
        )


# --- By hand ----------------------------------------------------------------------------------------------------------


def test_what_was_changed_by_hand_stays_and_is_named(series):
    by = series.created_by
    moved, bigger, cancelled = (shift_on(series, FIRST + n * DAY) for n in range(3))
    move_shift(shift=moved, starts_at=moved.starts_at + HOUR, ends_at=moved.ends_at + HOUR, by=by, at=AT)
    change_capacity(role=role_of(bigger), capacity=9, by=by, at=AT)
    cancel_shift(shift=cancelled, by=by, at=AT)

    plan = change(series, pattern(tasks=(Task("分发早餐", 5),), **LATER))

    assert {c.shift.pk: c.kept for c in plan.kept} == {
        moved.pk: ("time",), bigger.pk: ("tasks",), cancelled.pk: ("cancelled",),
    }  # fmt: skip
    assert [clock(series, FIRST + n * DAY) for n in range(4)] == [
        "06:30-10:00", "06:00-09:30", "05:30-09:00", "06:00-09:30",
    ]  # fmt: skip
    assert [role_of(shift_on(series, FIRST + n * DAY)).capacity for n in range(4)] == [5, 9, 3, 5]
    assert plan_ahead(series=ShiftSeries.objects.get(pk=series.pk), at=AT) == 0


def test_a_shift_moved_by_hand_stays_when_the_rule_drops_its_day(series):
    moved = shift_on(series, FIRST)
    move_shift(shift=moved, starts_at=moved.starts_at + HOUR, ends_at=moved.ends_at + HOUR, by=series.created_by, at=AT)

    plan = change(series, pattern("FREQ=WEEKLY;BYDAY=SA,SU"))

    assert [c.kept for c in plan.kept] == [("time", "day")]
    assert days_of(series) == [6, 9, 10, 16, 17]
    assert series.occurrences.get(shift=moved).kind == Kind.ADDED
    change(ShiftSeries.objects.get(pk=series.pk), pattern("FREQ=WEEKLY;BYDAY=SA"))
    assert days_of(series) == [6, 9, 16]


def test_days_added_and_taken_out_by_hand_follow_a_change():
    series = make_series("FREQ=WEEKLY;BYDAY=SA,SU")
    remove_day(series=series, day=date(2023, 9, 9), by=series.created_by, at=AT)
    add_day(series=series, day=date(2023, 9, 13), by=series.created_by, at=AT)

    change(series, pattern("FREQ=WEEKLY;BYDAY=SA", **LATER))

    assert days_of(series) == [13, 16]
    assert clock(series, date(2023, 9, 13)) == "06:00-09:30"
    assert plan_ahead(series=ShiftSeries.objects.get(pk=series.pk), at=AT) == 0


# --- This, and following ----------------------------------------------------------------------------------------------


def test_only_this_shift_changes(series):
    change(series, pattern(place_zh="长椿路店", **LATER), scope="this", day=FIRST + DAY)

    assert [clock(series, FIRST + n * DAY) for n in range(3)] == ["05:30-09:00", "06:00-09:30", "05:30-09:00"]
    assert [shift_on(series, FIRST + n * DAY).place_zh for n in range(3)] == ["", "长椿路店", ""]
    series.refresh_from_db()
    assert (series.start_time, series.revision) == (time(5, 30), 0)


def test_this_and_following_begin_a_series_that_continues_the_old_one(series):
    signup = signed_up(shift_on(series, FIRST + 5 * DAY))
    since = FIRST + 4 * DAY

    change(series, pattern(**LATER), scope="following", day=since)

    series.refresh_from_db()
    new = ShiftSeries.objects.get(continues=series)
    assert (series.stopped_from, series.start_time, days_of(series)) == (since, time(5, 30), [6, 7, 8, 9])
    assert (new.first_on, new.start_time, days_of(new)) == (since, time(6), list(range(10, 20)))
    assert [clock(new, since), clock(series, FIRST)] == ["06:00-09:30", "05:30-09:00"]
    signup.refresh_from_db()
    assert signup.starts_at == datetime(2023, 9, 10, 22, 0, tzinfo=UTC)
    assert [plan_ahead(series=one, at=AT + DAY) for one in (series, new)] == [0, 1]
    assert promises_broken() == []


@pytest.mark.parametrize("scope", ["this", "following"])
def test_a_shift_that_has_begun_cannot_be_meant(series, scope):
    now = datetime(2023, 9, 8, 0, 0, tzinfo=UTC)

    with pytest.raises(Refused) as refused:
        change_series(
            series=series, pattern=pattern(**LATER), scope=scope, day=date(2023, 9, 8), by=series.created_by, at=now
        )

    assert str(refused.value) == "这个班次已经开始，保持不变。请选择以后的班次。"


# --- Clashes ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def clash(series):
    """A volunteer of the second day who is confirmed elsewhere from 09:00 on that day."""
    volunteer = VolunteerFactory()
    mine = signed_up(shift_on(series, FIRST + DAY), volunteer)
    nine = shift_on(series, FIRST + DAY).ends_at
    elsewhere = signed_up(make_shift(starts_at=nine, hours=2), volunteer)
    return mine, elsewhere


def test_a_clash_is_named_and_nothing_happens_without_an_answer(series, clash):
    with pytest.raises(ChangeClashes) as refused:
        change(series, pattern(**LATER))

    assert [(c.signup, c.other) for c in refused.value.plan.clashes] == [clash]
    assert str(refused.value) == "有1人在新时间另有班次，请选择如何处理。"
    assert clock(series, FIRST) == "05:30-09:00"


def test_a_clash_may_leave_the_shift_where_it_is(series, clash):
    plan = change(series, pattern(**LATER), on_clash="keep")

    assert [clock(series, FIRST + n * DAY) for n in range(3)] == ["06:00-09:30", "05:30-09:00", "06:00-09:30"]
    assert [(c.shift, c.kept) for c in plan.kept] == [(clash[0].shift, ("clash",))]
    assert messages() == []


@pytest.mark.both_databases
def test_a_clash_may_release_the_person(series, clash):
    other = signed_up(shift_on(series, FIRST + DAY))

    change(series, pattern(**LATER), on_clash="release")

    mine, elsewhere = (Signup.objects.get(pk=signup.pk) for signup in clash)
    assert (mine.state, mine.cancel_reason, elsewhere.state) == ("cancelled", "by_leader", "confirmed")
    assert clock(series, FIRST + DAY) == "06:00-09:30"
    assert role_of(mine.shift).taken == 1
    told = {user: body for user, _subject, body in messages()}
    assert told[mine.volunteer.user_id] == "9月7日 05:30的班次改到了您另有班次的时间，已为您取消这个班次的报名。"
    assert told[other.volunteer.user_id].splitlines()[0] == (
        "原9月7日 05:30的班次改为9月7日 06:00至09:30，地点：科学大道店(演示)。您的名额保留。"
    )
    assert not Event.objects.filter(code="volunteers.signup_released").exists()
    assert promises_broken() == []


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("old", "new"), [((time(1), time(4, 30)), (time(20), time(6))), ((time(20), time(6)), (time(1), time(4, 30)))]
)
def test_one_person_on_every_day_moves_across_midnight_without_a_false_clash(old, new):
    """Each day, at its new time, lies across the old time of its neighbour."""
    series, volunteer = make_series(start_time=old[0], end_time=old[1]), VolunteerFactory()
    for n in range(1, 6):
        signed_up(shift_on(series, FIRST + n * DAY), volunteer)

    plan = change(series, pattern(start_time=new[0], end_time=new[1]))

    assert plan.clashes == ()
    assert Signup.objects.filter(state="confirmed").count() == 5
    assert promises_broken() == []


# --- Tasks ------------------------------------------------------------------------------------------------------------


def test_more_places_let_in_who_waits_and_fewer_keep_who_is_there():
    series = make_series(tasks=(Task("分发早餐", 1), Task("清洁", 2)))
    shift = shift_on(series, FIRST)
    role = shift.roles.get(name_zh="分发早餐")
    from volunteers.services import sign_up

    one, two = (
        sign_up(shift=shift, role=role, volunteer=person, by=person.user, at=AT)
        for person in (VolunteerFactory(), VolunteerFactory())
    )

    change(series, pattern(tasks=(Task("分发早餐", 2), Task("登记", 1))))

    two.refresh_from_db()
    assert (one.state, two.state) == ("confirmed", "offered")
    assert sorted(shift.roles.values_list("name_zh", "capacity", "taken")) == [("分发早餐", 2, 2), ("登记", 1, 0)]
    change(ShiftSeries.objects.get(pk=series.pk), pattern(tasks=(Task("登记", 1),)))
    assert sorted(shift.roles.values_list("name_zh", "capacity", "taken", "overfill")) == [
        ("分发早餐", 0, 2, 2),
        ("登记", 1, 0, 0),
    ]
    assert messages() == []  # nobody needs to know
    assert promises_broken() == []


# --- Who is told ------------------------------------------------------------------------------------------------------


def test_one_message_per_person_with_the_new_times(series):
    volunteer, other = VolunteerFactory(), VolunteerFactory()
    for n in (3, 6, 9):
        signed_up(shift_on(series, FIRST + n * DAY), volunteer)
    signed_up(shift_on(series, FIRST + 3 * DAY), other)

    change(series, pattern(**LATER))

    assert [user for user, _subject, _body in messages()] == [volunteer.user_id, other.user_id]
    _user, subject, body = messages()[0]
    assert subject == "慈善粥屋爱心早餐：您有3个班次有变动"
    assert body.splitlines() == [
        "原9月9日 05:30的班次改为9月9日 06:00至09:30，地点：科学大道店(演示)。您的名额保留。",
        "原9月12日 05:30的班次改为9月12日 06:00至09:30，地点：科学大道店(演示)。您的名额保留。",
        "原9月15日 05:30的班次改为9月15日 06:00至09:30，地点：科学大道店(演示)。您的名额保留。",
        "如不能参加，请尽早取消，把名额让给其他志愿者。",
    ]
    assert not Event.objects.filter(code="volunteers.shift_moved").exists()


def test_whose_shift_is_soon_is_told_until_that_shift(series):
    soon, later = signed_up(shift_on(series, FIRST)), signed_up(shift_on(series, FIRST + 9 * DAY))

    change(series, pattern(**LATER))

    [message] = messages_about("volunteers.series_people_told")
    events = Event.objects.filter(code="volunteers.series_people_told").order_by("pk")
    assert [(e.data["users"], message.expires_at(e)) for e in events] == [
        ([soon.volunteer.user_id], datetime(2023, 9, 5, 21, 30, tzinfo=UTC)),
        ([later.volunteer.user_id], datetime(2023, 9, 14, 21, 30, tzinfo=UTC)),
    ]


def test_a_second_change_leaves_only_the_newest_time_to_tell(series):
    signed_up(shift_on(series, FIRST + 3 * DAY))
    change(series, pattern(**LATER))

    change(ShiftSeries.objects.get(pk=series.pk), pattern(start_time=time(7), end_time=time(10)))

    [(_user, _subject, body)] = messages()
    assert body.splitlines()[0] == (
        "原9月9日 06:00的班次改为9月9日 07:00至10:00，地点：科学大道店(演示)。您的名额保留。"
    )


def test_the_reminder_follows(series):
    signup = signed_up(shift_on(series, FIRST))
    plan_shift_reminders(AT)
    fresh = ShiftSeries.objects.get(pk=series.pk)
    assert plan_change(fresh, pattern(**LATER), scope="all", day=FIRST, at=AT).reminded == 1

    change(series, pattern(**LATER))
    plan_shift_reminders(AT + timedelta(minutes=5))

    [message] = messages_about("volunteers.shift_tomorrow")
    person = user_recipient(signup.volunteer.user_id)
    events = Event.objects.filter(code="volunteers.shift_tomorrow").order_by("pk")
    assert [message.still_applies(event, person) for event in events] == [False, True]


def test_the_plan_names_the_people(series):
    one, two = VolunteerFactory(name="志演甲"), VolunteerFactory(name="志演乙")
    for n in (0, 1):
        signed_up(shift_on(series, FIRST + n * DAY), one)
    signed_up(shift_on(series, FIRST), two)

    plan = plan_change(series, pattern(**LATER), scope="all", day=FIRST, at=AT)

    assert plan.people == [("志演乙", 1), ("志演甲", 2)]


# --- Confirming what was read -----------------------------------------------------------------------------------------


def test_what_was_read_must_still_hold(series):
    seen = plan_change(series, pattern(**LATER), scope="all", day=FIRST, at=AT).digest
    signed_up(shift_on(series, FIRST))

    with pytest.raises(ConsequencesChanged) as refused:
        change(series, pattern(**LATER), seen=seen)

    assert clock(series, FIRST) == "05:30-09:00"
    change(series, pattern(**LATER), seen=refused.value.plan.digest)
    assert clock(series, FIRST) == "06:00-09:30"


def test_only_the_leader_changes_a_series(series):
    for service, further in (
        (change_series, {"pattern": pattern(), "scope": "all", "day": FIRST}),
        (end_series, {"since": FIRST}),
        (undo_series, {}),
        (remove_day, {"day": FIRST}),
        (add_day, {"day": FIRST}),
    ):
        with pytest.raises(NotAllowed):
            service(series=series, by=UserFactory(), at=AT, **further)


# --- The end ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_ending_a_series_cancels_what_people_signed_up_for_and_removes_the_rest(series):
    signup = signed_up(shift_on(series, FIRST + 6 * DAY))
    since = FIRST + 5 * DAY

    plan = end_series(series=series, since=since, by=series.created_by, at=AT)

    series.refresh_from_db()
    assert (series.stopped_from, days_of(series)) == (since, [6, 7, 8, 9, 10])
    assert (len(plan.removed), [shift.pk for shift in plan.cancelled]) == (8, [signup.shift_id])
    assert plan_ahead(series=series, at=AT) == 0
    [(user, subject, body)] = messages()
    assert user == signup.volunteer.user_id
    assert subject == "慈善粥屋爱心早餐：您有1个班次有变动"
    assert body == "9月12日 05:30的班次取消，非常抱歉。"
    assert promises_broken() == []


@pytest.mark.both_databases
def test_taking_back_a_series_leaves_the_shifts_that_people_signed_up_for(series):
    signup = signed_up(shift_on(series, FIRST + 6 * DAY))

    undo_series(series=series, by=series.created_by, at=AT)

    assert [shift.pk for shift in Shift.objects.all()] == [signup.shift_id]
    signup.refresh_from_db()
    assert signup.state == "confirmed"
    event = Event.objects.get(code="volunteers.series_undone")
    assert event.data == {"removed": HORIZON - 1, "cancelled": 0, "since": "2023-09-05"}
    assert messages() == []
    assert promises_broken() == []


def test_a_series_that_ended_is_not_changed(series):
    end_series(series=series, since=FIRST, by=series.created_by, at=AT)

    with pytest.raises(Refused):
        change(ShiftSeries.objects.get(pk=series.pk), pattern(**LATER), day=FIRST + DAY)


# --- Size -------------------------------------------------------------------------------------------------------------


def big_series(people: int) -> tuple[ShiftSeries, int]:
    """Sixty dates with `people` on every one of them; each volunteer on five in a row."""
    change_deadline(lane="work", key="series_horizon", amount=60 * 24, unit="hour", source="测试", by=None, at=AT)
    series = make_series(tasks=(Task("分发早餐", 8),))
    shifts = [row.shift for row in series.occurrences.order_by("original_start")]
    assert len(shifts) == 60
    for start in range(0, 60, 5):
        for _person in range(people):
            volunteer = VolunteerFactory()
            for shift in shifts[start : start + 5]:
                signed_up(shift, volunteer)
    return series, people * 60


def test_sixty_dates_with_three_hundred_sign_ups_changed_in_the_middle():
    series, signups = big_series(people=5)
    assert signups == 300
    since = FIRST + 30 * DAY

    with CaptureQueriesContext(connection) as queries:
        plan = change(series, pattern(**LATER), scope="following", day=since)

    moved = Signup.objects.filter(shift__occurrence__series__continues=series)
    assert (len(plan.moved), moved.count(), len(plan.people)) == (30, 150, 30)
    assert {(s.starts_at, s.ends_at) == (s.shift.starts_at, s.shift.ends_at) for s in moved} == {True}
    assert len(messages()) == 30
    assert len(queries) < 150  # one per shift and a constant: less than one per sign-up, five per person
    assert promises_broken() == []


def test_ending_sixty_dates_takes_a_constant_number_of_queries():
    counts = []
    for people in (1, 2):
        series, _signups = big_series(people)
        with CaptureQueriesContext(connection) as queries:
            end_series(series=series, since=FIRST, by=series.created_by, at=AT)
        counts.append(len(queries))

    assert counts[1] - counts[0] <= 4  # SQLite takes its rows in small portions
    assert counts[1] < 60
