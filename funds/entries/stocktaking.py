"""Goods in the inventory that a count does not find, or finds again (《民间非营利组织会计制度》, account 1201)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from funds import chart
from funds.entries.booking import Dimensions, Entry, book, day_for, pair
from funds.entries.spending import issue_goods
from funds.models import Fund, Voucher, VoucherKind


def write_off_goods(*, fund: Fund, value_fen: int, source: str, scheme: str = "", by: Any, at: datetime) -> Voucher:
    """Damaged or missed: Dr 5201 / Cr 1201, no help. Raises AccountNotAllowed beyond what is in store."""
    accounts = chart.MANAGEMENT, chart.INVENTORY
    return _book(VoucherKind.GOODS_LOSS, *accounts, fund, value_fen, source, scheme, by=by, at=at)


def find_goods(*, fund: Fund, value_fen: int, source: str, scheme: str = "", by: Any, at: datetime) -> Voucher:
    """Found again after they were written off: Dr 1201 / Cr 4901."""
    accounts = chart.INVENTORY, chart.OTHER_INCOME
    return _book(VoucherKind.GOODS_FOUND, *accounts, fund, value_fen, source, scheme, by=by, at=at)


@transaction.atomic
def use_up_goods(*, given_fen: int, missed_fen: int, **common: Any) -> Voucher:
    """A lot of gifts at its end: what was handed out and what was missed, two vouchers with one source. Returns the
    first that there is. Raises AmountNotAllowed when both are nothing."""
    missed = write_off_goods(value_fen=missed_fen, **common) if missed_fen else None
    if given_fen or missed is None:
        return issue_goods(value_fen=given_fen, **common)
    return missed


@transaction.atomic
def _book(
    kind: str, debit: str, credit: str, fund: Fund, value_fen: int, source: str, scheme: str, *, by: Any, at: datetime
) -> Voucher:
    on = day_for(None, at)
    legs = pair(fund, debit, credit, value_fen, on, Dimensions(scheme))
    return book(Entry(kind, source, legs), booked_on=on, by=by, at=at)
