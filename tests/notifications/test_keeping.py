"""Messages go a year after they ended, whoever has them and whether they were read; what is on its way stays."""

from datetime import timedelta

import pytest

from audit.models import Event
from notifications import keeping, tasks
from notifications.models import Delivery
from notifications.planning import plan_pending
from tests.factories.accounts import UserFactory
from tests.notifications.conftest import NOON
from tests.notifications.test_delivery import deliver, email  # noqa: F401 - the fixture

pytestmark = pytest.mark.django_db


def told(tell, at):
    users = [UserFactory(email=f"reader{n}@example.org") for n in range(3)]
    tell(*users, at=at)
    plan_pending(at=at)
    deliver(at)


def test_a_message_goes_a_year_after_it_ended(tell, email, monkeypatch):  # noqa: F811 - the fixture
    monkeypatch.setattr(keeping, "BATCH", 2)
    told(tell, NOON)
    told(tell, NOON + timedelta(days=1))
    of_the_first_day = Delivery.objects.filter(created_at=NOON).count()
    year = NOON + timedelta(days=365)

    assert keeping.remove_old_messages(at=year) == 0
    assert keeping.remove_old_messages(at=year + timedelta(seconds=1)) == of_the_first_day == 6
    assert set(Delivery.objects.values_list("created_at", flat=True)) == {NOON + timedelta(days=1)}


def test_nothing_that_was_removed_is_said_again_and_the_event_stays(tell, email):  # noqa: F811 - the fixture
    told(tell, NOON)
    Delivery.objects.update(ended_at=NOON - timedelta(days=4000))

    assert tasks.remove_old_messages() == 6
    plan_pending(at=NOON)
    deliver(NOON)

    assert Delivery.objects.count() == 0
    assert Event.objects.filter(code="test.shift_soon").count() == 1


def test_what_is_still_on_its_way_stays(tell):
    tell(UserFactory())
    plan_pending(at=NOON)

    assert keeping.remove_old_messages(at=NOON + timedelta(days=4000)) == 0
    assert Delivery.objects.filter(state="due").count() > 0
