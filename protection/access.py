"""The context without which nothing is decrypted."""

from dataclasses import dataclass, field
from datetime import datetime

import structlog
from django.contrib.auth.models import AbstractBaseUser

from protection.purposes import PURPOSES


class UnknownPurpose(ValueError):
    """The purpose is not in protection.purposes."""


def current_request_id() -> str:
    """The id that the log lines of this request carry; empty outside a request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]


@dataclass(frozen=True)
class AccessContext:
    """Who opens personal data, why and when. `by=None` is the system (a worker, a command)."""

    by: AbstractBaseUser | None
    purpose: str
    at: datetime
    reason: str = ""
    request_id: str = field(default_factory=current_request_id)

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise UnknownPurpose(self.purpose)
