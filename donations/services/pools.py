"""Matching pools: opened, calculated, confirmed, settled; a gift that is given back takes its match with it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations import states as s
from donations.allocation import MatchedGift, Terms, first_come, pro_rata
from donations.choices import GiftKind
from donations.models import Campaign, Donation, Donor, MatchEntry, MatchingPool, Pledge, PoolDay
from donations.permissions import may_confirm_pool, may_keep_donors
from donations.services.asking import demand, locked
from donations.services.matches import BATCH, count_pool, lock_pools
from donations.services.promising import make_pledge, reduce_pledge, withdraw_pledge
from web.references import new_reference
from workflow.machine import Refused

PREFIX = "PJ"  # 配捐
State, Mode = MatchEntry.State, MatchingPool.Mode


@dataclass(frozen=True)
class PoolTerms:
    """As the sponsor agreed to them; amounts in 分. `day_caps`: day to its cap."""

    total_fen: int
    starts_on: date
    ends_on: date
    mode: str = Mode.FIXED_RATIO
    ratio_given: int = 1
    ratio_for: int = 1
    least_gift_fen: int = 100
    per_gift_fen: int | None = None
    per_donor_day_fen: int | None = None
    opens: time | None = None
    closes: time | None = None
    schemes: tuple[str, ...] = ()
    day_caps: Mapping[date, int] = field(default_factory=dict)

    def refuse_misfits(self) -> None:
        caps = (self.per_gift_fen, self.per_donor_day_fen, *self.day_caps.values())
        if self.total_fen <= 0 or self.ratio_given <= 0 or self.ratio_for <= 0 or self.least_gift_fen < 0:
            raise Refused(_("Total and ratio of a pool are above zero."))
        if self.ends_on < self.starts_on or (self.opens and self.closes and self.closes <= self.opens):
            raise Refused(_("The days and the hours of a pool end after they begin."))
        if any(cap is not None and cap < 0 for cap in caps):
            raise Refused(_("A cap is not below zero."))
        if any(not self.starts_on <= day <= self.ends_on for day in self.day_caps):
            raise Refused(_("A cap is for a day of the pool."))


@transaction.atomic
def open_pool(*, campaign: Campaign, sponsor: Donor, terms: PoolTerms, by: Any, at: datetime) -> MatchingPool:
    """Raises NotAllowed, and Refused for terms that cannot be."""
    demand(may_keep_donors(by))
    terms.refuse_misfits()
    columns = asdict(terms)
    caps, columns["schemes"] = columns.pop("day_caps"), list(terms.schemes)
    pool = MatchingPool.objects.create(
        reference=new_reference(PREFIX), campaign=campaign, sponsor=sponsor, opened_at=at, opened_by=by, **columns
    )
    PoolDay.objects.bulk_create(PoolDay(pool=pool, day=day, cap_fen=cap) for day, cap in sorted(caps.items()))
    record("donations.pool_opened", subject=pool, by=by, at=at, data={"mode": terms.mode})
    return pool


@transaction.atomic
def calculate_pool(*, pool: MatchingPool, by: Any, at: datetime) -> MatchingPool:
    """What every gift brings, by the time of payment, from all gifts that are in the books now.

    Calculating again changes only what other gifts changed; confirmed matches stand and keep their room. Locks the
    pool, so of two at once the second begins with what the first left. Raises Refused for a platform's own matching.
    """
    pool = locked(pool)
    _refuse_ended(pool)
    standing = dict(
        pool.entries.filter(state__in=(State.CONFIRMED, State.PAID)).values_list("gift_id", "amount_fen").order_by()
    )
    terms = _terms_of(pool)
    gifts = list(_matched_gifts(pool))
    known = {gift.key for gift in gifts}
    left_out = sum(amount for gift, amount in standing.items() if gift not in known)
    terms = Terms(**{**vars(terms), "total_fen": terms.total_fen - left_out})
    found = pro_rata(terms, gifts) if pool.mode == Mode.PRO_RATA else first_come(terms, gifts, standing)
    if pool.confirmed_at is not None and pool.mode == Mode.PRO_RATA:
        found = {}  # what was shared out stays; who comes later gets nothing
    _write(pool, found, {gift.key: gift.day for gift in gifts})
    pool.is_stale, pool.calculated_at = False, at
    pool.save(update_fields=["is_stale", "calculated_at"])
    record("donations.pool_calculated", subject=pool, by=by, at=at, data={"gifts": len(found)})
    return pool


def calculate_stale_pools(*, at: datetime) -> int:
    """Pools whose gifts changed since; returns how many. Those of the platforms are never calculated."""
    going = MatchingPool.objects.filter(withdrawn_at__isnull=True).exclude(mode=Mode.IMPORTED)
    stale = list(going.filter(is_stale=True).order_by("pk"))
    for pool in stale:
        calculate_pool(pool=pool, by=None, at=at)
    return len(stale)


@transaction.atomic
def confirm_pool(*, pool: MatchingPool, by: Any, at: datetime) -> Pledge:
    """The sponsor owes what was calculated: a pledge. Gifts that come later are calculated and confirmed on top of it.

    Raises NotAllowed, and Refused when gifts came since, nothing new was matched, or the platform settles the pool.
    """
    pool = locked(pool)
    demand(may_confirm_pool(by, pool))
    _refuse_ended(pool)
    if pool.is_stale:
        raise Refused(_("Gifts came since the pool was calculated. Calculate it again first."))
    fresh = pool.entries.filter(state=State.CALCULATED)
    owed = fresh.aggregate(total=Sum("amount_fen", default=0))["total"]
    if not owed:
        raise Refused(_("No gift was matched since the last confirmation."))
    pledge = make_pledge(
        donor=pool.sponsor, fund=pool.campaign.fund, campaign=pool.campaign, amount_fen=owed,
        promised_on=localtime(at).date(), note=pool.reference, by=by, at=at,
    )  # fmt: skip
    fresh.update(state=State.CONFIRMED, pledge=pledge)
    pool.confirmed_at, pool.confirmed_by = at, by
    pool.save(update_fields=["confirmed_at", "confirmed_by"])
    record("donations.pool_confirmed", subject=pool, by=by, at=at, data={"pledge": pledge.reference})
    return pledge


@transaction.atomic
def settle_pool(*, pool: MatchingPool, by: Any, at: datetime) -> MatchingPool:
    """The sponsor has paid: matches whose pledge is kept. Raises NotAllowed, and Refused when there are none."""
    demand(may_keep_donors(by))
    pool = locked(pool)
    own = Pledge.objects.filter(pk__in=pool.entries.filter(state=State.CONFIRMED).values("pledge"))
    kept = [pledge.pk for pledge in own.order_by("pk").select_for_update(no_key=True) if pledge.state == s.PLEDGE_KEPT]
    if not pool.entries.filter(state=State.CONFIRMED, pledge__in=kept).update(state=State.PAID):
        raise Refused(_("The sponsor has not paid everything that was confirmed."))
    record("donations.pool_settled", subject=pool, by=by, at=at)
    return pool


@transaction.atomic
def end_pool(*, pool: MatchingPool, reason: str, by: Any, at: datetime) -> MatchingPool:
    """The sponsor withdraws: what was calculated is dropped, and each of its open pledges is withdrawn, so that only
    what it paid stands. No gift is matched any more.

    Raises NotAllowed, and Refused without a reason, a second time, or for the matching of a platform.
    """
    demand(may_keep_donors(by))
    pool = locked(pool)
    _refuse_ended(pool)
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    pool.entries.filter(state=State.CALCULATED).delete()
    open_ones = Pledge.objects.filter(pk__in=pool.entries.values("pledge"), state=s.PLEDGE_OPEN)
    for pledge in open_ones.order_by("pk"):
        withdraw_pledge(pledge=pledge, reason=reason, by=by, at=at)
    count_pool(pool)
    pool.withdrawn_at, pool.withdrawn_by, pool.withdraw_reason = at, by, reason.strip()
    pool.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    record("donations.pool_ended", subject=pool, by=by, at=at)
    return pool


def note_gift(gift: Donation) -> None:
    """The pools of the gift's campaign have to be calculated again. The caller holds the transaction."""
    if gift.campaign_id is not None:
        MatchingPool.objects.filter(campaign=gift.campaign_id, is_stale=False).update(is_stale=True)


