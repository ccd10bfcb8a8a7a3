"""The matches of pools: the counters that are their sums, and what of them a sponsor does not pay."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum

from audit.recording import record
from donations.models import MatchEntry, MatchingPool, Pledge, PoolDay

State = MatchEntry.State
BATCH = 500


def lock_pools(pools: QuerySet[MatchingPool]) -> list[MatchingPool]:
    """In the order of their keys. Pools are locked before pledges, so that nobody waits in a circle."""
    return list(
        MatchingPool.objects.filter(pk__in=pools.values("pk"))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )


def count_pool(pool: MatchingPool) -> None:
    """The counters are the sums of the entries; the database refuses them beyond their caps."""
    counting = pool.entries.filter(state__in=MatchEntry.COUNTS).order_by()
    by_day = dict(counting.values_list("day").annotate(total=Sum("amount_fen")))
    for day in pool.days.all():
        if day.matched_fen != by_day.get(day.day, 0):
            PoolDay.objects.filter(pk=day.pk).update(matched_fen=by_day.get(day.day, 0))
    pool.matched_fen = sum(by_day.values())
    MatchingPool.objects.filter(pk=pool.pk).update(matched_fen=pool.matched_fen)


def take_back_unpaid(pledge: Pledge, paid_fen: int, *, by: Any, at: datetime) -> int:
    """Of a pledge that ended: the matches beyond what the sponsor paid for it, the latest gifts first; returns the fen.

    What is covered is settled, one match perhaps in part; the others are taken back, their room in the pool is free
    again, and the pledge is owed no further. The caller holds the locks of the pools, then of the pledge.
    """
    standing = MatchEntry.objects.filter(pledge=pledge, state__in=(State.CONFIRMED, State.PAID))
    lost, kept, split = _parted(standing.order_by("gift__paid_at", "gift"), paid_fen)
    if split is not None:
        lost.append(_split(*split))
        kept.append(split[0].pk)
    for keys, state in ((lost, State.REVERSED), (kept, State.PAID)):
        for part in _parts(keys):
            MatchEntry.objects.filter(pk__in=part).update(state=state)
    if not lost:
        return 0
    back_fen = sum(
        MatchEntry.objects.filter(pk__in=part).aggregate(total=Sum("amount_fen"))["total"] for part in _parts(lost)
    )
    pledge.reduced_fen += back_fen
    pledge.save(update_fields=["reduced_fen"])
    for pool in MatchingPool.objects.filter(entries__pledge=pledge).distinct().order_by("pk"):
        _free(pool)
    data = {"matches": len(lost), "kept": len(kept)}
    record("donations.matches_taken_back", subject=pledge, by=by, at=at, data=data)
    return back_fen


def _parted(entries: Iterable[MatchEntry], paid_fen: int) -> tuple[list[int], list[int], Any]:
    """Keys of what is not paid, keys of what is, and the one that is paid in part with its paid fen."""
    lost: list[int] = []
    kept: list[int] = []
    split, left = None, paid_fen
    for entry in entries:
        if entry.amount_fen <= left:
            kept.append(entry.pk)
        elif left > 0:
            split = (entry, left)
        else:
            lost.append(entry.pk)
        left = max(left - entry.amount_fen, 0)
    return lost, kept, split


def _split(entry: MatchEntry, paid_fen: int) -> int:
    """The match becomes what was paid of it; returns the key of a match of the rest."""
    rest = MatchEntry.objects.create(
        pool_id=entry.pool_id, gift_id=entry.gift_id, pledge_id=entry.pledge_id, day=entry.day, state=State.REVERSED,
        amount_fen=entry.amount_fen - paid_fen,
    )  # fmt: skip
    MatchEntry.objects.filter(pk=entry.pk).update(amount_fen=paid_fen)
    return rest.pk


def _free(pool: MatchingPool) -> None:
    """Room is free, so the pool is calculated again; once nothing of it stands confirmed it begins anew."""
    count_pool(pool)
    changed: dict[str, Any] = {"is_stale": True}
    if not pool.entries.filter(state__in=(State.CONFIRMED, State.PAID)).exists():
        changed |= {"confirmed_at": None, "confirmed_by": None}
    MatchingPool.objects.filter(pk=pool.pk).update(**changed)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
