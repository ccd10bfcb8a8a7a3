from delivery.festival_visits.models.goods import Lot, RouteLoad, StockMovement
from delivery.festival_visits.models.nominations import CashPart, Nomination
from delivery.festival_visits.models.notices import BoardNotice, BoardPicture, NoticeObjection
from delivery.festival_visits.models.reports import SeasonReport
from delivery.festival_visits.models.routes import Route, RouteVisitor
from delivery.festival_visits.models.seasons import Good, Package, PackageLine, Quota, Season
from delivery.festival_visits.models.visits import FestivalVisit, FestivalVisitFile, VisitPresence, Wish

__all__ = [
    "BoardNotice",
    "BoardPicture",
    "CashPart",
    "FestivalVisit",
    "FestivalVisitFile",
    "Good",
    "Lot",
    "Nomination",
    "NoticeObjection",
    "Package",
    "PackageLine",
    "Quota",
    "Route",
    "RouteLoad",
    "RouteVisitor",
    "Season",
    "SeasonReport",
    "StockMovement",
    "VisitPresence",
    "Wish",
]
