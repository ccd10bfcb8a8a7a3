"""Aid that a family seems to fit and has not asked for: told by the apps above, which know the rules."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Unclaimed:
    """`reason` says in one sentence what speaks for it; `url` leads to where it is followed up."""

    person_id: int
    title: str | Promise
    reason: str | Promise
    url: str


Source = Callable[[Any, Collection[int], date], list[Unclaimed]]  # (user, ids of people, day)
_sources: list[Source] = []


def register_unclaimed(source: Source) -> None:
    """From an app above, once, when it is ready."""
    if source not in _sources:
        _sources.append(source)


def unclaimed_aid(user: Any, person_ids: Collection[int], *, on: date) -> list[Unclaimed]:
    """From every source; a source tells only what this user may know of the people."""
    return [line for source in _sources for line in source(user, person_ids, on)]
