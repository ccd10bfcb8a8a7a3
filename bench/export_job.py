"""The part of the measurement that runs inside the portal: one export, done here as a worker would do it."""

import resource
import time
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from jobs import files, services
from jobs.exporting import EXPORT
from jobs.models import Job


def export_closed() -> dict[str, float]:
    """The closed cases; memory is counted from after the first step."""
    parameters = {"list": "applications", "filters": {"tab": "closed"}, "full": False}
    reviewer = User.objects.get(username="reviewer")
    job = services.start_job(kind=EXPORT.code, parameters=parameters, by=reviewer, at=timezone.now())
    begun, cpu, sizes = time.monotonic(), time.process_time(), []

    def clock() -> datetime:
        sizes.append(_largest_mb())
        return timezone.now()

    services.run_job(job_id=job.pk, clock=clock)
    job = Job.objects.get(pk=job.pk)
    return {
        "rows": job.done,
        "bytes": files.path_of(job).stat().st_size,
        "seconds": time.monotonic() - begun,
        "cpu": time.process_time() - cpu,
        "more_mb": _largest_mb() - sizes[min(2, len(sizes) - 1)],
    }


def _largest_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
