"""`manage.py up` with its real processes: it serves, restarts what dies, and leaves nothing behind."""

import http.client
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.private_servers import free_port
from tests.processes import plain_environment, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent


class Portal:
    """One `manage.py up` on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        environment = plain_environment(PORTAL_DEMO="1", PORT=self.port, PORTAL_DATA_DIR=self.folder)
        with (self.folder / "up.log").open("a") as log:
            command = [sys.executable, "manage.py", "up"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        wait_for(lambda: "Ctrl-C stops it" in self.said(), 300, self.said)

    def said(self) -> str:
        return (self.folder / "up.log").read_text()

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, how: signal.Signals, seconds: float) -> int:
        self.process.send_signal(how)
        return self.process.wait(seconds)


def _none_left(family: list[psutil.Process]) -> bool:
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in family)


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path)
    try:
        portal.start()
        yield portal
    finally:
        for process in [psutil.Process(portal.process.pid), *portal.family()] if portal.process.poll() is None else []:
            process.kill()
        portal.process.wait(30)


@pytest.mark.long
def test_up_serves_restarts_what_dies_and_starts_again_with_its_data(portal):
    assert portal.get("/healthz") == (200, "ok\n")
    assert portal.get("/readyz")[0] == 200
    assert f"http://127.0.0.1:{portal.port}" in portal.said()
    assert "community worker" in portal.said()
    assert "demo-portal-2023" in portal.said()
    assert [line for line in portal.said().splitlines() if "warning" in line.lower()] == []

    worker = next(p for p in portal.family() if "worker@portal" in p.cmdline() and p.ppid() == portal.process.pid)
    worker.kill()
    wait_for(lambda: "worker ended (status -9); starting it again" in portal.said(), 30, portal.said)
    wait_for(lambda: any("worker@portal" in p.cmdline() for p in portal.family()), 30, portal.said)

    family = portal.family()
    assert portal.end(signal.SIGINT, 20) == 0
    assert _none_left(family)
    assert portal.said().endswith("Everything has stopped.\n")

    with sqlite3.connect(portal.folder / "portal.sqlite3") as db:
        db.execute("CREATE TABLE kept (id)")
    (portal.folder / "up.log").write_text("")
    portal.start()
    assert "Collecting" not in portal.said()
    assert "Loading" not in portal.said()
    with sqlite3.connect(portal.folder / "portal.sqlite3") as db:
        assert db.execute("SELECT count(*) FROM kept").fetchone() == (0,)

    family = portal.family()
    portal.end(signal.SIGKILL, 5)
    wait_for(lambda: _none_left(family), 30, portal.said)


def test_a_port_that_is_taken_is_refused_with_the_way_out(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = plain_environment(PORTAL_DEMO="1", PORT=port, PORTAL_DATA_DIR=tmp_path)
        result = _up(environment)

    assert result.returncode == 1
    assert f"PORT={port + 1} make run" in result.stderr


def test_up_refuses_a_bad_start_in_sentences(tmp_path):
    result = _up(plain_environment(PORT=free_port(), PORTAL_DATA_DIR=tmp_path))

    assert result.returncode == 1
    assert "SECRET_KEY is not set" in result.stderr
    assert "PORTAL_FIELD_KEYS is not set" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "abc", "PORT=abc is not a port number."),
        ("PORTAL_DATA_DIR", "/proc/nowhere", "PORTAL_DATA_DIR: /proc/nowhere cannot be made a folder"),
        ("DATABASE_URL", "nonsense", 'Environment variable "DATABASE_URL" invalid'),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none", "The database that DATABASE_URL names does not answer"),
        ("EMAIL_URL", "smtp", "EMAIL_URL must begin with the way to the server"),
    ],
)
def test_up_says_in_a_sentence_what_is_wrong_with_a_variable(tmp_path, name, value, sentence):
    given = {"PORTAL_DEMO": "1", "PORT": free_port(), "PORTAL_DATA_DIR": tmp_path, name: value}

    result = _up(plain_environment(**given))

    assert result.returncode == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def _up(environment: dict[str, str]) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "up"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)


def test_the_test_environment_does_not_leak_into_the_portal():
    assert "PORTAL_TEST" not in plain_environment()
    assert os.environ["PORTAL_TEST"] == "1"
