"""The report of a season: its columns, shared by workbook and PDF, its text, and the day by which it has to be made."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from areas.deadlines import period_of
from delivery.festival_visits import figures, states
from delivery.festival_visits.models import Lot, Season, SeasonReport
from funds.money import yuan
from web.letter_dates import day_in_letters
from web.spreadsheet import Column, Kind

LANE = "festival_visits"

COLUMNS = (
    Column(_("Sub-district"), lambda place: str(place.name), width=20),
    Column(_("Places"), lambda place: place.places, Kind.INTEGER),
    Column(_("Nominated"), lambda place: place.nominated, Kind.INTEGER),
    Column(_("Approved"), lambda place: place.approved, Kind.INTEGER),
    Column(_("Visited"), lambda place: place.visited, Kind.INTEGER),
    Column(_("On a second visit"), lambda place: place.second_visits, Kind.INTEGER),
    Column(_("Taken by somebody else"), lambda place: place.substitutes, Kind.INTEGER),
    Column(_("Not reached"), lambda place: place.unreached, Kind.INTEGER),
    Column(_("Still to be visited"), lambda place: place.open, Kind.INTEGER),
    Column(_("Households paid"), lambda place: place.paid, Kind.INTEGER),
    Column(_("Money paid"), lambda place: place.paid_fen, Kind.YUAN),
    Column(_("Goods handed over"), lambda place: place.goods_fen, Kind.YUAN),
    Column(_("Together"), lambda place: place.total_fen, Kind.YUAN),
)


@dataclass(frozen=True)
class Standing:
    """How the report of a season stands: due at the end of the day `by`; `first` is the one that counts for it."""

    by: date
    first: SeasonReport | None
    is_late: bool

    @property
    def was_late(self) -> bool:
        return self.first is not None and timezone.localdate(self.first.made_at) > self.by


def report_by(season: Season) -> date:
    """The last day for the report: so many days before 除夕 of the lunar calendar (domain fact book §2.6)."""
    days, _unit = period_of(LANE, "report_before_eve")
    return season.eve - timedelta(days=days)


def owed_from(season: Season) -> date:
    """The first day on which its makers are told of the report; `report_by` is the last for making it."""
    ahead, _unit = period_of(LANE, "report_ahead")
    return report_by(season) - timedelta(days=ahead)


def standing_of(season: Season, today: date) -> Standing:
    """Two queries. A season that has not begun owes no report yet."""
    by, first = report_by(season), season.reports.select_related("made_by").order_by("pk").first()
    return Standing(by, first, first is None and season.state != states.PLANNED and today > by)


def report_text(season: Season) -> dict[str, Any]:
    """What stands on the paper, in Chinese as all papers: money as "1,234.00" yuan, everything else as text."""
    with translation.override("zh-hans"):
        places = figures.places_of(season)
        return {
            "year": season.year,
            "festival": day_in_letters(season.festival_on),
            "eve": day_in_letters(season.eve),
            "basis": season.basis,
            "columns": [str(column.title) for column in COLUMNS],
            "rows": [[_cell(column, row) for column in COLUMNS] for row in (*places, figures.total_of(places))],
            "lots": [
                [*lot_cells(lot), str(lot.received), str(lot.given), str(lot.spoiled)]
                for lot in figures.lots_of(season)
            ],
            "wishes": vars(figures.wishes_of(season)),
        }


def lot_cells(lot: Lot) -> list[str]:
    expiry = f"{lot.expires_on:%Y-%m-%d}" if lot.expires_on else "—"
    return [str(lot.good), lot.number, lot.supplier, money(lot.price_fen), money(lot.market_fen), expiry]


def money(fen: int) -> str:
    return f"{yuan(fen):,.2f}"


def _cell(column: Any, row: Any) -> str:
    value = column.value(row)
    return money(value) if column.kind is Kind.YUAN else str(value)
