"""Who is reminded when, exactly once, and of the right time."""

from datetime import UTC, datetime, timedelta

import pytest

from audit.models import Event
from audit.recording import record_many
from notifications.messages import all_messages, messages_about, write
from notifications.recipients import user_recipient
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, signed_up
from tests.racing import race
from volunteers import services
from volunteers.notifications import AboutShift, AboutSignup
from volunteers.reminders import plan_shift_reminders, soon_moment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = TOMORROW + timedelta(hours=6, minutes=30)


def reminders() -> list[tuple[str, str]]:
    codes = ("volunteers.shift_tomorrow", "volunteers.shift_soon")
    return list(Event.objects.filter(code__in=codes).order_by("pk").values_list("code", "dedupe_key"))


def epoch(moment) -> int:
    return int(moment.timestamp())


@pytest.mark.both_databases
def test_planning_twice_plans_once():
    signup = signed_up(make_shift(starts_at=NOON))

    planned = [plan_shift_reminders(NOON - 24 * HOUR) for _ in range(2)]

    assert planned == [1, 0]
    assert reminders() == [("volunteers.shift_tomorrow", f"signup:{signup.pk}:T-24h:{epoch(NOON)}")]


def test_nothing_is_planned_too_early_for_those_who_wait_or_after_the_start():
    shift = make_shift(starts_at=NOON, capacity=1)
    signup = signed_up(shift)
    waiting = signed_up(shift)
    services.cancel_signup(signup=signup, by=signup.volunteer.user, at=AT)
    services.cancel_signup(signup=waiting, by=waiting.volunteer.user, at=AT)
    signed_up(shift)
    signed_up(shift)

    assert plan_shift_reminders(NOON - 24 * HOUR - timedelta(seconds=1)) == 0
    assert plan_shift_reminders(NOON) == 0
    assert plan_shift_reminders(NOON - 24 * HOUR) == 1


def test_two_hours_before_the_second_reminder_is_planned():
    signup = signed_up(make_shift(starts_at=NOON))
    plan_shift_reminders(NOON - 3 * HOUR)

    plan_shift_reminders(NOON - 2 * HOUR)

    assert reminders() == [
        ("volunteers.shift_tomorrow", f"signup:{signup.pk}:T-24h:{epoch(NOON)}"),
        ("volunteers.shift_soon", f"signup:{signup.pk}:T-2h:{epoch(NOON)}"),
    ]


def test_a_missed_night_is_caught_up_without_saying_tomorrow():
    signed_up(make_shift(starts_at=NOON))

    plan_shift_reminders(NOON - HOUR)

    assert [code for code, _key in reminders()] == ["volunteers.shift_soon"]


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        (datetime(2023, 9, 6, 4, 0, tzinfo=UTC), datetime(2023, 9, 6, 2, 0, tzinfo=UTC)),  # noon: 10:00
        (datetime(2023, 9, 6, 2, 0, tzinfo=UTC), datetime(2023, 9, 6, 0, 0, tzinfo=UTC)),  # 10:00: 08:00 sharp
        (datetime(2023, 9, 5, 21, 30, tzinfo=UTC), datetime(2023, 9, 5, 12, 30, tzinfo=UTC)),  # 05:30: 20:30 before
        (datetime(2023, 9, 5, 15, 30, tzinfo=UTC), datetime(2023, 9, 5, 12, 30, tzinfo=UTC)),  # 23:30: 20:30
    ],
)
def test_nobody_is_woken(starts_at, expected):
    assert soon_moment(starts_at) == expected


def test_a_moved_shift_reminds_of_the_new_time_and_drops_the_old():
    shift = make_shift(starts_at=NOON)
    signup = signed_up(shift)
    plan_shift_reminders(NOON - 24 * HOUR)
    later = NOON + 5 * HOUR
    leader = shift.activity.team.leader
    services.move_shift(shift=shift, starts_at=later, ends_at=later + HOUR, by=leader, at=NOON - 23 * HOUR)

    plan_shift_reminders(NOON - 18 * HOUR)

    old, new = Event.objects.filter(code="volunteers.shift_tomorrow").order_by("pk")
    [message] = messages_about("volunteers.shift_tomorrow")
    person = user_recipient(signup.volunteer.user_id)
    assert (old.data["start"], new.data["start"]) == (epoch(NOON), epoch(later))
    assert [message.still_applies(event, person) for event in (old, new)] == [False, True]


