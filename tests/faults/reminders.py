"""A reminder by SMS and a provider slow enough to be killed in the middle."""

import os
import signal
import time

from notifications.categories import Category
from notifications.channels.base import Handover
from notifications.messages import Message
from notifications.models import RecordedSms
from notifications.recipients import user_recipient
from notifications.sms.recording import RecordingProvider

NOT_ACCEPTED = Handover.NOT_ACCEPTED


class Reminder(Message):
    """Urgent, so that the test gives the same result by day and by night."""

    code = "tests.reminder"
    event = "test.shift_soon"
    category = Category.SHIFT
    channels = ("in_app", "sms")
    urgent = True

    def recipients(self, event):
        return [user_recipient(event.subject_id)]


class SlowProvider(RecordingProvider):
    """A few milliseconds on the way there and on the way back: time for a kill before and after the acceptance.

    With `DIES_AFTER` set, the whole worker is killed inside the hand-over as soon as so many SMS are accepted: the
    moment that a kill from outside meets only by luck.
    """

    def send(self, reference, number, text, *, timeout):
        time.sleep(0.004)
        super().send(reference, number, text, timeout=timeout)
        if RecordedSms.objects.count() >= int(os.environ.get("DIES_AFTER", "1000000")):
            os.killpg(os.getpgrp(), signal.SIGKILL)
        time.sleep(0.008)
