"""Where people will probably be missing in the coming weeks, and why it is thought so.

For each announced shift ahead: how many people had a place on comparable shifts (the same series or else activity, the
same weekday, or else any), and how many of those whose attendance was marked came. Expected are

    the larger of (people with a place now, average of people with a place then), at most the places there are,
    times the share of those who came.

The same is estimated for each task of the shift, from the tasks of that name on the comparable shifts. A shift is short
when that is less than the least number of people, of one task or of all: six people are too few without a cook.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers.choices import Outcome
from volunteers.models import SeriesOccurrence, Shift, ShiftRole, ShiftSeries
from volunteers.models.skills import Weekday
from volunteers.season.figures import COUNTED_STATES

ENOUGH = 2  # comparable shifts; one alone says nothing
CONFIRMED = Q(signups__state="confirmed")
MARKED = CONFIRMED & Q(signups__attendance__isnull=False)
CAME = CONFIRMED & Q(signups__attendance__outcome=Outcome.PRESENT)


@dataclass(frozen=True)
class People:
    """Those who had a place, whose attendance is marked, and who came."""

    confirmed: int = 0
    marked: int = 0
    came: int = 0

    def __add__(self, other: "People") -> "People":
        return People(self.confirmed + other.confirmed, self.marked + other.marked, self.came + other.came)


@dataclass(frozen=True)
class Past:
    """A comparable shift; `tasks` are its people by the Chinese name of the task."""

    activity: int
    series: int | None
    weekday: int
    tasks: dict[str, People]


@dataclass(frozen=True)
class Basis:
    """The comparable shifts; `kind` names how they are alike: series_day, activity_day, activity, or none."""

    kind: str
    past: tuple[Past, ...]

    @cached_property
    def average(self) -> Fraction:
        return Fraction(self._people.confirmed, len(self.past)) if self.past else Fraction(0)

    @cached_property
    def share(self) -> Fraction:
        """Of those whose attendance was marked; all when nothing was."""
        return Fraction(self._people.came, self._people.marked) if self._people.marked else Fraction(1)

    @cached_property
    def _people(self) -> People:
        return sum((people for one in self.past for people in one.tasks.values()), People())

    def of_task(self, name: str) -> "Basis":
        """The same shifts, with nobody but the people of this task."""
        return Basis(self.kind, tuple(replace(one, tasks={name: one.tasks.get(name, People())}) for one in self.past))


@dataclass(frozen=True)
class Estimate:
    """How many people are expected on a shift, or for one of its tasks."""

    confirmed: int
    capacity: int
    minimum: int
    basis: Basis

    @cached_property
    def expected(self) -> Fraction:
        likely = max(Fraction(self.confirmed), self.basis.average)
        return min(likely, Fraction(max(self.capacity, self.confirmed))) * self.basis.share

    @property
    def expected_text(self) -> str:
        return one_decimal(self.expected)

    @cached_property
    def lacking(self) -> Fraction:
        return max(self.minimum - self.expected, Fraction(0))


@dataclass(frozen=True)
class TaskOutlook(Estimate):
    name: str

    @property
    def sentence(self) -> str:
        values = {"task": self.name, "expected": self.expected_text, "minimum": self.minimum}
        return _("%(task)s: %(expected)s expected, %(minimum)d needed.") % values


@dataclass(frozen=True)
class Outlook(Estimate):
    shift: Shift
    weekday: str
    tasks: tuple[TaskOutlook, ...]

    @property
    def is_short(self) -> bool:
        return self.missing > 0

    @cached_property
    def missing(self) -> Fraction:
        """Nobody stands in for another task."""
        return max(self.lacking, sum((task.lacking for task in self.tasks), Fraction(0)))

    @property
    def short_tasks(self) -> list[TaskOutlook]:
        """Told apart where the shift has several."""
        return [task for task in self.tasks if task.lacking] if len(self.tasks) > 1 else []

    @property
    def reason(self) -> str:
        """In words, with every number that the estimate rests on."""
        now = ngettext("%(n)d person has a place so far.", "%(n)d people have a place so far.", self.confirmed)
        tasks = [task.sentence for task in self.short_tasks]
        return " ".join([self._history(), now % {"n": self.confirmed}, *tasks])

    def _history(self) -> str:
        values = {
            "shifts": len(self.basis.past),
            "day": self.weekday,
            "average": one_decimal(self.basis.average),
            "percent": one_decimal(self.basis.share * 100).removesuffix(".0"),
        }
        return SENTENCES[self.basis.kind]() % values


SENTENCES: dict[str, Callable[[], str]] = {
    "series_day": lambda: _(
        "The last %(shifts)d shifts of this series on a %(day)s had %(average)s people on average, and %(percent)s%% "
        "of them came."
    ),
    "activity_day": lambda: _(
        "The last %(shifts)d shifts of this activity on a %(day)s had %(average)s people on average, and %(percent)s%% "
        "of them came."
    ),
    "activity": lambda: _(
        "The last %(shifts)d shifts of this activity had %(average)s people on average, and %(percent)s%% of them came."
    ),
    "none": lambda: _("There are no earlier shifts to compare with, so everybody is expected who has a place."),
}


def one_decimal(number: Fraction) -> str:
    """Rounded half up, as people write it."""
    tenths = int(number * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def forecast_of(user: Any, ahead_days: int, look_back_days: int, at: datetime) -> list[Outlook]:
    """Every announced shift of the coming days, the earliest first. Five queries."""
    since, until = at - timedelta(days=look_back_days), at + timedelta(days=ahead_days)
    ahead = _shifts(user).filter(starts_at__gt=at, starts_at__lte=until).select_related("activity__team")
    tasks = Prefetch("roles", ShiftRole.objects.annotate(confirmed=_people("signups", CONFIRMED)))
    rows = list(ahead.prefetch_related(tasks).order_by("starts_at", "pk"))
    series = _series_of(since, until)
    past = _by_likeness(_past(user, series, since, at))
    return [_outlook(shift, series, past) for shift in rows]


def _shifts(user: Any) -> QuerySet[Any]:
    led = Shift.objects.led_by(user).order_by().values("pk")
    return Shift.objects.filter(pk__in=led, state__in=COUNTED_STATES)


def _people(signups: str, which: Q) -> Sum:
    return Sum(f"{signups}__party_size", filter=which, default=0)


def _series_of(since: datetime, until: datetime) -> dict[int, int]:
    """Shift → its series; one that continues another counts as the same."""
    earlier = dict(ShiftSeries.objects.filter(continues__isnull=False).order_by().values_list("pk", "continues"))
    rows = SeriesOccurrence.objects.filter(shift__starts_at__gte=since, shift__starts_at__lte=until).order_by()
    return {shift: _first_of(series, earlier) for shift, series in rows.values_list("shift", "series")}


def _first_of(series: int, earlier: Mapping[int, int]) -> int:
    while series in earlier:
        series = earlier[series]
    return series


def _past(user: Any, series: Mapping[int, int], since: datetime, at: datetime) -> list[Past]:
    over = _shifts(user).filter(ends_at__lte=at, starts_at__gte=since).order_by()
    rows = ShiftRole.objects.filter(shift__in=over.values("pk")).order_by("shift", "pk")
    counts = {
        name: _people("signups", which)
        for name, which in (("confirmed", CONFIRMED), ("marked", MARKED), ("came", CAME))
    }
    names = ("shift", "shift__activity", "shift__starts_at", "name_zh", *counts)
    shifts: dict[int, Past] = {}
    for pk, activity, starts_at, task, *numbers in rows.annotate(**counts).values_list(*names):
        new = Past(activity, series.get(pk), localtime(starts_at).weekday(), {})
        tasks = shifts.setdefault(pk, new).tasks
        tasks[task] = tasks.get(task, People()) + People(*numbers)
    return list(shifts.values())


Likeness = tuple[str, int | None, int]


def _likenesses(activity: int, series: int | None, weekday: int) -> list[Likeness]:
    """From close to far; -1 stands for any weekday."""
    of_series: list[Likeness] = [("series_day", series, weekday)] if series is not None else []
    return [*of_series, ("activity_day", activity, weekday), ("activity", activity, -1)]


def _by_likeness(past: Sequence[Past]) -> dict[Likeness, list[Past]]:
    found: dict[Likeness, list[Past]] = {}
    for one in past:
        for likeness in _likenesses(one.activity, one.series, one.weekday):
            found.setdefault(likeness, []).append(one)
    return found


def _outlook(shift: Any, series: Mapping[int, int], past: Mapping[Likeness, list[Past]]) -> Outlook:
    weekday = localtime(shift.starts_at).weekday()
    basis = _basis(_likenesses(shift.activity_id, series.get(shift.pk), weekday), past)
    tasks = tuple(
        TaskOutlook(task.confirmed, task.capacity, task.minimum, basis.of_task(task.name_zh), name=str(task))
        for task in shift.roles.all()
    )
    return Outlook(
        confirmed=sum(task.confirmed for task in tasks),
        capacity=sum(task.capacity for task in tasks),
        minimum=sum(task.minimum for task in tasks),
        basis=basis,
        shift=shift,
        weekday=str(Weekday(weekday).label),
        tasks=tasks,
    )


def _basis(likenesses: Sequence[Likeness], past: Mapping[Likeness, list[Past]]) -> Basis:
    """The closest likeness of which there are enough shifts."""
    for likeness in likenesses:
        found = past.get(likeness, [])
        if len(found) >= ENOUGH:
            return Basis(likeness[0], tuple(found))
    return Basis("none", ())
