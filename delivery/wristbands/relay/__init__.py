"""Providers of protected numbers (隐私号): a finder calls one, the family's telephone rings, nobody learns a number.

One module each, named by settings.WRISTBAND_RELAY; without the setting a finder leaves his own number instead.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

TIMEOUT = 5.0  # seconds


class RelayFailed(Exception):
    """The provider lends no number at this moment; `code` goes into the record, no number in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class LentNumber:
    """Whoever dials `number` until `until` reaches the callee."""

    number: str
    until: datetime


class RelayProvider(Protocol):
    def lend(self, reference: str, callee: str, *, at: datetime, timeout: float) -> LentNumber:
        """A number that leads to `callee` for a while; the same `reference` gives the same loan. Raises RelayFailed."""
        ...


@cache
def relay_provider() -> RelayProvider | None:
    return import_string(settings.WRISTBAND_RELAY)() if settings.WRISTBAND_RELAY else None
