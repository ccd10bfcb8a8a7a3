"""The portal's Celery app with the reminder registered: `celery -A tests.faults.worker_app worker`."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.faults.worker_settings"

import django

django.setup()

from celery.signals import worker_ready  # noqa: E402

from notifications import messages, tasks  # noqa: E402
from tests.faults.reminders import Reminder  # noqa: E402
from welfare_portal.celery import app  # noqa: E402

messages.register(Reminder)


@worker_ready.connect
def ring_for_each_process(**_signal):
    tasks.ring()
    tasks.ring()


__all__ = ["app"]
