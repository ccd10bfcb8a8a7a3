"""The figures as tables: the same rows on the page, in CSV and in Excel."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from programs.selectors import figures_in_force
from volunteers.season.figures import Figures, Row, figures_of
from volunteers.season.forecast import Outlook, forecast_of, one_decimal
from volunteers.season.periods import Season
from volunteers.season.retention import MONTHS_SHOWN, Cohort, Retention, retention_of
from volunteers.selectors import monday_of
from web.lists import listed
from web.spreadsheet import Column, Kind


@dataclass(frozen=True)
class Table:
    """`bars` are (label, number, text of the number) of the chart beside it; `columns` stand in the files, `shown` on
    the page."""

    code: str
    title: str | Promise
    columns: Sequence[Column]
    rows: Sequence[Any]
    shown: Sequence[Column] = ()
    chart_title: str | Promise = ""
    bars: Sequence[tuple[str, float, str]] = ()

    @property
    def headings(self) -> list[str]:
        return [f"{column.title} ({column.unit})" if column.unit else f"{column.title}" for column in self.on_page]

    @property
    def lines(self) -> list[list[str]]:
        return [[_cell(column.value(row)) for column in self.on_page] for row in self.rows]

    @property
    def on_page(self) -> Sequence[Column]:
        return self.shown or self.columns


def _cell(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value}"


# --- By field, community, team and month ------------------------------------------------------------------------------

FILLED = Column(pgettext_lazy("places", "filled"), lambda row: row.tally.filled, Kind.INTEGER)
FILL_SHARE = Column(pgettext_lazy("places", "filled"), lambda row: row.tally.fill, Kind.INTEGER, unit="%")
FILL = Column(pgettext_lazy("places", "filled"), lambda row: _of_whole(row.tally.filled, row.tally.fill))
MINUTES = Column(_("minutes"), lambda row: row.tally.minutes, Kind.INTEGER)
TALLY_COLUMNS = (
    Column(_("shifts"), lambda row: row.tally.shifts, Kind.INTEGER),
    Column(_("places"), lambda row: row.tally.places, Kind.INTEGER),
    FILLED,
    FILL_SHARE,
    Column(_("sign-ups"), lambda row: row.tally.signups, Kind.INTEGER),
    Column(_("attended"), lambda row: row.tally.attended, Kind.INTEGER),
    Column(_("missed without telling"), lambda row: row.tally.absent, Kind.INTEGER),
    Column(_("excused"), lambda row: row.tally.excused, Kind.INTEGER),
    Column(_("volunteers"), lambda row: row.tally.volunteers, Kind.INTEGER),
    Column(_("hours"), lambda row: f"{row.tally.hours:,}"),
    MINUTES,
)


def _of_whole(count: int | None, share: int | None) -> str:
    return "" if count is None or share is None else f"{count:,} · {share}%"


def _tallies(code: str, title: Any, heading: Any, rows: list[Row]) -> Table:
    columns = (Column(heading, lambda row: row.label, width=24), *TALLY_COLUMNS)
    return Table(
        code,
        title,
        columns,
        rows,
        shown=[FILL if column is FILLED else column for column in columns if column not in (FILL_SHARE, MINUTES)],
        chart_title=_("Hours of service"),
        bars=[(row.label, row.tally.minutes, f"{row.tally.hours:,}") for row in rows],
    )


def of_figures(figures: Figures) -> list[Table]:
    return [
        _tallies("months", _("Month by month"), _("month"), figures.by_month),
        _tallies("fields", _("By field of service"), _("field of service"), figures.by_field),
        _tallies("communities", _("By community"), _("community"), figures.by_community),
        _tallies("teams", _("By team"), _("volunteer team"), figures.by_team),
    ]


# --- Coming back ------------------------------------------------------------------------------------------------------

RETURNING_COLUMNS = (
    Column(_("figure"), lambda row: row[0], width=60),
    Column(_("people"), lambda row: row[1], Kind.INTEGER),
    Column(_("share"), lambda row: row[2], Kind.INTEGER, unit="%"),
)


def of_retention(retention: Retention) -> list[Table]:
    return [_returning(retention), _cohorts(retention)]


def _returning(retention: Retention) -> Table:
    again = (retention.again, retention.again_share) if retention.has_begun else (None, None)
    rows = [
        (_("Served in the season"), retention.served, None),
        (_("of these also in the following season"), *again),
        (_("Served for the first time"), retention.newcomers, None),
        (_("of these back within %(days)d days") % {"days": retention.within_days}, retention.returned,
         retention.returned_share),
        (_("of these not back yet, with days left"), retention.may_return, None),
    ]  # fmt: skip
    return Table("returning", _("Who comes back"), RETURNING_COLUMNS, rows)


def _again(number: int) -> list[Column]:
    title = _later(number)
    return [
        Column(title, lambda cohort: cohort.again[number - 1], Kind.INTEGER),
        Column(title, lambda cohort: cohort.shares[number - 1], Kind.INTEGER, unit="%"),
    ]


def _later(number: int) -> str:
    return ngettext("%(number)d month later", "%(number)d months later", number) % {"number": number}


def _both(number: int) -> Column:
    return Column(_later(number), partial(_count_and_share, number - 1))


def _count_and_share(place: int, cohort: Cohort) -> str:
    return _of_whole(cohort.again[place], cohort.shares[place])


def _cohorts(retention: Retention) -> Table:
    first = (
        Column(_("first served in"), lambda cohort: cohort.name),
        Column(_("people"), lambda cohort: cohort.people, Kind.INTEGER),
    )
    numbers = range(1, MONTHS_SHOWN + 1)
    return Table(
        "cohorts",
        _("Newcomers by month, and who served again later"),
        [*first, *(column for number in numbers for column in _again(number))],
        retention.cohorts,
        shown=[*first, *(_both(number) for number in numbers)],
        chart_title=_("Newcomers"),
        bars=[(cohort.name, cohort.people, f"{cohort.people}") for cohort in retention.cohorts],
    )


# --- Where people will be missing -------------------------------------------------------------------------------------

FORECAST_COLUMNS = (
    Column(_("starts at"), lambda one: one.shift.starts_at, Kind.TIME),
    Column(_("activity"), lambda one: one.shift.activity.title, width=24),
    Column(_("volunteer team"), lambda one: f"{one.shift.activity.team}", width=20),
    Column(_("have a place"), lambda one: one.confirmed, Kind.INTEGER),
    Column(_("places"), lambda one: one.capacity, Kind.INTEGER),
    Column(_("expected"), lambda one: one.expected_text),
    Column(_("needed"), lambda one: one.minimum, Kind.INTEGER),
    Column(_("tasks with too few"), lambda one: listed(task.name for task in one.short_tasks), width=20),
    Column(_("too few"), lambda one: _("yes") if one.is_short else _("no")),
    Column(_("why"), lambda one: one.reason, width=60),
)


def of_forecast(outlooks: Iterable[Outlook]) -> Table:
    rows = list(outlooks)
    title = _("Where people will probably be missing")
    return Table("forecast", title, FORECAST_COLUMNS, rows, chart_title=_("People missing, by week"), bars=_weeks(rows))


def _weeks(outlooks: Iterable[Outlook]) -> list[tuple[str, float, str]]:
    """How many people are missing in each week that has shifts ahead, by its Monday and Sunday."""
    missing: dict[date, Fraction] = {}
    for one in outlooks:
        monday = monday_of(localdate(one.shift.starts_at))
        missing[monday] = missing.get(monday, Fraction(0)) + one.missing
    return [
        (f"{monday:%m-%d} – {monday + timedelta(days=6):%m-%d}", float(people), one_decimal(people))
        for monday, people in sorted(missing.items())
    ]


# --- One of them, for a file ------------------------------------------------------------------------------------------


class UnknownTable(LookupError):
    """No table has this code."""


@dataclass(frozen=True)
class Sources:
    """What the tables of one page are made of, each read when it is first asked for."""

    user: Any
    season: Season
    at: datetime

    @cached_property
    def terms(self) -> dict[str, int]:
        figures = figures_in_force(localdate(self.at))
        return {code: int(figures[code]) for code in ("return_within", "forecast_ahead", "forecast_look_back")}

    @cached_property
    def figures(self) -> Figures:
        return figures_of(self.user, self.season, self.at)

    @cached_property
    def retention(self) -> Retention:
        return retention_of(self.user, self.season, self.terms["return_within"], self.at)

    @cached_property
    def forecast(self) -> list[Outlook]:
        return forecast_of(self.user, self.terms["forecast_ahead"], self.terms["forecast_look_back"], self.at)


_OF: dict[str, Callable[[Sources], list[Table]]] = {
    **dict.fromkeys(("months", "fields", "communities", "teams"), lambda sources: of_figures(sources.figures)),
    **dict.fromkeys(("returning", "cohorts"), lambda sources: of_retention(sources.retention)),
    "forecast": lambda sources: [of_forecast(sources.forecast)],
}


def table_of(code: str, sources: Sources) -> Table:
    if code not in _OF:
        raise UnknownTable(code)
    return next(table for table in _OF[code](sources) if table.code == code)
