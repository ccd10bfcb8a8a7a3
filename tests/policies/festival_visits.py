"""Spring Festival visits: three people decide about a household, two walk, everybody who takes part reads."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from areas.models import AdminArea
from delivery.festival_visits import board_files
from delivery.festival_visits.models import BoardNotice, BoardPicture, NoticeObjection, StockMovement, Wish
from delivery.festival_visits.services.reports import make_report
from tests.factories.festival_visits import (
    APPROVED_AT,
    HOME,
    SUBDISTRICT,
    make_home,
    nominated,
    open_season,
    picture,
    walking,
)
from tests.policies import ANYONE, FEDERATION, Policy, World, admin_pages

FIELD = ("worker", "officer")
LOOK_ON = ("auditor", "admin", "accountant", "cashier")
HERE = (*FIELD, *FEDERATION, *LOOK_ON)  # who sees a home or route of the sub-district
READERS = ("worker2", *HERE)
NOMINATE, CHECK, WALK = (*FIELD, "reviewer"), ("officer", "reviewer"), FIELD
BACK_OFFICE = (*FEDERATION, "auditor", "admin")
YEAR = {"year": 2026}


def build(world: World) -> None:
    season = open_season(world.cast, world.places)
    world["festival season"] = season
    world["festival household"] = make_home(world.places[HOME])
    world["festival home"] = nominated(season, make_home(world.places[HOME]), world.cast["worker"])
    route = walking(season, world.places, world.cast)
    visit = route.visits.get()
    world["festival route"], world["festival visit"] = route, visit
    world["festival lot"], world["festival good"] = season.lots.get(), season.lots.get().good
    world["festival package"], world["festival movement"] = season.packages.get(), StockMovement.objects.first()
    world["festival report"] = make_report(season=season, remark="", by=world.cast["reviewer"], at=world.at)
    world["festival cash"] = visit.nomination
    world["festival wish"] = Wish.objects.create(visit=visit, kind="note", text="老花镜", heard_at=world.at)
    _board(world, season, world.places[HOME])


def _board(world: World, season: Any, area: AdminArea) -> None:
    now = timezone.now()
    notice = BoardNotice.objects.create(
        reference="CG-POLICY",
        season=season,
        area=area,
        shown={
            "community": "西湖春天社区",
            "year": 2026,
            "rows": [],
            "unlisted": 0,
            "handler": "石**",
            "phone": "",
            "posted_on": "2026-01-01",
            "ends_on": "2026-01-08",
        },
        shown_sha256="0" * 64,
        posted_at=now,
        posted_by=world.cast["officer"],
        ends_at=now + timedelta(days=7),
    )
    kept = board_files.keep(picture())
    world["festival notice"] = notice
    world["festival picture"] = BoardPicture.objects.create(
        notice=notice,
        moment="start",
        seen_at=now,
        file=kept.name,
        sha256=kept.sha256,
        mime=kept.mime,
        added_at=now,
        added_by=world.cast["officer"],
    )
    world["festival objection"] = NoticeObjection.objects.create(
        notice=notice, text="不属实", received_at=APPROVED_AT, due_at=now
    )


def of(obj: str, unknown: str, *, get: Any = None, post: Any = None, seen_by: Any = HERE, **more: Any) -> Policy:
    """A page of one object with a reference."""
    people = {*(get or ()), *(post or ())}
    return Policy(
        get=get,
        post=post,
        refused=[reader for reader in seen_by if reader not in people],
        kwargs=lambda world: {"reference": world[obj].reference, **more},
        unknown={"reference": unknown, **more},
    )


def home(obj: str = "festival home", **more: Any) -> Policy:
    return of(obj, "CJ-000000", **more)


def route(**more: Any) -> Policy:
    return of("festival route", "ZF-000000", **more)


def door(*, get: Any = None, post: Any = None) -> Policy:
    people = {*(get or ()), *(post or ())}
    return Policy(
        get=get,
        post=post,
        refused=[reader for reader in HERE if reader not in people],
        kwargs=lambda world: {"reference": world["festival route"].reference, "pk": world["festival visit"].pk},
        unknown={"reference": "ZF-000000", "pk": 1},
    )


def community(*, get: Any = None, post: Any = None) -> Policy:
    people = {*(get or ()), *(post or ())}
    return Policy(
        get=get,
        post=post,
        refused=[reader for reader in HERE if reader not in people],
        kwargs=lambda world: {**YEAR, "code": HOME},
        unknown={**YEAR, "code": "none"},
    )


def by_pk(name: str, *, get: Any = None, post: Any = None, **more: Any) -> Policy:
    people = {*(get or ()), *(post or ())}
    return Policy(
        get=get,
        post=post,
        refused=[reader for reader in HERE if reader not in people],
        kwargs=lambda world: {"pk": world[name].pk, **more},
        unknown={"pk": 0, **more},
    )


def season(*, get: Any = None, post: Any = None, **more: Any) -> Policy:
    return Policy(get=get, post=post, kwargs=lambda world: {**YEAR, **more})


def of_lot(*, get: Any = None, post: Any = None) -> Policy:
    return Policy(get=get, post=post, kwargs=lambda world: {**YEAR, "pk": world["festival lot"].pk})


def of_report(*, get: Any = None) -> Policy:
    return Policy(get=get, kwargs=lambda world: {**YEAR, "pk": world["festival report"].pk})


def public(get: Any = ANYONE, post: Any = None) -> Policy:
    return Policy(get=get, post=post, kwargs=lambda world: {"reference": world["festival notice"].reference})


def back_office(model: str, obj: str) -> dict[str, Policy]:
    return admin_pages(f"festival_visits.{model}", view=BACK_OFFICE, obj=obj)


POLICIES = {
    "festival_visits:newest": Policy(get=READERS),
    "festival_visits:new_season": Policy(get=FEDERATION, post=FEDERATION),
    "festival_visits:export": Policy(get=READERS, post=READERS),
    "festival_visits:home": home(get=HERE),
    "festival_visits:retry": home("festival cash", post=CHECK),
    "festival_visits:step": home(get=CHECK, post=CHECK, name="check"),
    "festival_visits:notices": Policy(get=ANYONE),
    "festival_visits:notice": public(),
    "festival_visits:object": public(post=ANYONE),
    "festival_visits:board": of("festival notice", "CG-000000", get=HERE),
    "festival_visits:photograph": of("festival notice", "CG-000000", get=CHECK, post=CHECK),
    "festival_visits:picture": by_pk("festival picture", get=HERE),
    "festival_visits:answer": by_pk("festival objection", get=CHECK, post=CHECK),
    "festival_visits:wishes": Policy(get=READERS),
    "festival_visits:follow_up": by_pk("festival wish", get=NOMINATE, post=NOMINATE, kind="note"),
    "festival_visits:route": route(get=HERE),
    "festival_visits:addresses": route(post=WALK),
    "festival_visits:route_change": route(get=CHECK, post=CHECK),
    "festival_visits:route_homes": route(get=CHECK, post=CHECK),
    "festival_visits:route_load": route(get=CHECK, post=CHECK),
    "festival_visits:route_unload": route(get=NOMINATE, post=NOMINATE),
    "festival_visits:route_sheet": route(get=HERE),
    "festival_visits:route_start": route(get=WALK, post=WALK),
    "festival_visits:route_finish": route(get=NOMINATE, post=NOMINATE),
    "festival_visits:route_cancel": route(get=CHECK, post=CHECK),
    "festival_visits:visit": door(get=WALK, post=WALK),
    "festival_visits:visit_state": door(get=WALK),
    "festival_visits:visit_attachment": door(post=WALK),
    "festival_visits:take_off": door(post=CHECK),
    "festival_visits:move_up": door(post=CHECK),
    "festival_visits:season": season(get=READERS),
    "festival_visits:change_season": season(get=FEDERATION, post=FEDERATION),
    "festival_visits:quotas": season(get=FEDERATION, post=FEDERATION),
    "festival_visits:package": season(get=FEDERATION, post=FEDERATION),
    "festival_visits:new_good": season(get=FEDERATION, post=FEDERATION),
    "festival_visits:open_season": season(get=("approver",), post=("approver",)),
    "festival_visits:close_season": season(get=("approver",), post=("approver",)),
    "festival_visits:homes": season(get=READERS),
    "festival_visits:qualifying": season(get=("worker2", *NOMINATE), post=("worker2", *NOMINATE)),
    "festival_visits:nominate": of(
        "festival household",
        "JT-000000",
        get=NOMINATE,
        post=NOMINATE,
        seen_by=(*NOMINATE, "approver", "auditor", "admin"),
        **YEAR,
    ),
    "festival_visits:community": community(get=HERE),
    "festival_visits:check_list": community(post=CHECK),
    "festival_visits:post_list": community(get=CHECK, post=CHECK),
    "festival_visits:approve_list": community(get=("approver",), post=("approver",)),
    "festival_visits:goods": season(get=READERS),
    "festival_visits:new_lot": season(get=FEDERATION, post=FEDERATION),
    "festival_visits:spoil": of_lot(get=FEDERATION, post=FEDERATION),
    "festival_visits:book": of_lot(post=("accountant",)),
    "festival_visits:routes": season(get=READERS),
    "festival_visits:new_route": season(get=CHECK, post=CHECK, code=SUBDISTRICT),
    "festival_visits:report": season(get=READERS),
    "festival_visits:make_report": season(get=FEDERATION, post=FEDERATION),
    "festival_visits:made_report": of_report(get=READERS),
    "festival_visits:made_report_pdf": of_report(get=READERS),
    "festival_visits:report_pdf": season(get=READERS),
    "festival_visits:report_workbook": season(get=READERS),
    **back_office("season", "festival season"),
    **back_office("good", "festival good"),
    **back_office("package", "festival package"),
    **back_office("nomination", "festival home"),
    **back_office("boardnotice", "festival notice"),
    **back_office("lot", "festival lot"),
    **back_office("stockmovement", "festival movement"),
    **back_office("route", "festival route"),
    **back_office("festivalvisit", "festival visit"),
    **back_office("wish", "festival wish"),
}
