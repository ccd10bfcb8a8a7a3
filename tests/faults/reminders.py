"""A reminder by SMS and a provider slow enough to be killed in the middle."""

import time

from notifications.categories import Category
from notifications.channels.base import Handover
from notifications.messages import Message
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
    """A few milliseconds on the way there and on the way back: time for a kill before and after the acceptance."""

    def send(self, reference, number, text, *, timeout):
        time.sleep(0.004)
        super().send(reference, number, text, timeout=timeout)
        time.sleep(0.008)
