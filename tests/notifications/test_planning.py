import pytest

from audit.models import OutboxEntry
from audit.recording import record
from notifications.models import Delivery, Preference
from notifications.planning import plan_pending
from tests.factories.accounts import UserFactory
from tests.notifications.conftest import NOON, ShiftSoon
from tests.racing import race

pytestmark = pytest.mark.django_db


def planned():
    return list(Delivery.objects.order_by("id").values_list("recipient_key", "channel", "state"))


def test_an_event_becomes_one_row_in_app_and_one_on_the_first_channel_that_reaches(zhang, tell):
    tell(zhang)

    assert plan_pending(at=NOON) == 1
    key = f"user:{zhang.pk}"
    assert planned() == [(key, "in_app", "due"), (key, "email", "due")]
    assert OutboxEntry.objects.count() == 0


def test_planning_twice_plans_nothing_twice(zhang, tell):
    event = tell(zhang)
    plan_pending(at=NOON)
    before = planned()
    OutboxEntry.objects.create(event=event, created_at=NOON)  # as if the first run had died before its commit

    assert plan_pending(at=NOON) == 1
    assert planned() == before


def test_the_same_reminder_recorded_under_one_dedupe_key_is_one_occasion(zhang, tell):
    tell(zhang, dedupe_key="signup:12:T-24h:1769900000")

    plan_pending(at=NOON)

    assert set(Delivery.objects.values_list("occasion", flat=True)) == {"tests.shift_soon:signup:12:T-24h:1769900000"}


def test_an_event_without_message_leaves_the_outbox_and_plans_nothing(zhang):
    record("test.nobody_cares", subject=zhang, by=None, at=NOON)

    assert plan_pending(at=NOON) == 1
    assert planned() == []
    assert OutboxEntry.objects.count() == 0


def test_a_broken_event_stays_and_holds_up_no_other(zhang, tell):
    broken = tell(zhang, broken=True)
    tell(zhang)

    assert plan_pending(at=NOON) == 1
    assert list(OutboxEntry.objects.values_list("event_id", flat=True)) == [broken.pk]
    assert len(planned()) == 2


def test_somebody_without_email_gets_the_inbox_only(tell):
    li = UserFactory(username="li", email="")
    tell(li)

    plan_pending(at=NOON)

    assert planned() == [(f"user:{li.pk}", "in_app", "due")]


def test_an_inactive_person_gets_nothing(tell):
    gone = UserFactory(username="gone", email="gone@example.org", is_active=False)
    tell(gone)

    assert plan_pending(at=NOON) == 1
    assert planned() == []


def test_never_takes_the_channel_away(zhang, tell):
    Preference.objects.create(user=zhang, category="shift", channel="email", wish="never")
    tell(zhang)

    plan_pending(at=NOON)

    assert planned() == [(f"user:{zhang.pk}", "in_app", "due")]


def test_never_does_not_count_for_what_cannot_be_switched_off(zhang, tell):
    Preference.objects.create(user=zhang, category="account", channel="email", wish="never")
    tell(zhang, code="test.alarm")

    plan_pending(at=NOON)

    assert [channel for _key, channel, _state in planned()] == ["in_app", "email"]


def test_a_recipient_named_twice_gets_one_message(zhang, tell):
    tell(zhang, zhang)

    plan_pending(at=NOON)

    assert len(planned()) == 2


def test_planning_needs_the_same_queries_for_three_events_as_for_twenty(zhang, tell, django_assert_num_queries):
    for number in range(3):
        tell(zhang, shift=str(number))
    with django_assert_num_queries(13):
        plan_pending(at=NOON)
    for number in range(20):
        tell(zhang, shift=str(number))
    with django_assert_num_queries(13):
        plan_pending(at=NOON)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_four_planners_at_once_plan_each_row_once(tell):
    people = [UserFactory(email=f"p{n}@example.org") for n in range(40)]
    for person in people:
        tell(person)

    race(4, lambda _number: plan_pending(at=NOON), at_once=4)

    assert Delivery.objects.count() == 80
    assert OutboxEntry.objects.count() == 0


def test_occasion_is_the_event_when_it_has_no_dedupe_key(zhang, tell):
    event = tell(zhang)

    assert ShiftSoon().occasion(event) == f"tests.shift_soon:{event.pk}"
