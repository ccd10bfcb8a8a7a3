"""A table as text that says everything, and back: a report is read as it was, whatever the code says years later."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from disclosure.models import Pack
from disclosure.tables import Chart, Field, Row, Table, TableForm, shown, words
from web.spreadsheet import Kind


def frozen(table: Table) -> str:
    """Canonical JSON: the same table gives the same bytes."""
    form = table.form
    content: dict[str, Any] = {
        "title": words(lambda: form.title),
        "fields": [
            {
                "code": f.code,
                "title": words(lambda f=f: f.title),
                "kind": f.kind.name,
                "unit": words(lambda f=f: f.unit),
            }
            for f in form.fields
        ],
        "chart": {
            "title": words(lambda: form.chart.title),
            "label": form.chart.label,
            "value": form.chart.value,
        },
        "rows": [dict(row) for row in table.rows],
    }
    if table.in_all:
        content |= {"months": [list(pair) for pair in table.months], "in_all": table.in_all}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thawed(code: str, text: str) -> Table:
    """The table in the reader's language."""
    content: dict[str, Any] = json.loads(text)
    chart = content["chart"]
    form = TableForm(
        code,
        str(shown(content["title"])),
        tuple(
            Field(f["code"], str(shown(f["title"])), Kind[f["kind"]], str(shown(f["unit"]))) for f in content["fields"]
        ),
        Chart(str(shown(chart["title"])), chart["label"], chart["value"]),
    )
    months = [(month, total) for month, total in content.get("months", [])]
    return Table(form, content["rows"], months, content.get("in_all", 0))


def first_parts(pack: Pack, most: int) -> list[Table]:
    """The tables of a report in their order, of long lists the first rows; one query."""
    return [thawed(table.code, table.content).begun(most) for table in pack.tables.filter(part=1)]


def all_rows(pack: Pack, code: str) -> Iterator[Row]:
    """Of a table with all its parts, one after the other."""
    for table in pack.tables.filter(code=code).order_by("part").iterator(chunk_size=1):
        yield from thawed(table.code, table.content).rows


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def digest_of_all(digests: Iterable[str]) -> str:
    """Of a report: over the digests of its tables in their order."""
    return digest_of("\n".join(digests))
