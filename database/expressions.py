"""Expressions that both databases need said differently."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Func, Q
from django.db.models.lookups import Exact, In


class Unindexed(Func):
    """A column of which SQLite leaves the index alone (a unary plus). PostgreSQL reads the plain column.

    SQLite takes every equality for rare. `area IN (eight of twenty)` then finds and sorts half the table, where
    reading the first fifty rows in order and passing over a few would do.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="+%(expressions)s", **extra)


def among(column: str, values: Collection[Any]) -> Q:
    """`column IN values`, checked on each row that another condition or the order brings."""
    return Q(In(Unindexed(F(column)), list(values)))


def not_among(column: str, values: Collection[Any]) -> Q:
    """`column NOT IN values`, for a column that is never NULL."""
    return ~among(column, values)


def equals(column: str, value: Any) -> Q:
    """`column = value`, checked the same way."""
    return Q(Exact(Unindexed(F(column)), value))
