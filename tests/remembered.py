"""What many tests start from is made once by the services; from then on the same rows are written again.

Only where the database is as it was the first time; anywhere else the services make it anew. `Rows` works everywhere;
`State` spares the work only in tests on SQLite that commit.
"""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

Marks = dict[str, int | None]


@dataclass
class Rows:
    """Inserts what `make` adds. Right for makers that only add rows, in tables where rows may come in any order."""

    before: Marks = field(default_factory=dict)
    inserts: list[tuple[str, list[tuple[Any, ...]]]] | None = None

    def __call__(self, make: Callable[[], Any]) -> None:
        found = _marks()
        if self.inserts is None:
            make()
            self.before, self.inserts = found, list(_added(found))
        elif found == self.before:
            with transaction.atomic(), connection.cursor() as cursor:
                for insert, rows in self.inserts:
                    cursor.executemany(insert, rows)
        else:
            make()


@dataclass
class State:
    """Puts the whole SQLite database back to what it was after `make`, in tests that commit."""

    before: Marks = field(default_factory=dict)
    after: sqlite3.Connection | None = None

    def __call__(self, make: Callable[[], Any]) -> None:
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            make()
            return
        found = _marks()
        if self.after is None:
            make()
            self.before, self.after = found, sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self.after)
        elif found == self.before:
            self.after.backup(connection.connection)
        else:
            make()


@cache
def _models() -> list[type[models.Model]]:
    """Every table with a number as its key. Events come first: the database refuses a state without its event."""
    numbered = (models.AutoField, models.OneToOneField)
    found = [m for m in apps.get_models(include_auto_created=True) if isinstance(m._meta.pk, numbered)]
    return sorted(found, key=lambda model: (model._meta.db_table != "audit_event", model._meta.db_table))


def _marks() -> Marks:
    """The highest key of each table, in one query. SQLite keeps those that count by themselves in one table."""
    asked = _models()
    if connection.vendor == "sqlite":
        asked = [model for model in asked if not isinstance(model._meta.pk, models.AutoField)]
    asks = [f"SELECT '{m._meta.db_table}', MAX({m._meta.pk.column}) FROM {m._meta.db_table}" for m in asked]
    if connection.vendor == "sqlite":
        asks.append("SELECT name, seq FROM sqlite_sequence")
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asks))
        return dict(cursor.fetchall())


def _added(before: Marks) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """The INSERT of each table that grew, and its new rows."""
    after = _marks()
    for model in _models():
        table, key = model._meta.db_table, model._meta.pk.column
        if after.get(table) == before.get(table):
            continue
        columns = [column.column for column in model._meta.concrete_fields if not column.generated]
        names = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {names} FROM {table} WHERE {key} > %s ORDER BY {key}", [before.get(table) or 0])
            rows = cursor.fetchall()
        yield f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows
