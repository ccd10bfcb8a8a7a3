"""Do the gifts still hold? Read by `manage.py verify`; every function yields one line per broken row."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q, Sum

from donations import promises_of_gifts
from donations import states as s
from donations.booking import source_of
from donations.choices import GiftKind
from donations.models import (
    Acknowledgement,
    Donation,
    MatchEntry,
    MatchingPool,
    Pledge,
    PoolDay,
    ReceiptSeries,
    SecuritiesSale,
)
from donations.papers import is_genuine
from donations.services.receipts import PREFIX
from funds import chart


def gifts_match_their_vouchers() -> Iterator[str]:
    """Each booked gift has a posted voucher of its own source, of its fund and its amount."""
    legs = Q(voucher__lines__fund=F("fund"), voucher__lines__amount_fen__gt=0)
    booked = (
        Donation.objects.filter(state__in=s.POSTED_STATES)
        .exclude(kind=GiftKind.SERVICE, voucher=None)
        .annotate(posted=Sum("voucher__lines__amount_fen", filter=legs))
    )
    for gift in booked.select_related("voucher").order_by("pk").iterator(2_000):
        voucher = gift.voucher
        if voucher is None or voucher.posted_at is None or voucher.source != source_of(gift):
            yield f"donation {gift.reference}: its voucher is another one's"
        elif gift.posted != gift.amount_fen:
            yield f"donation {gift.reference}: {gift.amount_fen} fen, its voucher {gift.posted or 0} fen"


def refunds_reverse_their_gifts() -> Iterator[str]:
    """The voucher of a refund is the reversal of the gift's voucher."""
    wrong = Donation.objects.filter(state=s.REFUNDED, voucher__isnull=False).exclude(
        refund_voucher__reverses=F("voucher")
    )
    for gift in wrong.order_by("pk"):
        yield f"donation {gift.reference}: its refund reverses another voucher"


def securities_sold_are_in_the_books() -> Iterator[str]:
    """Each sale has a voucher of what it brought and of what it took out of the books, reversed exactly when it was
    undone; and of no gift more was sold than came."""
    lines = "voucher__lines__amount_fen"
    sales = SecuritiesSale.objects.annotate(
        money=Sum(lines, filter=Q(voucher__lines__account__is_money=True)),
        cost=Sum(lines, filter=Q(voucher__lines__account__code=chart.SECURITIES)),
    )
    for sale in sales.select_related("gift", "voucher__reversed_by").order_by("pk"):
        was_reversed = hasattr(sale.voucher, "reversed_by")
        same_gift = sale.voucher.settles_id == sale.gift.voucher_id or sale.undone_at is not None
        if (sale.money, sale.cost) != (sale.proceeds_fen, -sale.cost_fen) or not same_gift:
            yield f"donation {sale.gift.reference}: a sale is not what its voucher says"
        elif was_reversed != (sale.undone_at is not None):
            yield f"donation {sale.gift.reference}: a sale was undone on one side only"
    standing = Q(sales__undone_at__isnull=True)
    sold = Donation.objects.filter(sales__isnull=False).annotate(
        units=Sum("sales__units", filter=standing), fen=Sum("sales__cost_fen", filter=standing)
    )
    for gift in sold.filter(Q(units__gt=F("quantity")) | Q(fen__gt=F("amount_fen"))).order_by("pk"):
        yield f"donation {gift.reference}: more was sold than came"


def pledges_are_kept_by_gifts() -> Iterator[str]:
    """Kept exactly while the booked gifts reach what is owed."""
    paid = Sum("gifts__amount_fen", filter=Q(gifts__state=s.BOOKED), default=0)
    going = Pledge.objects.exclude(state__in=s.PLEDGE_ENDED).annotate(paid_fen=paid)
    for pledge in going.order_by("pk").iterator(2_000):
        if (pledge.state == s.PLEDGE_KEPT) != (pledge.paid_fen >= pledge.owed_fen):
            yield f"pledge {pledge.reference}: {pledge.state}, paid {pledge.paid_fen} of {pledge.owed_fen} fen"


def sponsors_owe_what_stands() -> Iterator[str]:
    """The pledge of a pool is the sum of the matches confirmed with it; those taken back since are not owed."""
    of_state: dict[int, list[int]] = {}
    confirmed = MatchEntry.objects.filter(pledge__isnull=False).order_by()
    for pledge, state, fen in confirmed.values_list("pledge", "state").annotate(Sum("amount_fen")):
        sums = of_state.setdefault(pledge, [0, 0])
        sums[0] += fen
        sums[1] += fen if state == MatchEntry.State.REVERSED else 0
    for pledge in Pledge.objects.filter(pk__in=of_state).order_by("pk"):
        if [pledge.amount_fen, pledge.reduced_fen] != of_state[pledge.pk]:
            says, whole, back = f"{pledge.amount_fen} less {pledge.reduced_fen} fen", *of_state[pledge.pk]
            yield f"pledge {pledge.reference}: {says}, its matches {whole} less {back} fen"
    unpaid = MatchEntry.objects.filter(state=MatchEntry.State.PAID, pledge__isnull=False)
    for entry in unpaid.exclude(pledge__state__in=(s.PLEDGE_KEPT, s.PLEDGE_WITHDRAWN)).order_by("pk"):
        yield f"match {entry.pk}: paid, but its pledge is not kept"


