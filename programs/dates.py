"""Ages, school years and windows, counted the way Chinese law counts them. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Period = tuple[date, date]


def age_on(birth: date, day: date) -> int:
    """Full years (周岁). A person born on 29 February has the birthday on 1 March of a common year."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    month += 1
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return date(year, month, last)
            except ValueError:
                continue
    raise AssertionError("every month has 28 days")


def calendar_year(day: date) -> Period:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def school_year(day: date) -> Period:
    """1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return date(first, 9, 1), date(first + 1, 8, 31)


def is_in_window(day: date, opens: str, closes: str) -> bool:
    """Both ends ("MM-DD") belong to the window; one that closes before it opens runs over New Year."""
    today = f"{day:%m-%d}"
    return opens <= today <= closes if opens <= closes else today >= opens or today <= closes


@dataclass(frozen=True)
class Frequency:
    """How often a person may receive a scheme. `period`: the span around a day; None when the case itself counts."""

    code: str
    label: str | Promise
    period: Callable[[date], Period] | None = None

    def covers(self, day: date) -> Any:
        return self.period(day) if self.period else None


ONCE_PER_CALENDAR_YEAR = Frequency("calendar_year", _("Once in a calendar year"), calendar_year)
ONCE_PER_SCHOOL_YEAR = Frequency("school_year", _("Once in a school year (1 September to 31 August)"), school_year)
ONCE_IN_A_LIFE = Frequency("lifetime", _("Once in a lifetime"), lambda day: (date.min, date.max))
ONCE_PER_CASE = Frequency("case", _("Once for the same case"))
ONCE_PER_INCIDENT = Frequency("incident", _("Once for the same incident; follow-up aid stays within one case"))
ONE_AT_A_TIME = Frequency("one_at_a_time", _("One at a time; a lost or broken one is replaced"))
