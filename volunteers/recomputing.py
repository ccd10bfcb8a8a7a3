"""The hours ledger computed anew from the events, without looking at it: what `manage.py verify` compares it with.

The events are sealed in a chain (audit), so whoever changes an entry behind the services would have to change them too.
Entries from before the portal kept planned and given time apart have no such event and are taken as they stand.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from audit.models import Event
from volunteers.crediting import Span, creditable, time_counted
from volunteers.models import HoursEntry

CREDITED, REVERSED = "volunteers.hours_credited", "volunteers.hours_reversed"


@dataclass(frozen=True)
class Expected:
    """One entry as it must stand in the ledger."""

    volunteer: int
    day: date
    minutes: int
    span: Span


@dataclass
class Recomputed:
    """`entries` by primary key, reversals among them; `standing` are those not reversed, per volunteer."""

    entries: dict[int, Expected] = field(default_factory=dict)
    standing: dict[int, dict[int, Expected]] = field(default_factory=lambda: defaultdict(dict))

    def minutes_of(self, volunteer: int) -> int:
        return sum(entry.minutes for entry in self.standing[volunteer].values())

    def credit(self, pk: int, expected: Expected) -> None:
        self.entries[pk] = expected
        self.standing[expected.volunteer][pk] = expected

    def reverse(self, pk: int, reversed_pk: int) -> None:
        old = self.entries[reversed_pk]
        self.entries[pk] = Expected(old.volunteer, old.day, -old.minutes, old.span)
        self.standing[old.volunteer].pop(reversed_pk, None)


def recompute() -> Recomputed:
    """Reads all events of the ledger in the order in which they happened."""
    found = Recomputed()
    for entry in _from_before():
        span = Span(entry.starts_at, entry.ends_at)
        expected = Expected(entry.volunteer_id, entry.day, entry.minutes, span)
        if entry.reversal_of_id is None:
            found.credit(entry.pk, expected)
        else:
            found.reverse(entry.pk, entry.reversal_of_id)
    events = Event.objects.filter(code__in=(CREDITED, REVERSED)).order_by("pk")
    for code, pk, data in events.values_list("code", "subject_id", "data").iterator(chunk_size=2_000):
        if code == REVERSED:
            found.reverse(pk, data["entry"])
        else:
            found.credit(pk, _credited(found, data))
    return found


def differences() -> Iterator[str]:
    """One line per entry that is not what the events make of it, that has no event, or that is gone."""
    found = recompute().entries
    rows = HoursEntry.objects.order_by("pk").iterator(chunk_size=2_000)
    for row in rows:
        expected = found.pop(row.pk, None)
        if expected is None:
            yield f"hours entry {row.pk}: no event tells of it"
        elif expected != Expected(row.volunteer_id, row.day, row.minutes, Span(row.starts_at, row.ends_at)):
            yield f"hours entry {row.pk}: {row.minutes} minutes, the events make it {expected.minutes}"
    for pk in sorted(found):
        yield f"hours entry {pk}: it was recorded and is gone"


def _from_before() -> Iterator[HoursEntry]:
    old = HoursEntry.objects.filter(actual_minutes__isnull=True).order_by("pk")
    return old.iterator(chunk_size=2_000)


def _credited(found: Recomputed, data: dict[str, Any]) -> Expected:
    planned, actual = _span(data["planned"]), _span(data["actual"])
    arrive = datetime.fromisoformat(data["arrive"]) if data["arrive"] else None
    counted = time_counted(planned, arrive, actual, data["grace"])
    day = date.fromisoformat(data["day"])
    beside = found.standing[data["volunteer"]].values()
    that_day = sum(entry.minutes for entry in beside if entry.day == day)
    span = creditable(
        counted, [entry.span for entry in beside if entry.span.overlaps(counted)], that_day, data["limit"]
    )
    return Expected(data["volunteer"], day, span.minutes, span)


def _span(texts: list[str]) -> Span:
    return Span(*map(datetime.fromisoformat, texts))
