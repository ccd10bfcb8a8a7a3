"""Promise R7: what was acknowledged is there after a crash - of the process on SQLite, of the server on PostgreSQL."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests import database_state
from tests.private_servers import PrivatePostgresql
from tests.processes import plain_environment, wait_for
from welfare_portal.backups.database_copy import copy_to

ROOT = Path(__file__).resolve().parent.parent.parent
WRITER = """
import django, sys
django.setup()
from django.db import transaction
from django.utils import timezone
from accounts.models import User
from audit.recording import record
for number in range(100_000):
    with transaction.atomic():
        user = User.objects.create(username=f"{sys.argv[1]}-{number}")
        record("test.happened", subject=user, by=None, at=timezone.now())
    print(user.pk, flush=True)
"""
READER = """
import django
django.setup()
from accounts.models import User
from audit.models import Event, OutboxEntry
from audit.verification import broken_links
print(*User.objects.order_by("pk").values_list("pk", flat=True))
print(*Event.objects.order_by("subject_id").values_list("subject_id", flat=True))
print(OutboxEntry.objects.count(), list(broken_links()))
"""


class Writers:
    """Three processes that write until they are stopped; each acknowledged row is a line in its file."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.processes: list[subprocess.Popen] = []

    def start(self) -> None:
        for number in range(3):
            with (self.folder / f"acknowledged-{number}").open("a") as target:
                command = [sys.executable, "-c", WRITER, f"w{number}-{len(self.processes)}"]
                self.processes.append(
                    subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=target, stderr=subprocess.DEVNULL)
                )

    def acknowledged(self) -> set[int]:
        """Without a last line that was cut in the middle."""
        texts = [path.read_text() for path in self.folder.glob("acknowledged-*")]
        return {int(line) for text in texts for line in text[: text.rfind("\n") + 1].split()}

    def kill(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait(10)


def _everything_acknowledged_is_there(writers: Writers) -> None:
    command = [sys.executable, "-c", READER]
    result = subprocess.run(command, cwd=ROOT, env=writers.environment, capture_output=True, text=True, check=True)
    people, subjects, rest = result.stdout.splitlines()
    outbox, broken = rest.split(" ", 1)
    assert writers.acknowledged() - {int(pk) for pk in people.split()} == set()
    assert people == subjects  # each person with the event of its own transaction, none half written
    assert int(outbox) == len(subjects.split())
    assert broken == "[]"


def _environment(folder: Path, **variables: str) -> dict[str, str]:
    return plain_environment(
        PORTAL_DEMO=1, PORTAL_DATA_DIR=folder, DJANGO_SETTINGS_MODULE="welfare_portal.settings", **variables
    )


def test_a_killed_process_loses_nothing_acknowledged_on_sqlite(transactional_db, tmp_path):
    environment = _environment(tmp_path)
    database_state.save_to(tmp_path / "portal.sqlite3")
    writers = Writers(tmp_path, environment)
    for target in (40, 90):
        writers.start()
        wait_for(lambda target=target: len(writers.acknowledged()) >= target, 90)
        writers.kill()

    _everything_acknowledged_is_there(writers)


@pytest.mark.both_databases
def test_a_crashed_server_loses_nothing_acknowledged_on_postgresql(transactional_db, tmp_path):
    """SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint, recovery from the log at the next start."""
    if os.environ.get("PORTAL_TEST_DATABASE") != "postgresql":
        pytest.skip("about PostgreSQL")
    copy_to(tmp_path / "migrated.dump")
    server = PrivatePostgresql(durable=True)
    environment = _environment(tmp_path, DATABASE_URL=server.url)
    restore = [Path(os.environ["PORTAL_PG_BIN"]) / "pg_restore", "--no-owner", "--exit-on-error"]
    subprocess.run([*restore, f"--dbname={server.url}", tmp_path / "migrated.dump"], check=True)
    writers = Writers(tmp_path, environment)
    writers.start()
    wait_for(lambda: len(writers.acknowledged()) >= 60, 90)

    postmaster = psutil.Process(server.pid())
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait(10)
    writers.kill()
    server.start()

    _everything_acknowledged_is_there(writers)
    server.stop()


def test_the_reader_would_see_a_lost_row(transactional_db, tmp_path):
    """The control: an acknowledged row that is not there is noticed."""
    environment = _environment(tmp_path)
    database_state.save_to(tmp_path / "portal.sqlite3")
    (tmp_path / "acknowledged-0").write_text("1\n")

    with pytest.raises(AssertionError):
        _everything_acknowledged_is_there(Writers(tmp_path, environment))
