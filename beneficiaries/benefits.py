"""The benefit ledger of a household: told by the apps above, which know the cases (declare below, fill above)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Benefit:
    """One line: `amount_fen` in fen, or None while undecided; `url` leads to the case."""

    on: date
    person_id: int
    title: str | Promise
    state: str | Promise
    amount_fen: int | None
    url: str


Source = Callable[[Any, Collection[int]], list[Benefit]]  # (user, ids of people) → lines that this user may see
_sources: list[Source] = []


def register_benefits(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def benefits_of(user: Any, person_ids: Collection[int]) -> list[Benefit]:
    """Newest first, from every source."""
    lines = [line for source in _sources for line in source(user, person_ids)]
    return sorted(lines, key=lambda line: line.on, reverse=True)
