"""A Celery app with the portal's broker settings, for tests that kill its workers. The work is a line in a file."""

import os
import time
from pathlib import Path

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["sqlite3"] = "welfare_portal.broker:Transport"
FOLDER = Path(os.environ["BROKER_TEST_FOLDER"])
if "BROKER_TEST_URL" in os.environ:  # the portal's options for Redis, with shorter times
    OPTIONS = {
        "visibility_timeout": 4,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
    }
else:
    OPTIONS = {"path": str(FOLDER / "broker.sqlite3"), "polling_interval": 0.02}

app = Celery("broker_app")
app.conf.update(
    broker_url=os.environ.get("BROKER_TEST_URL", "sqlite3://localhost"),
    broker_transport_options=OPTIONS,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_acks_on_failure=True,
    task_acks_on_timeout=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    worker_soft_shutdown_timeout=5,
    worker_enable_soft_shutdown_on_idle=True,
)


@app.task(name="test.work")
def work(number: int) -> None:
    time.sleep(0.01)
    with (FOLDER / "done").open("a") as done:
        done.write(f"{number}\n")
