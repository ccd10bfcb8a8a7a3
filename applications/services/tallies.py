"""The tallies behind the tabs: folded now and then, rebuilt when somebody doubts them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Sum

from applications.models import Application, StateTally

KEYS = ("area", "state", "is_confidential")
FOLDED_AT_ONCE = 20_000


@transaction.atomic
def fold_tallies() -> int:
    """Replaces the rows that triggers appended by one row per area and state; returns how many rows went away.

    Exactly the rows that were read are removed: one that a slower transaction commits meanwhile stays.
    """
    _lock()
    read = list(StateTally.objects.order_by("pk")[:FOLDED_AT_ONCE])
    totals: Counter[tuple] = Counter()
    for row in read:
        totals[(row.area_id, row.state, row.is_confidential)] += row.amount
    for start in range(0, len(read), 500):
        StateTally.objects.filter(pk__in=[row.pk for row in read[start : start + 500]]).delete()
    kept = [
        StateTally(area_id=area, state=state, is_confidential=hidden, amount=amount)
        for (area, state, hidden), amount in totals.items()
        if amount
    ]
    StateTally.objects.bulk_create(kept, batch_size=500)
    return len(read) - len(kept)


def differences() -> list[str]:
    """Where the tallies differ from the applications; empty when all is well (`manage.py verify`)."""
    counted = {_key(row): row["n"] for row in Application.objects.values(*KEYS).annotate(n=Count("pk")).order_by()}
    tallied = {_key(row): row["n"] for row in StateTally.objects.values(*KEYS).annotate(n=Sum("amount")).order_by()}
    return [
        f"tally of area {key[0]}, {key[1]}: {tallied.get(key, 0)} instead of {counted.get(key, 0)}"
        for key in sorted(counted.keys() | {k for k, n in tallied.items() if n}, key=str)
        if counted.get(key, 0) != tallied.get(key, 0)
    ]


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in KEYS)


def _lock() -> None:
    """Two foldings at once would write the sums twice. On SQLite the write transaction is the lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('applications.fold_tallies', 0))")
