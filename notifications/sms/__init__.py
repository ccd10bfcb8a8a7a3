"""SMS providers: one module each, named by settings.SMS_PROVIDER; without the setting no SMS is sent."""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from notifications.channels.base import Handover


class SmsProvider(Protocol):
    """Sends to one number. `reference` is the client reference: the provider takes each one at most once, if it can."""

    def send(self, reference: str, number: str, text: str, *, timeout: float) -> None:
        """Raises TransportError when refused, HandoverInDoubt when the answer was lost."""
        ...

    def status(self, reference: str) -> Handover:
        """Whether this reference was accepted; CANNOT_TELL where the provider has no such question."""
        ...


@cache
def provider() -> SmsProvider | None:
    return import_string(settings.SMS_PROVIDER)() if settings.SMS_PROVIDER else None


class NoProvider(LookupError):
    """settings.SMS_PROVIDER is empty."""


def configured_provider() -> SmsProvider:
    found = provider()
    if found is None:
        raise NoProvider
    return found
