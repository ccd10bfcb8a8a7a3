"""Papers of a season: the list for the board, the sheet to sign at the door, the report. In Chinese, as all papers."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from delivery.festival_visits.models import BoardNotice, FestivalVisit, Route, Season, SeasonReport
from delivery.festival_visits.postings import rows_still_shown
from delivery.festival_visits.reports import lot_cells, money, report_text
from delivery.festival_visits.selectors import loads_of, visits_of
from web.letter_dates import day_in_letters, printed_by
from web.typeset import pdf


def board(notice: BoardNotice, *, by: Any, at: datetime) -> bytes:
    """The same fields as the public page, nothing else."""
    shown = notice.shown
    values = {
        **_common(by, at),
        "year": shown["year"],
        "community": shown["community"],
        "posted_on": shown["posted_on"],
        "ends_on": shown["ends_on"],
        "handler": shown["handler"],
        "phone": shown["phone"],
        "unlisted": shown["unlisted"],
        "rows": [
            [str(place), row["name"], str(row["household_size"]), money(row["amount_fen"]), row["package"]]
            for place, row in enumerate(rows_still_shown(notice), start=1)
        ],
    }
    return pdf("festival_board.typ", values, at=at)


def signing_sheet(route: Route, *, by: Any, at: datetime) -> bytes:
    """领取签收表: one line per home, with the goods, their lots and prices above."""
    with translation.override("zh-hans"):
        values = {
            **_common(by, at),
            "reference": route.reference,
            "place": str(route.subdistrict),
            "route_day": day_in_letters(route.day),
            "visitors": [str(row.user) for row in route.visitors.select_related("user").order_by("pk")],
            "lots": [lot_cells(load.lot) for load in loads_of(route)],
            "rows": [_line(place, visit) for place, visit in enumerate(visits_of(route), start=1)],
        }
    return pdf("festival_sheet.typ", values, at=at)


def report(season: Season, *, by: Any, at: datetime) -> bytes:
    """As the rows stand now."""
    return pdf("festival_report.typ", {**_common(by, at), **report_text(season), "remark": ""}, at=at)


def made_report(made: SeasonReport, *, by: Any, at: datetime) -> bytes:
    """As it was made, with its day, whenever it is printed."""
    values = {**_common(by, at), **made.shown, "remark": made.remark, "day": day_in_letters(made.made_at)}
    return pdf("festival_report.typ", values, at=at)


def _common(by: Any, at: datetime) -> dict[str, Any]:
    return {"federation": settings.PORTAL_FEDERATION, "printed": printed_by(by, at), "day": day_in_letters(at)}


def _line(place: int, visit: FestivalVisit) -> list[str]:
    home = visit.nomination
    package = (
        "、".join(f"{line.good.name}×{line.quantity}" for line in home.package.lines.all()) if home.package else ""
    )
    return [str(place), home.reference, home.person.name, str(home.area), package, money(home.season.cash_fen)]
