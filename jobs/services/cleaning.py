"""Result files go after three days, the rows of jobs after ninety; that a job was done stays on record."""

from datetime import datetime, timedelta

from django.db import transaction

from jobs import files, states
from jobs.models import Job, JobRow

ROWS_KEPT = timedelta(days=90)


def delete_old_jobs(*, at: datetime) -> int:
    """Returns how many files went. The row forgets its file first: a file without a row is swept, never the reverse."""
    expired = list(Job.objects.exclude(file="").filter(expires_at__lt=at))
    for job in expired:
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(file="", file_name="", expires_at=None)
        files.remove(job)
    old = Job.objects.exclude(state__in=states.LIVE).filter(finished_at__lt=at - ROWS_KEPT)
    JobRow.objects.filter(job__in=old).delete()
    files.sweep(at=at)
    return len(expired)
