"""Quarters and years, the spans of every published table."""

from dataclasses import dataclass
from datetime import date, timedelta

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included: one year or one quarter of it."""

    year: int
    quarter: int | None = None

    @property
    def first(self) -> date:
        return date(self.year, 3 * (self.quarter or 1) - 2, 1)

    @property
    def last(self) -> date:
        quarter = self.quarter or 4
        return (date(self.year, 12, 31) if quarter == 4 else date(self.year, 3 * quarter + 1, 1)) - (
            timedelta(0) if quarter == 4 else timedelta(days=1)
        )

    @property
    def parts(self) -> int:
        """How many quarters of the year have a say in what is hidden: those up to the end of the span."""
        return self.quarter or 4

    def holds(self, quarter: int) -> bool:
        return self.quarter in (None, quarter)


def quarter_of(month: int) -> int:
    return (month + 2) // 3
