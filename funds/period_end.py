"""Carrying income and costs forward into the net assets (期末结转), once per month or year.

4101 restricted goes to 3102, all other income to 3101, every cost to 3101; then what was spent of restricted money is
released from 3102 to 3101 (domain fact book §5.7). Undone only by reversal.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Sum

from funds import chart
from funds.entries.booking import Entry, book, day_for, live_voucher
from funds.ledger import Leg
from funds.models import Account, AccountKind, Fund, Line, Voucher, VoucherKind
from funds.services import reverse_voucher

RESULTS = (AccountKind.INCOME, AccountKind.EXPENSE)


def last_day(month: date) -> date:
    return month.replace(day=1) + relativedelta(months=1, days=-1)


def is_carried_forward(month: date) -> bool:
    """Whether nothing is left on the accounts of income and cost at the end of the month, fund by fund."""
    return not any(_balances(last_day(month), RESULTS))


@transaction.atomic
def carry_forward(*, month: date, by: Any, at: datetime) -> list[Voucher]:
    """Two vouchers on the last day of the month: carried forward, and restrictions fulfilled. Of all that is still
    open until then, so that a year may be carried forward in December.

    Run again, it gives the same vouchers; what was booked since waits for the next end, or for an undoing. Without
    income and costs there is nothing to book. Raises DayNotAllowed before the month is over and ledger.PeriodClosed.
    """
    source, on = _source(month), day_for(last_day(month), at)
    kinds = (VoucherKind.PERIOD_END, VoucherKind.FULFILMENT)
    if known := [voucher for kind in kinds if (voucher := live_voucher(kind, source))]:
        return known
    list(Fund.objects.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    carried = list(_carried(on))
    if not carried:
        return []
    vouchers = [book(Entry(VoucherKind.PERIOD_END, source, carried), booked_on=on, by=by, at=at)]
    if fulfilled := list(_fulfilled(carried, on)):
        vouchers.append(book(Entry(VoucherKind.FULFILMENT, source, fulfilled), booked_on=on, by=by, at=at))
    return vouchers


@transaction.atomic
def undo_carry_forward(*, month: date, by: Any, at: datetime) -> list[Voucher]:
    """Reverses both vouchers in their own month, which must be open; carrying forward may then be done again."""
    kinds = (VoucherKind.FULFILMENT, VoucherKind.PERIOD_END)
    known = [voucher for kind in kinds if (voucher := live_voucher(kind, _source(month)))]
    return [reverse_voucher(voucher=one, memo_code="error", by=by, at=at, booked_on=last_day(month)) for one in known]


def _source(month: date) -> str:
    return f"funds.period_end:{month:%Y-%m}"


def _balances(on: date, kinds: Iterable[str], code: str = "") -> Iterable[tuple[int, str, int]]:
    """Fund, code of the account, fen; without what is zero."""
    lines = Line.objects.filter(voucher__posted_at__isnull=False, voucher__booked_on__lte=on, account__kind__in=kinds)
    if code:
        lines = lines.filter(account__code=code)
    sums = lines.values_list("fund_id", "account__code").annotate(total=Sum("amount_fen"))
    return ((fund, account, total) for fund, account, total in sums.order_by("fund_id", "account__code") if total)


def _carried(on: date) -> Iterable[Leg]:
    """Each balance back to zero, against the net assets where it belongs; sums of one account of a fund in one leg."""
    funds = Fund.objects.in_bulk()
    against: dict[tuple[int, str], int] = {}
    for fund, code, total in _balances(on, RESULTS):
        yield Leg(chart.account(code, on), funds[fund], -total)
        target = chart.NET_RESTRICTED if code == chart.DONATIONS_RESTRICTED else chart.NET_UNRESTRICTED
        against[fund, target] = against.get((fund, target), 0) + total
    for (fund, code), total in against.items():
        if total:
            yield Leg(chart.account(code, on), funds[fund], total)


def _fulfilled(carried: Iterable[Leg], on: date) -> Iterable[Leg]:
    """Dr 3102 / Cr 3101 for what a fund spent, as far as restricted money is there. Where more came back than was
    spent (a reversal), what an earlier end released is restricted again."""
    spent: dict[Fund, int] = {}
    for leg in carried:
        if leg.account.kind == AccountKind.EXPENSE:
            spent[leg.fund] = spent.get(leg.fund, 0) - leg.amount_fen
    restricted = {fund: -total for fund, _code, total in _balances(on, (AccountKind.NET_ASSETS,), chart.NET_RESTRICTED)}
    released = _released_before()
    for fund, fen in spent.items():
        most = restricted.get(fund.pk, 0) if fen > 0 else released.get(fund.pk, 0)
        amount = max(min(abs(fen), most), 0) * (1 if fen > 0 else -1)
        if amount:
            yield Leg(_net(chart.NET_RESTRICTED, on), fund, amount)
            yield Leg(_net(chart.NET_UNRESTRICTED, on), fund, -amount)


def _released_before() -> dict[int, int]:
    lines = Line.objects.filter(
        voucher__kind=VoucherKind.FULFILMENT, voucher__reversed_by__isnull=True, account__code=chart.NET_RESTRICTED
    )
    return dict(lines.values_list("fund").annotate(total=Sum("amount_fen")).order_by())


def _net(code: str, on: date) -> Account:
    return chart.account(code, on)
