"""From attendance to minutes: pure arithmetic, no database.

Three times are kept apart: planned (the shift's), given (what was written down) and credited (what the terms allow).
Fact book 4.2: travel does not count, nothing before arrival, a little beyond the planned end, so much a day, never the
same time twice. Minutes are whole; hours are rounded once, on the total.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Span:
    """The half-open time [start, end)."""

    start: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        return max(0, int((self.end - self.start).total_seconds() // 60))

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Terms:
    """What the federation credits on a day, in minutes (volunteers.policy reads them from the policy figures)."""

    grace: int
    day_limit: int
    review_above: int
    second_review_above: int

    def reviews_for(self, minutes_that_day: int) -> int:
        """How many people look at a day of so many minutes given before it counts."""
        if minutes_that_day > self.second_review_above:
            return 2
        return 1 if minutes_that_day > self.review_above else 0


def time_given(planned: Span, actual_in: datetime | None, actual_out: datetime | None) -> Span:
    """The planned time, corrected by what was written down."""
    return Span(actual_in or planned.start, actual_out or planned.end)


def time_counted(planned: Span, arrive_at: datetime | None, given: Span, grace: int) -> Span:
    """Not before arrival, not beyond the planned end and `grace` minutes."""
    start = max(given.start, arrive_at or planned.start)
    return Span(start, min(given.end, planned.end + timedelta(minutes=grace)))


def creditable(span: Span, credited: Iterable[Span], minutes_that_day: int, day_limit: int) -> Span:
    """What is left of `span` beside the spans already credited and the limit of the day; perhaps 0 minutes."""
    start, end = span.start, span.end
    for other in sorted(credited, key=lambda s: s.start):
        if other.start <= start < other.end:
            start = other.end
        elif start < other.start < end:
            end = other.start
    allowed = timedelta(minutes=max(0, day_limit - minutes_that_day))
    return Span(start, max(start, min(end, start + allowed)))


def hours(minutes: int) -> Decimal:
    """Hours with one decimal, half up: computed once on a total, so that nobody loses credit."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
