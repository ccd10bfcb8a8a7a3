"""Do the rows hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from django.db.models import Count, Q

from jobs import files, states
from jobs.models import Job


def results_are_counted() -> Iterator[str]:
    """A job that lists its rows lists as many refused ones as it counted."""
    listed = Job.objects.filter(state=states.FINISHED).annotate(
        rows_of=Count("rows"), refused_of=Count("rows", filter=Q(rows__is_done=False))
    )
    for job in listed.filter(rows_of__gt=0).order_by("pk").iterator():
        if job.refused_of != job.refused:
            yield f"job {job.pk}: {job.refused_of} refused rows, {job.refused} counted"


def files_are_there() -> Iterator[str]:
    for job in Job.objects.exclude(file="").order_by("pk").iterator():
        if not files.path_of(job).is_file():
            yield f"job {job.pk}: its file is missing"


CHECKS = (
    ("jobs: every refused row has its sentence", results_are_counted),
    ("jobs: every file that is named is there", files_are_there),
)
