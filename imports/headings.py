"""Finding the heading of a list, and laying its cells under the columns of the kind."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _text

from imports.cells import plain
from imports.kinds import Column
from imports.workbooks import Sheet, WorkbookRefused

LOOKED_AT = 15  # a title, a unit and a date may stand above the heading
NOTES = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]|[*＊:：\s]+")
EXAMPLE = re.compile(r"[（(【]?(?:示例|样例)")
OURS = ("错误原因",)  # the column that the marked workbook adds


@dataclass(frozen=True)
class Laid:
    """`places`: code of a column to its number in the sheet, from 0."""

    sheet: Sheet
    heading: int
    places: dict[str, int]
    unknown: list[str]

    def lines(self, columns: Sequence[Column]) -> Iterator[tuple[int, dict[str, str]]]:
        """Row number and tidied text by column; the example of the template and empty rows are left out."""
        cells_of = {column.code: column.cell for column in columns}
        merged = _merged_values(self.sheet, set(self.places.values()))
        for number, cells in self.sheet.rows:
            if number <= self.heading:
                continue
            raw = {code: _at(cells, place, merged.get((number, place))) for code, place in self.places.items()}
            texts = {code: cells_of[code].text(value) for code, value in raw.items()}
            if any(texts.values()) and not any(map(EXAMPLE.match, texts.values())):
                yield number, texts


def lay_out(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Laid:
    """The sheet and row in which most headings stand. Raises WorkbookRefused, naming every column that is missing."""
    names = {loose(name): column.code for column in columns for name in _names(column)}
    found = [
        (len(_known(cells, names)), -position, sheet, number, cells)
        for position, sheet in enumerate(sheets)
        for number, cells in sheet.rows[:LOOKED_AT]
    ]
    best = max(found, key=lambda entry: entry[:2], default=None)
    if best is None or best[0] == 0:
        raise WorkbookRefused(
            _text("No heading of the template was found. Download the template and copy the rows into it.")
        )
    _count, _position, sheet, heading, cells = best
    places = _known(cells, names)
    _refuse_incomplete(cells, names, places, columns)
    known = {*places.values()}
    unknown = [plain(cell) for place, cell in enumerate(cells) if cell is not None and place not in known]
    return Laid(sheet, heading, places, [name for name in unknown if loose(name) not in OURS])


def loose(text: str) -> str:
    """A heading without star, brackets, blanks and width."""
    return NOTES.sub("", unicodedata.normalize("NFKC", text)).lower()


def _names(column: Column) -> tuple[str, ...]:
    return (column.heading, str(column.label), column.code, *column.aliases)


def _known(cells: Sequence[Any], names: dict[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        code = names.get(loose(plain(cell))) if isinstance(cell, str) else None
        if code is not None:
            places.setdefault(code, place)
    return places


def _refuse_incomplete(
    cells: Sequence[Any], names: dict[str, str], places: dict[str, int], columns: Sequence[Column]
) -> None:
    codes = [names.get(loose(cell)) for cell in cells if isinstance(cell, str)]
    twice = [column.heading for column in columns if codes.count(column.code) > 1]
    if twice:
        raise WorkbookRefused(_text("These columns stand in the list twice: %(names)s.") % {"names": "、".join(twice)})
    missing = [column.heading for column in columns if column.required and column.code not in places]
    if missing:
        raise WorkbookRefused(_text("These columns are missing: %(names)s.") % {"names": "、".join(missing)})


def _merged_values(sheet: Sheet, places: set[int]) -> dict[tuple[int, int], Any]:
    """A value that stands in merged cells counts for each of their rows (one 户编号 beside a whole family)."""
    by_number = dict(sheet.rows)
    found = {}
    for first, last, place in sheet.merged:
        if place in places and last - first < 1_000:
            value = _at(by_number.get(first, []), place, None)
            found.update({(number, place): value for number in range(first + 1, last + 1)})
    return found


def _at(cells: Sequence[Any], place: int, merged: Any) -> Any:
    value = cells[place] if place < len(cells) else None
    return merged if value is None else value
