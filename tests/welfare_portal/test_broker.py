"""Real workers, really killed: every task runs, and the broker is empty in the end."""

import signal
import sqlite3
import stat
import subprocess
import sys
import time

import pytest

from tests.welfare_portal.workshop import Workshop
from welfare_portal import broker_file
from welfare_portal.broker_file import BrokerFile

TASKS = 250


@pytest.fixture
def workshop(tmp_path):
    workshop = Workshop(tmp_path)
    yield workshop
    workshop.end_all()


def test_no_task_is_lost_when_workers_are_killed(workshop):
    workshop.produce(TASKS)
    for share in (0.2, 0.5):
        worker = workshop.start_worker()
        workshop.wait_until_done(int(TASKS * share))
        workshop.end(worker, signal.SIGKILL)
    last = workshop.start_worker()

    workshop.wait_until_done(TASKS)
    workshop.end(last, signal.SIGTERM)

    done = workshop.done()
    assert sorted(set(done)) == list(range(TASKS))
    assert len(done) - TASKS <= 8  # at most what two workers with two children held at the two kills
    assert workshop.rows() == 0


def test_a_second_worker_takes_over_from_a_killed_one_within_seconds(workshop):
    """The survivor looks around while idle; nobody has to restart anything."""
    doomed = workshop.start_worker()
    workshop.produce(4, ", countdown=3")  # held in memory until they are due
    _wait_for(lambda: workshop.rows() and _taken(workshop) == 4)
    workshop.start_worker()

    workshop.end(doomed, signal.SIGKILL)

    workshop.wait_until_done(4)
    assert sorted(workshop.done()) == [0, 1, 2, 3]


def test_a_terminated_worker_finishes_or_gives_back(workshop):
    workshop.produce(60)
    worker = workshop.start_worker()
    workshop.wait_until_done(10)

    workshop.end(worker, signal.SIGTERM)

    workshop.start_worker()
    workshop.wait_until_done(60)
    assert sorted(workshop.done()) == list(range(60))


def test_remote_control_answers_and_leaves_nothing_behind(workshop):
    worker = workshop.start_worker()
    code = (
        "import time\nfrom tests.welfare_portal.broker_app import app\n"
        "end = time.monotonic() + 60\nreply = None\n"
        "while not reply and time.monotonic() < end: reply = app.control.ping(timeout=1)\nprint(reply)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], env=workshop.environment, capture_output=True, text=True, check=True
    )

    workshop.end(worker, signal.SIGTERM)

    assert answer.stdout == "[{'w0@test': {'ok': 'pong'}}]\n"
    with sqlite3.connect(workshop.folder / "broker.sqlite3") as db:
        assert db.execute("SELECT * FROM binding WHERE owner IS NOT NULL").fetchall() == []
    assert list((workshop.folder / "broker.sqlite3.owners").iterdir()) == []


def test_only_the_owner_may_read_the_file(tmp_path):
    BrokerFile(str(tmp_path / "broker.sqlite3")).put("celery", "tag", 0, "{}")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    assert modes.pop("broker.sqlite3.owners") == 0o700
    assert set(modes.values()) == {0o600}


def test_a_message_is_taken_once_and_in_order_of_priority(tmp_path):
    first, second = BrokerFile(str(tmp_path / "b")), BrokerFile(str(tmp_path / "b"))
    first.put("celery", "slow", 0, "slow")
    first.put("celery", "urgent", 9, "urgent")

    assert [first.take("celery"), second.take("celery"), first.take("celery")] == ["urgent", "slow", None]


def test_messages_of_a_retired_owner_come_back(tmp_path):
    first, second = BrokerFile(str(tmp_path / "b")), BrokerFile(str(tmp_path / "b"))
    first.put("celery", "tag", 0, "payload")
    first.take("celery")

    first.retire()

    assert second.take("celery") == "payload"


def test_messages_of_a_living_owner_do_not_come_back(tmp_path):
    first, second = BrokerFile(str(tmp_path / "b")), BrokerFile(str(tmp_path / "b"))
    first.put("celery", "tag", 0, "payload")
    first.take("celery")

    second.look_around()

    assert second.take("celery") is None


def test_replies_nobody_fetched_are_dropped_after_a_minute(tmp_path, monkeypatch):
    file = BrokerFile(str(tmp_path / "b"))
    file.bind("reply.celery.pidbox", "x", "", "x.reply.celery.pidbox", temporary=True)
    file.put("x.reply.celery.pidbox", "old", 0, "{}")
    file.put("celery", "task", 0, "{}")
    later = time.time() + broker_file.TEMPORARY_MESSAGE_SECONDS + 1
    monkeypatch.setattr(broker_file.time, "time", lambda: later)

    file.look_around()

    assert (file.waiting("x.reply.celery.pidbox"), file.waiting("celery")) == (0, 1)


def test_a_system_without_file_locks_is_refused_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(broker_file, "fcntl", None)

    with pytest.raises(broker_file.NoFileLocks, match="REDIS_URL"):
        BrokerFile(str(tmp_path / "b"))


def _taken(workshop: Workshop) -> int:
    with sqlite3.connect(workshop.folder / "broker.sqlite3") as db:
        return db.execute("SELECT count(*) FROM message WHERE owner IS NOT NULL").fetchone()[0]


def _wait_for(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
