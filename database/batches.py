"""Reading many rows in constant memory while others, and the reader itself, write."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet


def in_batches(queryset: QuerySet[Any], order: str, size: int) -> Iterator[list[Any]]:
    """The rows in the order of a column that is never NULL, `size` at a time, each batch a query of its own.

    An open `iterator()` would hold a snapshot: on SQLite its connection cannot write any more as soon as somebody
    else has written ("database is locked", at once and however long it would wait).
    """
    ordered = queryset.order_by(order, "pk")
    batch = list(ordered[:size])
    while batch:
        yield batch
        batch = list(ordered.filter(_behind(batch[-1], order))[:size]) if len(batch) == size else []


def _behind(row: Model, order: str) -> Q:
    value = getattr(row, order)
    return Q(**{f"{order}__gte": value}) & (Q(**{f"{order}__gt": value}) | Q(pk__gt=row.pk))
