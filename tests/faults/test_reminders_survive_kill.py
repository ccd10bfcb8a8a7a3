"""500 reminders are due and the worker is killed again and again: each person is told exactly once (promise R6)."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.template import engines
from django.template.loaders.filesystem import Loader
from django.utils import timezone

from accounts.models import User
from audit.models import OutboxEntry
from audit.recording import Occurrence, record_many
from notifications import messages, services
from notifications.models import Delivery, RecordedSms
from notifications.states import DeliveryState
from protection.sealing import seal
from tests.faults import reminders
from tests.processes import plain_environment, wait_for

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
PEOPLE = 500
KILL_AFTER = (50, 170)  # accepted SMS; killed from outside, wherever the worker is by then
DIES_AFTER = (290, 410)  # killed between the provider's acceptance and the worker's own mark


@pytest.fixture(autouse=True)
def _the_reminder_is_known_here_too(monkeypatch):
    monkeypatch.setattr(messages, "_messages", {})
    messages.register(reminders.Reminder)
    engine = engines["django"].engine
    loader = Loader(engine, [os.path.join(os.path.dirname(reminders.__file__), "templates")])
    monkeypatch.setattr(engine, "template_loaders", [loader, *engine.template_loaders])


@pytest.fixture
def workers(tmp_path):
    """Starts workers on the test's database; none is left behind."""
    team = Workers(tmp_path)
    yield team
    team.kill()


class Workers:
    """A Celery worker with two processes, in a group of its own, and the broker that rings for it."""

    def __init__(self, folder):
        self.log = folder / "worker.log"
        self.process = None
        self.environment = plain_environment(
            PORTAL_DATA_DIR=folder,
            WORKER_DATABASE=connection.settings_dict["NAME"],
            **({"DATABASE_URL": settings.DATABASE_URL} if settings.DATABASE_URL else {}),
        )

    def start(self, **environment):
        command = [sys.executable, "-m", "celery", "-A", "tests.faults.worker_app", "worker", "-c", "2"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, "--without-gossip", "--without-mingle"],
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_and_die(self, after):
        self.start(DIES_AFTER=str(after))
        assert self.process.wait(60) == -signal.SIGKILL, self.said()

    def kill(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)

    def said(self):
        return self.log.read_text()[-3000:]


def people_with_reminders():
    people = [User(username=f"v{number}", display_name=f"演{number}", is_active=True) for number in range(PEOPLE)]
    for number, person in enumerate(people):
        seal(person, "phone", f"199{number:08d}")
    User.objects.bulk_create(people)
    record_many(
        [Occurrence("test.shift_soon", person, f"signup:{person.pk}:T-2h:1769900000") for person in people],
        at=timezone.now(),
    )


def accepted():
    return RecordedSms.objects.count()


def caught_in_the_hand_over():
    """Rows that a killed worker left between the provider's acceptance and its own mark."""
    left = Delivery.objects.filter(state=DeliveryState.SENDING, channel="sms").values_list("provider_ref", flat=True)
    return RecordedSms.objects.filter(reference__in=list(left)).count()


def kill_again_and_again(workers):
    for count in KILL_AFTER:
        workers.start()
        wait_for(lambda limit=count: accepted() >= limit, 60, workers.said)
        workers.kill()
    for count in DIES_AFTER:
        workers.start_and_die(after=count)


def test_every_reminder_arrives_once_though_the_worker_is_killed(workers):
    people_with_reminders()
    kill_again_and_again(workers)
    dangerous = caught_in_the_hand_over()

    workers.start()
    wait_for(lambda: not Delivery.objects.filter(state=DeliveryState.DUE).exists(), 60, workers.said)
    workers.kill()
    services.sweep(at=timezone.now() + timedelta(seconds=61))  # the leases of the killed have ended by then

    assert dangerous >= len(DIES_AFTER), "no kill fell into the hand-over: the test proves nothing"
    states = Counter(Delivery.objects.values_list("channel", "state"))
    assert states == {("in_app", "sent"): PEOPLE, ("sms", "sent"): PEOPLE}
    received = Counter(RecordedSms.objects.values_list("reference", flat=True))
    assert received == dict.fromkeys(Delivery.objects.filter(channel="sms").values_list("provider_ref", flat=True), 1)
    assert OutboxEntry.objects.count() == 0


def test_without_asking_the_provider_somebody_is_told_twice(workers, monkeypatch):
    """The control: the same kills, and a sweep that sends again whatever a dead worker left."""
    people_with_reminders()
    kill_again_and_again(workers)
    monkeypatch.setattr(
        "notifications.sms.recording.RecordingProvider.status", lambda self, reference: reminders.NOT_ACCEPTED
    )

    services.sweep(at=timezone.now() + timedelta(seconds=61))

    assert max(Counter(RecordedSms.objects.values_list("reference", flat=True)).values()) == 2
