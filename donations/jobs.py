"""The two jobs of a file of gifts: checking its lines, and taking them over."""

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from donations.models import GiftFile, GiftFileChunk, GiftFileRow
from donations.permissions import may_import
from donations.services.file_lines import check_chunk, take_lines
from donations.services.files import CHECK, TAKE
from jobs.kinds import JobKind, RowResult, Step
from jobs.models import Job
from workflow.answers import Answer, no

TAKEN_AT_ONCE = 25


class OfFile(JobKind):
    """Parameter: `file`, the primary key of the file."""

    def may_run(self, job: Job) -> Answer:
        if self.file(job) is None:
            return no(_("This file was discarded."))
        return may_import(job.owner)

    def title_of(self, job: Job) -> str:
        file = self.file(job)
        return f"{self.title} {file.reference}" if file else str(self.title)

    def result_url(self, job: Job) -> str:
        file = self.file(job)
        return file.get_absolute_url() if file else ""

    def file(self, job: Job) -> Any:
        return (
            GiftFile.objects.filter(pk=job.parameters["file"], emptied_at=None)
            .select_related("fund", "campaign", "pool__sponsor")
            .first()
        )


class CheckFile(OfFile):
    code = CHECK
    title = _("Checking a file of donations")

    def count(self, job: Job, at: datetime) -> int:
        return self.file(job).lines

    def step(self, job: Job, at: datetime) -> Step:
        """One part of the file; the cursor is its number."""
        file, number = self.file(job), job.cursor or 0
        last = GiftFileChunk.objects.filter(file=file).aggregate(last=Max("number"))["last"]
        chunk = GiftFileChunk.objects.get(file=file, number=number)
        judged = check_chunk(file=file, chunk=chunk, by=job.owner, at=at)
        return Step(looked_at=judged, cursor=number + 1, is_last=number >= last)


class TakeFile(OfFile):
    code = TAKE
    title = _("Taking over a file of donations")

    def count(self, job: Job, at: datetime) -> int:
        return self.file(job).rows.filter(state=GiftFileRow.State.READY).count()

    def step(self, job: Job, at: datetime) -> Step:
        """Some lines of one part; the cursor is the last line that was looked at."""
        file = self.file(job)
        ready = file.rows.filter(state=GiftFileRow.State.READY, number__gt=job.cursor or 0).order_by("number")
        rows = list(ready[:TAKEN_AT_ONCE])
        rows = [row for row in rows if row.chunk == rows[0].chunk]
        refused = take_lines(file=file, rows=rows, by=job.owner, at=at)
        told = [
            RowResult(str(number), _text("row %(number)d") % {"number": number}, sentence)
            for number, sentence in sorted(refused.items())
        ]
        cursor = rows[-1].number if rows else job.cursor
        return Step(looked_at=len(rows), cursor=cursor, is_last=not rows, rows=told)


CHECK_FILE, TAKE_FILE = CheckFile(), TakeFile()
