"""Promise R13: a web server that is told to stop answers what it has accepted."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests import database_state
from tests.private_servers import free_port
from tests.processes import plain_environment, wait_for
from welfare_portal.management.commands.up import processes

ROOT = Path(__file__).resolve().parent.parent.parent


HEAD = (
    "POST /text-size/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 10\r\nConnection: close\r\n\r\n"
)


class HalfRequest:
    """A form that has been sent by half, as on a slow telephone: the server holds it and waits for the rest."""

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.connection.sendall(f"{HEAD}size=".encode())

    def finish(self) -> str:
        with self.connection:
            self.connection.sendall(b"large")
            return self.connection.makefile().readline().split()[1]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_what_the_web_server_has_accepted_is_answered_when_it_stops(transactional_db, tmp_path):
    port = free_port()
    environment = plain_environment(PORTAL_DEMO=1, PORTAL_DATA_DIR=tmp_path, PORT=port)
    database_state.save_to(tmp_path / "portal.sqlite3")
    for command in (["createcachetable"], ["collectstatic", "-v0", "--noinput"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen(processes("127.0.0.1", port)[0].command, cwd=ROOT, env=environment)
    try:
        wait_for(lambda: _listens(port), 90)
        wait_for(lambda: HalfRequest(port).finish() == "403", 90)  # the form carries no token
        requests = [HalfRequest(port) for _ in range(4)]
        time.sleep(1)  # until they are accepted
        server.send_signal(signal.SIGTERM)
        wait_for(lambda: not _listens(port), 30)

        assert [request.finish() for request in requests] == ["403"] * 4
        assert server.wait(20) == 0
    finally:
        if server.poll() is None:
            server.kill()
