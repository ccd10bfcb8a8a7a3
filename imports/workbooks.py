"""Reading an uploaded workbook: refused when it is hostile, then its cells as they stand, with their row numbers.

The archive is looked through before any library opens it: what it unpacks to, macros, and where its cells lie (a single
cell in the last corner of a sheet would otherwise take all memory).
"""

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 200  # Excel reaches 20 on dull sheets
MAX_ENTRIES = 2_000
MAX_COLUMNS = 256
CHUNK = 64 * 1024
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # the container of .xls, and of workbooks with a password
MACROS = re.compile(r"vbaproject|macrosheets|activex|\.bin$", re.IGNORECASE)
HARMLESS_BIN = re.compile(r"printersettings", re.IGNORECASE)
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
LONG_NUMBER = re.compile(r"[0-9]{16,}")


class WorkbookRefused(ValueError):
    """`str()` is a sentence for the sender that says what to do instead."""


@dataclass(frozen=True)
class Sheet:
    """`rows`: (number of the row as Excel shows it, its cells), empty rows left out.

    A cell is str, float, int, bool, date, datetime, time or None. Long whole numbers that Excel would round are text
    when the file holds all their digits. `merged` are (first row, last row, column), numbered as `rows`.
    """

    name: str
    rows: list[tuple[int, list[Any]]]
    merged: list[tuple[int, int, int]]


@dataclass
class _Found:
    """What one sheet holds: its last row and column with a value, and long whole numbers by row and column from 0."""

    last_row: int = 0
    last_column: int = 0
    numbers: dict[int, dict[int, str]] = field(default_factory=dict)


def read_workbook(file: IO[bytes]) -> tuple[str, list[Sheet]]:
    """The SHA-256 of the file and its sheets. Raises WorkbookRefused."""
    content = file.read(settings.IMPORT_MAX_BYTES + 1)
    found = _looked_through(content, settings.IMPORT_MAX_BYTES, settings.IMPORT_MAX_ROWS)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [_sheet(book, name, found.get(name) or _Found()) for name in _names(book)]
    except (CalamineError, OSError, ValueError, KeyError) as problem:
        raise WorkbookRefused(_damaged()) from problem
    return hashlib.sha256(content).hexdigest(), sheets


def rows_of_longest_sheet(file: IO[bytes], *, most_bytes: int, most_rows: int) -> Iterator[tuple[int, list[Any]]]:
    """The rows of `Sheet`, each made when it is asked for, so that a long sheet takes little more than its file.

    Raises WorkbookRefused before the first row.
    """
    content = file.read(most_bytes + 1)
    found = _looked_through(content, most_bytes, most_rows)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        longest = max(_names(book), key=lambda name: (found.get(name) or _Found()).last_row, default=None)
        sheet = book.get_sheet_by_name(longest) if longest is not None else None
    except (CalamineError, OSError, ValueError, KeyError) as problem:
        raise WorkbookRefused(_damaged()) from problem
    return _rows(sheet, found.get(str(longest)) or _Found()) if sheet is not None else iter(())


def _names(book: CalamineWorkbook) -> list[str]:
    return [meta.name for meta in book.sheets_metadata if "WorkSheet" in str(meta.typ)]


def _damaged() -> Any:
    return _("The workbook is damaged. Open it in Excel or WPS and save it again.")


def _refuse_size(content: bytes, most_bytes: int) -> None:
    if len(content) > most_bytes:
        megabytes = most_bytes // 2**20
        raise WorkbookRefused(_("The file is larger than %(size)d MB. Please split it.") % {"size": megabytes})
    if not content:
        raise WorkbookRefused(_("The file is empty. Please choose it again."))
    if content.startswith(OLD_OR_LOCKED):
        raise WorkbookRefused(
            _("This is an old .xls file, or a workbook with a password. Save it as .xlsx without a password.")
        )
    if not content.startswith(b"PK\x03\x04"):
        raise WorkbookRefused(_("Please send an Excel workbook (.xlsx), for instance the filled-in template."))


def _sheet(book: CalamineWorkbook, name: str, found: _Found) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    merged = [(a[0] + 1, b[0] + 1, a[1]) for a, b in sheet.merged_cell_ranges or () if a[1] == b[1] and b[0] > a[0]]
    return Sheet(name, list(_rows(sheet, found)), merged)


def _rows(sheet: CalamineSheet, found: _Found) -> Iterator[tuple[int, list[Any]]]:
    """calamine gives the empty rows above the list, and leaves out the empty columns beside it."""
    _first_row, first_column = sheet.start or (0, 0)
    for place, cells in enumerate(sheet.iter_rows()):
        values = [None] * first_column + [_cell(value) for value in cells]
        for column, text in found.numbers.get(place, {}).items():
            if column < len(values):
                values[column] = text
        if any(value is not None for value in values):
            yield place + 1, values


