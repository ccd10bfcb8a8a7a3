"""What the bank says happened: read, compared with what was sent, and refused as a whole when anything disagrees."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from funds.money import NotWholeFen, fen
from payments import states
from payments.bank_formats import columns
from payments.models import Payment, PaymentBatch
from web.tables import TableRow, UnreadableFile, read_table

NEEDED = (columns.BATCH, columns.POSITION, columns.AMOUNT, columns.RESULT)
SUCCESSES = {"成功", "success"}
FAILURES = {"失败", "failed"}
REASON_LENGTH = 200
LAST_DIGITS = 4
LONG_NUMBER = re.compile(r"\d{11,}[Xx]?")  # banks repeat the account in their reason; here it would stand in clear


@dataclass(frozen=True)
class RowError:
    """Where and what. `line` counts as the spreadsheet does; `column` is a title of the file."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class AmountDiffers:
    position: int
    ours_fen: int
    theirs_fen: int


@dataclass(frozen=True)
class Differences:
    """By number of the payment in the batch: ours that the file lacks, theirs that we never sent, other amounts."""

    missing: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    amount_differs: tuple[AmountDiffers, ...] = ()

    @property
    def refuses(self) -> bool:
        """Missing ones may come in a later file; the others mean that the bank did something else."""
        return bool(self.extra or self.amount_differs)


class ResultRefused(Exception):
    """Nothing of the file was taken in. Lists every row error and every difference at once."""

    def __init__(self, errors: Sequence[RowError], differences: Differences | None = None) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = tuple(errors)
        self.differences = differences or Differences()


@dataclass(frozen=True)
class ResultRow:
    line: int
    position: int
    amount_fen: int
    is_paid: bool
    reason: str
    last_digits: str


@dataclass
class Matched:
    """`known` counts rows that an earlier file said already; `missing` are positions that still wait."""

    paid: list[Payment] = field(default_factory=list)
    failed: list[tuple[Payment, str]] = field(default_factory=list)
    known: int = 0
    missing: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Results:
    """`wrong`: positions of rows that cannot be understood, so that nobody reads that the bank left them out."""

    rows: tuple[tuple[str, ResultRow], ...]  # with the batch number that the row names
    errors: tuple[RowError, ...]
    wrong: frozenset[int] = frozenset()


def read(content: bytes) -> Results:
    """Every row that can be understood, and an error for every one that cannot. Raises ResultRefused only when there
    is no table at all."""
    try:
        table = read_table(content)
    except UnreadableFile as problem:
        raise ResultRefused([RowError(1, "", str(problem))]) from problem
    header, titles = _header(table)
    rows, errors, wrong = [], [], set()
    for row in table:
        if row.line <= header:
            continue
        cells = {title: row.cells[n] if n < len(row.cells) else "" for title, n in titles.items()}
        found, problems = _row(row.line, cells)
        errors += problems
        if found is not None:
            rows.append((_text(cells[columns.BATCH]), found))
        elif (position := _whole_number(cells[columns.POSITION])) is not None:
            wrong.add(position)
    return Results(tuple(rows), tuple(errors), frozenset(wrong))


def match(results: Results, batch: PaymentBatch, payments: Sequence[Payment]) -> Matched:
    """Puts each row to its payment. Raises ResultRefused when a row is wrong or the money disagrees."""
    ours = {payment.position: payment for payment in payments}
    errors = list(results.errors)
    seen: dict[int, int] = {}
    extra, differs, matched = [], [], Matched()
    for batch_number, row in results.rows:
        payment = ours.get(row.position)
        if batch_number.upper() != batch.reference:
            errors.append(RowError(row.line, columns.BATCH, _("This row belongs to another batch.")))
        elif row.position in seen:
            errors.append(RowError(row.line, columns.POSITION, _("The same number as line %d.") % seen[row.position]))
        elif payment is None:
            extra.append(row.position)
        elif row.amount_fen != payment.amount_fen:
            differs.append(AmountDiffers(row.position, payment.amount_fen, row.amount_fen))
        else:
            errors += _put(row, payment, matched)
        seen.setdefault(row.position, row.line)
    waiting = {p.position for p in payments if p.state == states.SENT}
    matched.missing = sorted(waiting - set(seen) - results.wrong)
    differences = Differences(tuple(matched.missing), tuple(extra), tuple(differs))
    if not results.rows and not errors:
        errors.append(RowError(1, "", _("The file has no row with a result.")))
    if errors or differences.refuses:
        raise ResultRefused(sorted(errors, key=lambda error: error.line), differences)
    return matched


def _put(row: ResultRow, payment: Payment, matched: Matched) -> list[RowError]:
    if row.last_digits and not payment.account_mask.endswith(row.last_digits):
        return [RowError(row.line, columns.ACCOUNT, _("Another account than the one we sent."))]
    if payment.state == states.SENT:
        if row.is_paid:
            matched.paid.append(payment)
        else:
            matched.failed.append((payment, row.reason))
        return []
    if payment.state != (states.SUCCESS if row.is_paid else states.FAILED):
        return [RowError(row.line, columns.RESULT, _("An earlier file said the opposite. Ask the bank."))]
    matched.known += 1
    return []


def _header(table: Sequence[TableRow]) -> tuple[int, Mapping[str, int]]:
    """The line of the titles, within the first rows, and where each title stands. Raises ResultRefused."""
    for row in table[:5]:
        titles = {str(cell).strip(): number for number, cell in enumerate(row.cells) if cell != ""}
        if columns.POSITION in titles:
            lacking = [title for title in NEEDED if title not in titles]
            if lacking:
                raise ResultRefused([RowError(row.line, title, _("This column is missing.")) for title in lacking])
            return row.line, titles
    raise ResultRefused(
        [RowError(1, columns.POSITION, _("No line of titles found. Start from the file that we gave to the bank."))]
    )


def _row(line: int, cells: Mapping[str, str | float]) -> tuple[ResultRow | None, list[RowError]]:
    errors: list[RowError] = []

    def wrong(column: str, message: str) -> None:
        errors.append(RowError(line, column, message))

    position = _whole_number(cells[columns.POSITION])
    if position is None:
        wrong(columns.POSITION, _("Not a whole number."))
    amount_fen = _amount(cells[columns.AMOUNT])
    if amount_fen is None:
        wrong(columns.AMOUNT, _("Not an amount in yuan with at most two decimal places."))
    result = _text(cells[columns.RESULT]).lower()
    if result not in SUCCESSES | FAILURES:
        wrong(columns.RESULT, _("Neither 成功 nor 失败."))
    reason = LONG_NUMBER.sub("***", _text(cells.get(columns.REASON, "")))[:REASON_LENGTH]
    if result in FAILURES and not reason:
        wrong(columns.REASON, _("A failed payment needs its reason."))
    account = cells.get(columns.ACCOUNT, "")
    if isinstance(account, float):
        wrong(columns.ACCOUNT, _("The account is stored as a number and has lost digits. Format the column as text."))
    if errors:
        return None, errors
    last_digits = str(account)[-LAST_DIGITS:]
    return ResultRow(line, position or 0, amount_fen or 0, result in SUCCESSES, reason, last_digits), []


def _text(cell: str | float) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return cell


def _whole_number(cell: str | float) -> int | None:
    text = _text(cell)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None


def _amount(cell: str | float) -> int | None:
    """Excel hands a number over as a float: its shortest text is what the cell showed."""
    try:
        amount = Decimal(str(cell).replace(",", ""))
        return fen(amount) if amount.is_finite() and amount > 0 and amount < Decimal(10) ** 12 else None
    except (InvalidOperation, NotWholeFen):
        return None
