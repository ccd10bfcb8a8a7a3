"""The stretch of days that figures are about: a quarter, a year, or any two days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 2000, 2998
QUARTERS_OFFERED, YEARS_OFFERED = 5, 2
LONGEST = 1100  # days: three years


class BadSeason(ValueError):
    """The days are no season; `str()` says what to do."""


@dataclass(frozen=True)
class Season:
    """From `first` to `last`, both included, as days on the wall of Zhengzhou."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return midnight(self.last + DAY)

    @property
    def following(self) -> "Season":
        """As many months when it consists of whole ones, else as many days."""
        if self.first.day == 1 and (self.last + DAY).day == 1:
            return Season(self.last + DAY, shifted(self.last + DAY, len(self.months)) - DAY)
        return Season(self.last + DAY, self.last + DAY + (self.last - self.first))

    @property
    def months(self) -> list[date]:
        """The first day of each month that it touches."""
        found = [self.first.replace(day=1)]
        while (later := shifted(found[-1], 1)) <= self.last:
            found.append(later)
        return found

    @property
    def query(self) -> str:
        return f"from={self.first}&until={self.last}"

    @property
    def name(self) -> str:
        return f"{self.first} – {self.last}"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, get_current_timezone())


def shifted(first_of_month: date, months: int) -> date:
    """The first day of the month that is so many months later (or, negative, earlier)."""
    number = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def quarter_of(day: date) -> Season:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Season(first, shifted(first, 3) - DAY)


def year_of(day: date) -> Season:
    return Season(date(day.year, 1, 1), date(day.year, 12, 31))


@dataclass(frozen=True)
class Choice:
    label: str
    season: Season
    is_current: bool


def offered(chosen: Season, today: date) -> list[Choice]:
    """The latest quarters and years, to be chosen with one touch."""
    begins = [shifted(quarter_of(today).first, -3 * number) for number in range(QUARTERS_OFFERED)]
    quarters = [quarter_of(first) for first in begins]
    years = [year_of(date(today.year - number, 1, 1)) for number in range(YEARS_OFFERED)]
    return [
        *(Choice(_quarter_name(season.first), season, season == chosen) for season in quarters),
        *(Choice(_("Year %(year)d") % {"year": season.first.year}, season, season == chosen) for season in years),
    ]


def _quarter_name(first: date) -> str:
    return _("Quarter %(quarter)d of %(year)d") % {"quarter": (first.month - 1) // 3 + 1, "year": first.year}


def season_from(query: Mapping[str, str], today: date) -> Season:
    """?from=2023-07-01&until=2023-09-30; without both the quarter of today. Raises BadSeason."""
    texts = query.get("from", ""), query.get("until", "")
    if not any(texts):
        return quarter_of(today)
    try:
        first, last = (date.fromisoformat(text) for text in texts)
    except ValueError:
        raise BadSeason(_("Please enter both days, for example 2026-03-01.")) from None
    if not (first.year >= FIRST_YEAR and last.year <= LAST_YEAR):
        raise BadSeason(_("Please choose days after the year 2000."))
    if last < first:
        raise BadSeason(_("The last day is before the first one. Please check both."))
    if (last - first).days >= LONGEST:
        raise BadSeason(_("Please choose at most three years."))
    return Season(first, last)
