"""Following gifts to what they became: processor time and memory of tracing many gifts and payments from nothing.

python -m bench.tracing [gifts]      on SQLite; a gift in a thousand vouchers is spent, moved or given back
"""

import json
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime

from bench.private_portal import Portal

AT = datetime(2023, 9, 8, 4, 0, tzinfo=UTC)
PAYMENTS_PER_GIFT = 10  # one payment for so many gifts
BATCH = 5_000


def main() -> None:
    gifts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    portal = Portal("sqlite", "tracing")
    portal.make_empty()
    command = portal.command("bench.tracing", "--inside", str(gifts))
    done = subprocess.run(command, **portal.how(), stdout=subprocess.PIPE, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    print("{gifts:,} gifts, {payments:,} payments: {seconds:.1f} s of processor, {megabytes:.0f} MB".format(**said))
    portal.drop()


def inside(gifts: int) -> dict[str, float]:
    """Vouchers are written in bulk, as an import of years would; then one pass of tracing."""
    import django  # noqa: PLC0415 - needed inside the portal only

    django.setup()
    from disclosure.models import Lot, Share  # noqa: PLC0415
    from disclosure.services import trace_everything  # noqa: PLC0415
    from funds.models import FundKind  # noqa: PLC0415
    from funds.services import open_fund  # noqa: PLC0415

    fund = open_fund(code="t", name_zh="演示", name_en="t", custodian="演示", kind=FundKind.RESTRICTED, by=None, at=AT)
    payments = gifts // PAYMENTS_PER_GIFT
    _write(fund, "gift", "1002", "410102", [100 + n % 900 for n in range(gifts)])
    _write(fund, "payment", "5101", "1002", [400 + n % 90 for n in range(payments)])
    started = time.process_time()
    trace_everything(at=AT)
    seconds = time.process_time() - started
    shares = Share.objects.count()
    if Lot.objects.count() != gifts or shares < payments:
        raise RuntimeError("not everything was traced")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"gifts": gifts, "payments": payments, "seconds": seconds, "megabytes": megabytes}


def _write(fund, kind, debit, credit, amounts):
    """Sealed vouchers of September 2023, numbered on from what is there."""
    from django.db import transaction  # noqa: PLC0415
    from django.db.models import F  # noqa: PLC0415

    from funds import chart  # noqa: PLC0415
    from funds.models import Line, Period, Voucher  # noqa: PLC0415

    day = date(2023, 9, 8)
    period, _new = Period.objects.get_or_create(month=day.replace(day=1))
    accounts = [chart.account(code, day) for code in (debit, credit)]
    for start in range(0, len(amounts), BATCH):
        part = amounts[start : start + BATCH]
        with transaction.atomic():
            made = Voucher.objects.bulk_create(
                Voucher(period=period, kind=kind, booked_on=day, source=f"{kind}:{start + n}") for n in range(len(part))
            )
            Line.objects.bulk_create(
                Line(voucher=one, account=account, fund=fund, amount_fen=sign * fen)
                for one, fen in zip(made, part, strict=True)
                for account, sign in zip(accounts, (1, -1), strict=True)
            )
            last = Period.objects.get(pk=period.pk).last_number
            for number, one in enumerate(made, last + 1):
                Voucher.objects.filter(pk=one.pk).update(number=number, posted_at=AT)
            Period.objects.filter(pk=period.pk).update(last_number=F("last_number") + len(part))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        print(json.dumps(inside(int(sys.argv[2]))))
    else:
        main()
