"""An Excel workbook, every cell text."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from payments.bank_files import BankFormat, BankRow
from payments.bank_formats.columns import OUT, cells

FIXED_TIME = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the time of making would change the hash
WIDTHS = (14, 8, 16, 24, 24, 14, 24)


def write(rows: Sequence[BankRow]) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": FIXED_TIME})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width, text)
        for line, values in enumerate([OUT, *map(cells, rows)]):
            for column, value in enumerate(values):
                sheet.write_string(line, column, value, text)
    return target.getvalue()


bank_format = BankFormat(
    code="workbook",
    label=_("Excel workbook"),
    extension="xlsx",
    content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=write,
)
