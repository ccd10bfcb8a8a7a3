"""A worker takes a job with a lease and does it step by step; each step is one transaction with its cursor.

Killed in the middle, a step leaves nothing behind: the next worker begins where the last committed step ended. A
worker that was only slow finds its lease gone and stops, because every step locks the job and asks for the lease.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import gettext as _

from audit.recording import record
from jobs import states
from jobs.kinds import JobKind, kind_of
from jobs.models import Job, JobRow
from workflow.answers import no

LEASE = timedelta(minutes=5)  # longer than any single step; the last one of an export writes the whole workbook
TRIES = 3  # of the same step
FINISHING = {"finishing": True}  # the cursor when all steps are done and the result is to be written
FILES_KEPT = timedelta(days=3)
Clock = Callable[[], datetime]
log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Somebody stopped the job, or another worker has it."""


def due_jobs(*, at: datetime) -> list[int]:
    """Jobs that nobody works on; the sweep rings for each."""
    return list(Job.objects.live().filter(_free(at)).order_by("pk").values_list("pk", flat=True)[:50])


def run_job(*, job_id: int, clock: Clock, pause_after: timedelta | None = None) -> bool:
    """Takes the job and does its steps. True when it paused after `pause_after` and wants to go on.

    Does nothing while somebody else has it. Whatever a step raises passes through after the lease was given back;
    the third time the job fails.
    """
    lease = _take(job_id, clock())
    if lease is None:
        return False
    pause_at = clock() + pause_after if pause_after else None
    try:
        while _one_step(job_id, lease, clock()):
            if pause_at is not None and clock() >= pause_at:
                _give_back(job_id, lease, attempts=0)
                return True
    except LeaseLost:
        return False
    except Exception:
        _give_back(job_id, lease)
        raise
    return False


def _free(at: datetime) -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lt=at)


@transaction.atomic
def _take(job_id: int, at: datetime) -> uuid.UUID | None:
    """One conditional UPDATE, so that of two workers one gets it. A step that was begun three times ends the job."""
    lease = uuid.uuid4()
    taken = (
        Job.objects.live()
        .filter(_free(at), pk=job_id)
        .update(
            state=states.RUNNING,
            lease=lease,
            leased_until=at + LEASE,
            attempts=F("attempts") + 1,
            started_at=Coalesce(F("started_at"), at, output_field=models.DateTimeField()),
        )
    )
    if not taken:
        return None
    job = Job.objects.select_related("owner").get(pk=job_id)
    if job.attempts > TRIES:
        with translation.override(job.language):
            _fail(job, _("The same part failed three times. What was done before stays done."), at)
        return None
    return lease


def _give_back(job_id: int, lease: uuid.UUID, **changes: int) -> None:
    Job.objects.filter(pk=job_id, lease=lease).update(lease=None, leased_until=None, **changes)


def _one_step(job_id: int, lease: uuid.UUID, at: datetime) -> bool:
    """True when there is more to do."""
    with transaction.atomic():
        job = _mine(job_id, lease)
        with translation.override(job.language):
            kind = kind_of(job)
            answer = kind.may_run(job) if job.owner.is_active else no(_("The account was closed meanwhile."))
            if not answer:
                _fail(job, str(answer.reason), at)
                return False
            if job.cursor != FINISHING:
                _advance(job, kind, at)
                return True
    _finish(job, kind, lease, at)
    return False


def _mine(job_id: int, lease: uuid.UUID) -> Job:
    """Locks the job. Raises LeaseLost."""
    mine = Job.objects.select_for_update(of=("self",)).filter(pk=job_id, lease=lease, state=states.RUNNING)
    job = mine.select_related("owner").first()
    if job is None:
        raise LeaseLost(job_id)
    return job


def _advance(job: Job, kind: JobKind, at: datetime) -> None:
    if job.total is None:
        job.total = kind.count(job, at)
    step = kind.step(job, at)
    JobRow.objects.bulk_create(
        JobRow(job=job, key=row.key, label=row.label, is_done=not row.sentence, sentence=row.sentence[:500])
        for row in step.rows
    )
    job.done += step.looked_at
    job.refused += step.refused_rows
    job.cursor, job.attempts = FINISHING if step.is_last else step.cursor, 1  # the first try of the next step
    job.leased_until = at + LEASE
    job.save()


def _finish(job: Job, kind: JobKind, lease: uuid.UUID, at: datetime) -> None:
    """The file is written outside a transaction: a long workbook would keep all other writers of SQLite waiting.

    Interrupted before the commit, it is written again from what the steps left; the first file is swept.
    """
    with translation.override(job.language):
        result = kind.finish(job, at)
    with transaction.atomic():
        job = _mine(job.pk, lease)
        if result is not None:
            job.file, job.file_name, job.expires_at = result.stored, result.name, at + FILES_KEPT
        job.total = job.done  # rows may have come or gone since they were counted
        job.state, job.finished_at, job.lease, job.leased_until = states.FINISHED, at, None, None
        job.save()
        record("jobs.finished", subject=job, by=None, at=at, data={"done": job.done, "refused": job.refused})
    kind.clean_up(job)


def _fail(job: Job, problem: str, at: datetime) -> None:
    job.state, job.finished_at, job.lease, job.leased_until = states.FAILED, at, None, None
    job.problem = problem[:300]
    job.save()
    record("jobs.failed", subject=job, by=None, at=at, data={"done": job.done})
    log.warning("job_failed", job=job.pk, kind=job.kind)
