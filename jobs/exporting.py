"""The job that writes a list: each step a part on the disk, at the end one workbook from the parts. Flat memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from jobs import files
from jobs.kinds import JobKind, ResultFile, Step
from jobs.list_exports import NOTED, ListExport, list_export
from jobs.models import Job
from protection.access import AccessContext
from web.spreadsheet import Column, Kind, write_xlsx
from workflow.answers import Answer


class Export(JobKind):
    """Parameters: `list` (code), `filters`, `full` (bool) and, when full, `purpose`."""

    code = "jobs.export"
    title = pgettext_lazy("job", "Export")

    def title_of(self, job: Job) -> str:
        return gettext("Export: %(list)s") % {"list": self._list(job).title}

    def may_run(self, job: Job) -> Answer:
        listed = self._list(job)
        may = listed.may_export(job.owner)
        return listed.may_open(job.owner) if may and job.parameters["full"] else may

    def count(self, job: Job, at: datetime) -> int:
        return files.order_length(job) if _is_noted(job) else self._rows(job, at).count()

    def step(self, job: Job, at: datetime) -> Step:
        """The cursor is the place in the noted order: how many ids are behind it."""
        listed, place = self._list(job), job.cursor or 0
        if not place and not _is_noted(job):
            note_order(job, self._list(job), self._rows(job, at), job.parameters["filters"])
        ids, after = files.read_order(job, place, listed.chunk)
        found = {row.id: row for row in self._rows(job, at).filter(pk__in=ids)}
        items = [found[pk] for pk in ids if pk in found]
        shown = self._opened(job, items, at) if job.parameters["full"] else listed.shown(items)
        columns = listed.columns(is_full=job.parameters["full"])
        files.write_part(job, place, ([_plain(column, row) for column in columns] for row in shown))
        return Step(looked_at=len(items), cursor=after, is_last=after is None)

    def finish(self, job: Job, at: datetime) -> ResultFile:
        columns = list_columns(self._list(job), is_full=job.parameters["full"])
        title = export_title(self._list(job), job.owner, at)
        stored = files.write(".xlsx", partial(_fill, title, columns, files.read_parts(job)))
        return ResultFile(stored, file_name(self._list(job), at))

    def clean_up(self, job: Job) -> None:
        files.remove_parts(job)

    def _list(self, job: Job) -> ListExport:
        return list_export(job.parameters["list"])

    def _rows(self, job: Job, at: datetime) -> Any:
        return self._list(job).rows(job.parameters["filters"], job.owner, at)

    def _opened(self, job: Job, items: Sequence[Any], at: datetime) -> Iterable[Any]:
        """The reason that was typed rests in the access row of the job itself; the rows name the job."""
        access = AccessContext(by=job.owner, purpose=job.parameters["purpose"], at=at, reason=job.reference)
        return self._list(job).opened(items, access)


EXPORT = Export()


def note_order(job: Job, listed: ListExport, rows: QuerySet[Any], filters: Mapping[str, Any]) -> None:
    ordered = rows.order_by(*listed.order(filters)).values_list("id", flat=True)
    files.write_order(job, ordered.iterator(chunk_size=10_000))


def _is_noted(job: Job) -> bool:
    return job.parameters["filters"].get("ids") == NOTED


def export_title(listed: ListExport, user: Any, at: datetime) -> str:
    words = {"list": listed.title, "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}", "user": user.username}
    return gettext("%(list)s as of %(at)s, exported by %(user)s") % words


def file_name(listed: ListExport, at: datetime) -> str:
    return f"{listed.code.replace(':', '-')}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"


def list_columns(listed: ListExport, *, is_full: bool) -> list[Column]:
    """The same columns, reading the plain cells of a part."""
    return [
        Column(column.title, _reader(place, column.kind), column.kind, column.unit, column.width)
        for place, column in enumerate(listed.columns(is_full=is_full))
    ]


def _fill(title: str, columns: Sequence[Column], rows: Iterable[Any], target: IO[bytes]) -> None:
    write_xlsx(target, title=title, columns=columns, rows=rows)


def _plain(column: Column, row: Any) -> Any:
    """A cell as JSON holds it."""
    value = column.value(row)
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else str(value)


def _reader(place: int, kind: Kind) -> Callable[[Any], Any]:
    def read(row: Any) -> Any:
        value = row[place]
        if value and kind is Kind.DATE:
            return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        return datetime.fromisoformat(value) if value and kind is Kind.TIME else value

    return read
