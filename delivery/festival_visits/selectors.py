"""Questions about seasons, homes, routes and wishes."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.permissions import scope_of
from accounts.selectors import holding
from areas.models import AdminArea, Level
from audit.labels import event_label
from audit.selectors import timeline_of
from delivery.festival_visits import states
from delivery.festival_visits.models import FestivalVisit, Nomination, PackageLine, Route, RouteLoad, Season, Wish
from delivery.festival_visits.scopes import NOMINATORS, READERS, VISITORS
from web.tabs import StateTab, state_tabs

TABS = (
    StateTab("check", pgettext_lazy("festival count", "To be checked"), (states.NOMINATED,), is_hot=True),
    StateTab("board", _("Board"), (states.CHECKED, states.POSTED)),
    StateTab("visit", _("To be visited"), (states.APPROVED,), is_hot=True),
    StateTab("done", _("Visited"), (states.VISITED,)),
    StateTab("off", _("Off the list"), (states.DECLINED, states.WITHDRAWN, states.UNREACHED)),
)
TAB_OF = {tab.code: tab for tab in TABS}
ORDER = ("-nominated_at", "-id")
SEALED = ("id_number", "phone", "bank_account", "address")


def newest_season() -> Season | None:
    return Season.objects.select_related("fund").order_by("-year").first()


def homes_in(season: Season, user: Any, tab: StateTab, area: str = "") -> QuerySet[Nomination]:
    rows = Nomination.objects.visible_to(user).filter(season=season, state__in=tab.states)
    return rows.filter(area__code=area) if area else rows


def with_people(rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    related = rows.select_related("person", "area", "season", "package")
    return related.defer(*(f"person__{name}" for name in SEALED))


def home_tabs(season: Season, user: Any, current: StateTab, url: str, area: str) -> list[dict[str, Any]]:
    rows = Nomination.objects.visible_to(user).filter(season=season)
    tabs = state_tabs(rows.filter(area__code=area) if area else rows, TABS, current=current.code, url=url)
    return [{**tab, "url": f"{tab['url']}&area={area}"} if area else tab for tab in tabs]


def places_to_nominate(user: Any) -> QuerySet[AdminArea]:
    return AdminArea.objects.communities().filter(scope_of(user, *NOMINATORS).q("pk")).order_by("code")


def places_to_read(user: Any) -> QuerySet[AdminArea]:
    return AdminArea.objects.communities().filter(scope_of(user, *READERS).q("pk")).order_by("code")


def subdistricts(user: Any, *codes: str) -> QuerySet[AdminArea]:
    return AdminArea.objects.filter(scope_of(user, *codes).q("pk"), level=Level.SUBDISTRICT).order_by("code")


def possible_visitors(subdistrict: AdminArea, at: datetime) -> QuerySet[User]:
    """Staff with a role in the sub-district, one of its communities, or the whole zone."""
    near = AdminArea.objects.filter(Q(pk__in=AdminArea.objects.below(subdistrict)) | Q(pk=subdistrict.parent_id))
    return holding(*VISITORS, at=at, places=near)


def entries_of(home: Nomination) -> list[dict[str, Any]]:
    """For the timeline component."""
    return [
        {"label": event_label(event.code), "at": event.at, "by": str(event.actor or ""), "note": ""}
        for event in timeline_of(home)
    ]


def routes_of(season: Season, user: Any) -> QuerySet[Route]:
    rows = Route.objects.visible_to(user).filter(season=season).select_related("subdistrict")
    return rows.annotate(
        homes=Count("visits", filter=~Q(visits__state=states.CANCELLED), distinct=True),
        left=Count("visits", filter=Q(visits__state=states.PLANNED), distinct=True),
    )


def visits_of(route: Route) -> QuerySet[FestivalVisit]:
    """The homes of a route in walking order, without those taken off."""
    rows = route.visits.exclude(state=states.CANCELLED)
    related = rows.select_related("nomination__person", "nomination__area", "nomination__package", "nomination__season")
    sealed = [f"nomination__person__{name}" for name in SEALED]
    lines = Prefetch("nomination__package__lines", PackageLine.objects.select_related("good"))
    return related.defer(*sealed, "receiver_phone", "note").prefetch_related(lines).order_by("position", "pk")


def loads_of(route: Route) -> QuerySet[RouteLoad]:
    return route.loads.select_related("lot__good").order_by("lot__good__code", "lot__expires_on", "pk")


def my_routes(user: Any) -> QuerySet[Route]:
    """Open routes that this person walks, the next first."""
    rows = Route.objects.open().filter(visitors__user=user).select_related("subdistrict", "season")
    return rows.annotate(left=Count("visits", filter=Q(visits__state=states.PLANNED))).order_by("day", "pk")


def wishes_for(user: Any) -> QuerySet[Wish]:
    homes = Nomination.objects.visible_to(user)
    rows = Wish.objects.filter(visit__nomination__in=homes.values("pk"))
    related = rows.select_related("visit__nomination__person", "visit__nomination__area", "request", "handled_by")
    return related.defer(*(f"visit__nomination__person__{name}" for name in SEALED), "visit__receiver_phone")


def homes_to_check(user: Any) -> QuerySet[Nomination]:
    return Nomination.objects.visible_to(user).filter(season__state=states.OPEN, state=states.NOMINATED)
