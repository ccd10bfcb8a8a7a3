"""What a reservation is for, in words. `funds` knows the text "app.model:pk" and asks the app that wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings


@dataclass(frozen=True)
class NamedSource:
    reference: str
    url: str


class SourceNames(Protocol):
    """The object `source_names` of each module in settings.FUND_SOURCES."""

    def names(self, sources: Iterable[str], user: Any) -> Mapping[str, NamedSource]:
        """Those of `sources` that are its own and that this user may see. One query, whatever their number."""


@cache
def registered() -> tuple[SourceNames, ...]:
    return tuple(import_module(path).source_names for path in settings.FUND_SOURCES)


def named(sources: Iterable[str], user: Any) -> dict[str, NamedSource]:
    """A source that nobody names, or that this user may not see, is not in the answer."""
    wanted = list(sources)
    found: dict[str, NamedSource] = {}
    for app in registered():
        found.update(app.names(wanted, user))
    return found
