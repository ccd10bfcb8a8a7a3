"""Comma-separated lines in the two encodings that banks ask for."""

import csv
import io
from collections.abc import Sequence

from payments.bank_files import BankRow
from payments.bank_formats.columns import OUT, cells, harmless


def text_of(rows: Sequence[BankRow]) -> str:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(OUT)
    writer.writerows([harmless(value) for value in cells(row)] for row in rows)
    return target.getvalue()
