"""Vouchers that were booked before events kept digests: sealed as they stand, month by month, after an upgrade."""

from collections import defaultdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from audit.models import Event
from audit.recording import record
from database.locks import lock_named
from funds import ledger
from funds.models import Period, Voucher

SEALED = "funds.vouchers_sealed"
REVERSED = "funds.voucher_reversed"
BOOKINGS = ("funds.credited", "funds.booked", "funds.settled", REVERSED)


@transaction.atomic
def seal_old_vouchers(*, at: datetime) -> int:
    """One event per month with the numbers of the vouchers whose own events have no digest, and one digest over all of
    them; how many. What was changed before this cannot be told any more, what is changed after it is found.

    Once sealed there is nothing to do, so it runs daily. Two at once take turns.
    """
    lock_named("funds.seal")
    numbers = _unsealed()
    for period in Period.objects.filter(month__in=numbers).order_by("month"):
        wanted = sorted(numbers[period.month])
        found = Voucher.objects.filter(period=period, number__in=wanted)
        data = {"month": str(period), "numbers": wanted, "digest": digest_of_many(found)}
        record(SEALED, subject=period, by=None, at=at, data=data)
    return sum(len(found) for found in numbers.values())


def digest_of_many(vouchers: QuerySet[Voucher]) -> str:
    rows = vouchers.order_by("number").prefetch_related("lines__account", "lines__fund")
    return ledger.in_letters([ledger.digest_of(row, ledger.legs_from(row.lines.all())) for row in rows])


def _unsealed() -> dict[date, set[int]]:
    """Month → numbers of its vouchers without a digest of their own that no seal holds yet."""
    numbers: dict[date, set[int]] = defaultdict(set)
    without = Event.objects.filter(code__in=BOOKINGS).exclude(data__has_key="digest").values_list("code", "data")
    for code, data in without.iterator(chunk_size=2_000):
        month, _dash, number = data["reversal" if code == REVERSED else "voucher"].partition("-")
        numbers[date(int(month[:4]), int(month[4:]), 1)].add(int(number))
    for data in Event.objects.filter(code=SEALED).values_list("data", flat=True):
        month = date.fromisoformat(f"{data['month']}-01")
        numbers[month] -= set(data["numbers"])
    return {month: left for month, left in numbers.items() if left}
