"""Two messages that follow test events, with texts of their own, in place of the apps' messages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines
from django.template.loaders.locmem import Loader

from audit.recording import record
from notifications import messages
from notifications.categories import Category
from notifications.messages import Message
from notifications.recipients import user_recipient
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
TEXTS = {
    "tests/messages/shift_soon.in_app.txt": "Shift {{ shift }} starts soon\nCome ten minutes early.",
    "tests/messages/shift_soon.email.txt": "Shift {{ shift }}\nDear {{ name }}, please see {{ link }}",
    "tests/messages/shift_soon.sms.txt": "Your shift starts soon.",
    "tests/messages/alarm.in_app.txt": "Alarm",
    "tests/messages/alarm.email.txt": "Alarm\nNow",
}


class ShiftSoon(Message):
    """Goes to the users that the event lists; the shift is moved when its event says so."""

    code = "tests.shift_soon"
    event = "test.shift_soon"
    category = Category.SHIFT
    channels = ("in_app", "email", "sms")
    sample = {"shift": "7", "name": "演示"}
    moved: set[int] = set()

    def recipients(self, event):
        if event.data.get("broken"):
            raise RuntimeError("this event cannot be planned")
        return [user_recipient(pk) for pk in event.data["users"]]

    def context(self, event, recipient):
        return {"shift": event.data["shift"], "name": event.data.get("name", "演示")}

    def path(self, event, recipient):
        return f"/volunteers/shifts/{event.data['shift']}/"

    def still_applies(self, event, recipient):
        return event.pk not in self.moved


class Alarm(Message):
    """Urgent, and nobody can switch it off."""

    code = "tests.alarm"
    event = "test.alarm"
    category = Category.ACCOUNT
    urgent = True
    may_disable = False

    def recipients(self, event):
        return [user_recipient(event.data["user"])]


@pytest.fixture(autouse=True)
def only_test_messages(monkeypatch):
    """The registry holds the two classes above; their templates come from TEXTS."""
    monkeypatch.setattr(messages, "_messages", {})
    monkeypatch.setattr(ShiftSoon, "moved", set())
    messages.register(ShiftSoon)
    messages.register(Alarm)
    engine = engines["django"].engine
    loader = Loader(engine, TEXTS)
    monkeypatch.setattr(engine, "template_loaders", [loader, *engine.template_loaders])


@pytest.fixture
def zhang(db):
    return UserFactory(username="zhang", email="zhang@example.org", language="en")


@pytest.fixture
def tell():
    """Records that a shift is soon: `tell(users, shift="7")`."""

    def tell(*users, code="test.shift_soon", at=NOON, dedupe_key=None, **data):
        body = {"shift": "7", "users": [user.pk for user in users], "user": users[0].pk, **data}
        return record(code, subject=users[0], by=None, at=at, data=body, dedupe_key=dedupe_key)

    return tell


@pytest.fixture
def later():
    """`later(minutes=5)` is that long after NOON."""
    return lambda **span: NOON + timedelta(**span)
