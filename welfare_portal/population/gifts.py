"""Invented gifts from a platform, each with its voucher in the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import roles
from accounts.selectors import holders_of
from audit.models import Event
from donations import states
from donations.booking import ACCOUNT_OF_CHANNEL, source_of
from donations.choices import Channel, NameMode, ReceiptState
from donations.gift_digests import digest_of_gift, digest_of_use
from donations.models import Donation
from donations.services.gifts import PREFIX
from donations.workflow import GIFT
from funds import chart, counters, ledger
from funds.entries.booking import pair
from funds.models import Fund, FundKind, Line, Period, Voucher, VoucherKind
from welfare_portal.population import identities
from welfare_portal.population.bulk import batches, insert, reserve_ids
from welfare_portal.population.history import Step, chain
from welfare_portal.population.progress import Progress

MONTHS_BACK = 3
USUAL_YUAN = (1, 5, 10, 20, 50, 66, 88, 99, 100, 100, 200, 500, 1_000)


class NobodyBooks(Exception):
    """A fund, an accountant and an open month are needed: `manage.py demo` has them."""


@dataclass(frozen=True)
class Batch:
    """Gifts to one fund in one month, which are booked together."""

    fund: Fund
    period: Period
    days: Sequence[date]
    accountant: Any
    rng: Random
    at: datetime


def make_gifts(*, count: int, seed: int, at: datetime, bar: Progress) -> None:
    """Gifts of money as a platform reports them, without a known donor: nobody is thanked. Raises NobodyBooks."""
    rng = Random(f"{seed} gifts")  # noqa: S311 - repeatable on purpose
    accountant = next(iter(holders_of(roles.ACCOUNTANT, at=at)), None)
    funds, months = list(Fund.objects.order_by("pk")), _open_months(timezone.localdate(at))
    if accountant is None or not funds or not months:
        raise NobodyBooks
    for number, part in enumerate(batches(count)):
        period, days = months[number % len(months)]
        with transaction.atomic():
            _write(Batch(funds[number % len(funds)], period, days, accountant, rng, at), len(part))
        bar.advance(len(part))


def _open_months(today: date) -> list[tuple[Period, list[date]]]:
    """The last months of the books that take vouchers, with their days until yesterday."""
    by_month: dict[date, list[date]] = {}
    for back in range(1, MONTHS_BACK * 30):
        day = today - timedelta(days=back)
        by_month.setdefault(day.replace(day=1), []).append(day)
    periods = [(Period.objects.get_or_create(month=month)[0], days) for month, days in by_month.items()]
    return [(period, days) for period, days in periods if period.closed_at is None]


def _write(batch: Batch, count: int) -> None:
    """In the order of all who book: the fund, its month, the vouchers, then the gifts after their events."""
    amounts = [100 * batch.rng.choice(USUAL_YUAN) for _n in range(count)]
    counters.change(batch.fund, available=sum(amounts))
    Period.objects.filter(pk=batch.period.pk).update(last_number=F("last_number") + count)
    last = Period.objects.values_list("last_number", flat=True).get(pk=batch.period.pk)
    voucher, gift = reserve_ids(Voucher, count), reserve_ids(Donation, count)
    gifts = [_gift(batch, gift + n, voucher + n, fen) for n, fen in enumerate(amounts)]
    vouchers = [_voucher(batch, one) for one in gifts]
    legs = [_legs(one, voucher.booked_on) for one, voucher in zip(gifts, vouchers, strict=True)]
    insert(vouchers)
    insert([line for row, pair_of in zip(vouchers, legs, strict=True) for line in _lines(row, pair_of)])
    for number, row in enumerate(vouchers, last - count + 1):
        row.number, row.posted_at = number, batch.at
    sealed = Voucher.objects.filter(pk__range=(voucher, voucher + count - 1))
    sealed.update(number=F("pk") - voucher + last - count + 1, posted_at=batch.at)
    insert([event for row, pair_of in zip(vouchers, legs, strict=True) for event in _booked(batch, row, pair_of)])
    insert([event for one in gifts for event in _taken_in(batch, one)])
    insert(gifts)


def _gift(batch: Batch, pk: int, voucher: int, amount_fen: int) -> Donation:
    paid = timezone.make_aware(datetime.combine(batch.rng.choice(batch.days), time(batch.rng.randint(7, 22))))
    return Donation(
        pk=pk,
        reference=identities.reference(PREFIX, pk),
        shown_name=identities.given_name(batch.rng),
        public_name_mode=NameMode.MASKED,
        channel=Channel.TENCENT,
        amount_fen=amount_fen,
        fund=batch.fund,
        paid_at=paid,
        received_at=paid,
        bank_reference=f"invented-{pk}",
        wants_receipt=False,
        receipt_state=ReceiptState.NOT_NEEDED,
        registered_by=batch.accountant,
        booked_at=batch.at,
        booked_by=batch.accountant,
        voucher_id=voucher,
        state=states.BOOKED,
        version=1,
        state_since=batch.at,
    )


def _voucher(batch: Batch, gift: Donation) -> Voucher:
    source = source_of(gift)
    return Voucher(
        pk=gift.voucher_id,
        period=batch.period,
        kind=VoucherKind.GIFT,
        booked_on=timezone.localdate(gift.received_at),
        source=source,
        memo_code="donation",
        booking_key=f"{VoucherKind.GIFT}:{source}",
        made_by=batch.accountant,
    )


def _legs(gift: Donation, on: date) -> tuple[ledger.Leg, ledger.Leg]:
    income = chart.donations(gift.fund.kind == FundKind.RESTRICTED)
    return pair(gift.fund, ACCOUNT_OF_CHANNEL[Channel.TENCENT], income, gift.amount_fen, on)


def _lines(voucher: Voucher, legs: Sequence[ledger.Leg]) -> list[Line]:
    return [Line(voucher=voucher, account=leg.account, fund=leg.fund, amount_fen=leg.amount_fen) for leg in legs]


def _booked(batch: Batch, voucher: Voucher, legs: Sequence[ledger.Leg]) -> list[Event]:
    data = {
        "kind": str(voucher.kind),
        "funds": [batch.fund.code],
        "voucher": voucher.reference,
        "source": voucher.source,
        "digest": ledger.digest_of(voucher, legs),
    }
    return chain(voucher, [Step("", "funds.booked", "", "", batch.at, batch.accountant.pk, data)])


def _taken_in(batch: Batch, gift: Donation) -> list[Event]:
    move = GIFT.transitions["book"]
    data = {"kind": str(gift.kind), "channel": str(gift.channel), "fund": batch.fund.code}
    data |= {"digest": digest_of_gift(gift), "use": digest_of_use(gift)}
    return chain(
        gift,
        [
            Step("", "donations.gift_registered", "", "", batch.at, batch.accountant.pk, data),
            Step(move.name, move.event, GIFT.initial, move.target, batch.at, batch.accountant.pk),
        ],
    )
