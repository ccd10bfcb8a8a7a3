"""Reading a statement of the bank: CSV in UTF-8 or GBK, or a workbook, with the titles that banks use."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from django.utils.translation import gettext as _

from funds.money import NotWholeFen, fen
from web.names import masked
from web.tables import TableRow, UnreadableFile, read_table

DAY, IN, OUT, AMOUNT, BALANCE, REFERENCE, PARTY, NOTE = (
    "day",
    "in",
    "out",
    "amount",
    "balance",
    "reference",
    "party",
    "note",
)
TITLES: Mapping[str, tuple[str, ...]] = {
    DAY: ("交易日期", "记账日期", "日期", "交易日", "date"),
    IN: ("贷方发生额", "贷方金额", "收入金额", "收入", "贷方", "存入", "credit"),
    OUT: ("借方发生额", "借方金额", "支出金额", "支出", "借方", "支取", "debit"),
    AMOUNT: ("交易金额", "发生额", "金额", "amount"),
    BALANCE: ("余额", "账户余额", "交易后余额", "balance"),
    REFERENCE: ("交易流水号", "流水号", "凭证号", "交易序号", "核心流水号", "reference"),
    PARTY: ("对方户名", "对方名称", "对方账户名称", "收付款方名称", "counterparty"),
    NOTE: ("摘要", "附言", "用途", "备注", "交易附言", "note"),
}
DAY_TEXT = re.compile(r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))")
LONG_NUMBER = re.compile(r"\d{8,}[Xx]?")  # accounts and identity numbers, which have no business in our books
ORGANISATION = re.compile("公司|银行|慈善|基金|协会|学校|医院|中心|委员会|政府|财政|支付|有限|社区|局|厂|店")
TITLE_ROWS = 15
BEFORE_EXCEL_KNEW = 20_000  # a number in a column of days is a day of Excel above this one (1954)


@dataclass(frozen=True)
class WrongLine:
    """Where, which title, and what is wrong with it."""

    line: int
    column: str
    message: str


class StatementRefused(Exception):
    """Nothing of the file was taken in; every wrong line at once."""

    def __init__(self, errors: Sequence[WrongLine]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = tuple(errors)


@dataclass(frozen=True)
class ReadLine:
    """`identity` is a digest of the line with its count among equal ones of the file; the same in every file."""

    line: int
    day: date
    amount_fen: int
    balance_fen: int | None
    bank_reference: str
    party: str
    note: str
    identity: str


@dataclass(frozen=True)
class ReadStatement:
    """Without a column of balances the opening one is zero and the closing one the sum of the lines."""

    sha256: str
    lines: tuple[ReadLine, ...]
    opening_fen: int
    closing_fen: int
    has_balances: bool


def read_statement(content: bytes, account_code: str) -> ReadStatement:
    """The lines, oldest first, whichever way the bank sorts them. Raises StatementRefused.

    With a column of balances every line must follow from the one before: a line that is missing in the middle or an
    amount that was changed is noticed. Without one the balance before is zero and the sums alone count.
    """
    try:
        table = read_table(content)
    except UnreadableFile as problem:
        raise StatementRefused([WrongLine(1, "", str(problem))]) from problem
    header, places = _header(table)
    read, errors = [], []
    for row in table:
        if row.line > header.line and not _is_a_sum(row, places):
            found, problems = _line(row, places, header)
            errors += problems
            if found is not None:
                read.append(found)
    if errors:
        raise StatementRefused(errors)
    if not read:
        raise StatementRefused([WrongLine(header.line, "", _("The file has no line with an amount."))])
    ordered = _oldest_first(read)
    has_balances = all(line.balance_fen is not None for line in ordered)
    opening = (ordered[0].balance_fen or 0) - ordered[0].amount_fen if has_balances else 0
    closing = opening + sum(line.amount_fen for line in ordered)
    identified = _identified(ordered, account_code)
    return ReadStatement(hashlib.sha256(content).hexdigest(), identified, opening, closing, has_balances)


def _header(table: Sequence[TableRow]) -> tuple[TableRow, dict[str, list[int]]]:
    """The row of the titles and the places of each. Banks write some rows about the account above it."""
    for row in table[:TITLE_ROWS]:
        places = {code: _places(row, names) for code, names in TITLES.items()}
        if places[DAY] and (places[AMOUNT] or (places[IN] and places[OUT])):
            return row, places
    message = _("No line of titles found: the file needs a date and amounts (借方发生额 and 贷方发生额, or 交易金额).")
    raise StatementRefused([WrongLine(1, "", message)])


def _places(row: TableRow, names: Sequence[str]) -> list[int]:
    titles = [re.sub(r"[\s*]|[（(].*?[)）]", "", str(cell)).lower() for cell in row.cells]
    return [place for name in names for place, title in enumerate(titles) if title == name]


def _is_a_sum(row: TableRow, places: Mapping[str, list[int]]) -> bool:
    """Rows below the lines: sums and remarks of the bank, which have no day."""
    first = str(row.cells[0]) if row.cells else ""
    return not _cell(row, places[DAY]) or first.startswith(("合计", "总计", "本页", "小计"))


def _line(row: TableRow, places: Mapping[str, list[int]], header: TableRow) -> tuple[ReadLine | None, list[WrongLine]]:
    errors: list[WrongLine] = []

    def wrong(code: str, message: str) -> None:
        title = str(header.cells[places[code][0]]) if places[code] else ""
        errors.append(WrongLine(row.line, title, message))

    day = _day(_cell(row, places[DAY]))
    if day is None:
        wrong(DAY, _("Not a date."))
    amount = _amount(row, places)
    if not amount:
        wrong(AMOUNT if places[AMOUNT] else IN, _("Not an amount in yuan with at most two decimal places."))
    balance_text = _cell(row, places[BALANCE])
    balance = _fen(balance_text) if balance_text else None
    if balance_text and balance is None:
        wrong(BALANCE, _("Not an amount in yuan with at most two decimal places."))
    if errors or day is None or amount is None:
        return None, errors
    reference, party = _cell(row, places[REFERENCE])[:60], _cell(row, places[PARTY])
    note = " ".join(filter(None, (_cell(row, [place]) for place in places[NOTE])))
    return ReadLine(row.line, day, amount, balance, reference, _party(party), _without_numbers(note), ""), []


def _amount(row: TableRow, places: Mapping[str, list[int]]) -> int | None:
    """Above zero came in. Two columns: one of them is filled. One column: the sign says it."""
    if places[IN] and places[OUT]:
        came, went = (_fen(_cell(row, places[code]) or "0") for code in (IN, OUT))
        return came - went if came is not None and went is not None and not (came and went) else None
    return _fen(_cell(row, places[AMOUNT]))


def _cell(row: TableRow, places: Sequence[int]) -> str:
    """The text of the first of the places that has one."""
    for place in places:
        value = row.cells[place] if place < len(row.cells) else ""
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
        text = text.replace("\x00", "")
        if text and text != "-":
            return text
    return ""


def _fen(text: str) -> int | None:
    """Excel hands a number over as a float: its shortest text is what the cell showed."""
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").removeprefix("¥").removeprefix("￥"))
        return fen(amount) if amount.is_finite() and abs(amount) < Decimal(10) ** 12 else None
    except (InvalidOperation, NotWholeFen):
        return None


def _day(text: str) -> date | None:
    text = text.split(" ")[0].split("T")[0]
    if parts := DAY_TEXT.fullmatch(text):
        try:
            return date(*(int(part) for part in parts.groups() if part))
        except ValueError:
            return None
    whole = text.partition(".")[0]  # behind the point is the time of day
    if whole.isascii() and whole.isdecimal() and BEFORE_EXCEL_KNEW < int(whole) < 80_000:
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(whole))
    return None


def _party(name: str) -> str:
    """Organisations as they are; people by their surname, without the account that some banks write behind it."""
    name = LONG_NUMBER.sub("", name).strip()
    return (name if ORGANISATION.search(name) else masked(name))[:80]


def _without_numbers(note: str) -> str:
    return LONG_NUMBER.sub("***", note)[:200]


def _oldest_first(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """Raises StatementRefused where a balance does not follow from the one before."""
    forwards, backwards = list(lines), list(reversed(lines))
    candidates = [one for one in (forwards, backwards) if all(a.day <= b.day for a, b in pairwise(one))]
    for one in candidates:
        if not list(_breaks(one)):
            return one
    if not candidates:
        message = _("The lines are not in the order of their days.")
        raise StatementRefused([WrongLine(lines[0].line, "", message)])
    message = _("The balance does not follow from the line before: a line is missing or was changed.")
    raise StatementRefused([WrongLine(line.line, "", message) for line in _breaks(candidates[0])])


def _breaks(lines: Sequence[ReadLine]) -> list[ReadLine]:
    return [
        after
        for before, after in pairwise(lines)
        if None not in (before.balance_fen, after.balance_fen)
        and (before.balance_fen or 0) + after.amount_fen != after.balance_fen
    ]


def _identified(lines: Sequence[ReadLine], account_code: str) -> tuple[ReadLine, ...]:
    seen: Counter[str] = Counter()
    named = []
    for line in lines:
        parts: tuple[object, ...] = (line.day, line.amount_fen, line.bank_reference, line.balance_fen)
        if not line.bank_reference and line.balance_fen is None:
            parts += (line.party, line.note)  # banks word these anew in another file, so only where nothing else tells
        digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:40]
        seen[digest] += 1
        named.append(ReadLine(**{**vars(line), "identity": f"{account_code}:{digest}:{seen[digest]}"}))
    return tuple(named)
