"""What a change of a series means, as data: which shifts change, go, come or move, and whom that concerns."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.models import SeriesOccurrence, Shift, ShiftSeries, Signup
from volunteers.series_pattern import Pattern, Task, Times


class Scope(models.TextChoices):
    THIS = "this", _("Only this shift")
    FOLLOWING = "following", _("This and all following shifts")
    ALL = "all", _("All coming shifts")


class OnClash(models.TextChoices):
    KEEP = "keep", _("Leave these shifts at their old time")
    RELEASE = "release", _("Move them all the same and release these people from them")


class Part(models.TextChoices):
    """What of a shift was changed by hand and therefore stays."""

    TIME = "time", pgettext_lazy("changed by hand", "time")
    PLACE = "place", pgettext_lazy("changed by hand", "place")
    TASKS = "tasks", pgettext_lazy("changed by hand", "tasks and places")
    CANCELLED = "cancelled", pgettext_lazy("changed by hand", "cancelled")
    DAY = "day", pgettext_lazy("changed by hand", "stays although the rule leaves out the day")
    OVER = "over", pgettext_lazy("changed by hand", "stays at its time because the new one is over")
    CLASH = "clash", pgettext_lazy("changed by hand", "stays at its time because of people who have another shift")


@dataclass(frozen=True)
class ShiftChange:
    """None: that part of the shift stays as it is. `kept` says which parts stay although the series changes them."""

    occurrence: SeriesOccurrence
    times: Times | None = None
    place: tuple[str, str] | None = None
    tasks: tuple[Task, ...] | None = None
    kept: tuple[Part, ...] = ()
    is_moved: bool = False  # people have to know: another start, end or arrival
    days: tuple[date, date] | None = None  # old and new, of a shift that moves to another day

    @property
    def shift(self) -> Shift:
        return self.occurrence.shift

    @property
    def is_told(self) -> bool:
        return self.is_moved or self.place is not None

    @property
    def is_change(self) -> bool:
        return self.times is not None or self.place is not None or self.tasks is not None


@dataclass(frozen=True)
class Clash:
    """`signup` is on a shift that would move; its volunteer is confirmed for `other` at the new time."""

    signup: Signup
    other: Signup
    new_start: datetime


@dataclass(frozen=True)
class SeriesChange:
    series: ShiftSeries
    since: date
    scope: str = Scope.ALL
    pattern: Pattern | None = None
    carried: tuple[SeriesOccurrence, ...] = ()  # rows that the new pattern takes over
    changes: tuple[ShiftChange, ...] = ()
    drops: tuple[SeriesOccurrence, ...] = ()
    new_days: tuple[date, ...] = ()
    pairs: Mapping[int, date] = field(default_factory=dict)  # occurrence → the new day that it may move to
    signups: Mapping[int, Sequence[Signup]] = field(default_factory=dict)  # live ones, by shift
    clashes: tuple[Clash, ...] = ()
    releases: tuple[Signup, ...] = ()
    used: frozenset[int] = frozenset()  # shifts to which something refers: they are cancelled, never removed
    reminded: int = 0  # people who were reminded of a time that will no longer be right
    asked: str = ""  # the digest before the clashes were answered

    @cached_property
    def moved(self) -> list[ShiftChange]:
        return [change for change in self.changes if change.is_moved]

    @cached_property
    def moved_days(self) -> list[tuple[date, date]]:
        """Old and new day of the shifts that move to another one."""
        return [change.days for change in self.changes if change.days]

    @cached_property
    def movable_days(self) -> list[tuple[date, date]]:
        """Old and new day of the shifts that are cancelled and might move instead."""
        rows = [row for row in self.drops if row.pk in self.pairs and row.shift_id in self.signups]
        return [(self.series.day_of(row.original_start), self.pairs[row.pk]) for row in rows]

    @cached_property
    def moved_weekdays(self) -> dict[int, int]:
        """Old and new day of the week, where all shifts of the old one move to the same."""
        found: dict[int, set[int]] = defaultdict(set)
        for old, new in self.moved_days:
            found[old.weekday()].add(new.weekday())
        return {old: new.pop() for old, new in found.items() if len(new) == 1}

    @cached_property
    def told(self) -> list[ShiftChange]:
        return [change for change in self.changes if change.is_told]

    @cached_property
    def kept(self) -> list[ShiftChange]:
        return [change for change in self.changes if change.kept]

    @cached_property
    def cancelled(self) -> list[Shift]:
        return [row.shift for row in self.drops if row.shift_id in self.used]

    @cached_property
    def removed(self) -> list[Shift]:
        return [row.shift for row in self.drops if row.shift_id not in self.used]

    @cached_property
    def shift_ids(self) -> list[int]:
        """Those that the change touches, in the order of locks."""
        return sorted({c.shift.pk for c in self.changes if c.is_change} | {row.shift_id for row in self.drops})

    @property
    def volunteer_ids(self) -> set[int]:
        return {s.volunteer_id for signups in self.signups.values() for s in signups}

    @cached_property
    def told_signups(self) -> list[Signup]:
        """Those whose people get a message: one line each."""
        shifts = [change.shift.pk for change in self.told] + [shift.pk for shift in self.cancelled]
        return [signup for shift in shifts for signup in self.signups.get(shift, ())]

    @cached_property
    def people(self) -> list[tuple[str, int]]:
        """Who is told, by name, and of how many shifts."""
        counted: dict[int, list[Signup]] = defaultdict(list)
        for signup in self.told_signups:
            counted[signup.volunteer_id].append(signup)
        return sorted((signups[0].volunteer.name, len(signups)) for signups in counted.values())

    @property
    def is_nothing(self) -> bool:
        return not (self.shift_ids or self.new_days)

    @property
    def digest(self) -> str:
        """The same for the same consequences, whatever is answered to the clashes."""
        if self.asked:
            return self.asked
        lines = [
            f"{self.series.pk} {self.series.revision} {self.scope} {self.since} {self.pattern!r}",
            *(f"change {c.shift.pk} {c.times} {c.place} {c.tasks} {c.kept}" for c in self.changes),
            *(f"drop {row.shift_id} {row.shift_id in self.used}" for row in self.drops),
            *(f"new {day}" for day in self.new_days),
            *(f"person {s.pk} {s.state}" for shift in sorted(self.signups) for s in self.signups[shift]),
            *(f"clash {clash.signup.pk} {clash.other.pk}" for clash in self.clashes),
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
