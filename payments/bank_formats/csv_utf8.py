"""CSV in UTF-8, with the mark that Excel needs to read Chinese."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from payments.bank_files import BankFormat, BankRow
from payments.bank_formats.lines import text_of


def write(rows: Sequence[BankRow]) -> bytes:
    return text_of(rows).encode("utf-8-sig")


bank_format = BankFormat(
    code="csv_utf8", label=_("CSV, UTF-8"), extension="csv", content_type="text/csv; charset=utf-8", write=write
)
