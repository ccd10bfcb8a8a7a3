"""Questions about staged lists."""

import json
from collections.abc import Iterable, Sequence
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


def pieces(values: Iterable[Any]) -> Iterable[list[Any]]:
    listed = sorted(set(values))
    return (listed[start : start + PIECE] for start in range(0, len(listed), PIECE))


def counts_of(source: Import) -> dict[str, int]:
    """Lines by state."""
    return dict(source.rows.order_by().values_list("state").annotate(n=Count("pk")))