def _cell(value: Any) -> Any:
    return None if value == "" or (isinstance(value, str) and not value.strip()) else value


# --- Looking through the archive -------------------------------------------------------------------------------------


def _looked_through(content: bytes, most_bytes: int, most_rows: int) -> dict[str, _Found]:
    """What the sheets hold, by name. Raises WorkbookRefused."""
    _refuse_size(content, most_bytes)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names:
                raise WorkbookRefused(_("Please send an Excel workbook (.xlsx), for instance the filled-in template."))
            _refuse_bombs_and_macros(archive)
            paths = _paths_of_sheets(archive)
            return {name: _scan(archive, path, most_rows) for name, path in paths.items() if path in names}
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError, EOFError, KeyError) as problem:
        raise WorkbookRefused(_damaged()) from problem


def _refuse_bombs_and_macros(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise WorkbookRefused(_too_large())
    for entry in entries:
        if MACROS.search(entry.filename) and not HARMLESS_BIN.search(entry.filename):
            raise WorkbookRefused(_("The workbook holds macros or programs. Save it as .xlsx without macros."))
        if entry.file_size > 2**20 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise WorkbookRefused(_too_large())


def _too_large() -> Any:
    return _("The workbook unpacks to far more than a list needs. Copy the rows into a fresh template.")


def _parse(archive: zipfile.ZipFile, path: str, start: Any, end: Any = None, text: Any = None) -> None:
    """Feeds an entry to the parser piece by piece; zipfile compares length and checksum while it reads."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(path) as entry:
        while piece := entry.read(CHUNK):
            parser.Parse(piece, False)
        parser.Parse(b"", True)


def _refuse_doctype(*_details: Any) -> None:
    raise WorkbookRefused(_damaged())


def _paths_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet to its entry in the archive."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(tag: str, values: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            key = next((value for name, value in values.items() if _local(name) == "id" and ":" in name), "")
            ids[values.get("name", "")] = key

    def relation(tag: str, values: dict[str, str]) -> None:
        if _local(tag) == "Relationship":
            targets[values.get("Id", "")] = values.get("Target", "")

    _parse(archive, "xl/workbook.xml", sheet)
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        _parse(archive, "xl/_rels/workbook.xml.rels", relation)
    found = {name: targets.get(key, "") for name, key in ids.items()}
    return {name: _entry(target) for name, target in found.items() if target}


def _entry(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Scan:
    """Walks over the cells of a sheet: how far they reach, and the digits of long numbers."""

    def __init__(self, most_rows: int) -> None:
        self.found, self.most_rows = _Found(), most_rows
        self.row, self.column = -1, -1
        self.is_plain_number = self.in_value = False
        self.text: list[str] = []

    def start(self, tag: str, values: dict[str, str]) -> None:
        name = _local(tag)
        if name == "row":
            self.row = int(values["r"]) - 1 if values.get("r", "").isdigit() else self.row + 1
            self.column = -1
        elif name == "c":
            self._begin_cell(values)
        elif name in ("v", "t"):
            self.in_value = True

    def _begin_cell(self, values: dict[str, str]) -> None:
        place = CELL.fullmatch(values.get("r", ""))
        if place:
            self.row, self.column = int(place[2]) - 1, _number_of(place[1])
        else:
            self.column += 1
        self.is_plain_number, self.text = values.get("t", "n") == "n", []

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name in ("v", "t"):
            self.in_value = False
        elif name == "c" and self.text:
            self._note("".join(self.text))

    def _note(self, text: str) -> None:
        found = self.found
        found.last_row, found.last_column = max(found.last_row, self.row), max(found.last_column, self.column)
        if found.last_row >= self.most_rows * 4 or found.last_column >= MAX_COLUMNS:
            raise WorkbookRefused(_too_far(self.most_rows))
        if self.is_plain_number and LONG_NUMBER.fullmatch(text):
            found.numbers.setdefault(self.row, {})[self.column] = text

    def data(self, text: str) -> None:
        if self.in_value:
            self.text.append(text)


def _scan(archive: zipfile.ZipFile, path: str, most_rows: int) -> _Found:
    scan = _Scan(most_rows)
    _parse(archive, path, scan.start, scan.end, scan.data)
    return scan.found


def _too_far(most_rows: int) -> Any:
    return _(
        "A sheet has cells far below or far beside the list. A list has at most %(rows)d rows; please split it."
    ) % {"rows": most_rows}


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters_of(number: int) -> str:
    """0 → A, 27 → AB: how Excel names a column."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
