"""The board of a day: "6 of 8, cook missing", and which shifts leaders are told of the evening before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.functional import cached_property
from django.utils.timezone import get_current_timezone, localdate

from audit.recording import Occurrence, record_many
from programs.selectors import figures_in_force
from volunteers.models import Shift, ShiftRole

RUNNING = ("open", "closed")


@dataclass(frozen=True)
class Missing:
    task: str
    people: int


@dataclass(frozen=True)
class BoardLine:
    shift: Shift
    at: datetime

    @cached_property
    def roles(self) -> list[ShiftRole]:
        return list(self.shift.roles.all())

    @property
    def taken(self) -> int:
        return sum(role.taken for role in self.roles)

    @property
    def capacity(self) -> int:
        return sum(role.capacity for role in self.roles)

    @cached_property
    def missing(self) -> list[Missing]:
        return [Missing(str(role), role.minimum - role.taken) for role in self.roles if role.is_short]

    @property
    def may_still_ask(self) -> bool:
        return self.shift.state == "open" and self.at < self.shift.starts_at


@dataclass(frozen=True)
class Board:
    day: date
    today: date
    lines: tuple[BoardLine, ...]

    @property
    def is_tomorrow(self) -> bool:
        return self.day == self.today + timedelta(days=1)

    @property
    def short(self) -> int:
        return sum(bool(line.missing) for line in self.lines)

    @property
    def previous(self) -> str:
        return f"{self.day - timedelta(days=1)}"

    @property
    def next(self) -> str:
        return f"{self.day + timedelta(days=1)}"


def board_of(user: Any, day: date, at: datetime) -> Board:
    """The shifts of the day that the user leads or, for the office, all: those with too few people first."""
    shifts = of_day(day).filter(pk__in=Shift.objects.led_by(user).values("pk"))
    rows = shifts.select_related("activity__team").prefetch_related("roles").order_by("starts_at", "pk")
    lines = sorted((BoardLine(shift, at) for shift in rows), key=lambda line: not line.missing)
    return Board(day, localdate(at), tuple(lines))


def of_day(day: date) -> Any:
    """Shifts that begin on the local day and take place."""
    start = datetime.combine(day, time.min, get_current_timezone())
    end = datetime.combine(day + timedelta(days=1), time.min, get_current_timezone())
    return Shift.objects.between(start, end).filter(state__in=RUNNING)


def plan_shortage_alerts(at: datetime) -> int:
    """Records one alert per shift and day, from the hour of the evening before until the shift begins; returns how many
    are new. So an evening on which nothing ran is caught up, and a shift that was moved to another day counts anew."""
    return record_many(list(_shortages(at)), at=at)


def is_short(shift: Shift) -> bool:
    return shift.state in RUNNING and any(role.is_short for role in shift.roles.all())


def _shortages(at: datetime) -> Iterator[Occurrence]:
    short = ShiftRole.objects.filter(shift=OuterRef("pk"), taken__lt=F("minimum"))
    for day in _days_to_tell(at):
        for shift in of_day(day).filter(Exists(short), starts_at__gt=at).order_by("pk"):
            yield Occurrence("volunteers.shift_short", shift, f"shift-short:{shift.pk}:{day}", {"day": f"{day}"})


def _days_to_tell(at: datetime) -> list[date]:
    """Today, and tomorrow once the hour has come (a policy figure: 20 o'clock)."""
    today = localdate(at)
    hour = min(23, int(figures_in_force(today)["shortage_alert_at"]))
    begins = datetime.combine(today, time(hour), get_current_timezone())
    return [today, today + timedelta(days=1)] if at >= begins else [today]
