"""Rosters that nobody confirmed: the leader after two days, the federation after ten working days."""

from datetime import timedelta

import pytest

from audit.models import Event
from notifications.messages import messages_about
from notifications.recipients import user_recipient
from tests.factories.accounts import UserFactory
from tests.factories.volunteers import TOMORROW, make_shift, signed_up
from volunteers import services
from volunteers.record_reminders import plan_record_reminders

pytestmark = pytest.mark.django_db
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
END = TOMORROW + 3.5 * HOUR
TENTH_WORKING_DAY = TOMORROW.replace(day=20, hour=15, minute=59, second=59)  # in Zhengzhou


def planned() -> list[tuple[str, int]]:
    codes = ("volunteers.roster_unconfirmed", "volunteers.record_overdue")
    return list(Event.objects.filter(code__in=codes).order_by("pk").values_list("code", "subject_id"))


def test_leader_is_reminded_after_two_days_and_once():
    shift = signed_up(make_shift()).shift

    counts = [plan_record_reminders(at) for at in (END + 48 * HOUR, END + 48 * HOUR + SECOND, END + 60 * HOUR)]

    assert counts == [0, 1, 0]
    assert planned() == [("volunteers.roster_unconfirmed", shift.pk)]
    event = Event.objects.get(code="volunteers.roster_unconfirmed")
    [message] = messages_about(event.code)
    assert message.recipients(event) == [user_recipient(shift.activity.team.leader_id)]


def test_federation_is_told_after_ten_working_days():
    shift, reviewer = signed_up(make_shift()).shift, UserFactory(role="federation_reviewer")
    plan_record_reminders(END + 49 * HOUR)

    counts = [plan_record_reminders(at) for at in (TENTH_WORKING_DAY, TENTH_WORKING_DAY + SECOND)]

    assert counts == [0, 1]
    event = Event.objects.get(code="volunteers.record_overdue")
    [message] = messages_about(event.code)
    leader = shift.activity.team.leader_id
    assert message.recipients(event) == [user_recipient(leader), user_recipient(reviewer.pk)]


def test_confirmed_cancelled_and_empty_shifts_are_left_alone():
    done, cancelled = signed_up(make_shift()), signed_up(make_shift())
    make_shift()
    leader = done.shift.activity.team.leader
    services.mark_attendance(signup=done, outcome="absent", by=leader, at=END)
    services.confirm_roster(shift=done.shift, by=leader, at=END)
    services.cancel_shift(shift=cancelled.shift, by=cancelled.shift.activity.team.leader, at=TOMORROW - HOUR)

    assert plan_record_reminders(END + 30 * 24 * HOUR) == 0


def test_hours_under_review_keep_a_record_incomplete():
    signup = signed_up(make_shift(hours=9))
    leader, end = signup.shift.activity.team.leader, TOMORROW + 9 * HOUR
    services.mark_attendance(signup=signup, outcome="present", by=leader, at=end)
    services.confirm_roster(shift=signup.shift, by=leader, at=end)

    plan_record_reminders(TENTH_WORKING_DAY + SECOND)

    assert planned() == [("volunteers.record_overdue", signup.shift_id)]


def test_planning_asks_as_much_for_three_as_for_one(django_assert_max_num_queries):
    for _ in range(3):
        signed_up(make_shift())

    with django_assert_max_num_queries(14):
        assert plan_record_reminders(END + 49 * HOUR) == 3
