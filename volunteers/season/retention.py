"""Who comes back: from one season to the next, after the first time, and month by month.

Counted is attendance ("present") on the shifts that the user leads. Somebody is new in the month of the first such
attendance that there is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.timezone import localdate

from volunteers.choices import Outcome
from volunteers.models import Shift, Signup
from volunteers.season.figures import percent
from volunteers.season.periods import Season, shifted

MONTHS_SHOWN = 6  # after the first one


@dataclass(frozen=True)
class Cohort:
    """`again`: of the `people` new in `month`, how many served in the first, second … month after it; None ahead."""

    month: date
    people: int
    again: tuple[int | None, ...]

    @property
    def name(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def shares(self) -> list[int | None]:
        return [None if count is None else percent(count, self.people) for count in self.again]


@dataclass(frozen=True)
class Retention:
    """`again` of the `served` came in the following season too. Of the `newcomers`, `returned` served once more within
    `within_days`; `may_return` are still inside these days and have not yet."""

    season: Season
    following: Season
    has_begun: bool  # the following season
    has_ended: bool
    served: int
    again: int
    within_days: int
    newcomers: int
    returned: int
    may_return: int
    cohorts: tuple[Cohort, ...]

    @property
    def again_share(self) -> int | None:
        return percent(self.again, self.served)

    @property
    def returned_share(self) -> int | None:
        """Of those whose days are over or who are back."""
        return percent(self.returned, self.newcomers - self.may_return)


def retention_of(user: Any, season: Season, within_days: int, at: datetime) -> Retention:
    """Two queries."""
    following = season.following
    first_days = _first_days(user, at)
    months_end = shifted(season.months[-1], MONTHS_SHOWN + 1)
    until = max(following.last, season.last + timedelta(days=within_days), months_end)
    days = _days_served(user, season.first, until, at)
    served = {person for person, on in days.items() if any(season.first <= day <= season.last for day in on)}
    again = {p for p in served if any(following.first <= day <= following.last for day in days[p])}
    new = {person: first for person, first in first_days.items() if season.first <= first <= season.last}
    window = timedelta(days=within_days)
    returned = {p for p, first in new.items() if any(first < day <= first + window for day in days[p])}
    today = localdate(at)
    return Retention(
        season=season,
        following=following,
        has_begun=following.first <= today,
        has_ended=following.last < today,
        served=len(served),
        again=len(again),
        within_days=within_days,
        newcomers=len(new),
        returned=len(returned),
        may_return=sum(1 for p, first in new.items() if p not in returned and today <= first + window),
        cohorts=tuple(_cohort(month, new, days, today) for month in season.months),
    )


def _attended(user: Any, at: datetime) -> QuerySet[Signup]:
    shifts = Shift.objects.led_by(user).order_by().values("pk")
    return Signup.objects.filter(shift__in=shifts, attendance__outcome=Outcome.PRESENT, starts_at__lte=at).order_by()


def _first_days(user: Any, at: datetime) -> dict[int, date]:
    rows = _attended(user, at).values_list("volunteer").annotate(first=Min("starts_at"))
    return {volunteer: localdate(first) for volunteer, first in rows}


def _days_served(user: Any, first: date, last: date, at: datetime) -> dict[int, set[date]]:
    """Volunteer → days, from the first day to the last one."""
    span = Season(first, last)
    rows = _attended(user, at).filter(starts_at__gte=span.start, starts_at__lt=span.end)
    found: dict[int, set[date]] = {}
    for volunteer, moment in rows.values_list("volunteer", "starts_at"):
        found.setdefault(volunteer, set()).add(localdate(moment))
    return found


def _cohort(month: date, new: Mapping[int, date], days: Mapping[int, Iterable[date]], today: date) -> Cohort:
    people = [person for person, first in new.items() if first.replace(day=1) == month]
    again = []
    for number in range(1, MONTHS_SHOWN + 1):
        later = shifted(month, number)
        back = sum(any(day.replace(day=1) == later for day in days[person]) for person in people)
        again.append(back if later <= today else None)
    return Cohort(month, len(people), tuple(again))
