"""What the pages of a series show: its sentence, its coming days, whether it is planned in time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.timezone import localdate

from areas.calendar import work_calendar
from volunteers.models import SeriesOccurrence, Shift, ShiftSeries, StandingPlace
from volunteers.models.series import Kind
from volunteers.recurrence import parse
from volunteers.rule_words import sentence
from volunteers.series_change import Part, Scope, SeriesChange
from volunteers.series_pattern import Pattern, Times, allowed, pattern_of
from volunteers.series_plan import changed_by_hand
from volunteers.workflow import SHIFT_WORKFLOW
from workflow.machine import State

PREVIEWED = 10
DAYS_THAT_TELL = 60  # enough to see every day of the week that a rule has
LATE_AFTER = timedelta(hours=36)  # the planner comes every night and notes every series, also one without a new day
SHOWN_AT_ONCE, MOST_SHOWN = 14, 120


@dataclass(frozen=True)
class Card:
    """A series in the list; `coming` counts its shifts ahead that are open."""

    series: ShiftSeries
    rule: str
    is_late: bool
    coming: int


@dataclass(frozen=True)
class Line:
    """A day of the series. `by_hand`: what of it is not as the series says; `is_closed`: the calendar closes it."""

    day: date
    shift: Shift | None
    kind: str
    by_hand: tuple[Part, ...]
    is_closed: bool
    has_begun: bool

    @property
    def state(self) -> State | None:
        return SHIFT_WORKFLOW.states[self.shift.state] if self.shift else None

    @property
    def kind_label(self) -> str | Promise:
        return Kind(self.kind).label if self.kind != Kind.RULE else ""

    @property
    def taken(self) -> int:
        return sum(role.taken for role in self.shift.roles.all()) if self.shift else 0

    @property
    def capacity(self) -> int:
        return sum(role.capacity for role in self.shift.roles.all()) if self.shift else 0

    @property
    def day_text(self) -> str:
        return self.day.isoformat()

    @property
    def may_change(self) -> bool:
        return self.shift is not None and self.shift.state != "cancelled" and not self.has_begun


def cards_of(user: Any, at: datetime) -> list[Card]:
    """Running ones first, then those that ended. A constant number of queries."""
    ahead = Count("occurrences", filter=Q(occurrences__shift__starts_at__gt=at, occurrences__shift__state="open"))
    rows = ShiftSeries.objects.visible_to(user).select_related("activity__team").annotate(coming=ahead)
    cards = [
        Card(row, sentence_of(row), is_late(row, at), row.coming)
        for row in rows.order_by("activity__title_zh", "start_time", "pk")
    ]
    return sorted(cards, key=lambda card: has_ended(card.series, at))


def has_ended(series: ShiftSeries, at: datetime) -> bool:
    return series.stopped_from is not None and series.stopped_from <= series.day_of(at)


def late_series(at: datetime) -> int:
    """How many running series the planner has not come by for longer than a night."""
    return ShiftSeries.objects.running(localdate(at)).filter(planned_at__lt=at - LATE_AFTER).count()


def is_late(series: ShiftSeries, at: datetime) -> bool:
    """The planner has not come by for longer than a night."""
    return not has_ended(series, at) and (series.planned_at is None or series.planned_at < at - LATE_AFTER)


def lines_of(series: ShiftSeries, at: datetime) -> list[Line]:
    """The days from today on. A constant number of queries."""
    pattern, calendar = pattern_of(series), work_calendar()
    rows = series.occurrences.filter(original_start__gt=at - timedelta(days=1)).order_by("original_start")
    rows = rows.select_related("shift__activity").prefetch_related("shift__roles")[:MOST_SHOWN]
    return [_line(row, series.day_of(row.original_start), pattern, calendar, at) for row in rows]


def shift_by_hand(series: ShiftSeries, day: date) -> Shift | None:
    """The shift of that day, when it is not what the series says of it."""
    pattern = pattern_of(series)
    row = series.occurrences.filter(original_start=pattern.times_on(day).starts_at, shift__isnull=False)
    found = row.select_related("shift").prefetch_related("shift__roles").first()
    if found is None or found.shift is None:
        return None
    return found.shift if changed_by_hand(found.shift, pattern, day) else None


def standing_left_behind(plan: SeriesChange) -> int:
    """Standing places on days of the week on which the series, changed like this, has no more shifts; those that move
    with their people are not among them."""
    if plan.pattern is None or plan.scope == Scope.THIS:
        return 0
    ahead = plan.pattern.next_days(max(plan.since, plan.pattern.first_on), DAYS_THAT_TELL, work_calendar())
    live = StandingPlace.objects.live().filter(series=plan.series)
    return live.exclude(weekday__in={day.weekday() for day in ahead} | plan.moved_weekdays.keys()).count()


def standing_moved(plan: SeriesChange) -> int:
    """Standing places that go along to the new day of the week."""
    if not plan.moved_weekdays:
        return 0
    return StandingPlace.objects.live().filter(series=plan.series, weekday__in=plan.moved_weekdays).count()


def _line(row: SeriesOccurrence, day: date, pattern: Pattern, calendar: Any, at: datetime) -> Line:
    shift = row.shift
    is_closed = shift is not None and row.kind == Kind.RULE and shift.state != "cancelled"
    return Line(
        day=day,
        shift=shift,
        kind=row.kind,
        by_hand=changed_by_hand(shift, pattern, day) if shift else (),
        is_closed=is_closed and not allowed(day, pattern.day_policy, calendar),
        has_begun=shift is not None and shift.starts_at <= at,
    )


@dataclass(frozen=True)
class Preview:
    """The next days with their times, and days of the rule in between that the calendar leaves out."""

    rule: str
    days: list[tuple[date, Times]]
    left_out: list[date]


def preview_of(pattern: Pattern, since: date) -> Preview:
    calendar = work_calendar()
    since = max(since, pattern.first_on)
    days = pattern.next_days(since, PREVIEWED, calendar)
    by_rule = pattern.rule.days(pattern.first_on, since, days[-1]) if days else []
    left_out = [day for day in by_rule if day not in set(days)]
    return Preview(sentence(pattern.rule), [(day, pattern.times_on(day)) for day in days], left_out)


def sentence_of(series: ShiftSeries) -> str:
    return sentence(parse(series.rule))


def sentence_of_pattern(pattern: Pattern | None) -> str:
    return sentence(pattern.rule) if pattern else ""
