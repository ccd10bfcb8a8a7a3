"""Asking for a list as a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from audit.recording import record
from jobs.exporting import EXPORT, note_order
from jobs.list_exports import NOTED, ListExport
from jobs.models import Job
from jobs.services.asking import start_job
from protection.access import AccessContext
from protection.sealing import record_access


@transaction.atomic
def start_export(*, listed: ListExport, filters: Mapping[str, Any], by: Any, at: datetime) -> Job:
    """Masked, like the screen. Raises NotAllowed, JobRefused."""
    return _start(listed, filters, by, at, full=False)


@transaction.atomic
def start_full_export(
    *, listed: ListExport, filters: Mapping[str, Any], purpose: str, reason: str, by: Any, at: datetime
) -> Job:
    """With sealed values in clear: the reason is written to the access log now, each row when it is opened."""
    job = _start(listed, filters, by, at, full=True, purpose=purpose)
    record_access(job, listed.sealed, AccessContext(by=by, purpose=purpose, at=at, reason=reason))
    return job


def _start(listed: ListExport, filters: Mapping[str, Any], by: Any, at: datetime, **more: Any) -> Job:
    """A filter that cannot be written down as ids (`searched_ids`) is carried out now, its ids noted beside the job."""
    is_query = isinstance(filters.get("ids"), QuerySet)
    stored = {**filters, "ids": NOTED} if is_query else dict(filters)
    job = start_job(kind=EXPORT.code, parameters={"list": listed.code, "filters": stored, **more}, by=by, at=at)
    if is_query:
        note_order(job, listed, listed.rows(filters, by, at), filters)
    data = {"list": listed.code, "job": job.reference, "full": more["full"]}
    record(listed.event, subject=by, by=by, at=at, data=data)
    return job
