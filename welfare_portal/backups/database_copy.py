"""A consistent copy of the database while people work, and the way back. SQLite by its backup API, never by `cp`."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction

Facts = dict[str, Any]
CHAIN = "SELECT stream, seq, hash FROM audit_event ORDER BY id"


class ToolMissing(Exception):
    """pg_dump or pg_restore is not installed, or refused."""


def copy_to(path: Path) -> Facts:
    """Writes the copy and returns what is in it: the number of rows of each table, and a digest of the audit trail."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(path)
    return _dump_postgresql(path)


def put_back(path: Path) -> None:
    """Replaces the whole content of the database by the copy, in one transaction."""
    if connection.vendor == "sqlite":
        _restore_sqlite(path)
    else:
        _restore_postgresql(path)
    connection.close()


def facts_now() -> Facts:
    """The same facts about the database as it is."""
    with transaction.atomic(), connection.cursor() as cursor:
        return _facts(cursor, connection.introspection.table_names(cursor))


def _facts(cursor: Any, tables: list[str]) -> Facts:
    rows = {}
    for table in sorted(tables):
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own table names
        rows[table] = cursor.fetchone()[0]
    cursor.execute(CHAIN)
    digest = hashlib.sha256()
    for event in _in_batches(cursor):
        digest.update("|".join(str(part) for part in event).encode() + b"\n")
    return {"rows": rows, "audit_trail_sha256": digest.hexdigest()}


def _in_batches(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while batch := cursor.fetchmany(2000):
        yield from batch


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _copy_sqlite(path: Path) -> Facts:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)  # in one step: a page count would start over at every foreign write
        copy.execute("PRAGMA journal_mode=DELETE")
        names = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return _facts(copy.cursor(), [name for (name,) in names.fetchall()])


def _restore_sqlite(path: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        copy.backup(connection.connection)


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _dump_postgresql(path: Path) -> Facts:
    """Counts and dump see the same snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}")
        return _facts(cursor, connection.introspection.table_names(cursor))


def _restore_postgresql(path: Path) -> None:
    """Empties the schema first, so that what the copy does not have is not left over."""
    connection.close()
    name = connection.settings_dict["NAME"]
    arguments = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", *arguments, f"--dbname={name}", str(path))


def _run(tool: str, *arguments: str) -> None:
    """The password travels in the environment, not on the command line that everybody on the machine can read."""
    program = shutil.which(tool, path=os.environ.get("PORTAL_PG_BIN"))
    if program is None:
        raise ToolMissing(f"{tool} is not installed; PORTAL_PG_BIN may name the folder where it is.")
    given = connection.get_connection_params()
    names = (
        ("host", "PGHOST"),
        ("port", "PGPORT"),
        ("user", "PGUSER"),
        ("password", "PGPASSWORD"),
        ("dbname", "PGDATABASE"),
    )
    environment = {**os.environ, **{name: str(given[key]) for key, name in names if given.get(key)}}
    result = subprocess.run(  # noqa: S603 - our own arguments
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise ToolMissing(f"{tool} failed: {result.stderr.strip()}")
