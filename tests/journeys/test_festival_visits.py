"""A season of Spring Festival visits over HTTP: prepared, nominated, posted, paid, visited, reported, closed."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from delivery.festival_visits import promises, states
from delivery.festival_visits.lunar import eve_of, spring_festival
from delivery.festival_visits.models import (
    BoardNotice,
    CashPart,
    FestivalVisit,
    Good,
    Lot,
    Nomination,
    Route,
    Season,
    SeasonReport,
    Wish,
)
from tests.factories.festival_visits import HOME, SUBDISTRICT, agree_to_notice, make_home, picture
from tests.factories.funds import fund_with
from tests.journeys.conftest import pay_source

pytestmark = pytest.mark.both_databases


def test_the_road_of_a_season(hands, cast, places):
    season, household = prepared(hands, places), make_home(places[HOME], address="国槐街6号", **ACCOUNT)
    agree_to_notice(household.head)
    home = on_the_list(hands, season, household)
    goods_and_route(hands, cast, season, home)
    assert CashPart.objects.get().amount_fen == 50_000
    pay_source(hands, season.fund, CashPart.objects.get().source)
    at_the_door(hands)
    hands["reviewer"].send("festival_visits:make_report", season.year, remark="全部走访完成")
    hands["approver"].send("festival_visits:close_season", season.year)

    home.refresh_from_db()
    season.refresh_from_db()
    season.fund.refresh_from_db()
    assert (home.state, season.state) == (states.VISITED, states.CLOSED)
    assert CashPart.objects.get().state == states.PAID
    assert season.fund.balance_fen == 1_000_000 - 50_000 - 3 * 5_800
    told = SeasonReport.objects.get().shown
    assert (told["rows"][0][4], told["rows"][0][10:], told["wishes"]) == (
        "1",
        ["500.00", "58.00", "558.00"],
        {"heard": 1, "open": 0},
    )
    assert "58.00" in hands["officer"].get("festival_visits:report", season.year).content.decode()
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []


ACCOUNT = {"phone": "19900000001", "bank_account": "6200000000000013"}


def prepared(hands, places) -> Season:
    """Opened with its days around today, its places and its package."""
    today = timezone.localdate()
    year = today.year if spring_festival(today.year) > today + timedelta(days=14) else today.year + 1
    days = dict.fromkeys(("nominate_until", "check_by", "pay_by"), today)
    days |= {"nominate_from": today - timedelta(days=20), "visit_by": eve_of(spring_festival(year))}
    more = {"cash_fen": "500", "fund": fund_with(1_000_000).pk, "phone": "0371-60000000", "basis": "会议纪要"}
    keeper = hands["reviewer"]
    keeper.send("festival_visits:new_season", year=year, **days, **more)
    keeper.send("festival_visits:quotas", year, **{f"place_{places[SUBDISTRICT].pk}": 2})
    keeper.send("festival_visits:new_good", year, code="rice", name_zh="大米", unit_zh="袋")
    contents = {f"good_{Good.objects.get().pk}": 1}
    keeper.send("festival_visits:package", year, name_zh="礼包", is_default="on", **contents)
    hands["approver"].send("festival_visits:open_season", year)
    return Season.objects.get(year=year)


def on_the_list(hands, season, household) -> Nomination:
    """Nominated, checked, posted for its full days, approved."""
    qualifying = hands["worker"].client.post(
        f"/festival-visits/{season.year}/qualifying/?area={HOME}", {"homes": household.pk}
    )
    assert qualifying.status_code == 302
    home = Nomination.objects.get()
    hands["officer"].send("festival_visits:check_list", season.year, HOME, homes=home.pk)
    hands["officer"].send("festival_visits:post_list", season.year, HOME)
    notice = BoardNotice.objects.get()
    shown = Client().get(f"/festival-visits/boards/{notice.reference}/").content.decode()
    assert [word in shown for word in ("张**", "张演一", home.reference)] == [True, False, False]

    past = timezone.now() - timedelta(days=9)
    BoardNotice.objects.update(posted_at=past, ends_at=past + timedelta(days=8))  # its full days go by
    assert Client().get(f"/festival-visits/boards/{notice.reference}/").status_code == 410
    hands["approver"].send("festival_visits:approve_list", season.year, HOME)
    return home


def goods_and_route(hands, cast, season, home):
    lot = {"number": "A-1", "origin": "bought", "supplier": "粮油店", "quantity": 3, "market_source": "超市"}
    prices = {"good": Good.objects.get().pk, "price_fen": "58", "market_fen": "60"}
    hands["reviewer"].send("festival_visits:new_lot", season.year, **lot, **prices)
    hands["accountant"].send("festival_visits:book", season.year, Lot.objects.get().pk)
    both = [cast["worker"].pk, cast["officer"].pk]
    officer = hands["officer"]
    officer.send("festival_visits:new_route", season.year, SUBDISTRICT, day=timezone.localdate(), visitors=both)
    reference = Route.objects.get().reference
    officer.send("festival_visits:route_homes", reference, homes=home.pk)
    officer.send("festival_visits:route_load", reference, **{f"lot_{Lot.objects.get().pk}": 2})
    hands["worker"].send("festival_visits:route_start", reference)


def at_the_door(hands):
    worker, route, visit = hands["worker"], Route.objects.get(), FestivalVisit.objects.get()
    opened = worker.post("festival_visits:addresses", route.reference)
    assert ("国槐街6号" in opened.content.decode(), opened["Cache-Control"]) == (True, "no-store, private")
    assert "国槐街6号" not in worker.get("festival_visits:route", route.reference).content.decode()
    worker.send(
        "festival_visits:visit",
        route.reference,
        visit.pk,
        outcome="delivered",
        visited_at=f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        present=list(route.visitors.values_list("user_id", flat=True)),
        receiver="self",
        wish="老花镜",
        wish_kind="note",
        paper=SimpleUploadedFile("sheet.png", picture().getvalue(), "image/png"),
        **{f"good_{Good.objects.get().pk}": 1},
    )
    worker.send("festival_visits:follow_up", Wish.objects.get().pk, "note", answer="已配镜")
    worker.send("festival_visits:route_unload", route.reference, **{f"back_{route.loads.get().pk}": 1})
    worker.send("festival_visits:route_finish", route.reference)
