"""Promise R14: up to 16 writers never see "database is locked"."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from audit.recording import record
from tests.racing import race

WRITERS, CALLS = 16, 160


@pytest.fixture
def counter(transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    return User.objects.create(username="counter", display_name="0")


def test_sixteen_writers_read_and_write_without_an_error(counter):
    def read_then_write(_number):
        with transaction.atomic():
            seen = int(User.objects.get(pk=counter.pk).display_name)
            record("test.happened", subject=counter, by=None, at=timezone.now())
            User.objects.filter(pk=counter.pk).update(display_name=str(seen + 1))

    outcomes = race(CALLS, read_then_write, at_once=WRITERS)

    assert outcomes == [None] * CALLS
    counter.refresh_from_db()
    assert (counter.display_name, Event.objects.count()) == (str(CALLS), CALLS)


def test_without_our_settings_a_writer_does_see_it(tmp_path):
    """The control: SQLite as it comes refuses a read that wants to become a write after somebody else wrote."""
    path = tmp_path / "plain.sqlite3"
    first, second = (sqlite3.connect(path, timeout=20, isolation_level=None) for _ in range(2))
    with closing(first), closing(second):
        first.execute("PRAGMA journal_mode=WAL")
        first.execute("CREATE TABLE counter (value INTEGER)")
        for db in (first, second):
            db.execute("BEGIN")
            db.execute("SELECT value FROM counter").fetchone()
        second.execute("INSERT INTO counter VALUES (1)")
        second.execute("COMMIT")

        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            first.execute("INSERT INTO counter VALUES (2)")
