"""When the days of a series change: which shift may move to which new day, with the people on it.

The leader chooses on the page of consequences. A shift moves within its week, or its month when the series is monthly:
nobody who signed up for a Monday means a day of another week.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.models import SeriesOccurrence, ShiftSeries, Signup
from volunteers.recurrence import Rule


class OnDay(models.TextChoices):
    CANCEL = "cancel", _("Cancel these shifts and tell the people")
    MOVE = "move", _("Move these shifts to the new day, with the people on them")


def pairs_of(
    series: ShiftSeries, rules: Collection[Rule], rows: Sequence[SeriesOccurrence], days: Collection[date]
) -> dict[int, date]:
    """Occurrence → new day, in their order within each week; one query, none when nothing can be paired.

    Where more shifts than new days are in a week, those that somebody signed up for come first.
    """
    if not (rows and days):
        return {}
    period = _month if all(rule.freq == "MONTHLY" for rule in rules) else _week
    with_people = _with_people(rows)
    free: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in sorted(days):
        free[period(day)].append(day)
    pairs: dict[int, date] = {}
    for key, there in free.items():
        mine = [row for row in rows if period(series.day_of(row.original_start)) == key]
        chosen = sorted(mine, key=lambda row: row.shift_id not in with_people)[: len(there)]
        in_order = sorted(chosen, key=lambda row: row.original_start)
        pairs |= {row.pk: day for row, day in zip(in_order, there, strict=False)}
    return pairs


def _with_people(rows: Sequence[SeriesOccurrence]) -> set[int]:
    live = Signup.objects.live().filter(shift__in=[row.shift_id for row in rows])
    return set(live.order_by().values_list("shift", flat=True))


def _week(day: date) -> tuple[int, int]:
    year, week, _weekday = day.isocalendar()
    return year, week


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
