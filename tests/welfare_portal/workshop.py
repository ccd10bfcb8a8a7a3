"""Real Celery workers on a broker of their own, for tests that end them."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path


class Workshop:
    """A folder with a broker, producers and workers of tests/welfare_portal/broker_app.py."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "BROKER_TEST_FOLDER": str(folder), **variables}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)  # Celery alone, it starts faster
        self.workers: list[subprocess.Popen] = []

    def produce(self, count: int, options: str = "", first: int = 0) -> None:
        code = (
            "from tests.welfare_portal.broker_app import work\n"
            f"for n in range({first}, {first + count}): work.apply_async([n]{options})"
        )
        subprocess.run([sys.executable, "-c", code], env=self.environment, check=True)

    def start_worker(self) -> subprocess.Popen:
        name = f"w{len(self.workers)}@test"
        command = [sys.executable, "-m", "celery", "-A", "tests.welfare_portal.broker_app", "worker", "-c", "2"]
        log = (self.folder / "worker.log").open("a")
        worker = subprocess.Popen(
            [*command, "-n", name, "-l", "INFO"], env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        self.workers.append(worker)
        return worker

    def has_a_worker(self) -> bool:
        """Starts another one when the last has ended, as a supervisor would."""
        if self.workers[-1].poll() is not None:
            self.start_worker()
        return True

    def end(self, worker: subprocess.Popen, how: signal.Signals) -> None:
        """SIGKILL goes to the whole group, like a machine's power switch; SIGTERM to the worker, like a deploy."""
        if how == signal.SIGKILL:
            os.killpg(worker.pid, how)
        else:
            worker.send_signal(how)
        worker.wait(40)

    def end_all(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                self.end(worker, signal.SIGKILL)

    def done(self) -> list[int]:
        path = self.folder / "done"
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def wait_until_done(self, count: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while len(set(self.done())) < count:
            assert time.monotonic() < deadline, f"{len(set(self.done()))} of {count} done"
            time.sleep(0.05)

    def rows(self) -> int:
        with sqlite3.connect(self.folder / "broker.sqlite3") as db:
            return db.execute("SELECT count(*) FROM message").fetchone()[0]
