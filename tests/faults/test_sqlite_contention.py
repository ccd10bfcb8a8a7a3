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


def test_without_our_settings_they_do_see_it(tmp_path):
    """The control: SQLite as it comes refuses a read that wants to become a write while somebody else writes."""
    path = tmp_path / "plain.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.executescript("CREATE TABLE counter (value INTEGER); INSERT INTO counter VALUES (0);")

    def read_then_write(_number):
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as db:
            db.execute("BEGIN")
            (seen,) = db.execute("SELECT value FROM counter").fetchone()
            db.execute("UPDATE counter SET value = ?", (seen + 1,))
            db.execute("COMMIT")

    outcomes = race(CALLS * 4, read_then_write, at_once=WRITERS)

    assert any(isinstance(o, sqlite3.OperationalError) and "locked" in str(o) for o in outcomes)
