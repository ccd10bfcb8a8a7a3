"""`manage.py up`: the whole portal on one machine - web server, worker and beat under one supervisor."""

import fcntl
import http.client
import os
import socket
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.demo import DEMO_PASSWORD, SIGN_INS
from welfare_portal import first_start
from welfare_portal.checks import BadStart, refuse_a_bad_start, refuse_without_a_database
from welfare_portal.supervisor import Child, Supervisor

GRACEFUL_SECONDS = 8  # below the supervisor's patience


class Command(BaseCommand):
    help = (
        "Prepares the database and runs web server, worker and beat until Ctrl-C. PORT= and BIND= change the address."
    )
    requires_system_checks = ()  # refuse_a_bad_start says the same in sentences

    def handle(self, *args, **options) -> None:
        self.host, self.port = os.environ.get("BIND", "127.0.0.1"), _port()
        self.greeted = False
        lock = _only_one_at_a_time()
        refuse_if_taken(self.host, self.port)
        try:
            refuse_a_bad_start(database=False)
            refuse_without_a_database()
            first_start.prepare(self.say)
            refuse_a_bad_start()
        except BadStart as refusal:
            raise CommandError(str(refusal)) from refusal
        self.say("Starting web server, worker and beat ...")
        Supervisor(processes(self.host, self.port), self.say).run(self.greet_once_it_answers)
        lock.close()
        self.say("Everything has stopped.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def greet_once_it_answers(self) -> None:
        if not self.greeted and _answers(self.host, self.port):
            self.greeted = True
            self.say("\n".join(greeting(self.port)))


def greeting(port: int) -> list[str]:
    lines = ["", f"The portal is running at http://127.0.0.1:{port}", ""]
    if settings.PORTAL_DEMO:
        lines.append(f"Demo accounts, all with the password {DEMO_PASSWORD}:")
        lines += [f"    {account.username:<12} {account.role.replace('_', ' ')}" for account in SIGN_INS]
        lines.append("")
    return [*lines, "Ctrl-C stops it. Everything is kept for the next start."]


def processes(host: str, port: int) -> list[Child]:
    """The web server has two processes of four threads; the worker two processes; beat must be alone."""
    # Who tries the demo in a container is root; Celery's page about it would stand where the sign-ins are.
    silent = ["-W", "ignore:You're running the worker with superuser"] if settings.PORTAL_DEMO else []
    celery = [sys.executable, *silent, "-m", "celery", "--quiet", "-A", "welfare_portal"]
    quiet = ["--loglevel", "WARNING"]
    web = [sys.executable, "-m", "gunicorn", "welfare_portal.wsgi", "--bind", f"{host}:{port}", "--no-control-socket"]
    web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    web += ["--graceful-timeout", str(GRACEFUL_SECONDS), "--max-requests", "5000", "--max-requests-jitter", "500"]
    worker = [*celery, "worker", "--concurrency", "2", "--hostname", "worker@portal", *quiet]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = [*celery, "beat", "--pidfile", "", *quiet]
    return [Child("web server", web), Child("worker", worker), Child("beat", beat)]


def refuse_if_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({problem.strerror}). PORT={port + 1} make run takes another port."
            ) from problem


def _port() -> int:
    given = os.environ.get("PORT") or "8000"
    if not (given.isascii() and given.isdigit()) or not 0 < int(given) < 65536:
        raise CommandError(f"PORT={given} is not a port number.")
    return int(given)


def _only_one_at_a_time():
    """Two supervisors on one folder would mean two beats. Returns the lock; it falls with the process."""
    try:
        lock = (settings.DATA_DIR / "up.lock").open("a")
    except OSError as problem:
        raise CommandError(f"PORTAL_DATA_DIR: {settings.DATA_DIR} is not writable ({problem.strerror}).") from problem
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"The portal is already running from {settings.DATA_DIR}; stop it first.") from None
    return lock


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/healthz", headers={"Host": urlsplit(settings.PORTAL_BASE_URL).netloc})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
