"""Reading a workbook or CSV file that came from outside: small, bounded, and with line numbers people can find."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import python_calamine
from django.utils.translation import gettext as _

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ROWS = 5_000  # domain fact book §8
MAX_COLUMNS = 60


class UnreadableFile(ValueError):
    """`str()` is a sentence for the person who chose the file."""


@dataclass(frozen=True)
class TableRow:
    """`line` counts from 1 as the spreadsheet does. A number stays a number, so that its reader can refuse it."""

    line: int
    cells: tuple[str | float, ...]


def read_table(content: bytes) -> list[TableRow]:
    """The rows of the first sheet, or of a CSV file in UTF-8 or GBK; empty ones left out. Raises UnreadableFile."""
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 5 MB. Is it the right one?"))
    raw: Sequence[Iterable[object]] = _workbook(content) if content.startswith(b"PK") else _lines(content)
    rows = [TableRow(number, tuple(_cell(cell) for cell in row)) for number, row in enumerate(raw, start=1)]
    rows = [row for row in rows if any(cell != "" for cell in row.cells)]
    if len(rows) > MAX_ROWS + 1:
        raise UnreadableFile(_("The file has more than %(count)d rows.") % {"count": MAX_ROWS})
    return rows


def _workbook(content: bytes) -> Sequence[Iterable[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED_BYTES:
                raise UnreadableFile(_("The workbook is far larger inside than outside. Save it again as a new one."))
        book = python_calamine.load_workbook(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_width > MAX_COLUMNS:
            raise UnreadableFile(_("The sheet has too many columns. Is it the right one?"))
        return sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 100)
    except (python_calamine.CalamineError, zipfile.BadZipFile, IndexError, OSError) as problem:
        raise UnreadableFile(_("This workbook cannot be opened. Save it as .xlsx or CSV and try again.")) from problem


def _lines(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    try:
        return list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as problem:
        raise UnreadableFile(_("This is not a table: use .xlsx or CSV.")) from problem


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableFile(_("The characters of this file cannot be read. Save it as .xlsx, or CSV in UTF-8 or GBK."))


def _cell(value: object) -> str | float:
    if isinstance(value, float | int) and not isinstance(value, bool):
        return float(value)
    text = str(value).strip()
    return text[1:] if text.startswith("'") else text  # the guard that our own CSV puts before formulas
