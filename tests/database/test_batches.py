"""Long reads between which others, and the reader, may write (promise R14)."""

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction

from accounts.models import User
from database.batches import in_batches

pytestmark = pytest.mark.both_databases
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def people(*days: int) -> list[User]:
    return [
        User.objects.create(username=f"u{number}", date_joined=MONDAY + timedelta(days=day))
        for number, day in enumerate(days)
    ]


def somebody_else_writes() -> None:
    def write() -> None:
        try:
            User.objects.create(username=f"other{User.objects.count()}", date_joined=MONDAY)
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(30)


def note_while_reading(batches) -> int:
    done = 0
    for batch in batches:
        somebody_else_writes()
        with transaction.atomic():
            User.objects.filter(pk__in=[user.pk for user in batch]).update(display_name="seen")
        done += len(batch)
    return done


@pytest.mark.django_db
def test_batches_come_in_order_and_lose_no_row_that_ties():
    users = people(3, 1, 1, 1, 2)

    batches = [[user.username for user in batch] for batch in in_batches(User.objects.all(), "date_joined", 2)]

    assert batches == [["u1", "u2"], ["u3", "u4"], ["u0"]]
    assert len(users) == 5


@pytest.mark.django_db
def test_nothing_gives_no_batch():
    assert list(in_batches(User.objects.none(), "date_joined", 2)) == []


@pytest.mark.django_db(transaction=True)
def test_the_reader_writes_between_batches_although_others_wrote():
    people(1, 2, 3, 4, 5)

    assert note_while_reading(in_batches(User.objects.filter(date_joined__gt=MONDAY), "date_joined", 2)) == 5


@pytest.mark.django_db(transaction=True)
def test_control_an_open_iterator_keeps_sqlite_from_writing():
    """Its snapshot is old as soon as somebody else has written, and waiting would not help."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    people(1, 2, 3, 4, 5)
    rows = User.objects.filter(date_joined__gt=MONDAY).order_by("date_joined").iterator(chunk_size=2)

    with closing(rows), pytest.raises(OperationalError, match="database is locked"):
        note_while_reading([user] for user in rows)
