from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from audit.models import Event, OutboxEntry
from audit.recording import record
from welfare_portal import promises
from welfare_portal.celery import BEAT

pytestmark = pytest.mark.both_databases


@pytest.fixture
def event(db):
    user = User.objects.create(username="zhang")
    return record("test.happened", subject=user, by=None, at=timezone.now())


def test_an_untouched_database_keeps_every_promise(event, capsys):
    call_command("verify")

    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Every promise holds."
    assert len(lines) - 1 == len(promises.all_checks()) >= 5
    assert all(line.startswith("ok     ") for line in lines[:-1])


def test_a_changed_event_is_named(event, capsys):
    _without_triggers("UPDATE audit_event SET code = 'test.forged'")

    with pytest.raises(CommandError, match="1 promises are broken: audit: every event follows"):
        call_command("verify")

    assert f"       audit event {event.pk}: changed after it was written" in capsys.readouterr().out.splitlines()


def test_an_outbox_that_stands_still_is_named(db, capsys):
    user = User.objects.create(username="zhang")
    event = record("test.happened", subject=user, by=None, at=timezone.now() - timedelta(hours=2))

    with pytest.raises(CommandError, match="outbox"):
        call_command("verify")

    assert f"outbox entry of audit event {event.pk}: waiting since" in capsys.readouterr().out


def test_long_lists_of_broken_rows_are_cut(db, monkeypatch, capsys):
    monkeypatch.setattr(
        "welfare_portal.management.commands.verify.all_checks",
        lambda: [("test: all rows are even", lambda: (f"row {n}" for n in range(25)))],
    )

    with pytest.raises(CommandError):
        call_command("verify")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 22
    assert lines[-1] == "       and 5 more"


def test_run_due_runs_every_task_of_the_schedule(transactional_db, capsys):
    call_command("run_due")

    done = [line.split()[1].rstrip(":") for line in capsys.readouterr().out.splitlines() if line.startswith("done ")]
    last = ["jobs.sweep", "notifications.sweep", "portal.verify_promises"]  # for what the others recorded
    assert done == [*(task for task, _when, _why in BEAT if task not in last), *last]


def test_run_due_goes_on_after_a_failure_and_says_so(transactional_db, monkeypatch, capsys):
    def fails(*, at):
        raise RuntimeError("no cache")

    monkeypatch.setattr("welfare_portal.heartbeat.note", fails)

    with pytest.raises(CommandError, match=r"Failed: portal\.note_heartbeat"):
        call_command("run_due")

    assert "done   portal.clear_expired_sessions" in capsys.readouterr().out


def test_run_due_leaves_no_event_unplanned(transactional_db):
    user = User.objects.create(username="zhang")
    record("test.happened", subject=user, by=None, at=timezone.now())

    call_command("run_due")

    assert (Event.objects.filter(code="test.happened").count(), OutboxEntry.objects.count()) == (1, 0)


def _without_triggers(statement: str) -> None:
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_event_no_update")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
