"""Sign-ups, attendance, hours and fill of a season, by field, community, team and month.

Counted are the shifts that the user leads, that were announced and not cancelled, and that began within the season and
until now. Hours are those of the ledger: entries of service whose day lies in the season, reversals taken off. So each
figure can be had again from the rows of the season's roster (volunteers.season_exports) and of the ledger.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, DateField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from accounts.permissions import has_role
from areas.models import AdminArea
from volunteers.choices import HoursKind, Outcome, ServiceField
from volunteers.models import HoursEntry, Shift, ShiftRole, Signup, VolunteerTeam
from volunteers.models.people import OVERSEERS
from volunteers.season.periods import Season

COUNTED_STATES = ("open", "closed")
HALF_UP = ROUND_HALF_UP


@dataclass
class Tally:
    """`places` were offered, `filled` of them taken (never more than there are); `people` are different volunteers who
    attended."""

    shifts: int = 0
    places: int = 0
    filled: int = 0
    signups: int = 0
    attended: int = 0
    absent: int = 0
    excused: int = 0
    minutes: int = 0
    people: set[int] = field(default_factory=set)

    @property
    def volunteers(self) -> int:
        return len(self.people)

    @property
    def fill(self) -> int | None:
        return percent(self.filled, self.places)

    @property
    def came(self) -> int | None:
        """Of those whose attendance is known."""
        return percent(self.attended, self.attended + self.absent + self.excused)

    @property
    def hours(self) -> Decimal:
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.1"), HALF_UP)


def percent(part: int, whole: int) -> int | None:
    """Rounded half up; None of nothing."""
    return int((Decimal(part) * 100 / whole).quantize(Decimal(1), HALF_UP)) if whole else None


@dataclass(frozen=True)
class Row:
    label: str
    tally: Tally


@dataclass(frozen=True)
class Figures:
    total: Tally
    by_field: list[Row]
    by_community: list[Row]
    by_team: list[Row]
    by_month: list[Row]


@dataclass(frozen=True)
class Origin:
    """What a row counts for; None where nothing is known (hours taken over from a list, activities without a place)."""

    field: str | None
    area: int | None
    team: int | None
    month: date


Found = dict[Origin, Tally]


def figures_of(user: Any, season: Season, at: datetime) -> Figures:
    """Seven queries, however much there is."""
    found: Found = {}
    for add in (_add_shifts, _add_places, _add_signups, _add_people, _add_hours):
        add(found, user, season, at)
    areas = {area.pk: area.short_name for area in AdminArea.objects.only("pk", "name", "name_en")}
    teams = {team.pk: str(team) for team in VolunteerTeam.objects.run_by(user).only("pk", "name_zh", "name_en")}
    return Figures(
        total=_merged(found.values()),
        by_field=_grouped(found, lambda origin: origin.field, dict(ServiceField.choices)),
        by_community=_grouped(found, lambda origin: origin.area, areas),
        by_team=_grouped(found, lambda origin: origin.team, teams),
        by_month=[
            Row(f"{month:%Y-%m}", _merged(tally for origin, tally in found.items() if origin.month == month))
            for month in season.months
        ],
    )


def counted_shifts(user: Any, season: Season, at: datetime) -> QuerySet[Shift]:
    shifts = Shift.objects.led_by(user).filter(state__in=COUNTED_STATES, starts_at__lte=at)
    return shifts.between(season.start, season.end)


def counted_hours(user: Any, season: Season) -> QuerySet[HoursEntry]:
    """Of the teams that the user leads, also where he could see an entry because it is his own; all for overseers."""
    entries = HoursEntry.objects.filter(kind=HoursKind.SERVICE, day__gte=season.first, day__lte=season.last)
    if has_role(user, *OVERSEERS):
        return entries
    teams = VolunteerTeam.objects.led_by(user).values("pk")
    return entries.filter(Q(attendance__signup__shift__activity__team__in=teams) | Q(claim__team__in=teams))


# --- Reading ----------------------------------------------------------------------------------------------------------


def _origin_of(prefix: str, start: str) -> dict[str, Any]:
    """The parts of an Origin for a query; `prefix` leads to the activity, `start` is the beginning of the shift."""
    activity = {name: F(f"{prefix}__{name}") for name in ("field", "area", "team")}
    month = TruncMonth(start, tzinfo=get_current_timezone(), output_field=DateField())
    return {f"of_{name}": value for name, value in activity.items()} | {"of_month": month}


PARTS = ("of_field", "of_area", "of_team", "of_month")


def _tally(found: Found, parts: Sequence[Any]) -> Tally:
    return found.setdefault(Origin(*parts), Tally())


def _add_shifts(found: Found, user: Any, season: Season, at: datetime) -> None:
    rows = counted_shifts(user, season, at).order_by().annotate(**_origin_of("activity", "starts_at"))
    for *parts, count in rows.values_list(*PARTS).annotate(n=Count("pk")):
        _tally(found, parts).shifts += count


def _add_places(found: Found, user: Any, season: Season, at: datetime) -> None:
    """Task by task: people above the places of one task fill no place of another."""
    shifts = counted_shifts(user, season, at).order_by()
    taken = Sum("signups__party_size", filter=Q(signups__state="confirmed"), default=0)
    rows = ShiftRole.objects.filter(shift__in=shifts.values("pk")).order_by()
    rows = rows.annotate(**_origin_of("shift__activity", "shift__starts_at"), confirmed=taken)
    for *parts, capacity, confirmed in rows.values_list(*PARTS, "capacity", "confirmed"):
        tally = _tally(found, parts)
        tally.places += capacity
        tally.filled += min(capacity, confirmed)


def counted_signups(user: Any, season: Season, at: datetime) -> QuerySet[Signup]:
    return Signup.objects.filter(shift__in=counted_shifts(user, season, at).order_by().values("pk"))


def _add_signups(found: Found, user: Any, season: Season, at: datetime) -> None:
    """Everybody who signed up, also who cancelled; an attendance counts as the leader decided it last."""
    rows = counted_signups(user, season, at).order_by().annotate(**_origin_of("shift__activity", "starts_at"))
    outcomes = rows.values_list(*PARTS, "attendance__outcome").annotate(n=Count("pk"))
    for *parts, outcome, count in outcomes:
        tally = _tally(found, parts)
        tally.signups += count
        if outcome in COUNTERS:
            setattr(tally, COUNTERS[outcome], getattr(tally, COUNTERS[outcome]) + count)


COUNTERS = {Outcome.PRESENT: "attended", Outcome.ABSENT: "absent", Outcome.EXCUSED: "excused"}


def _add_people(found: Found, user: Any, season: Season, at: datetime) -> None:
    there = counted_signups(user, season, at).filter(attendance__outcome=Outcome.PRESENT)
    rows = there.order_by().annotate(**_origin_of("shift__activity", "starts_at"))
    for *parts, volunteer in rows.values_list(*PARTS, "volunteer").distinct():
        _tally(found, parts).people.add(volunteer)


def _add_hours(found: Found, user: Any, season: Season, _at: datetime) -> None:
    """The ledger says where time was given: the shift, or the team of whoever entered it later."""
    attended = "attendance__signup__shift__activity"
    origin = {
        "of_field": Coalesce(f"{attended}__field", "claim__team__field"),
        "of_area": Coalesce(f"{attended}__area", "claim__team__area"),
        "of_team": Coalesce(f"{attended}__team", "claim__team"),
        "of_month": TruncMonth("day"),
    }
    rows = counted_hours(user, season).order_by().annotate(**origin)
    for *parts, minutes in rows.values_list(*PARTS).annotate(total=Sum("minutes")):
        _tally(found, parts).minutes += minutes


# --- Grouping ---------------------------------------------------------------------------------------------------------


def _merged(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        for name in NUMBERS:
            setattr(total, name, getattr(total, name) + getattr(tally, name))
        total.people |= tally.people
    return total


NUMBERS = ("shifts", "places", "filled", "signups", "attended", "absent", "excused", "minutes")


def _grouped(found: Found, part: Callable[[Origin], Any], names: Mapping[Any, Any]) -> list[Row]:
    """Most hours first, then most sign-ups; what is not known last."""
    groups: dict[Any, list[Tally]] = {}
    for origin, tally in found.items():
        groups.setdefault(part(origin), []).append(tally)
    merged = [(key, _merged(tallies)) for key, tallies in groups.items()]
    merged.sort(key=lambda item: (item[0] is None, -item[1].minutes, -item[1].signups, str(item[0])))
    return [Row(str(names.get(key, _("not known"))), tally) for key, tally in merged]
