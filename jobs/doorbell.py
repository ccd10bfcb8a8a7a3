"""Asks a worker to look at a job now. Carries the id only; the sweep comes anyway."""

import structlog
from celery import current_app

RING_EXPIRES = 60  # seconds; by then the sweep has rung again
log = structlog.get_logger(__name__)


def ring(job_id: int) -> None:
    """A broker that cannot be reached costs half a minute, never a job."""
    try:
        current_app.send_task("jobs.run", kwargs={"job_id": job_id}, expires=RING_EXPIRES, retry=False)
    except Exception as problem:  # noqa: BLE001 - whatever the broker's client raises: the sweep does the work
        log.warning("doorbell_not_heard", problem=type(problem).__name__)
