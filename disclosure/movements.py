"""A voucher as what it means for tracing: something came, was spent, moved on, was given back or undone. No queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosure.models import Pool
from funds import chart
from funds.models import AccountKind, Line, Voucher, VoucherKind

# Money only changes its account, or a bill that was counted when it came is paid, or results are carried forward.
SILENT = frozenset({VoucherKind.MOVE, VoucherKind.PAYABLE_PAID, VoucherKind.PERIOD_END, VoucherKind.FULFILMENT})


@dataclass(frozen=True)
class Came:
    line: Line
    amount_fen: int
    pool: str


@dataclass(frozen=True)
class Spent:
    """`lot_of` names the voucher whose lot must pay it: what passes through, and services used as they are given."""

    line: Line
    amount_fen: int
    pool: str
    lot_of: int | None = None


@dataclass(frozen=True)
class Moved:
    """From the fund of `out` to the fund of `into`."""

    out: Line
    into: Line
    amount_fen: int


@dataclass(frozen=True)
class Sold:
    """`amount_fen` of the securities of `gift` became `proceeds_fen` of money."""

    gift: int
    out: Line
    into: Line

    @property
    def amount_fen(self) -> int:
        return -self.out.amount_fen

    @property
    def proceeds_fen(self) -> int:
        return self.into.amount_fen


@dataclass(frozen=True)
class GivenBack:
    gift: int
    amount_fen: int


@dataclass(frozen=True)
class Undone:
    """`refund_of`: the undone voucher had given back a part of that gift."""

    voucher: int
    amount_fen: int
    refund_of: int | None = None


Step = Came | Spent | Moved | Sold | GivenBack | Undone


def steps_of(voucher: Voucher, lines: Sequence[Line]) -> Iterator[Step]:
    """In the order in which they happen. `voucher.reverses` and the accounts of the lines are at hand already."""
    kind = voucher.kind
    if kind == VoucherKind.REVERSAL:
        yield from _undone(voucher, lines)
    elif kind == VoucherKind.REFUND:
        yield GivenBack(voucher.settles_id, _sum(lines, AccountKind.INCOME))
    elif kind == VoucherKind.SHARES_SALE:
        [out] = [line for line in lines if line.account.code == chart.SECURITIES]
        [into] = [line for line in lines if line.account.is_money]
        yield Sold(voucher.settles_id, out, into)
    elif kind == VoucherKind.TRANSFER:
        nets = [line for line in lines if line.account.kind == AccountKind.NET_ASSETS]
        [out], [into] = [n for n in nets if n.amount_fen > 0], [n for n in nets if n.amount_fen < 0]
        yield Moved(out, into, out.amount_fen)
    elif kind in (VoucherKind.PASS_IN, VoucherKind.PASS_ON):
        [owed] = [line for line in lines if line.account.code == chart.OWED_TO_RECEIVERS]
        if kind == VoucherKind.PASS_IN:
            yield Came(owed, -owed.amount_fen, Pool.PASSING)
        else:
            yield Spent(owed, owed.amount_fen, Pool.PASSING, voucher.settles_id)
    elif kind not in SILENT:
        yield from _result(voucher, lines)


def _result(voucher: Voucher, lines: Sequence[Line]) -> Iterator[Step]:
    is_service = voucher.kind == VoucherKind.SERVICE_GIFT
    pool = Pool.SERVICE if is_service else _pool_of(lines)
    for line in lines:
        if line.account.kind == AccountKind.INCOME and line.amount_fen < 0:
            yield Came(line, -line.amount_fen, pool)
    for line in lines:
        if line.account.kind == AccountKind.EXPENSE and line.amount_fen > 0:
            yield Spent(line, line.amount_fen, pool, voucher.pk if is_service else None)


def _pool_of(lines: Sequence[Line]) -> str:
    codes = {line.account.code for line in lines}
    if chart.INVENTORY in codes:
        return Pool.GOODS
    return Pool.SECURITIES if chart.SECURITIES in codes else Pool.MONEY


def _undone(voucher: Voucher, lines: Sequence[Line]) -> Iterator[Step]:
    original = voucher.reverses
    if original is None or original.kind in SILENT:
        return
    refund_of = original.settles_id if original.kind == VoucherKind.REFUND else None
    yield Undone(original.pk, _sum(lines, AccountKind.INCOME), refund_of)


def _sum(lines: Sequence[Line], kind: str) -> int:
    return abs(sum(line.amount_fen for line in lines if line.account.kind == kind))
