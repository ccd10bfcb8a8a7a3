"""The households of a season as a file: a tab of the list, names masked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.festival_visits.choices import Source
from delivery.festival_visits.models import Nomination, Season
from delivery.festival_visits.permissions import may_read
from delivery.festival_visits.selectors import ORDER, TAB_OF, homes_in, newest_season, places_to_read, with_people
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("Number"), lambda home: home.reference),
    Column(_("State"), lambda home: home.status.label),
    Column(_("Name"), lambda home: home.person.masked_name),
    Column(_("Sub-district"), lambda home: str(home.area.parent), width=20),
    Column(_("Community"), lambda home: str(home.area), width=20),
    Column(pgettext_lazy("nomination", "Why"), lambda home: home.ground_label, width=24),
    Column(pgettext_lazy("nomination", "How it came"), lambda home: Source(home.source).label, width=20),
    Column(_("Package"), lambda home: home.package or "", width=20),
    Column(_("Money for the household"), lambda home: home.season.cash_fen, Kind.YUAN, "元"),
    Column(_("Other help"), lambda home: len(home.overlaps), Kind.INTEGER),
    Column(_("Why all the same"), lambda home: home.overlap_reason, width=30),
    Column(_("Nominated"), lambda home: home.nominated_at, Kind.TIME),
    Column(_("Checked"), lambda home: home.checked_at, Kind.TIME),
    Column(_("Approved"), lambda home: home.approved_at, Kind.TIME),
    Column(_("Why it ended"), lambda home: home.end_reason, width=30),
)


class HomeExport(ListExport):
    code = "festival_visits"
    title = _("Households of a season of visits")
    event = "festival_visits.homes_exported"

    def may_export(self, user: Any) -> Answer:
        return may_read(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        newest = newest_season()
        year = str(query.get("year", ""))
        known = year.isascii() and year.isdigit() and len(year) == 4 and Season.objects.filter(year=int(year)).exists()
        tab, area = str(query.get("tab", "")), str(query.get("area", ""))[:60]
        return {
            "year": int(year) if known else newest.year if newest else 0,
            "tab": tab if tab in TAB_OF else "check",
            "area": area if places_to_read(user).filter(code=area).exists() else "",
        }

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Nomination]:
        season = Season.objects.filter(year=filters["year"]).first()
        if season is None:
            return Nomination.objects.none()
        rows = homes_in(season, user, TAB_OF[filters["tab"]], filters["area"])
        return with_people(rows).select_related("area__parent")

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ORDER

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


HOMES = HomeExport()
