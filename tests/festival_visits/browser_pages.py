"""What is looked at in Chromium of Spring Festival visits."""

from datetime import timedelta

from django.utils import timezone

from delivery.festival_visits.models import BoardNotice, FestivalVisit
from delivery.festival_visits.postings import shown_list
from delivery.festival_visits.services.reports import make_report
from tests.browser.pages import Page
from tests.factories.festival_visits import (
    HOME,
    SUBDISTRICT,
    agree_to_notice,
    approved,
    make_home,
    make_lot,
    nominated,
    open_season,
    planned_route,
    recorded,
    walking,
)


def a_season(cast, places):
    """Something of everything; the pages of a season share the rows."""
    season = open_season(cast, places)
    route = walking(season, places, cast, homes=3)
    first, second, _third = route.visits.order_by("position")
    recorded(first, cast, wishes=[("volunteers", "想有人陪着聊聊天")], note="老人身体好")
    recorded(second, cast, outcome="not_home")
    household = make_home(places[HOME], name="李示二", category="DESTITUTE")
    nominated(season, make_home(places[HOME], name="王例三"), cast["worker"])
    return route, household


def for_officer(cast, places):
    route, household = a_season(cast, places)
    home = route.visits.order_by("position").first().nomination
    return [
        "/festival-visits/2026/",
        "/festival-visits/2026/homes/",
        f"/festival-visits/2026/lists/{HOME}/",
        "/festival-visits/2026/qualifying/",
        f"/festival-visits/2026/nominate/{household.reference}/",
        "/festival-visits/2026/goods/",
        "/festival-visits/2026/routes/",
        "/festival-visits/2026/report/",
        f"/festival-visits/homes/{home.reference}/",
        "/festival-visits/wishes/",
        f"/festival-visits/routes/{route.reference}/unload/",
    ]


def for_visitor(cast, places):
    route, _household = a_season(cast, places)
    visit = FestivalVisit.objects.get(route=route, state="planned")
    return [
        f"/festival-visits/routes/{route.reference}/",
        f"/festival-visits/routes/{route.reference}/visits/{visit.pk}/",
    ]


def for_reviewer(cast, places):
    route, _household = a_season(cast, places)
    one = make_report(season=route.season, remark="雪天推迟一天", by=cast["reviewer"], at=timezone.now())
    pages = ("change", "quotas", "package", "goods/new", "report", "report/make", f"report/made/{one.pk}")
    return [f"/festival-visits/2026/{page}/" for page in pages]


def route_forms(cast, places):
    """Of a route that is planned, with a home on it and one to be put on another."""
    season = open_season(cast, places)
    route = planned_route(season, places, cast, approved(season, places[HOME], cast))
    approved(season, places[HOME], cast)
    make_lot(season, cast)
    base = f"/festival-visits/routes/{route.reference}"
    steps = [f"{base}/{step}/" for step in ("change", "homes", "load", "cancel")]
    return [f"/festival-visits/2026/routes/new/{SUBDISTRICT}/", *steps]


def store_forms(cast, places):
    season = open_season(cast, places)
    lot = make_lot(season, cast)
    return [
        "/festival-visits/new/",
        "/festival-visits/2026/package/goods/",
        f"/festival-visits/2026/goods/{lot.pk}/spoiled/",
    ]


def a_list(cast, places):
    """Hangs today."""
    season, now = open_season(cast, places), timezone.now()
    household = make_home(places[HOME])
    agree_to_notice(household.head)
    home = nominated(season, household, cast["worker"])
    home.is_listed, ends_at = True, now + timedelta(days=7)
    shown = shown_list(season, places[HOME], [home], handler=cast["officer"], posted_at=now, ends_at=ends_at)
    notice = BoardNotice.objects.create(
        reference="CG-7K2M9X",
        season=season,
        area=places[HOME],
        shown=shown,
        shown_sha256="0" * 64,
        posted_at=now,
        posted_by=cast["officer"],
        ends_at=ends_at,
    )
    home.notice = notice
    home.save(update_fields=["notice", "is_listed"])
    return [
        "/festival-visits/boards/",
        "/festival-visits/boards/CG-7K2M9X/",
        "/festival-visits/boards/CG-7K2M9X/object/",
    ]


PAGES = (
    Page("festival-season", "", user="officer", prepare=for_officer),
    Page("festival-route", "", user="worker", prepare=for_visitor),
    Page("festival-keeping", "", user="reviewer", prepare=for_reviewer),
    Page("festival-route-forms", user="officer", prepare=route_forms),
    Page("festival-store-forms", user="reviewer", prepare=store_forms),
    Page("festival-board", "", prepare=a_list),
)
