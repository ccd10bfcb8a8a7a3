"""Writers on SQLite take turns: whoever waits begins as soon as the lock is free, and does not wait for ever."""

import sqlite3
from contextlib import closing

import pytest
from django.db import OperationalError, connection, transaction

from accounts.models import User


@pytest.fixture
def other(transactional_db):
    """Another writer, who holds the lock."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    connection.ensure_connection()
    path = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        yield writer


def write() -> None:
    with transaction.atomic():
        User.objects.create(username="later")


def patience() -> int:
    """What SQLite itself would wait for statements outside of transactions, in ms."""
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA busy_timeout").fetchone()[0]


def test_who_waits_begins_at_the_first_look_after_the_other_has_ended(other, monkeypatch):
    pauses = []

    def let_time_pass(seconds):
        pauses.append(seconds)
        if len(pauses) == 40:
            other.execute("COMMIT")

    monkeypatch.setattr("database.sqlite.base.sleep", let_time_pass)
    write()

    assert len(pauses) == 40
    assert max(pauses) <= 0.003
    assert User.objects.filter(username="later").count() == 1
    assert patience() == 20_000


def test_who_has_waited_long_enough_is_told_so(other, monkeypatch):
    clock = iter([0, 5, 19.9, 20])
    with monkeypatch.context() as patched:
        patched.setattr("database.sqlite.base.monotonic", lambda: next(clock))
        patched.setattr("database.sqlite.base.sleep", lambda seconds: None)

        with pytest.raises(OperationalError, match="database is locked"):
            write()

    other.execute("COMMIT")
    assert next(clock, "all looks are made") == "all looks are made"
    assert patience() == 20_000
