"""The promises that `manage.py verify` checks on the live data.

An app contributes by `<app>/promises.py` with CHECKS: pairs of a sentence ("funds: every voucher balances") and a
function without arguments that yields one line per broken row, naming it by id or reference, never by person.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.db import connection

Check = tuple[str, Callable[[], Iterable[str]]]


def all_checks() -> list[Check]:
    """Lowest app first: when a low promise is broken, the higher ones say little."""
    checks = list(CHECKS)
    for app in reversed(settings.PORTAL_APPS):
        name = f"{app}.promises"
        if app != "welfare_portal" and find_spec(name):
            checks += import_module(name).CHECKS
    return checks


def references_find_their_rows() -> Iterator[str]:
    """PostgreSQL sees to it at every commit; SQLite only on connections that asked for it."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table, rowid, parent, _number in cursor.execute("PRAGMA foreign_key_check").fetchall():
            yield f"{table} row {rowid}: refers to a row of {parent} that does not exist"


def database_file_is_whole() -> Iterator[str]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        answers = [answer for (answer,) in cursor.execute("PRAGMA quick_check").fetchall()]
    if answers != ["ok"]:
        yield from answers


CHECKS: tuple[Check, ...] = (
    ("database: the file is whole", database_file_is_whole),
    ("database: every reference finds its row", references_find_their_rows),
)
