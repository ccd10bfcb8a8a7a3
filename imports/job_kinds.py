"""The two jobs of a list: checking it, and taking it over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from imports.kinds import import_kind
from imports.models import Import, ImportRow
from imports.selectors import pieces
from imports.services.checking import OPEN, check_rows
from imports.services.staging import CHECK, TAKE
from imports.services.taking import take_over_group
from jobs.kinds import JobKind, RowResult, Step
from jobs.models import Job
from workflow.answers import Answer, no

CHECKED_AT_ONCE, TAKEN_AT_ONCE = 250, 10


class OfImport(JobKind):
    """Parameter: `import`, the primary key of the list."""

    def may_run(self, job: Job) -> Answer:
        source = self.source(job)
        if source is None:
            return no(_("The list was discarded."))
        return import_kind(source.kind).may_import(job.owner)

    def title_of(self, job: Job) -> str:
        source = Import.objects.filter(pk=job.parameters["import"]).first()
        return f"{self.title} {source.reference}" if source else str(self.title)

    def result_url(self, job: Job) -> str:
        source = self.source(job)
        return source.get_absolute_url() if source else ""

    def source(self, job: Job) -> Import | None:
        return Import.objects.visible_to(job.owner).filter(pk=job.parameters["import"], emptied_at=None).first()

    def rows(self, job: Job) -> Any:
        return ImportRow.objects.filter(source=job.parameters["import"]).order_by("number")


class CheckList(OfImport):
    code = CHECK
    title = _("Checking a list")

    def count(self, job: Job, at: datetime) -> int:
        return self.rows(job).filter(state__in=OPEN).count()

    def step(self, job: Job, at: datetime) -> Step:
        open_rows = self.rows(job).filter(state__in=OPEN)
        rows = list(open_rows.filter(number__gt=job.cursor or 0)[:CHECKED_AT_ONCE])
        source = self.source(job)
        assert source is not None  # may_run was asked in this transaction
        check_rows(source=source, rows=_not_judged_yet(rows, open_rows, job.cursor or 0), by=job.owner, at=at)
        return Step(
            looked_at=len(rows),
            cursor=rows[-1].number if rows else job.cursor,
            is_last=len(rows) < CHECKED_AT_ONCE,
        )


def _not_judged_yet(rows: Sequence[ImportRow], open_rows: Any, cursor: int) -> list[ImportRow]:
    """A group was judged as a whole with its first line; with every piece again, a long one would take minutes."""
    groups = {row.group for row in rows if row.group}
    judged: set[str] = set()
    for piece in pieces(groups):
        before = open_rows.filter(number__lte=cursor, group__in=piece)
        judged |= set(before.order_by().values_list("group", flat=True).distinct())
    return [row for row in rows if row.group not in judged]


class TakeOver(OfImport):
    code = TAKE
    title = _("Taking over a list")

    def count(self, job: Job, at: datetime) -> int:
        return self.rows(job).filter(state=ImportRow.State.READY).count()

    def step(self, job: Job, at: datetime) -> Step:
        ready = self.rows(job).filter(state=ImportRow.State.READY, number__gt=job.cursor or 0)
        rows = list(ready[:TAKEN_AT_ONCE])
        source = self.source(job)
        assert source is not None  # may_run was asked in this transaction
        results, done = [], set()
        for row in rows:
            if row.group and row.group in done:
                continue
            done.add(row.group)
            sentence = take_over_group(source=source, first=row, by=job.owner, at=at)
            label = _text("row %(number)d") % {"number": row.number}
            results.append(RowResult(str(row.number), label, sentence))
        return Step(
            looked_at=len(rows),
            cursor=rows[-1].number if rows else job.cursor,
            is_last=len(rows) < TAKEN_AT_ONCE,
            rows=results,
        )


CHECK_LIST, TAKE_OVER = CheckList(), TakeOver()
