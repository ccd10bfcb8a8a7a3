"""What a reservation is for, in words. `funds` knows the text "app.model:pk" and asks the app that wrote it."""

from collections.abc import Iterable, Mapping, Sequence
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


@dataclass(frozen=True)
class Helped:
    """A part of what one voucher of a program paid for: where, and whom. `people` are keys that tell one from another,
    never shown; empty where organisations or things were paid. `weight` is the part in the voucher, by value or number.
    """

    area_id: int | None
    people: frozenset[str]
    weight: int


HelpedOf = Mapping[str, Sequence[Helped]]  # source of the voucher → its parts


def keys_of(sources: Iterable[str], prefix: str) -> dict[str, int]:
    """Source → number behind the prefix ("porridge_house.mealstatement:12:donated" → 12), of those that have it."""
    found = {source: source.removeprefix(prefix).partition(":")[0] for source in sources if source.startswith(prefix)}
    return {source: int(number) for source, number in found.items() if number.isdecimal()}
