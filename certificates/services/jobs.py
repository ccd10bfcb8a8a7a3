"""Asking for many certificates, or for the exchange file. Who is in it and why goes to the access log first."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from certificates.exchange import EXCHANGE, PURPOSE
from certificates.jobs import BULK
from jobs.models import Job
from jobs.services import start_job
from protection.access import AccessContext
from protection.sealing import record_access
from workflow.machine import Refused

MOST = 500


@transaction.atomic
def start_bulk(*, volunteers: Sequence[int], first: date, last: date, reason: str, by: Any, at: datetime) -> Job:
    """Raises NotAllowed, JobRefused, and Refused for nobody, for too many, or without the reason."""
    ids = sorted(set(volunteers))
    if not ids:
        raise Refused(_("Nobody is chosen."))
    if len(ids) > MOST:
        raise Refused(_("At most %(number)d certificates at once.") % {"number": MOST})
    _refuse_bad(first, last, reason)
    parameters = {"ids": ids, "first": first.isoformat(), "last": last.isoformat()}
    job = start_job(kind=BULK.code, parameters=parameters, by=by, at=at)
    record_access(job, ["id_number"], AccessContext(by=by, purpose="certificate", at=at, reason=reason.strip()))
    record("certificates.bulk_requested", subject=job, by=by, at=at, data={"people": len(ids)})
    return job


@transaction.atomic
def start_exchange(*, first: date, last: date, reason: str, by: Any, at: datetime) -> Job:
    """Raises NotAllowed, JobRefused, and Refused without the reason."""
    _refuse_bad(first, last, reason)
    parameters = {"first": first.isoformat(), "last": last.isoformat()}
    job = start_job(kind=EXCHANGE.code, parameters=parameters, by=by, at=at)
    access = AccessContext(by=by, purpose=PURPOSE, at=at, reason=reason.strip())
    record_access(job, ["id_number", "phone"], access)
    record("certificates.records_exported", subject=job, by=by, at=at, data=parameters)
    return job


def _refuse_bad(first: date, last: date, reason: str) -> None:
    if last < first:
        raise Refused(_("The period must end today or earlier, and not before it begins."))
    if not reason.strip():
        raise Refused(_("Please give the reason in a few words."))
