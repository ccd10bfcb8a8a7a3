"""Rows by the thousand: COPY on PostgreSQL, one prepared INSERT on SQLite. Triggers and constraints see every row."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

BATCH = 2_000


def batches(count: int, size: int = BATCH) -> Iterator[range]:
    for start in range(0, count, size):
        yield range(start, min(start + size, count))


def reserve_ids(model: type[models.Model], count: int) -> int:
    """Takes `count` primary keys out of the sequence of the model, and returns the first. Needs a transaction."""
    table = model._meta.db_table
    take = _reserve_on_postgresql if connection.vendor == "postgresql" else _reserve_on_sqlite
    return take(table, count)


def insert(objects: Sequence[models.Model]) -> None:
    """Writes unsaved objects of one model. Objects without a primary key get theirs from the database."""
    if not objects:
        return
    columns = _columns(objects[0])
    rows = [[prepare(getattr(obj, name)) for name, _column, prepare in columns] for obj in objects]
    table = connection.ops.quote_name(objects[0]._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for _name, column, _prepare in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 - our own names


def _columns(obj: models.Model) -> list[tuple[str, str, Callable[[Any], Any]]]:
    fields = [f for f in obj._meta.concrete_fields if not f.generated and not (f.primary_key and obj.pk is None)]
    return [(field.attname, field.column, _preparation(field)) for field in fields]


def _preparation(field: models.Field) -> Callable[[Any], Any]:
    if isinstance(field, models.JSONField):
        return _json
    if connection.vendor == "postgresql":
        return _as_it_is
    return {
        "DateTimeField": connection.ops.adapt_datetimefield_value,
        "DateField": connection.ops.adapt_datefield_value,
        "UUIDField": lambda value: value.hex,
    }.get(field.get_internal_type(), _as_it_is)


def _json(value: Any) -> Any:
    return Jsonb(value) if connection.vendor == "postgresql" else json.dumps(value)


def _as_it_is(value: Any) -> Any:
    return value


def _reserve_on_postgresql(table: str, count: int) -> int:
    """The lock keeps other writers from the sequence between the two statements."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        first = cursor.fetchone()[0]
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + count - 1])
    return first


def _reserve_on_sqlite(table: str, count: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        if found:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first + count - 1, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first + count - 1])
    return first
