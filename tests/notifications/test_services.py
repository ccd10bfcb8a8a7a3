import pytest

from audit.models import Event
from notifications import services
from notifications.models import Delivery, Preference
from notifications.planning import plan_pending
from notifications.selectors import wishes_of
from tests.notifications.conftest import NOON, ShiftSoon
from tests.notifications.test_delivery import deliver, email  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(zhang, tell, email):  # noqa: F811 - the fixture
    tell(zhang)
    plan_pending(at=NOON)
    deliver()
    return Delivery.objects.get(channel="email")


def test_sending_again_goes_out_under_a_new_reference_and_is_recorded(sent, zhang, email, later):  # noqa: F811
    first = sent.provider_ref

    services.send_again(delivery=sent, by=zhang, at=later(hours=1))
    deliver(later(hours=1))

    assert [parcel.reference == first for parcel in email.accepted] == [True, False]
    event = Event.objects.get(code="notifications.sent_again")
    assert (event.actor, event.subject_id, event.data) == (zhang, sent.pk, {"channel": "email", "was": "sent"})


def test_sending_again_what_no_longer_applies_sends_nothing(sent, zhang, email, later):  # noqa: F811
    ShiftSoon.moved = {sent.event_id}

    services.send_again(delivery=sent, by=zhang, at=later(hours=1))
    deliver(later(hours=1))

    sent.refresh_from_db()
    assert sent.state == "cancelled"
    assert len(email.accepted) == 1


def test_sending_again_an_expired_message_gives_it_a_day(zhang, tell, email, later):  # noqa: F811
    tell(zhang)
    plan_pending(at=NOON)
    deliver(later(days=4))
    expired = Delivery.objects.get(channel="email")

    services.send_again(delivery=expired, by=zhang, at=later(days=4))
    deliver(later(days=4))

    assert len(email.accepted) == 1


def test_what_is_on_its_way_cannot_be_sent_again(zhang, tell):
    tell(zhang)
    plan_pending(at=NOON)

    with pytest.raises(services.NotEnded):
        services.send_again(delivery=Delivery.objects.first(), by=zhang, at=NOON)


def test_when_needed_is_stored_as_nothing(zhang):
    services.set_wishes(wishes={("shift", "email"): "always"}, by=zhang, at=NOON)
    assert wishes_of(zhang) == {("shift", "email"): "always"}

    assert services.set_wishes(wishes={("shift", "email"): "when_needed"}, by=zhang, at=NOON) == 1
    assert Preference.objects.count() == 0
    assert services.set_wishes(wishes={("shift", "email"): "when_needed"}, by=zhang, at=NOON) == 0


def test_the_inbox_cannot_be_switched_off(zhang):
    with pytest.raises(services.CannotSwitchOff):
        services.set_wishes(wishes={("shift", "in_app"): "never"}, by=zhang, at=NOON)


def test_always_uses_both_ways(zhang, tell):
    Preference.objects.create(user=zhang, category="shift", channel="email", wish="always")
    tell(zhang)
    plan_pending(at=NOON)

    assert set(Delivery.objects.values_list("channel", flat=True)) == {"in_app", "email"}


def test_sweep_plans_settles_and_delivers(zhang, tell, email):  # noqa: F811
    tell(zhang)

    assert services.sweep(at=NOON) == {"planned": 1, "settled": 0, "delivered": 2}
    assert services.sweep(at=NOON) == {"planned": 0, "settled": 0, "delivered": 0}
