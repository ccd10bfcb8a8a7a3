"""Do the books still hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, Sum

from funds.models import Fund, Line, Period, Reservation, ReservationState, Voucher


def funds_equal_the_ledger() -> Iterator[str]:
    """Available + reserved of each fund is what its money accounts hold."""
    money = dict(
        Line.objects.filter(voucher__posted_at__isnull=False, account__is_money=True)
        .values_list("fund")
        .annotate(total=Sum("amount_fen"))
        .order_by()
    )
    for fund in Fund.objects.order_by("pk").iterator():
        if fund.balance_fen != money.get(fund.pk, 0):
            yield f"fund {fund.code}: counters {fund.balance_fen} fen, ledger {money.get(fund.pk, 0)} fen"


def reserved_equals_reservations() -> Iterator[str]:
    """Reserved of each fund is the sum of its live reservations."""
    live = dict(
        Reservation.objects.filter(state=ReservationState.LIVE)
        .values_list("fund")
        .annotate(total=Sum("amount_fen"))
        .order_by()
    )
    for fund in Fund.objects.order_by("pk").iterator():
        if fund.reserved_fen != live.get(fund.pk, 0):
            yield f"fund {fund.code}: reserved {fund.reserved_fen} fen, reservations {live.get(fund.pk, 0)} fen"


def vouchers_balance() -> Iterator[str]:
    """Every posted voucher has two lines or more and sums to zero for each fund."""
    uneven = (
        Line.objects.filter(voucher__posted_at__isnull=False)
        .values("voucher_id", "fund_id")
        .annotate(total=Sum("amount_fen"))
        .exclude(total=0)
        .order_by("voucher_id")
    )
    for row in uneven:
        yield f"voucher {row['voucher_id']}: sums to {row['total']} fen for fund {row['fund_id']}"
    short = Voucher.objects.filter(posted_at__isnull=False).annotate(legs=Count("lines")).filter(legs__lt=2)
    for voucher in short.order_by("pk"):
        yield f"voucher {voucher.pk}: has {voucher.legs} lines"


def no_voucher_is_half_written() -> Iterator[str]:
    """A voucher is sealed in the transaction that writes it, so none is ever seen unposted."""
    for pk in Voucher.objects.filter(posted_at__isnull=True).order_by("pk").values_list("pk", flat=True):
        yield f"voucher {pk}: never posted"


def voucher_numbers_have_no_gap() -> Iterator[str]:
    """The numbers of each month are 1 … last."""
    counted = Period.objects.annotate(
        count=Count("vouchers", filter=Q(vouchers__number__isnull=False)), highest=Max("vouchers__number")
    )
    for period in counted.order_by("month"):
        if not period.count == period.last_number == (period.highest or 0):
            yield f"period {period}: {period.count} vouchers, highest {period.highest}, counter {period.last_number}"


def settled_reservations_match_their_vouchers() -> Iterator[str]:
    """A settled reservation has a payment voucher of its own fund and source, for no more than was reserved."""
    settled = Reservation.objects.filter(state=ReservationState.SETTLED).annotate(
        paid=Sum(
            "voucher__lines__amount_fen", filter=Q(voucher__lines__fund=F("fund"), voucher__lines__amount_fen__gt=0)
        )
    )
    for reservation in settled.select_related("voucher").order_by("pk").iterator():
        same = reservation.voucher is not None and reservation.voucher.source == reservation.source
        if not same or not 0 < (reservation.paid or 0) <= reservation.amount_fen:
            yield f"reservation {reservation.pk}: its voucher does not match"


CHECKS = (
    ("funds: counters equal the ledger", funds_equal_the_ledger),
    ("funds: reserved equals the live reservations", reserved_equals_reservations),
    ("funds: every voucher balances", vouchers_balance),
    ("funds: no voucher is half written", no_voucher_is_half_written),
    ("funds: voucher numbers have no gap", voucher_numbers_have_no_gap),
    ("funds: settled reservations match their vouchers", settled_reservations_match_their_vouchers),
)
