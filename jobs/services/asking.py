"""A person asks for a job, and may stop it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from jobs import doorbell, states
from jobs.kinds import kind_named
from jobs.models import Job
from web.references import new_reference
from workflow.machine import NotAllowed, Refused

PREFIX = "RW"  # 任务
LIVE_AT_MOST = 5  # per person: one person cannot fill the queue for everybody


class JobRefused(Refused):
    """The job cannot be taken on now; the sentence says why."""


@transaction.atomic
def start_job(*, kind: str, parameters: Mapping[str, Any], by: Any, at: datetime) -> Job:
    """Writes the job down and rings after the commit. Raises NotAllowed, and JobRefused when five are unfinished."""
    job = Job(
        reference=new_reference(PREFIX),
        kind=kind_named(kind).code,
        owner=by,
        parameters=dict(parameters),
        language=get_language() or by.language,
        requested_at=at,
    )
    answer = kind_named(kind).may_run(job)
    if not answer:
        raise NotAllowed(answer.reason)
    if Job.objects.live().filter(owner=by).count() >= LIVE_AT_MOST:
        raise JobRefused(_("Five of your jobs are not finished yet. Wait for one of them, or stop it."))
    job.save(force_insert=True)
    record("jobs.requested", subject=job, by=by, at=at, data={"kind": kind})
    transaction.on_commit(partial(doorbell.ring, job.pk), robust=True)
    return job


@transaction.atomic
def stop_job(*, job: Job, by: Any, at: datetime) -> Job:
    """What is done stays done; the next step does not begin. An ended job stays as it is."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not job.is_live:
        return job
    job.state, job.finished_at, job.lease, job.leased_until = states.STOPPED, at, None, None
    job.save(update_fields=["state", "finished_at", "lease", "leased_until"])
    record("jobs.stopped", subject=job, by=by, at=at, data={"done": job.done})
    return job
