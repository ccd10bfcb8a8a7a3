"""Reading a file of gifts: Excel, or CSV in UTF-8 or GBK, line by line."""

import codecs
import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from donations.file_columns import guessed
from imports.cells import plain
from imports.workbooks import WorkbookRefused, rows_of_longest_sheet

ENCODINGS = ("utf-8-sig", "gb18030")
PIECE = 64 * 1024
LOOKED_AT = 30  # account, period and totals may stand above the headings
MOST_COLUMNS, LONGEST_CELL = 100, 300
csv.field_size_limit(1_000_000)
Line = tuple[int, list[str]]


class FileRefused(ValueError):
    """`str()` is a sentence for the sender that says what to do instead."""


def opened(file: IO[bytes]) -> tuple[str, list[str], Iterator[Line]]:
    """SHA-256, the headings, and the lines below them with their numbers. Raises FileRefused.

    Lines are made while they are asked for, so that a long file takes little more memory than a short one.
    """
    sha256, size = _measured(file)
    if size == 0:
        raise FileRefused(_("The file is empty. Please choose it again."))
    if size > settings.GIFT_FILE_MAX_BYTES:
        megabytes = settings.GIFT_FILE_MAX_BYTES // 2**20
        raise FileRefused(_("The file is larger than %(size)d MB. Please split it.") % {"size": megabytes})
    lines = _from_workbook(file) if _starts_as_workbook(file) else _from_csv(file)
    top = list(islice(lines, LOOKED_AT))
    place = _heading_of(top)
    return sha256, top[place][1], _below(top[place + 1 :], lines)


def _measured(file: IO[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def _starts_as_workbook(file: IO[bytes]) -> bool:
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    return start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def _from_workbook(file: IO[bytes]) -> Iterator[Line]:
    most = {"most_bytes": settings.GIFT_FILE_MAX_BYTES, "most_rows": settings.GIFT_FILE_MAX_ROWS}
    try:
        rows = rows_of_longest_sheet(file, **most)
    except WorkbookRefused as refusal:
        raise FileRefused(str(refusal)) from refusal
    for number, cells in rows:
        yield number, [_tidied(cell) for cell in cells[:MOST_COLUMNS]]


def _from_csv(file: IO[bytes]) -> Iterator[Line]:
    encoding = _encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        for number, cells in enumerate(csv.reader(text), 1):
            if any(cell.strip() for cell in cells):
                yield number, [_tidied(cell) for cell in cells[:MOST_COLUMNS]]
    except csv.Error as problem:
        raise FileRefused(_("This is not a table: use .xlsx or CSV.")) from problem
    finally:
        if not text.closed:  # a file that was known already is left half read, and closed before its lines are
            text.detach()


def _encoding_of(file: IO[bytes]) -> str:
    """The first that reads the whole file. Raises FileRefused."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while piece := file.read(PIECE):
                if "\x00" in decoder.decode(piece):
                    break
            else:
                decoder.decode(b"", True)
                return encoding
        except UnicodeDecodeError:
            continue
    raise FileRefused(_("The characters of this file cannot be read. Save it as .xlsx, or CSV in UTF-8 or GBK."))


def _tidied(cell: Any) -> str:
    """Text without the marks that exports put before numbers; times keep their seconds."""
    text = cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else plain(cell)
    return text.strip().lstrip("`\t").strip()[:LONGEST_CELL]


def _heading_of(top: Sequence[Line]) -> int:
    """The line in which most of our columns are found, else the first with three cells. Raises FileRefused."""
    if not top:
        raise FileRefused(_("The file is empty. Please choose it again."))
    known = [len(guessed(cells)) for _number, cells in top]
    if max(known) > 0:
        return known.index(max(known))
    for place, (_number, cells) in enumerate(top):
        if sum(bool(cell) for cell in cells) >= 3:
            return place
    raise FileRefused(_("No headings were found. The file needs at least number, amount and time of each gift."))


def _below(rest: Sequence[Line], lines: Iterator[Line]) -> Iterator[Line]:
    count = 0
    for group in (rest, lines):
        for line in group:
            count += 1
            if count > settings.GIFT_FILE_MAX_ROWS:
                most = settings.GIFT_FILE_MAX_ROWS
                raise FileRefused(_("The file has more than %(most)d lines. Please split it.") % {"most": most})
            yield line
