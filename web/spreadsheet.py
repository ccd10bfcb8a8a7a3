"""Workbooks and CSV files made row by row, in which no text can become a formula.

Rows are an iterable (`queryset.iterator()`), so that 100,000 rows need no more memory than 100.
"""

import csv
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise

XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_CELL_CHARACTERS = 32_767
MAX_SHEET_ROWS = 1_000_000  # Excel stops at 1,048,576
RISKY_START = tuple("=+-@\t\r\n＝＋－＠")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Kind(Enum):
    """How a column is typed. TEXT is also right for every number that nobody adds up: IDs, references, accounts."""

    TEXT = "@"
    INTEGER = "#,##0"
    YUAN = "#,##0.00"  # the value is integer fen, the cell is yuan
    DATE = "yyyy-mm-dd"
    TIME = "yyyy-mm-dd hh:mm"  # an aware datetime, shown in the portal's time zone


@dataclass(frozen=True)
class Column:
    """`value` takes one row of the export and gives the cell; `unit` is shown under the title."""

    title: str | Promise
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    unit: str = ""
    width: int = 16


def stream_xlsx(filename: str, *, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> FileResponse:
    """A workbook as a download. `title` says what it is and until when; it stands above the column titles."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when it has been sent
    try:
        write_xlsx(target, title=title, columns=columns, rows=rows)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=filename, content_type=XLSX_MIME)


def stream_csv(filename: str, *, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    """UTF-8 with the mark that Excel needs to read Chinese."""
    response = StreamingHttpResponse(csv_lines(title, columns, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(filename)}"
    return response


def write_xlsx(target: IO[bytes], *, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """Writes the workbook into an open binary file. Goes on in a further sheet where Excel's sheet is full."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = _Sheet(book, title, columns)
        for row in rows:
            if sheet.next_row > MAX_SHEET_ROWS:
                sheet = _Sheet(book, title, columns)
            sheet.add(row)


def csv_lines(title: str, columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The lines of the CSV file, RFC 4180, each text guarded against becoming a formula."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([safe_text(title)])
    yield writer.writerow([safe_text(_heading(column)) for column in columns])
    for row in rows:
        yield writer.writerow([_csv_cell(column, column.value(row)) for column in columns])


def safe_text(value: object) -> str:
    """Text for a CSV cell: an apostrophe before whatever a spreadsheet would run."""
    text = clean_text(value)
    return f"'{text}" if text.startswith(RISKY_START) else text


def clean_text(value: object) -> str:
    """The text with plain line ends, without characters that no file format holds, cut at what one cell holds."""
    text = LONE_SURROGATE.sub("\ufffd", NOT_IN_XML.sub("", str(value)))
    return text.replace("\r\n", "\n").replace("\r", "\n")[:MAX_CELL_CHARACTERS]


class _Sheet:
    """One worksheet: title row, column titles with their units, rows."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, columns: Sequence[Column]) -> None:
        self.sheet = book.add_worksheet()
        self.columns = columns
        self.formats = [_format(book, column.kind) for column in columns]
        self.guarded = book.add_format({"num_format": Kind.TEXT.value, "quote_prefix": True})
        heading = book.add_format({"bold": True, "bottom": 1, "num_format": "@", "quote_prefix": True})
        self.sheet.freeze_panes(2, 0)
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, column.width)
        self.sheet.write_string(0, 0, clean_text(title), heading)
        for number, column in enumerate(columns):
            self.sheet.write_string(1, number, clean_text(_heading(column)), heading)
        self.next_row = 2

    def add(self, row: Any) -> None:
        for number, column in enumerate(self.columns):
            value = column.value(row)
            if value is not None and value != "":
                self._write(number, column.kind, value)
        self.next_row += 1

    def _write(self, number: int, kind: Kind, value: Any) -> None:
        style = self.formats[number]
        if kind is Kind.TEXT:
            text = clean_text(value)
            self.sheet.write_string(
                self.next_row, number, text, self.guarded if text.startswith(RISKY_START) else style
            )
        elif kind in (Kind.DATE, Kind.TIME):
            self.sheet.write_datetime(self.next_row, number, _moment(kind, value), style)
        else:
            self.sheet.write_number(self.next_row, number, _number(kind, value), style)


class _Echo:
    """A file for csv.writer that gives each line back."""

    def write(self, line: str) -> str:
        return line


def _format(book: xlsxwriter.Workbook, kind: Kind) -> Any:
    return book.add_format({"num_format": kind.value})


def _heading(column: Column) -> str:
    return f"{column.title} ({column.unit})" if column.unit else str(column.title)


def _csv_cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if column.kind is Kind.TEXT:
        return safe_text(value)
    if column.kind in (Kind.DATE, Kind.TIME):
        return _moment(column.kind, value).strftime("%Y-%m-%d" if column.kind is Kind.DATE else "%Y-%m-%d %H:%M")
    return f"{_number(column.kind, value):.2f}" if column.kind is Kind.YUAN else str(_number(column.kind, value))


def _number(kind: Kind, value: Any) -> int | Decimal:
    return Decimal(int(value)) / 100 if kind is Kind.YUAN else int(value)


def _moment(kind: Kind, value: date | datetime) -> date | datetime:
    """Excel knows no time zones: an aware time becomes the local one."""
    if isinstance(value, datetime):
        local = timezone.localtime(value if timezone.is_aware(value) else value.replace(tzinfo=UTC))
        return local.date() if kind is Kind.DATE else local.replace(tzinfo=None, second=0, microsecond=0)
    return value