def lock_pools_of(gift: Donation) -> list[MatchingPool]:
    """Those that matched the gift, that it pays, or whose pledge it fulfils. To be called before the gift's unique
    columns change: a calculation holds its pool, and waits for a gift only while these are changing."""
    concerned = Q(entries__gift=gift) | Q(entries__payment=gift)
    if gift.pledge_id is not None:
        concerned |= Q(entries__pledge=gift.pledge_id)
    return lock_pools(MatchingPool.objects.filter(concerned))


def take_back_matches(gift: Donation, *, by: Any, at: datetime) -> None:
    """A gift that is given back takes its matches with it; their room is free again, and what of them was confirmed the
    sponsor does not owe any more. The caller holds the transaction.

    The pools are locked in the order of their keys, before any entry is looked at, and after them the pledges.
    """
    owed: list[Any] = []
    for pool in lock_pools_of(gift):
        own = pool.entries.filter(Q(gift=gift) | Q(payment=gift), state__in=MatchEntry.COUNTS)
        owed += own.filter(pledge__isnull=False).select_related("pledge")
        own.update(state=State.REVERSED)
        count_pool(pool)
    for entry in sorted(owed, key=lambda entry: entry.pledge_id):
        reduce_pledge(entry.pledge, entry.amount_fen, by=by, at=at)
    note_gift(gift)


