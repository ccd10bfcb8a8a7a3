"""Do the books still hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum

from audit.models import Event
from database.batches import in_batches
from funds import chart, ledger
from funds.bank_digests import digest_of_statement
from funds.entries.booking import amount_of, settled_fen
from funds.models import (
    AccountKind,
    BankLine,
    BankMatch,
    BankStatement,
    Fund,
    Line,
    Period,
    Reservation,
    ReservationState,
    Slip,
    SlipKind,
    Voucher,
)
from funds.sealing import BOOKINGS, REVERSED, SEALED, digest_of_many


def funds_equal_the_ledger() -> Iterator[str]:
    """Available + reserved + held of each fund is what its money accounts hold."""
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


def held_equals_the_ledger() -> Iterator[str]:
    """Held of each fund is what it owes, less what stands beside its own liability (1901)."""
    held = dict(
        Line.objects.filter(voucher__posted_at__isnull=False)
        .filter(Q(account__kind=AccountKind.LIABILITY) | Q(account__code__startswith=chart.HELD_FOR_OTHERS))
        .values_list("fund")
        .annotate(total=Sum("amount_fen"))
        .order_by()
    )
    for fund in Fund.objects.order_by("pk").iterator():
        if fund.held_fen != -held.get(fund.pk, 0):
            yield f"fund {fund.code}: held {fund.held_fen} fen, ledger {-held.get(fund.pk, 0)} fen"


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


def vouchers_are_as_booked() -> Iterator[str]:
    """Each voucher has its event, which keeps a digest of it, and each event its voucher: what was changed so that it
    still balances, added or taken out past the triggers is found. Events themselves are chained (audit). Vouchers of
    the time before digests were sealed together, month by month (funds.sealing)."""
    booked = _booked_digests()
    yield from _sealed_months()
    posted = Voucher.objects.filter(posted_at__isnull=False).prefetch_related("lines__account", "lines__fund")
    for batch in in_batches(posted, "pk", 500):
        for voucher in batch:
            digest = booked.pop(voucher.reference, None)
            if digest is None:
                yield f"voucher {voucher.reference}: no event says that it was booked"
            elif digest and digest != ledger.digest_of(voucher, ledger.legs_from(voucher.lines.all())):
                yield f"voucher {voucher.reference}: not as it was booked"
    for reference in sorted(booked):
        yield f"voucher {reference}: was booked and is not in the books"


def _sealed_months() -> Iterator[str]:
    for data in Event.objects.filter(code=SEALED).values_list("data", flat=True):
        found = Voucher.objects.filter(period__month=f"{data['month']}-01", number__in=data["numbers"])
        if digest_of_many(found) != data["digest"]:
            yield f"vouchers of {data['month']}: not as they were sealed"


def _booked_digests() -> dict[str, str]:
    """By reference of the voucher; "" for those of the time before digests."""
    events = Event.objects.filter(code__in=BOOKINGS).values_list("code", "data")
    found = {}
    for code, data in events.iterator(chunk_size=2_000):
        reference = data["reversal"] if code == REVERSED else data["voucher"]
        found[reference] = data.get("digest", "")
    return found


def settled_amounts_fit() -> Iterator[str]:
    """What pays a bill, passes money on or gives a gift back never comes to more than it settles."""
    live = Voucher.objects.filter(settles__isnull=False, reversed_by__isnull=True, posted_at__isnull=False)
    for voucher in Voucher.objects.filter(pk__in=live.values("settles")).order_by("pk"):
        if settled_fen(voucher) > amount_of(voucher):
            yield f"voucher {voucher.reference}: more was settled than it says"


def bank_statements_are_as_imported() -> Iterator[str]:
    """Each statement has its event with a digest of it and of its lines, and each event its statement."""
    events = Event.objects.filter(code="funds.bank_statement_imported").values_list("data", flat=True)
    imported = {data["statement"]: data for data in events.iterator(chunk_size=2_000)}
    for statement in BankStatement.objects.order_by("pk").prefetch_related("lines").iterator(chunk_size=20):
        data, lines = imported.pop(statement.reference, None), list(statement.lines.all())
        if data is None:
            yield f"bank statement {statement.reference}: no event says that it was taken in"
        elif data["lines"] != len(lines) or data.get("digest", "") not in ("", digest_of_statement(statement, lines)):
            yield f"bank statement {statement.reference}: not as it was taken in"
    for reference in sorted(imported):
        yield f"bank statement {reference}: was taken in and is not there"


def bank_matches_add_up() -> Iterator[str]:
    """The lines of the books that are matched with a line of the bank come to its amount, on its account."""
    matched = BankLine.objects.filter(matches__isnull=False).annotate(total=Sum("matches__line__amount_fen"))
    for line in matched.exclude(total=F("amount_fen")).order_by("pk"):
        yield f"bank line {line.pk}: {line.amount_fen} fen, matched with {line.total} fen"
    elsewhere = BankMatch.objects.exclude(line__account__code=F("bank_line__statement__account_code"))
    for match in elsewhere.order_by("pk"):
        yield f"bank line {match.bank_line_id}: matched with a line of another account"


def closed_months_stay_closed() -> Iterator[str]:
    """Each month whose closing has an event is closed, and no other."""
    events = Event.objects.filter(code="funds.period_closed").values_list("data", flat=True)
    told = {data["month"] for data in events.iterator(chunk_size=500)}
    closed = {str(period) for period in Period.objects.filter(closed_at__isnull=False)}
    for month in sorted(told - closed):
        yield f"period {month}: was closed and is open"
    for month in sorted(closed - told):
        yield f"period {month}: no event says that it was closed"


def slips_are_what_they_became() -> Iterator[str]:
    """The voucher of a prepared entry has a line of its amount."""
    line = Line.objects.filter(voucher=OuterRef("voucher"), amount_fen=OuterRef("amount_fen"))
    booked = Slip.objects.filter(voucher__isnull=False).exclude(kind=SlipKind.REVERSE)
    for slip in booked.filter(~Exists(line)).order_by("pk"):
        yield f"entry {slip.reference}: its voucher has another amount"


CHECKS = (
    ("funds: counters equal the ledger", funds_equal_the_ledger),
    ("funds: reserved equals the live reservations", reserved_equals_reservations),
    ("funds: held equals what is owed in the ledger", held_equals_the_ledger),
    ("funds: every voucher balances", vouchers_balance),
    ("funds: no voucher is half written", no_voucher_is_half_written),
    ("funds: voucher numbers have no gap", voucher_numbers_have_no_gap),
    ("funds: every voucher is as it was booked", vouchers_are_as_booked),
    ("funds: nothing is settled beyond its amount", settled_amounts_fit),
    ("funds: statements of the bank are as they were taken in", bank_statements_are_as_imported),
    ("funds: matches with the bank add up", bank_matches_add_up),
    ("funds: closed months stay closed", closed_months_stay_closed),
    ("funds: prepared entries are what they became", slips_are_what_they_became),
    ("funds: settled reservations match their vouchers", settled_reservations_match_their_vouchers),
)
