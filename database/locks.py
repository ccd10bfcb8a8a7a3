"""Locks that have a name and no row."""

from django.db import connection


def lock_named(name: str) -> None:
    """Until the end of the transaction, alone. On SQLite the write transaction is that lock already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
