"""A channel that does what the test tells it, and remembers what it was given."""

from notifications.channels.base import Channel, Handover


class ChannelDouble(Channel):
    """Takes the place of e-mail. `problems` are raised one after the other before it accepts anything."""

    code = "email"
    title = "Test"

    def __init__(self):
        self.accepted = []
        self.problems = []
        self.answer = Handover.CANNOT_TELL
        self.before = lambda parcel: None

    def deliver(self, parcel, *, timeout):
        self.before(parcel)
        if self.problems:
            raise self.problems.pop(0)
        self.accepted.append(parcel)

    def status(self, reference):
        return self.answer
