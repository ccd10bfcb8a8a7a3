"""CSV in the older Chinese encoding that many bank programs still demand."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from payments.bank_files import BankFormat, BankRow
from payments.bank_formats.lines import text_of


def write(rows: Sequence[BankRow]) -> bytes:
    """GB 18030, which is GBK for every character that GBK has and loses no rare one in a name."""
    return text_of(rows).encode("gb18030")


bank_format = BankFormat(
    code="csv_gbk", label=_("CSV, GBK"), extension="csv", content_type="text/csv; charset=gb18030", write=write
)
