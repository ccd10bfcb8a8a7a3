"""Uploaded lists hold people's data, so they are emptied: when somebody discards them, and after thirty days."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from imports.models import Import
from jobs.models import Job
from workflow.machine import Refused

KEPT = timedelta(days=30)


@transaction.atomic
def discard_import(*, source: Import, by: Any, at: datetime) -> Import:
    """Nothing that was taken over changes. Raises Refused while a job works on the list."""
    source = Import.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if _is_busy(source):
        raise Refused(_("The list is being worked on. Wait until the job has ended."))
    if source.emptied_at is None:
        _empty(source, at)
        record("imports.list_discarded", subject=source, by=by, at=at)
    return source


def empty_old_imports(*, at: datetime) -> int:
    """Returns how many lists were emptied; what each line became stays, so that nothing is taken over twice."""
    old = list(Import.objects.filter(emptied_at__isnull=True, uploaded_at__lt=at - KEPT).order_by("pk"))
    emptied = 0
    for source in old:
        with transaction.atomic():
            source = Import.objects.select_for_update(of=("self",)).get(pk=source.pk)
            if not _is_busy(source):
                _empty(source, at)
                record("imports.list_emptied", subject=source, by=None, at=at)
                emptied += 1
    return emptied


def _is_busy(source: Import) -> bool:
    jobs = [pk for pk in (source.check_job_id, source.take_job_id) if pk]
    return Job.objects.live().filter(pk__in=jobs).exists()


def _empty(source: Import, at: datetime) -> None:
    source.rows.update(cells="", key=None, group=None, errors=[])
    source.emptied_at = at
    source.save(update_fields=["emptied_at"])
