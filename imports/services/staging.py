"""An uploaded workbook becomes staged lines, and a job checks them."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from imports.headings import Laid, lay_out
from imports.kinds import Column, ImportKind
from imports.models import Import, ImportRow
from imports.workbooks import WorkbookRefused, letters_of, read_workbook
from jobs.models import Job
from jobs.services import start_job
from protection.sealing import seal
from web.references import new_reference
from workflow.machine import NotAllowed, Refused

PREFIX = "DR"  # 导入
CHECK, TAKE = "imports.check", "imports.take_over"
NOTICES_AT_MOST = 10


class AlreadyUploaded(Exception):
    """The same file again: `source` is the list that it became."""

    def __init__(self, source: Import) -> None:
        super().__init__(_("This file was uploaded before. Here is what became of it."))
        self.source = source


def stage_list(*, kind: ImportKind, subject: str, file: IO[bytes], by: Any, at: datetime) -> Import:
    """Reads and stages the whole list and asks for its check. The file itself is not kept.

    Raises WorkbookRefused, AlreadyUploaded, NotAllowed, jobs.JobRefused.
    """
    answer = kind.may_import(by)
    if not answer:
        raise NotAllowed(answer.reason)
    sha256, sheets = read_workbook(file)
    same = Import.objects.filter(owner=by, kind=kind.code, subject=subject, sha256=sha256, emptied_at__isnull=True)
    if known := same.first():
        raise AlreadyUploaded(known)
    columns = kind.columns(subject)
    laid = lay_out(sheets, columns)
    lines = list(laid.lines(columns))
    _refuse_length(len(lines))
    try:
        return _store(kind, subject, sha256, laid, lines, columns, by, at)
    except IntegrityError as error:  # the same file at the same moment, from a second click
        raise AlreadyUploaded(same.get()) from error


@transaction.atomic
def check_again(*, source: Import, by: Any, at: datetime) -> Import:
    """Checks every line that is not taken over yet. Raises NotAllowed, jobs.JobRefused, Refused while a job runs."""
    source = _idle(source)
    source.check_job = _job(CHECK, source, by, at)
    source.save(update_fields=["check_job"])
    return source


@transaction.atomic
def start_take_over(*, source: Import, by: Any, at: datetime) -> Job:
    """Takes over every line that is ready. Raises NotAllowed, jobs.JobRefused, Refused when none is or a job runs."""
    source = _idle(source)
    if not source.rows.filter(state=ImportRow.State.READY).exists():
        raise Refused(_("No line is ready. Correct the errors first."))
    source.take_job = _job(TAKE, source, by, at)
    source.save(update_fields=["take_job"])
    record("imports.take_over_begun", subject=source, by=by, at=at, data={"job": source.take_job.reference})
    return source.take_job


def _idle(source: Import) -> Import:
    source = Import.objects.select_for_update(of=("self",)).get(pk=source.pk)
    jobs = [source.check_job_id, source.take_job_id]
    if Job.objects.live().filter(pk__in=[pk for pk in jobs if pk]).exists():
        raise Refused(_("The list is being worked on. Wait until the job has ended."))
    return source


def _refuse_length(length: int) -> None:
    if not length:
        raise WorkbookRefused(_("There is no row below the heading."))
    if length > settings.IMPORT_MAX_ROWS:
        raise WorkbookRefused(
            _("The list has %(length)d rows; at most %(most)d fit into one file. Please split it.")
            % {"length": length, "most": settings.IMPORT_MAX_ROWS}
        )


@transaction.atomic
def _store(
    kind: ImportKind,
    subject: str,
    sha256: str,
    laid: Laid,
    lines: Sequence[tuple[int, dict[str, str]]],
    columns: Sequence[Column],
    by: Any,
    at: datetime,
) -> Import:
    source = Import.objects.create(
        reference=new_reference(PREFIX),
        kind=kind.code,
        subject=subject,
        owner=by,
        sha256=sha256,
        columns=[column.code for column in columns],
        places={code: letters_of(place) for code, place in laid.places.items()},
        notices=[name[:60] for name in laid.unknown[:NOTICES_AT_MOST]],
        uploaded_at=at,
    )
    ImportRow.objects.bulk_create((staged_row(source, kind, number, texts) for number, texts in lines), batch_size=500)
    source.check_job = _job(CHECK, source, by, at)
    source.save(update_fields=["check_job"])
    record("imports.list_staged", subject=source, by=by, at=at, data={"kind": kind.code, "rows": len(lines)})
    return source


def staged_row(source: Import, kind: ImportKind, number: int, texts: dict[str, str]) -> ImportRow:
    row = ImportRow(source=source, number=number)
    set_texts(row, kind, texts)
    return row


def set_texts(row: ImportRow, kind: ImportKind, texts: dict[str, str]) -> None:
    """Seals the cells of a line, and sets the indexes by which it is found; the caller saves."""
    parts = {"texts": texts, "key": kind.key_of(texts), "group": kind.group_of(texts)}
    seal(row, "cells", json.dumps(parts, ensure_ascii=False))


def _job(kind: str, source: Import, by: Any, at: datetime) -> Job:
    return start_job(kind=kind, parameters={"import": source.pk}, by=by, at=at)