def add_settled(*, pool: MatchingPool, payment: Donation) -> MatchEntry:
    """One line of a platform's own matching, as it was paid. The caller holds the transaction. Raises Refused."""
    pool = locked(pool)
    if pool.mode != Mode.IMPORTED:
        raise Refused(_("Only a platform's own matching is taken over from a file."))
    if pool.matched_fen + payment.amount_fen > pool.total_fen:
        raise Refused(_("This is more than the pool has left."))
    day = localtime(payment.paid_at).date()
    entry = MatchEntry.objects.create(
        pool=pool, payment=payment, day=day, amount_fen=payment.amount_fen, state=State.PAID
    )
    count_pool(pool)
    return entry


def _refuse_ended(pool: MatchingPool) -> None:
    """Raises Refused for what nobody calculates: the matching of a platform, and that of a sponsor who withdrew."""
    if pool.mode == Mode.IMPORTED:
        raise Refused(_("The platform's own matching is taken over from its file, never calculated."))
    if pool.withdrawn_at is not None:
        raise Refused(_("The sponsor has withdrawn. No gift is matched any more."))


def _terms_of(pool: MatchingPool) -> Terms:
    return Terms(
        total_fen=pool.total_fen,
        ratio_given=pool.ratio_given,
        ratio_for=pool.ratio_for,
        least_gift_fen=pool.least_gift_fen,
        per_gift_fen=pool.per_gift_fen,
        per_donor_day_fen=pool.per_donor_day_fen,
        days=dict(pool.days.values_list("day", "cap_fen")),
    )


def _matched_gifts(pool: MatchingPool) -> Iterator[MatchedGift]:
    """In the order of payment, streamed. Neither the sponsor nor its staff, where they are known."""
    for pk, donor, paid_at, amount in _eligible(pool).iterator(2_000):
        paid = localtime(paid_at)
        if not pool.starts_on <= paid.date() <= pool.ends_on:
            continue
        if (pool.opens and paid.time() < pool.opens) or (pool.closes and paid.time() >= pool.closes):
            continue
        yield MatchedGift(pk, f"donor:{donor}" if donor else f"gift:{pk}", paid.date(), amount)


def _eligible(pool: MatchingPool) -> QuerySet[Any, tuple[int, int | None, datetime, int]]:
    gifts = pool.campaign.gifts.standing().filter(kind=GiftKind.MONEY, match_paid__isnull=True)
    own = Q(donor=pool.sponsor_id) | Q(donor__employer=pool.sponsor_id)
    if pool.schemes:
        gifts = gifts.filter(scheme__in=pool.schemes)
    others = gifts.filter(Q(donor__isnull=True) | ~own).order_by("paid_at", "pk")
    return others.values_list("pk", "donor_id", "paid_at", "amount_fen")


def _write(pool: MatchingPool, found: Mapping[int, int], day_of: Mapping[int, date]) -> None:
    """Only what differs is written, so that calculating again is quick."""
    old = dict(pool.entries.filter(state=State.CALCULATED).values_list("gift_id", "amount_fen").order_by())
    changed = [gift for gift, amount in old.items() if found.get(gift) != amount]
    for start in range(0, len(changed), BATCH):
        pool.entries.filter(state=State.CALCULATED, gift__in=changed[start : start + BATCH]).delete()
    new = [gift for gift, amount in found.items() if old.get(gift) != amount]
    MatchEntry.objects.bulk_create(
        (MatchEntry(pool=pool, gift_id=gift, day=day_of[gift], amount_fen=found[gift]) for gift in new),
        batch_size=BATCH,
    )
    count_pool(pool)
