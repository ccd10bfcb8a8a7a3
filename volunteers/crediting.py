"""From attendance to minutes: pure arithmetic, no database.

Fact book 4.2: the time actually given, at most 30 minutes beyond the planned end, at most ten hours a day, never the
same time twice. Minutes are whole; hours are rounded once, on the total.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

GRACE = timedelta(minutes=30)
DAY_LIMIT = 600


@dataclass(frozen=True)
class Span:
    """The half-open time [start, end)."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        return max(0, int((self.end - self.start).total_seconds() // 60))


def time_given(
    planned: Span, arrive_at: datetime | None, actual_in: datetime | None, actual_out: datetime | None
) -> Span:
    """The planned time, corrected by what the leader wrote down; not before arrival, not beyond end and grace."""
    start = max(actual_in or planned.start, arrive_at or planned.start)
    end = min(actual_out or planned.end, planned.end + GRACE)
    return Span(start, end)


def creditable(span: Span, credited: Iterable[Span], minutes_that_day: int) -> Span:
    """What is left of `span` beside the spans already credited and the limit of the day; perhaps 0 minutes."""
    start, end = span.start, span.end
    for other in sorted(credited, key=lambda s: s.start):
        if other.start <= start < other.end:
            start = other.end
        elif start < other.start < end:
            end = other.start
    allowed = timedelta(minutes=max(0, DAY_LIMIT - minutes_that_day))
    return Span(start, max(start, min(end, start + allowed)))


def hours(minutes: int) -> Decimal:
    """Hours with one decimal, half up: computed once on a total, so that nobody loses credit."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