def withdrawn_pledges_match_what_was_paid() -> Iterator[str]:
    """Of a pledge that a sponsor withdrew no match stands beyond what it had paid, and none waits to be paid."""
    waiting = MatchEntry.objects.filter(pledge__state=s.PLEDGE_WITHDRAWN, state=MatchEntry.State.CONFIRMED)
    for entry in waiting.order_by("pk"):
        yield f"match {entry.pk}: waits to be paid, but its pledge was withdrawn"
    paid = Sum("gifts__amount_fen", filter=Q(gifts__state=s.BOOKED), default=0)
    matched = Pledge.objects.filter(pk__in=MatchEntry.objects.filter(pledge__isnull=False).values("pledge"))
    for pledge in matched.filter(state=s.PLEDGE_WITHDRAWN).annotate(paid_fen=paid).order_by("pk"):
        if pledge.owed_fen > pledge.paid_fen:
            yield f"pledge {pledge.reference}: withdrawn, {pledge.owed_fen} fen matched, {pledge.paid_fen} fen paid"


def pools_are_the_sum_of_their_matches() -> Iterator[str]:
    """The counter of a pool and of each of its days is what the entries that count add up to, within the caps."""
    counting = MatchEntry.objects.filter(state__in=MatchEntry.COUNTS).order_by()
    of_pool = dict(counting.values_list("pool").annotate(total=Sum("amount_fen")))
    of_day = {(pool, day): fen for pool, day, fen in counting.values_list("pool", "day").annotate(Sum("amount_fen"))}
    for pool in MatchingPool.objects.order_by("pk"):
        if pool.matched_fen != of_pool.get(pool.pk, 0) or pool.matched_fen > pool.total_fen:
            yield f"pool {pool.reference}: {pool.matched_fen} fen, its matches {of_pool.get(pool.pk, 0)} fen"
    for day in PoolDay.objects.select_related("pool").order_by("pk"):
        if day.matched_fen != of_day.get((day.pool_id, day.day), 0) or day.matched_fen > day.cap_fen:
            yield f"pool {day.pool.reference} on {day.day}: {day.matched_fen} of {day.cap_fen} fen"


def matches_are_of_gifts_that_stand() -> Iterator[str]:
    """A match that counts belongs to a gift that is in the books and was not given back."""
    lost = MatchEntry.objects.filter(state__in=MatchEntry.COUNTS).exclude(gift__state=s.BOOKED)
    for entry in lost.exclude(gift__isnull=True, payment__state=s.BOOKED).order_by("pk"):
        yield f"match {entry.pk}: its gift is not in the books"


def acknowledgement_numbers_have_no_gap() -> Iterator[str]:
    """The numbers of each year are 1 … last."""
    for series in ReceiptSeries.objects.order_by("year"):
        prefix = f"{PREFIX}{series.year}"
        papers = Acknowledgement.objects.filter(number__startswith=prefix).aggregate(
            count=Count("pk"), last=Max("number")
        )
        highest = int((papers["last"] or "0").removeprefix(prefix))
        if not papers["count"] == highest == series.last:
            said = f"{papers['count']} papers, highest {highest}, counter {series.last}"
            yield f"acknowledgements of {series.year}: {said}"


def acknowledgements_are_genuine() -> Iterator[str]:
    """Every signature fits what the paper says, and the paper its gift."""
    for paper in Acknowledgement.objects.select_related("gift").order_by("pk").iterator(500):
        if not is_genuine(paper):
            yield f"acknowledgement {paper.number}: its signature does not fit what it says"


CHECKS = (
    ("donations: every gift is in the books as it was given", gifts_match_their_vouchers),
    ("donations: refunds reverse their gifts", refunds_reverse_their_gifts),
    ("donations: securities sold are in the books", securities_sold_are_in_the_books),
    ("donations: pledges are kept by gifts", pledges_are_kept_by_gifts),
    ("donations: sponsors owe the matches that stand", sponsors_owe_what_stands),
    ("donations: withdrawn pledges match what was paid", withdrawn_pledges_match_what_was_paid),
    ("donations: pools are the sum of their matches", pools_are_the_sum_of_their_matches),
    ("donations: acknowledgement numbers have no gap", acknowledgement_numbers_have_no_gap),
    ("donations: every acknowledgement is genuine", acknowledgements_are_genuine),
    ("donations: matches are of gifts that stand", matches_are_of_gifts_that_stand),
    *promises_of_gifts.CHECKS,
)
