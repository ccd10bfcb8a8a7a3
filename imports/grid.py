"""What the pages of a staged list show: lines with their cells, errors first, wrong cells as fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import ngettext

from imports.kinds import Column, import_kind
from imports.models import Import, ImportRow
from imports.selectors import blocking, counts_of, texts_of
from imports.services.checking import OPEN, PURPOSE
from jobs.models import Job
from protection.access import AccessContext
from web.lists import listed
from web.pagination import requested_page

FIELD = "c-"
SHOWN = 25  # lines per page: each wrong cell is a field
CHIPS = {
    "wrong": "need",
    "refused": "rejected",
    "unchecked": "draft",
    "ready": "approved",
    "blocked": "review",
    "known": "closed",
    "taken": "paid",
}


@dataclass(frozen=True)
class ShownCell:
    code: str
    label: str | Promise
    letter: str
    text: str
    error: str

    @property
    def name(self) -> str:
        return f"{FIELD}{self.code}"


@dataclass(frozen=True)
class ShownRow:
    row: ImportRow
    cells: Sequence[ShownCell]
    blocked_by: Sequence[int] = ()  # lines of the same group that have to be corrected first

    @property
    def waits_for(self) -> str:
        return blocked_words(self.blocked_by) if self.blocked_by else ""

    @property
    def chip(self) -> str:
        return CHIPS[self.row.state]

    @property
    def wrong_cells(self) -> list[ShownCell]:
        return [cell for cell in self.cells if cell.error]

    @property
    def may_change(self) -> bool:
        return self.row.state in OPEN


def typed(data: QueryDict) -> dict[str, str]:
    """The cells of a form, by code of the column."""
    return {name.removeprefix(FIELD): str(data[name]) for name in data if name.startswith(FIELD)}


def page_of(source: Import, request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    kind = import_kind(source.kind)
    page = requested_page(request, source.rows.all(), ["rank", "number", "id"], size=SHOWN)
    counts = counts_of(source)
    jobs = [pk for pk in (source.check_job_id, source.take_job_id) if pk]
    return {
        "source": source,
        "kind": kind,
        "columns": kind.columns(source.subject),
        "page": page,
        "rows": shown_rows(source, page.items, by=request.user, at=at),
        "total": sum(counts.values()),
        "wrong": counts.get("wrong", 0) + counts.get("refused", 0),
        "ready": counts.get("ready", 0),
        "blocked": counts.get("blocked", 0),
        "taken": counts.get("taken", 0) + counts.get("known", 0),
        "unchecked": counts.get("unchecked", 0),
        "live_job": Job.objects.live().filter(pk__in=jobs).first(),
        "take_job": source.take_job,
    }


def context_of_row(source: Import, row: ImportRow, *, by: Any, at: datetime, refusal: str) -> dict[str, Any]:
    [shown] = shown_rows(source, [row], by=by, at=at)
    kind = import_kind(source.kind)
    return {"source": source, "kind": kind, "one": shown, "refusal": refusal}


def shown_rows(source: Import, rows: Sequence[ImportRow], *, by: Any, at: datetime) -> list[ShownRow]:
    columns = import_kind(source.kind).columns(source.subject)
    texts = texts_of(source, rows, AccessContext(by=by, purpose=PURPOSE, at=at))
    numbers = blocking(source, rows)
    return [ShownRow(row, _cells(source, columns, texts[row.pk], row), _blockers(row, numbers)) for row in rows]


def texts_and_errors(source: Import, *, by: Any, at: datetime) -> Iterator[tuple[Mapping[str, str], Any]]:
    """Every line in the order of the file; what a blocked one waits for belongs to no column."""
    rows = list(source.rows.order_by("number"))
    texts = texts_of(source, rows, AccessContext(by=by, purpose=PURPOSE, at=at))
    numbers = blocking(source, rows)
    waits = {row.pk: [["", blocked_words(found)]] for row in rows if (found := _blockers(row, numbers))}
    return ((texts[row.pk], waits.get(row.pk, row.errors)) for row in rows)


def blocked_words(numbers: Sequence[int]) -> str:
    """Which lines of the same household have to be corrected first."""
    rows = listed(numbers)
    words = ngettext(
        "Correct row %(rows)s of the same group first.", "Correct rows %(rows)s of the same group first.", len(numbers)
    )
    return words % {"rows": rows}


def _blockers(row: ImportRow, numbers: Mapping[str, Sequence[int]]) -> Sequence[int]:
    return numbers.get(row.group or "", ()) if row.state == ImportRow.State.BLOCKED else ()


def _cells(source: Import, columns: Sequence[Column], texts: Mapping[str, str], row: ImportRow) -> list[ShownCell]:
    said = dict(map(tuple, row.errors))
    return [
        ShownCell(
            code=column.code,
            label=column.label,
            letter=source.places.get(column.code, ""),
            text=texts.get(column.code, ""),
            error=said.get(column.code, ""),
        )
        for column in columns
    ]
