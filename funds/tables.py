"""The books as tables for Excel and paper; the pages show the same figures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.balances import ledger_lines
from funds.memos import MEMOS, scheme_name
from funds.models import Fund, Line
from funds.money import yuan
from funds.statements import Statement, StatementRow
from web.spreadsheet import Column, Kind

BALANCES = (
    Column(_("account code"), lambda row: row.account.code),
    Column(_("ledger account"), lambda row: row.account.name, width=28),
    Column(_("opening debit"), lambda row: row.opening_debit_fen, Kind.YUAN, "元"),
    Column(_("opening credit"), lambda row: row.opening_credit_fen, Kind.YUAN, "元"),
    Column(_("debits"), lambda row: row.debit_fen, Kind.YUAN, "元"),
    Column(_("credits"), lambda row: row.credit_fen, Kind.YUAN, "元"),
    Column(_("closing debit"), lambda row: row.closing_debit_fen, Kind.YUAN, "元"),
    Column(_("closing credit"), lambda row: row.closing_credit_fen, Kind.YUAN, "元"),
)
VOUCHER_LINES = (
    Column(_("voucher number"), lambda line: line.voucher.reference),
    Column(_("date"), lambda line: line.voucher.booked_on, Kind.DATE),
    Column(_("kind"), lambda line: line.voucher.get_kind_display()),
    Column(_("memo"), lambda line: MEMOS.get(line.voucher.memo_code, line.voucher.memo_code), width=24),
    Column(_("account code"), lambda line: line.account.code),
    Column(_("ledger account"), lambda line: line.account.name, width=28),
    Column(_("debit"), lambda line: line.in_fen, Kind.YUAN, "元"),
    Column(_("credit"), lambda line: line.out_fen, Kind.YUAN, "元"),
    Column(_("fund"), lambda line: line.fund.code),
    Column(_("name of the fund"), lambda line: line.fund.name, width=28),
    Column(_("scheme"), lambda line: scheme_name(line.scheme), width=20),
    Column(_("campaign"), lambda line: line.campaign),
    Column(_("area"), lambda line: line.area),
    Column(_("project"), lambda line: line.project),
    Column(_("source"), lambda line: line.voucher.source, width=30),
    Column(_("bank reference"), lambda line: line.voucher.bank_reference),
    Column(_("reverses"), lambda line: line.voucher.reverses.reference if line.voucher.reverses_id else ""),
    Column(_("booked by"), lambda line: line.voucher.made_by.get_full_name() if line.voucher.made_by_id else ""),
)


@dataclass(frozen=True)
class ItemRow:
    """One line of the statement: fen of each fund in the order of the columns, and of all."""

    label: str
    by_fund: tuple[int, ...]
    total_fen: int


def statement_columns(funds: Sequence[Fund]) -> list[Column]:
    by_fund = [Column(fund.name, _of_fund(place), Kind.YUAN, "元", width=20) for place, fund in enumerate(funds)]
    total = Column(_text("Total"), lambda row: row.total_fen, Kind.YUAN, "元")
    return [Column(_text("item"), lambda row: row.label, width=40), *by_fund, total]


def _of_fund(place: int) -> Callable[[ItemRow], int]:
    return lambda row: row.by_fund[place]


def statement_rows(statements: Sequence[Statement], total: Statement) -> list[ItemRow]:
    """Opening, each income, each cost, transfers, closing and what it consists of."""

    def row(label: str, name: str) -> ItemRow:
        return ItemRow(label, tuple(getattr(one, name) for one in statements), getattr(total, name))

    def details(name: str, sign: str) -> Iterator[ItemRow]:
        for item in getattr(total, name):
            fen = tuple(_fen_of(item, getattr(one, name)) for one in statements)
            yield ItemRow(f"{sign} {_words(item)}", fen, item.amount_fen)

    return [
        row(_text("Opening balance"), "opening_fen"),
        *details("income", "＋"),
        row(_text("Income in total"), "income_fen"),
        *details("expense", "－"),
        row(_text("Expenses in total"), "expense_fen"),
        row(_text("Transfers"), "transfers_fen"),
        row(_text("Closing balance"), "closing_fen"),
        row(_text("of which money"), "money_fen"),
        row(_text("of which goods and claims"), "other_assets_fen"),
        row(_text("less what is owed or held for others"), "held_fen"),
    ]


def statement_paper(statements: Sequence[Statement], total: Statement) -> list[list[str]]:
    """One line per fund, and the total, as the paper shows them."""
    rows = [[one.fund.name if one.fund else "", *_figures(one)] for one in statements]
    return [*rows, ["合计", *_figures(total)]]


def month_lines(first: date, last: date) -> Iterator[Line]:
    """The vouchers of the days, line by line in the order of their numbers; read in pieces."""
    ordered = ledger_lines(first=first, last=last).order_by("voucher__period__month", "voucher__number", "pk")
    return ordered.iterator(chunk_size=2_000)


def money(fen: int) -> str:
    return f"{yuan(fen):,.2f}"


def _figures(one: Statement) -> list[str]:
    fen = (one.opening_fen, one.income_fen, one.expense_fen, one.transfers_fen, one.closing_fen)
    return [money(value) for value in fen]


def _words(item: StatementRow) -> str:
    return f"{item.account} {item.scheme_name}".strip()


def _fen_of(item: StatementRow, rows: Iterable[StatementRow]) -> int:
    return sum(row.amount_fen for row in rows if (row.account, row.scheme) == (item.account, item.scheme))
