"""The doorbell of the jobs and their net. Each may run twice."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from jobs import doorbell, services

TURN = timedelta(seconds=20)  # then the other tasks of this worker have their turn


@shared_task(name="jobs.run")
def run(*, job_id: int) -> None:
    if services.run_job(job_id=job_id, clock=timezone.now, pause_after=TURN):
        doorbell.ring(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> int:
    """Jobs whose doorbell was lost or whose worker died."""
    waiting = services.due_jobs(at=timezone.now())
    for job_id in waiting:
        doorbell.ring(job_id)
    return len(waiting)


@shared_task(name="jobs.delete_old")
def delete_old() -> int:
    return services.delete_old_jobs(at=timezone.now())
