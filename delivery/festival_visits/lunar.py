"""The days of the Chinese New Year, by the lunar calendar of the holiday library."""

from datetime import date, timedelta
from functools import cache

from holidays.calendars import _ChineseLunisolar  # what holidays.CN itself asks; its public list ends in known years

EARLIEST, LATEST = 2000, 2099
_library = _ChineseLunisolar()


class UnknownYear(ValueError):
    """The library has no lunar calendar for this year."""


@cache
def spring_festival(year: int) -> date:
    """正月初一 of the year. Raises UnknownYear."""
    found = _library.lunar_new_year_date(year) if EARLIEST <= year <= LATEST else None
    if not found:
        raise UnknownYear(year)
    day, _is_exact = found
    return day


def eve_of(festival: date) -> date:
    """除夕, the day before, whatever its lunar number."""
    return festival - timedelta(days=1)
