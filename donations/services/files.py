"""Files of gifts: staged, their columns named, checked, taken over, discarded."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations.file_columns import COLUMNS, REQUIRED, guessed, key_of
from donations.file_reading import FileRefused, Line, opened
from donations.models import Campaign, ColumnMap, GiftFile, GiftFileChunk, GiftFileRow, MatchingPool
from donations.permissions import may_import
from donations.services.asking import demand, locked
from funds.models import Fund
from jobs.models import Job
from jobs.services import start_job
from protection.sealing import seal
from web.references import new_reference
from workflow.machine import Refused

PREFIX = "WJ"  # 文件
CHECK, TAKE = "donations.check_file", "donations.take_file"
CHUNK = 500


class AlreadyUploaded(Exception):
    """The same bytes again: `file` is the row that they became."""

    def __init__(self, file: GiftFile) -> None:
        super().__init__(_("This file was uploaded before. Here is what became of it."))
        self.file = file


def stage_file(
    *,
    channel: str,
    fund: Fund,
    campaign: Campaign | None,
    file: IO[bytes],
    pool: MatchingPool | None = None,
    by: Any,
    at: datetime,
) -> GiftFile:
    """Keeps every line, sealed. Columns that are known are proposed; a person confirms them.

    Raises NotAllowed, FileRefused, AlreadyUploaded. Two who send the same file at once: the second gets the row of the
    first by the unique key.
    """
    demand(may_import(by))
    if pool is not None and (pool.mode != pool.Mode.IMPORTED or pool.campaign != campaign):
        raise FileRefused(_("Settled matching belongs to a pool of this campaign that a platform settles."))
    sha256, headings, lines = opened(file)
    same = GiftFile.objects.filter(sha256=sha256, emptied_at__isnull=True)
    if known := same.first():
        raise AlreadyUploaded(known)
    row = GiftFile(
        reference=new_reference(PREFIX), channel=channel, fund=fund, campaign=campaign, pool=pool, sha256=sha256,
        headings=headings, lines=0, uploaded_at=at, uploaded_by=by,
    )  # fmt: skip
    try:
        return _store(row, lines, by, at)
    except IntegrityError as error:
        raise AlreadyUploaded(same.get()) from error


def proposed_columns(file: GiftFile) -> dict[str, str]:
    """As they were confirmed the last time for such a file, else by their usual names."""
    saved = ColumnMap.objects.filter(channel=file.channel, headings_key=key_of(file.headings)).first()
    return dict(saved.columns) if saved else guessed(file.headings)


@transaction.atomic
def name_columns(*, file: GiftFile, columns: Mapping[str, str], by: Any, at: datetime) -> GiftFile:
    """Says which heading is what, remembers it for the next such file, and asks for the check.

    Raises NotAllowed, Refused: a needed column is missing, one heading is used twice, or lines were taken over.
    """
    demand(may_import(by))
    file = _idle(file)
    chosen = {column.code: columns[column.code] for column in COLUMNS if columns.get(column.code)}
    if any(code not in chosen for code in REQUIRED):
        raise Refused(_("Number, amount and time of each gift are needed."))
    if len(set(chosen.values())) < len(chosen) or not set(chosen.values()) <= set(file.headings):
        raise Refused(_("Each heading of the file can be one column only."))
    if file.rows.filter(state=GiftFileRow.State.TAKEN).exists():
        raise Refused(_("Lines of this file were taken over already, so its columns stay."))
    file.rows.all().delete()
    file.columns = chosen
    ColumnMap.objects.update_or_create(
        channel=file.channel,
        headings_key=key_of(file.headings),
        defaults={"columns": chosen, "saved_at": at, "saved_by": by},
    )
    file.check_job = start_job(kind=CHECK, parameters={"file": file.pk}, by=by, at=at)
    file.save(update_fields=["columns", "check_job"])
    record("donations.columns_named", subject=file, by=by, at=at)
    return file


@transaction.atomic
def start_taking(*, file: GiftFile, by: Any, at: datetime) -> Job:
    """Every line that is ready becomes a booked gift. Raises NotAllowed, Refused when none is or a job runs."""
    demand(may_import(by))
    file = _idle(file)
    if not file.rows.filter(state=GiftFileRow.State.READY).exists():
        raise Refused(_("No line is ready to be taken over."))
    file.take_job = start_job(kind=TAKE, parameters={"file": file.pk}, by=by, at=at)
    file.save(update_fields=["take_job"])
    record("donations.taking_begun", subject=file, by=by, at=at, data={"job": file.take_job.reference})
    return file.take_job


@transaction.atomic
def discard_file(*, file: GiftFile, by: Any, at: datetime) -> GiftFile:
    """Who gave is forgotten with the sealed lines; gifts that were taken over stay. Raises NotAllowed, Refused."""
    demand(may_import(by))
    file = _idle(file)
    _empty(file, at)
    record("donations.file_discarded", subject=file, by=by, at=at)
    return file


def empty_old_files(*, before: datetime, at: datetime) -> int:
    """Files uploaded before that moment; returns how many. Busy ones wait for the next time."""
    emptied = 0
    for file in GiftFile.objects.filter(emptied_at__isnull=True, uploaded_at__lt=before).order_by("pk"):
        with transaction.atomic():
            try:
                file = _idle(file)
            except Refused:
                continue
            _empty(file, at)
            record("donations.file_emptied", subject=file, by=None, at=at)
            emptied += 1
    return emptied


def _empty(file: GiftFile, at: datetime) -> None:
    if file.emptied_at is None:
        file.chunks.update(cells="")
        file.rows.exclude(state=GiftFileRow.State.TAKEN).update(
            state=GiftFileRow.State.SKIPPED, rank=GiftFileRow.RANKS["skipped"]
        )
        file.emptied_at = at
        file.save(update_fields=["emptied_at"])


def _idle(file: GiftFile) -> GiftFile:
    file = locked(file)
    jobs = [pk for pk in (file.check_job_id, file.take_job_id) if pk]
    if file.emptied_at is not None:
        raise Refused(_("This file was discarded."))
    if Job.objects.live().filter(pk__in=jobs).exists():
        raise Refused(_("The list is being worked on. Wait until the job has ended."))
    return file


@transaction.atomic
def _store(row: GiftFile, lines: Iterator[Line], by: Any, at: datetime) -> GiftFile:
    row.save(force_insert=True)
    for number, chunk in enumerate(_chunks(lines)):
        part = GiftFileChunk(file=row, number=number)
        seal(part, "cells", json.dumps(chunk, ensure_ascii=False))
        part.save(force_insert=True)
        row.lines += len(chunk)
    if not row.lines:
        raise FileRefused(_("There is no row below the heading."))
    row.save(update_fields=["lines"])
    data = {"channel": row.channel, "lines": row.lines, "sha256": row.sha256[:12]}
    record("donations.file_staged", subject=row, by=by, at=at, data=data)
    return row


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    rest = iter(lines)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
