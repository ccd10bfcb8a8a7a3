"""The columns that the formats here share, and how their cells read. Banks here work in Chinese, so the titles do."""

from funds.money import yuan
from payments.bank_files import BankRow

BATCH = "批次号"
POSITION = "明细号"
HOLDER = "收款户名"
ACCOUNT = "收款账号"
BANK = "开户行"
AMOUNT = "金额(元)"
NOTE = "附言"
RESULT = "处理结果"
REASON = "失败原因"

OUT = (BATCH, POSITION, HOLDER, ACCOUNT, BANK, AMOUNT, NOTE)
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def cells(row: BankRow) -> tuple[str, ...]:
    """Text in every column: an account of 19 digits would lose its end as a number."""
    return (
        row.batch,
        str(row.position),
        row.holder,
        row.account,
        row.bank_name,
        f"{yuan(row.amount_fen):.2f}",
        row.note,
    )


def harmless(text: str) -> str:
    """An apostrophe before whatever a spreadsheet would run, for CSV."""
    return f"'{text}" if text.startswith(FORMULA_START) else text
