"""How often a test repeats what has to hold however often it is done."""

from django.db import connection


def many_movements() -> int:
    """5,000 on SQLite. PostgreSQL keeps each old version of a counter until the test's transaction ends, so that the
    same number takes minutes; the rules are the same triggers and CHECKs, which a tenth of it tries as well."""
    return 5_000 if connection.vendor == "sqlite" else 500