def test_the_reminder_of_a_start_within_a_second_still_applies():
    """The event holds the start in whole seconds; a shift planned by a program may start a fraction later."""
    signup = signed_up(make_shift(starts_at=NOON + timedelta(microseconds=620_001)))
    plan_shift_reminders(NOON - 24 * HOUR + timedelta(seconds=1))
    [message] = messages_about("volunteers.shift_tomorrow")

    event = Event.objects.get(code="volunteers.shift_tomorrow")
    assert message.still_applies(event, user_recipient(signup.volunteer.user_id))


def test_reminder_of_a_cancelled_signup_is_dropped():
    signup = signed_up(make_shift(starts_at=NOON))
    plan_shift_reminders(NOON - 24 * HOUR)
    services.cancel_signup(signup=signup, by=signup.volunteer.user, at=NOON - 20 * HOUR)
    [message] = messages_about("volunteers.shift_tomorrow")

    assert not message.still_applies(Event.objects.get(code="volunteers.shift_tomorrow"), user_recipient(1))


def test_planning_asks_as_much_for_three_as_for_one(django_assert_max_num_queries):
    shift = make_shift(starts_at=NOON, capacity=5)
    for _ in range(3):
        signed_up(shift)

    with django_assert_max_num_queries(12):
        assert plan_shift_reminders(NOON - 24 * HOUR) == 3


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_planning_many_goes_on_while_others_write(monkeypatch):
    shift = make_shift(starts_at=NOON, capacity=5)
    for _ in range(5):
        signed_up(shift)
    monkeypatch.setattr("volunteers.reminders.BATCH", 2)

    def after_somebody_wrote(batch, *, at):
        race(1, lambda _number: VolunteerFactory())
        return record_many(batch, at=at)

    monkeypatch.setattr("volunteers.reminders.record_many", after_somebody_wrote)

    assert plan_shift_reminders(NOON - 24 * HOUR) == 5


def told(event_code) -> list[str]:
    """Who gets which message, by the name of the volunteer."""
    event = Event.objects.filter(code=event_code).latest("pk")
    [message] = messages_about(event_code)
    return [recipient.key for recipient in message.recipients(event) if message.still_applies(event, recipient)]


def key(signup) -> str:
    return f"user:{signup.volunteer.user_id}"


def test_who_is_told_of_what():
    shift = make_shift(capacity=1)
    first, second, third = (signed_up(shift) for _ in range(3))
    leader = shift.activity.team.leader

    assert told("volunteers.signup_confirmed") == [key(first)]
    services.release_signup(signup=first, by=leader, at=AT)
    assert told("volunteers.signup_released") == [key(first)]
    assert told("volunteers.signup_offered") == [key(second)]
    services.move_shift(shift=shift, starts_at=NOON, ends_at=NOON + HOUR, by=leader, at=AT)
    assert told("volunteers.shift_moved") == [key(second), key(third)]
    services.cancel_shift(shift=shift, by=leader, at=AT)
    assert told("volunteers.shift_cancelled") == [key(second), key(third)]


def test_every_message_says_title_day_time_and_place():
    shift = make_shift(arrive_at=TOMORROW - timedelta(minutes=15))
    signup = signed_up(shift)
    event = Event.objects.get(code="volunteers.signup_confirmed")
    [message] = messages_about("volunteers.signup_confirmed")

    context = message.context(event, user_recipient(signup.volunteer.user_id))
    subject, body = write(message, "in_app", context)

    assert subject == "报名成功：慈善粥屋爱心早餐"
    assert body.splitlines() == [
        "时间：9月6日 星期三 05:30 至 09:00，请在 05:15 前到达。",
        "地点：科学大道店(演示)",
        "如不能参加，请尽早取消，把名额让给其他志愿者。",
    ]
    assert message.path(event, user_recipient(1)) == f"/volunteers/shifts/{shift.pk}/"


def test_sms_of_a_shift_fits_into_one():
    sample = {
        "title": "慈善粥屋爱心早餐",
        "place": "科学大道店(演示)",
        "day": "9月6日 星期三",
        "start": "05:30",
        "end": "09:00",
        "arrive": "05:15",
        "until": "9月5日 12:00",
    }
    mine = [m for m in all_messages() if isinstance(m, AboutShift | AboutSignup) and "sms" in m.channels]

    texts = {m.code: " ".join(write(m, "sms", sample)).strip() for m in mine}

    assert len(texts) == 15
    assert {code: text for code, text in texts.items() if len(text) > 70} == {}
