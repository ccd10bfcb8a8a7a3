"""Django's SQLite, with writers that take their turn at once.

SQLite has one writer at a time. Whoever waits for the lock sleeps in steps of up to a tenth of a second, long after the
lock is free: eight processes left most of the time unused. Here a transaction that wants the lock looks again every
millisecond or so. How long it waits in all and what it says then stays: OPTIONS["timeout"], "database is locked".
"""

import random
import sqlite3
from time import monotonic, sleep

from django.db.backends.sqlite3 import base
from django.db.backends.utils import debug_transaction

FIRST_PAUSE, LONGEST_PAUSE = 0.0003, 0.003  # seconds; longer with every look, so that many who wait cost little
DEFAULT_PATIENCE = 5  # seconds, as in sqlite3.connect


class DatabaseWrapper(base.DatabaseWrapper):
    """The backend that settings.DATABASES names for SQLite."""

    transaction_mode: str | None

    def _start_transaction_under_autocommit(self) -> None:
        """Errors: OperationalError "database is locked" when another writer held the lock all the time."""
        patience = self.settings_dict["OPTIONS"].get("timeout", DEFAULT_PATIENCE)
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            with debug_transaction(self, f"BEGIN {self.transaction_mode or ''}"):
                self._wait_for_turn(monotonic() + patience)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")

    def _wait_for_turn(self, deadline: float) -> None:
        pause = FIRST_PAUSE
        while not self._begin(is_last=monotonic() >= deadline):
            sleep(random.uniform(pause / 2, pause))  # noqa: S311 - nothing secret; those who wait are not to step alike
            pause = min(pause * 1.5, LONGEST_PAUSE)

    def _begin(self, *, is_last: bool) -> bool:
        """Whether the transaction has begun. The last look passes on what SQLite says."""
        with self.wrap_database_errors:
            try:
                self.connection.execute(f"BEGIN {self.transaction_mode or ''}")
            except sqlite3.OperationalError as problem:
                if is_last or problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                return False
        return True
