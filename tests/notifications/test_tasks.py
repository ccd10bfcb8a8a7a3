import pytest
from kombu.exceptions import OperationalError

from audit import recording
from notifications import tasks
from notifications.doorbell import Doorbell
from notifications.models import Delivery
from tests.notifications.conftest import NOON
from tests.notifications.test_delivery import email  # noqa: F401 - the fixture


@pytest.fixture(autouse=True)
def nobody_rang_before(monkeypatch):
    monkeypatch.setattr(tasks, "doorbell", Doorbell())


def test_a_commit_with_an_event_rings_once(db, zhang, tell, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **options: rung.append(options))

    with django_capture_on_commit_callbacks(execute=True):
        tell(zhang)
        tell(zhang)

    assert rung == [{"countdown": 0, "expires": 30, "retry": False}]


def test_a_commit_soon_after_orders_a_ring_for_later(monkeypatch):
    rung, moments = [], iter([50.0, 50.25, 50.5])
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda **options: rung.append(options))
    monkeypatch.setattr(tasks, "doorbell", Doorbell(clock=lambda: next(moments)))

    for _ in range(3):
        tasks.ring()

    assert rung == [
        {"countdown": 0, "expires": 30, "retry": False},
        {"countdown": 0.75, "expires": 30.75, "retry": False},
    ]


def test_a_broker_that_is_gone_harms_nobody(monkeypatch):
    def unreachable(**_options):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.deliver, "apply_async", unreachable)

    tasks.ring()

    assert tasks.doorbell.seconds_to_ring() > 0  # the next one orders a ring of its own


def test_the_doorbell_is_registered_once():
    assert recording._listeners.count(tasks.ring) == 1


@pytest.mark.parametrize("task", [tasks.deliver, tasks.sweep])
def test_a_task_does_the_whole_work(db, zhang, tell, email, task):  # noqa: F811
    tell(zhang, at=NOON)

    task()

    assert Delivery.objects.count() == 2


def test_task_names_are_stable():
    assert (tasks.deliver.name, tasks.sweep.name) == ("notifications.deliver", "notifications.sweep")
