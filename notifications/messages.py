"""What people are told: one class per message, in `<app>/notifications.py`, found at start-up.

    @register
    class Decided(Message):
        code = "applications.decided"
        event = "applications.approved"
        category = Category.APPLICATION
        channels = ("in_app", "email", "sms")
        sample = {"reference": "SQ-7K2M9X"}

        def recipients(self, event): ...
        def context(self, event, recipient): ...

Its texts are templates: `templates/applications/messages/decided.email.txt`, one per channel, in English inside
`{% translate %}` with the Chinese in the app's catalogue. The first line is the subject (an SMS has none: all its
lines are joined). Every variable that a template uses is in `context`, and in `sample` for the checks and tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from audit.models import Event
from notifications.recipients import Recipient

USEFUL_FOR = timedelta(hours=72)


class Message:
    """Base class. Subclasses set the attributes and override `recipients` and `context`, the rest where needed."""

    code: ClassVar[str] = ""
    event: ClassVar[str] = ""  # the audit event that this message follows
    category: ClassVar[str] = ""
    channels: ClassVar[Sequence[str]] = ("in_app", "email")  # in_app, then the others in the order they are tried
    may_disable: ClassVar[bool] = True  # False: sent whatever the person's preferences say
    urgent: ClassVar[bool] = False  # True: goes out in quiet hours and before everything else
    sample: ClassVar[Mapping[str, Any]] = {}

    def recipients(self, event: Event) -> list[Recipient]:
        raise NotImplementedError

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        """Recipients by event id. Override with a constant number of queries where events come in thousands."""
        return {event.pk: self.recipients(event) for event in events}

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        """What the templates show, read when the message is written. No ID numbers, diagnoses or amounts of income."""
        return {}

    def path(self, event: Event, recipient: Recipient) -> str:
        """Where the message leads, as a path of the portal; templates get it as `path` and, absolute, as `link`."""
        return ""

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Asked right before sending. False cancels: the shift was moved, the case was handled."""
        return True

    def due_at(self, event: Event) -> datetime:
        return event.at

    def expires_at(self, event: Event) -> datetime:
        """After this moment the message is worth nothing and is not sent any more."""
        return self.due_at(event) + USEFUL_FOR

    def occasion(self, event: Event) -> str:
        """What makes two messages the same one."""
        return f"{self.code}:{event.dedupe_key or event.pk}"

    @classmethod
    def template_name(cls, channel: str) -> str:
        app = cls.__module__.removeprefix("delivery.").split(".")[0]
        return f"{app}/messages/{cls.code.removeprefix(f'{app}.')}.{channel}.txt"


class DuplicateMessage(ValueError):
    """Two classes share a code."""


class UnknownMessage(LookupError):
    """The class behind a stored row is gone."""


_messages: dict[str, Message] = {}


def register(message_class: type[Message]) -> type[Message]:
    """Adds a message class to the registry; use it as a decorator."""
    known = _messages.get(message_class.code)
    if known is not None and type(known).__qualname__ != message_class.__qualname__:
        raise DuplicateMessage(message_class.code)
    _messages[message_class.code] = message_class()
    return message_class


def all_messages() -> Iterable[Message]:
    return tuple(_messages.values())


def message(code: str) -> Message:
    if code not in _messages:
        raise UnknownMessage(code)
    return _messages[code]


def messages_about(event_code: str) -> list[Message]:
    return [m for m in _messages.values() if m.event == event_code]


def write(message: Message, channel: str, context: Mapping[str, Any], *, path: str = "") -> tuple[str, str]:
    """Subject and body in the active language, as plain text. No line break survives in the subject."""
    template: Any = get_template(message.template_name(channel))
    link = settings.PORTAL_BASE_URL + path if path else ""
    text = template.template.render(Context({**context, "path": path, "link": link}, autoescape=False))
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip()
