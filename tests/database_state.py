"""The database as the migrations left it, put back after each test that commits.

Django's flush deletes row by row, which the append-only triggers rightly refuse, and loses what migrations inserted.
Here SQLite gets its pages back from a copy, and PostgreSQL is emptied in replica mode, the way a restore works, so that
the triggers stay exactly as they are for the tests themselves.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase

TABLES_WITH_PAGES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
"""
_copy: sqlite3.Connection | None = None


def remember() -> None:
    """Takes the copy, once per process, and makes every transactional test end with `put_back`."""
    if connection.vendor == "sqlite":
        _remember_sqlite()
    else:
        _remember_postgresql()
    TransactionTestCase._fixture_teardown = lambda _case: put_back()


def put_back() -> None:
    if connection.vendor == "sqlite":
        _put_back_sqlite()
    else:
        _put_back_postgresql()


def save_to(path: Path) -> None:
    """A migrated SQLite database as a file, for processes that a test starts; migrating takes ten times as long."""
    if _copy is None:
        pytest.skip("starts from the migrated SQLite database of this run")
    with closing(sqlite3.connect(path)) as target:
        _copy.backup(target)


def _remember_sqlite() -> None:
    global _copy
    connection.ensure_connection()
    _copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(_copy)


def _put_back_sqlite() -> None:
    connection.close()  # a test may have left it inside a broken transaction
    connection.ensure_connection()
    _copy.backup(connection.connection)


def _remember_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA pristine")
        for table in _tables_with_rows(cursor):
            cursor.execute(f'CREATE TABLE pristine."{table}" AS TABLE public."{table}"')


def _put_back_postgresql() -> None:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in _tables_with_rows(cursor):
            cursor.execute(f'DELETE FROM public."{table}"')
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'pristine'")
        for (table,) in cursor.fetchall():
            columns = ", ".join(f'"{column}"' for column in _plain_columns(cursor, table))
            cursor.execute(f'INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM pristine."{table}"')
        cursor.execute("SET session_replication_role = DEFAULT")


def _tables_with_rows(cursor) -> list[str]:
    cursor.execute(TABLES_WITH_PAGES)  # most have none, and planning a question to all of them takes long
    tables = sorted(name for (name,) in cursor.fetchall())
    asks = " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM public.\"{t}\")" for t in tables)
    cursor.execute(asks or "SELECT 1 WHERE false")
    return [name for (name,) in cursor.fetchall()]


def _plain_columns(cursor, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]
