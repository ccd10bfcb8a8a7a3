"""A published table: the same rows on the page, in the CSV file, in a pack and on paper.

Cells are plain values that JSON keeps: whole numbers (fen for YUAN), ISO days, or texts. A text that has two languages
is a `Words`; nothing else of a row depends on the reader.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, override

from web.spreadsheet import Column, Kind

LANGUAGES = ("zh-hans", "en")
Words = Mapping[str, str]
Cell = int | str | Words | None
Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Field:
    """A column. `code` is its key in every row, also in packs that were frozen years ago."""

    code: str
    title: str | Promise
    kind: Kind = Kind.TEXT
    unit: str | Promise = ""

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.INTEGER, Kind.YUAN)


@dataclass(frozen=True)
class Chart:
    """Bars beside the table: the words of one column, the numbers of another."""

    title: str | Promise
    label: str
    value: str


@dataclass(frozen=True)
class TableForm:
    """What a table looks like, whatever its rows."""

    code: str
    title: str | Promise
    fields: tuple[Field, ...]
    chart: Chart

    def columns(self) -> list[Column]:
        return [Column(str(f.title), _reader(f), f.kind, str(f.unit)) for f in self.fields]


@dataclass(frozen=True)
class Table:
    """Of a long list that is frozen in parts, the first part has `months` for its chart and the number of rows `in_all`
    parts."""

    form: TableForm
    rows: Sequence[Row]
    months: Sequence[tuple[str, int]] = ()
    in_all: int = 0

    @property
    def lines(self) -> list[list[tuple[Field, Any]]]:
        """Every row as its cells in the reader's language, for a template."""
        return [[(field, shown(row.get(field.code))) for field in self.form.fields] for row in self.rows]

    @property
    def keyed_lines(self) -> list[tuple[str, list[tuple[Field, Any]]]]:
        """The same with the key of each row, by which its figures are opened; "" where it has none."""
        codes = [str(row.get("drill") or row.get("code") or "") for row in self.rows]
        return list(zip(codes, self.lines, strict=True))

    def name_of(self, key: str) -> str:
        """Of the row with this key, as its chart says it."""
        names = (row.get(self.form.chart.label) for row in self.rows if str(row.get("drill") or row.get("code")) == key)
        return str(shown(next(names, key)))

    @property
    def bars(self) -> list[tuple[str, int]]:
        if self.months:
            return list(self.months)
        chart = self.form.chart
        return [(str(shown(row.get(chart.label))), _number(row.get(chart.value))) for row in self.rows]

    def begun(self, most: int) -> "Table":
        """Of a long list its first rows; another table whole."""
        return Table(self.form, self.rows[:most] if self.in_all else self.rows, self.months, self.in_all)

    @property
    def is_cut(self) -> bool:
        return self.in_all > len(self.rows)

    @property
    def bars_are_money(self) -> bool:
        return any(f.code == self.form.chart.value and f.kind is Kind.YUAN for f in self.form.fields)


def words(say: Callable[[], object]) -> Words:
    """What `say` gives in each language, so that a frozen row can be read in both."""
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = str(say())
    return said


def shown(cell: Cell) -> int | str | None:
    """The cell in the reader's language."""
    if isinstance(cell, Mapping):
        language = "en" if (get_language() or "").startswith("en") else "zh-hans"
        return cell.get(language, "")
    return cell


def _reader(field: Field) -> Callable[[Row], Any]:
    def read(row: Row) -> Any:
        value = shown(row.get(field.code))
        return "" if value is None and field.kind is Kind.TEXT else value

    return read


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
