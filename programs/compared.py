"""The sums and days that a rule compared, told from truth values and codes, fresh or as they come back from storage."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

Number = Decimal | int | date
SUM = re.compile(r"-?\d{1,15}(\.\d{1,8})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def numbers_compared(value: Any, limit: Any) -> Iterator[tuple[Number, Number]]:
    """Each pair of value and limit that are both sums, both counts or both days; conditions made of several give many.

    A rule that has changed its shape since the case was stored gives none.
    """
    if isinstance(value, tuple | list) and isinstance(limit, tuple | list):
        if len(value) == len(limit):
            for one, other in zip(value, limit, strict=True):
                yield from numbers_compared(one, other)
        return
    found, wanted = _number(value), _number(limit)
    if found is not None and wanted is not None and isinstance(found, date) == isinstance(wanted, date):
        yield found, wanted


def is_count(number: Number) -> bool:
    """How many cases, cards or visits: its sentence says what is counted, and "limit: 1" would say nothing."""
    return isinstance(number, int)


def _number(value: Any) -> Number | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal | int | date):
        return value
    if isinstance(value, str) and SUM.fullmatch(value):
        return Decimal(value)
    return _day(value) if isinstance(value, str) and DAY.fullmatch(value) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
