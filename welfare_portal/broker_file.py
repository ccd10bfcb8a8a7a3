"""The messages of the embedded broker: one SQLite file that several processes share, each message with one taker.

A process that takes messages holds a lock on a file of its own (its *owner*). The kernel drops the lock when the last
process that has the file open is gone, however it went, and the next look around gives its messages back. There is no
timeout to choose: a message is never handed out twice while its taker lives.
"""

import atexit
import os
import sqlite3
import threading
import time
import uuid
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    tag TEXT NOT NULL,
    priority INTEGER NOT NULL DEFAULT 0,
    payload TEXT NOT NULL,
    owner TEXT,
    sent_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS message_waiting ON message (queue, priority DESC, id) WHERE owner IS NULL;
CREATE INDEX IF NOT EXISTS message_tag ON message (tag);
CREATE INDEX IF NOT EXISTS message_owner ON message (owner) WHERE owner IS NOT NULL;
CREATE TABLE IF NOT EXISTS binding (
    exchange TEXT NOT NULL,
    routing_key TEXT NOT NULL,
    pattern TEXT NOT NULL,
    queue TEXT NOT NULL,
    owner TEXT,
    PRIMARY KEY (exchange, routing_key, pattern, queue)
);
"""
CLAIM = """
UPDATE message SET owner = ? WHERE id = (
    SELECT id FROM message WHERE queue = ? AND owner IS NULL ORDER BY priority DESC, id LIMIT 1
) RETURNING payload
"""
BUSY_TIMEOUT_SECONDS = 30
LOOK_AROUND_SECONDS = 5
TEMPORARY_MESSAGE_SECONDS = 60  # remote control commands and their replies; nobody waits longer


class NoFileLocks(RuntimeError):
    """This system cannot tell a dead worker from a living one."""


class BrokerFile:
    """One per process and path: a connection that threads take turns on, and the owner that this process takes as."""

    def __init__(self, path: str) -> None:
        if fcntl is None:
            raise NoFileLocks("The embedded broker needs file locks (Linux, macOS, BSD). Set REDIS_URL to use Redis.")
        self.path = Path(path)
        self.owners = Path(f"{path}.owners")
        self.pid = os.getpid()
        self._turn = threading.RLock()
        self._next_look = 0.0
        self._owner: str | None = None
        self._owner_lock: int | None = None
        self._db = self._connect()

    def _connect(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        self.owners.mkdir(mode=0o700, exist_ok=True)
        db = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")  # a power cut may lose doorbells; the outbox has the truth
        db.executescript(SCHEMA)
        return db

    def run(self, sql: str, *values: Any) -> list[Any]:
        with self._turn:
            return self._db.execute(sql, values).fetchall()

    # --- messages ---

    def put(self, queue: str, tag: str, priority: int, payload: str) -> None:
        insert = "INSERT INTO message (queue, tag, priority, payload, sent_at) VALUES (?, ?, ?, ?, ?)"
        self.run(insert, queue, tag, priority, payload, time.time())

    def take(self, queue: str) -> str | None:
        """The next payload of the queue, now ours until it is acknowledged or released."""
        if not self.run("SELECT 1 FROM message WHERE queue = ? AND owner IS NULL LIMIT 1", queue):
            self._look_around_now_and_then()
            return None
        rows = self.run(CLAIM, self.owner, queue)
        return rows[0][0] if rows else None

    def acknowledge(self, tag: str) -> None:
        self.run("DELETE FROM message WHERE tag = ? AND owner = ?", tag, self.owner)

    def release(self, tag: str) -> None:
        self.run("UPDATE message SET owner = NULL WHERE tag = ? AND owner = ?", tag, self.owner)

    def waiting(self, queue: str) -> int:
        return self.run("SELECT count(*) FROM message WHERE queue = ? AND owner IS NULL", queue)[0][0]

    def purge(self, queue: str) -> int:
        with self._turn:
            return self._db.execute("DELETE FROM message WHERE queue = ? AND owner IS NULL", (queue,)).rowcount

    # --- routes ---

    def bind(self, exchange: str, routing_key: str, pattern: str, queue: str, *, temporary: bool) -> None:
        """A temporary binding goes with this process, and its queue with it."""
        owner = self.owner if temporary else None
        self.run("INSERT OR REPLACE INTO binding VALUES (?, ?, ?, ?, ?)", exchange, routing_key, pattern, queue, owner)

    def bindings(self, exchange: str) -> list[tuple[str, str, str]]:
        return self.run("SELECT routing_key, pattern, queue FROM binding WHERE exchange = ?", exchange)

    def drop_queue(self, queue: str) -> None:
        self.run("DELETE FROM message WHERE queue = ?", queue)
        self.run("DELETE FROM binding WHERE queue = ?", queue)

    # --- owners ---

    @property
    def owner(self) -> str:
        with self._turn:
            if self._owner is None:
                self._owner, self._owner_lock = self._become_owner()
                atexit.register(self.retire)
                self.look_around()
            return self._owner

    def _become_owner(self) -> tuple[str, int]:
        """A locked file with a new name. Forked children inherit the lock, so it falls with the last of them."""
        while True:
            name = uuid.uuid4().hex
            lock = os.open(self.owners / name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            if _still_named(self.owners / name, lock):
                return name, lock
            os.close(lock)  # somebody looked around between our two steps and took the file for a dead one's

    def retire(self) -> None:
        """At a normal end: what is still ours goes back, and our file goes."""
        if self._owner is None or self.pid != os.getpid():
            return
        with self._turn:
            self._give_back(self._owner)
            (self.owners / self._owner).unlink(missing_ok=True)
            if self._owner_lock is not None:
                os.close(self._owner_lock)
            self._owner = self._owner_lock = None

    def _look_around_now_and_then(self) -> None:
        if time.monotonic() >= self._next_look:
            self.look_around()

    def look_around(self) -> None:
        """Gives back the messages of owners that are gone, and drops remote control messages nobody fetched."""
        self._next_look = time.monotonic() + LOOK_AROUND_SECONDS
        named = self.run("SELECT owner FROM message WHERE owner IS NOT NULL UNION SELECT owner FROM binding")
        names = {name for (name,) in named if name} | {entry.name for entry in self.owners.iterdir()}
        for name in names - {self._owner}:
            self._give_back_if_gone(name)
        self.run(
            "DELETE FROM message WHERE sent_at < ? AND queue IN (SELECT queue FROM binding WHERE owner IS NOT NULL)",
            time.time() - TEMPORARY_MESSAGE_SECONDS,
        )

    def _give_back_if_gone(self, name: str) -> None:
        try:
            lock = os.open(self.owners / name, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            self._give_back(name)
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # alive
        else:
            self._give_back(name)
            (self.owners / name).unlink(missing_ok=True)
        finally:
            os.close(lock)

    def _give_back(self, owner: str) -> None:
        self.run("DELETE FROM message WHERE queue IN (SELECT queue FROM binding WHERE owner = ?)", owner)
        self.run("DELETE FROM binding WHERE owner = ?", owner)
        self.run("UPDATE message SET owner = NULL WHERE owner = ?", owner)


_open_files: dict[tuple[int, str], BrokerFile] = {}
_opening = threading.Lock()


def broker_file(path: str) -> BrokerFile:
    """The file for this process. A forked child opens its own and leaves its parent's connection untouched."""
    key = (os.getpid(), path)
    with _opening:
        if key not in _open_files:
            _open_files[key] = BrokerFile(path)
        return _open_files[key]


def _still_named(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False
