"""A provider that refuses the portal itself: the channel waits, its messages do not fail one by one."""

from datetime import timedelta

import pytest

from audit.models import Event
from notifications import channels
from notifications.channels.base import TransportError
from notifications.delivery import deliver_due
from notifications.models import ChannelPause, Delivery
from notifications.planning import plan_pending
from protection.sealing import seal
from tests.factories.accounts import UserFactory
from tests.notifications.channel_double import ChannelDouble
from tests.notifications.conftest import NOON, ShiftSoon

pytestmark = pytest.mark.django_db


@pytest.fixture
def email(monkeypatch):
    double = ChannelDouble()
    monkeypatch.setitem(channels.channels(), "email", double)
    return double


@pytest.fixture
def people(tell):
    people = [UserFactory(email=f"v{number}@example.org") for number in range(5)]
    tell(*people)
    plan_pending(at=NOON)
    return people


def refuse_us(double, times=1):
    double.problems = [TransportError("smtp:535", whole_channel=True) for _ in range(times)]


def deliver(at=NOON):
    return deliver_due(at=at, clock=lambda: at)


def states(channel="email"):
    return list(Delivery.objects.filter(channel=channel).order_by("pk").values_list("state", flat=True))


@pytest.mark.both_databases
def test_one_refusal_spares_the_channel_and_loses_no_message(people, email, later):
    refuse_us(email)
    deliver()

    assert (states(), len(email.accepted)) == (["due"] * 5, 0)
    assert set(Delivery.objects.filter(channel="email").values_list("due_at", "attempts")) == {(later(minutes=5), 0)}
    pause = ChannelPause.objects.get()
    assert (pause.channel, pause.since, pause.until, pause.problem) == ("email", NOON, later(minutes=5), "smtp:535")

    assert deliver(later(minutes=4)) == 0
    deliver(later(minutes=5))

    assert (states(), len(email.accepted)) == (["sent"] * 5, 5)
    assert not ChannelPause.objects.exists()
    codes = Event.objects.filter(code__startswith="notifications.").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["notifications.channel_paused", "notifications.channel_resumed"]


def test_control_a_refusal_of_the_message_alone_ends_each_of_them(people, email):
    email.problems = [TransportError("smtp:550", permanent=True) for _ in people]
    deliver()

    assert states() == ["failed"] * 5


def test_the_pauses_grow_to_an_hour(people, email):
    at, waits = NOON, []
    for _ in range(6):
        refuse_us(email)
        deliver(at)
        until = ChannelPause.objects.get().until
        waits.append(int((until - at).total_seconds() // 60))
        at = until

    assert waits == [5, 10, 20, 40, 60, 60]
    assert Event.objects.filter(code="notifications.channel_paused").count() == 1


def test_other_channels_go_on(people, email):
    refuse_us(email)
    deliver()

    assert states("in_app") == ["sent"] * 5


def test_a_message_that_cannot_wait_takes_its_next_channel(zhang, tell, email, monkeypatch):
    seal(zhang, "phone", "19900000001")
    zhang.save()
    monkeypatch.setattr(ShiftSoon, "expires_at", lambda _self, event: event.at + timedelta(minutes=3))
    tell(zhang)
    plan_pending(at=NOON)
    refuse_us(email)

    deliver()
    deliver()

    failed = Delivery.objects.get(channel="email")
    assert (failed.state, failed.problem) == ("failed", "smtp:535")
    assert states("sms") == ["sent"]


def test_what_comes_up_during_the_pause_waits_as_well(people, email, tell, later):
    refuse_us(email)
    deliver()
    tell(UserFactory(email="late@example.org"), at=later(minutes=1))
    plan_pending(at=later(minutes=1))

    deliver(later(minutes=2))

    assert states() == ["due"] * 6
    assert email.accepted == []
