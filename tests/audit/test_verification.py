"""The past cannot be changed; and where somebody took the guards away, it shows (promises R4, R5)."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from audit.promises import outbox_moves
from audit.recording import record
from audit.verification import broken_links
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
GUARDS = ("audit_event_no_update", "audit_event_no_delete")


@pytest.fixture
def chain() -> list[Event]:
    person = UserFactory()
    return [record("test.happened", subject=person, by=None, at=AT, data={"n": n}) for n in range(4)]


def run(statement: str, *values) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE wants no foreign key left to check
        cursor.execute(statement, values)


def without_guards(statement: str, *values) -> None:
    """As somebody would do it who owns the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for guard in GUARDS:
                cursor.execute(f"DROP TRIGGER {guard}")
            cursor.execute("PRAGMA defer_foreign_keys=ON")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM audit_outboxentry")
        cursor.execute(statement, values)


def attempts(event: Event) -> list[tuple]:
    every = [
        ("UPDATE audit_event SET code = 'test.forged' WHERE id = %s", event.pk),
        ("UPDATE audit_event SET at = at WHERE id = %s", event.pk),
        ("DELETE FROM audit_event WHERE id = %s", event.pk),
    ]
    if connection.vendor == "postgresql":
        return [*every, ("TRUNCATE audit_event CASCADE",)]
    columns = ", ".join(field.column for field in Event._meta.local_fields)
    return [*every, (f"INSERT OR REPLACE INTO audit_event ({columns}) SELECT {columns} FROM audit_event",)]


def test_the_database_refuses_every_way_to_change_the_past(chain):
    before = list(Event.objects.order_by("pk").values())

    for attempt in attempts(chain[1]):
        with pytest.raises(DatabaseError, match="append-only"):
            run(*attempt)

    assert list(Event.objects.order_by("pk").values()) == before


def test_the_orm_is_refused_as_well(chain):
    for change in (lambda: Event.objects.update(code="test.forged"), chain[1].delete, chain[1].save):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_control_without_the_pragma_a_row_of_the_past_can_be_replaced(chain):
    """Why settings.py sets recursive_triggers for SQLite."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    [attempt] = [a for a in attempts(chain[1]) if "REPLACE" in a[0]]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
        try:
            cursor.execute("PRAGMA defer_foreign_keys=ON")
            cursor.execute(*attempt)
        finally:
            cursor.execute("PRAGMA recursive_triggers=ON")

    assert Event.objects.count() == len(chain)


@pytest.mark.parametrize("change", ["code = 'test.forged'", "data = '{\"n\": 7}'", "at = '2026-03-01 00:00:00+00:00'"])
def test_an_event_that_was_changed_is_named(chain, change):
    without_guards(f"UPDATE audit_event SET {change} WHERE id = %s", chain[1].pk)

    assert list(broken_links()) == [f"audit event {chain[1].pk}: changed after it was written"]


def test_an_event_that_was_taken_out_is_named_by_its_successor(chain):
    without_guards("DELETE FROM audit_event WHERE id = %s", chain[1].pk)

    stream = chain[0].stream
    assert list(broken_links()) == [f"audit event {chain[2].pk}: not the successor of {stream}#1"]


def test_an_event_that_was_slipped_in_is_named(chain):
    columns = [
        field.column for field in Event._meta.local_fields if field.column not in ("id", "seq", "prev_hash", "code")
    ]
    copied = ", ".join(columns)
    without_guards(
        f"INSERT INTO audit_event (seq, prev_hash, code, {copied}) "
        f"SELECT 5, %s, 'test.slipped_in', {copied} FROM audit_event WHERE id = %s",
        chain[3].hash,
        chain[3].pk,
    )

    slipped_in = Event.objects.get(code="test.slipped_in")
    assert list(broken_links()) == [f"audit event {slipped_in.pk}: changed after it was written"]


def test_the_order_cannot_be_exchanged(chain):
    without_guards("UPDATE audit_event SET seq = seq + 10 WHERE id = %s", chain[3].pk)

    assert list(broken_links()) == [f"audit event {chain[3].pk}: not the successor of {chain[0].stream}#3"]


def test_an_event_that_waits_for_an_hour_in_the_outbox_is_named(chain):
    waiting = list(outbox_moves())

    assert waiting == [f"outbox entry of audit event {event.pk}: waiting since 2026-03-02 01:30" for event in chain]
