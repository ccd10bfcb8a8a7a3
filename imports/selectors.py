"""Questions about staged lists."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Min

from imports.models import Import, ImportRow
from protection.access import AccessContext
from protection.sealing import unseal_parts

PIECE = 500  # SQLite refuses more than 999 parameters on old builds


def texts_of(source: Import, rows: Sequence[ImportRow], access: AccessContext) -> dict[int, dict[str, str]]:
    """The tidied texts by primary key; the look is recorded once for the list."""
    opened = unseal_parts(source, rows, "cells", access)
    return {pk: json.loads(text)["texts"] if text else {} for pk, text in opened.items()}


def first_numbers(source: Import, keys: Iterable[str]) -> dict[str, int]:
    """Key to the first line of this list that has it."""
    found: dict[str, int] = {}
    for piece in pieces(keys):
        rows = source.rows.filter(key__in=piece).order_by().values_list("key").annotate(first=Min("number"))
        found |= {str(key): first for key, first in rows}
    return found


def taken_before(keys: Iterable[str]) -> dict[str, str]:
    """Taken keys of any list, and what they became. A blind index and an id tell nothing about a person."""
    found: dict[str, str] = {}
    for piece in pieces(keys):
        rows = ImportRow.objects.filter(taken_key__in=piece, state=ImportRow.State.TAKEN)
        found |= {str(key): result for key, result in rows.values_list("taken_key", "result")}
    return found


def in_pieces(values: Iterable[Any], find: Callable[[list[Any]], Mapping[Any, Any]]) -> dict[Any, Any]:
    """What `find` gives for some hundred values at a time, put together."""
    found: dict[Any, Any] = {}
    for piece in pieces(values):
        found |= find(piece)
    return found


def pieces(values: Iterable[Any]) -> Iterable[list[Any]]:
    listed = sorted(set(values))
    return (listed[start : start + PIECE] for start in range(0, len(listed), PIECE))


def blocking(source: Import, rows: Iterable[ImportRow]) -> dict[str, list[int]]:
    """Group to the numbers of its lines that have to be corrected, for the blocked lines among `rows`."""
    groups = {row.group for row in rows if row.state == ImportRow.State.BLOCKED}
    found: dict[str, list[int]] = {}
    for piece in pieces(groups):
        wrong = source.rows.filter(group__in=piece, state__in=(ImportRow.State.WRONG, ImportRow.State.REFUSED))
        for group, number in wrong.order_by("number").values_list("group", "number"):
            found.setdefault(group, []).append(number)
    return found


def counts_of(source: Import) -> dict[str, int]:
    """Lines by state."""
    return dict(source.rows.order_by().values_list("state").annotate(n=Count("pk")))
