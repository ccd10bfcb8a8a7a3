"""The report of a season: made before 除夕 of the lunar year, told before, marked when it is late, kept as it was."""

import io
from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from areas.services import change_deadline
from audit.models import Event
from delivery.festival_visits.models import SeasonReport
from delivery.festival_visits.reminders import plan_reminders
from delivery.festival_visits.reports import report_by, standing_of
from delivery.festival_visits.services.reports import make_report
from notifications.delivery import deliver_due
from notifications.models import Delivery
from notifications.planning import plan_pending
from tests.factories.festival_visits import VISITED_AT, open_season, planned_season, recorded, walking
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def morning(day):
    return timezone.make_aware(datetime.combine(day, time(8, 10)))


def told(code):
    rows = Event.objects.filter(code=f"festival_visits.{code}").order_by("pk")
    return [timezone.localdate(row.at) for row in rows]


@pytest.mark.parametrize(
    (
        "year",
        "last_day",
    ),  # 除夕: 2025-01-28, 2026-02-16, 2027-02-05 (domain fact book §2.6: the festival is the day after)
    [(2025, date(2025, 1, 27)), (2026, date(2026, 2, 15)), (2027, date(2027, 2, 4))],
)
def test_the_last_day_is_the_one_before_the_eve_of_that_year(cast, year, last_day):
    days = {name: date(year, 1, number) for number, name in enumerate(("nominate_from", "nominate_until"), start=1)}
    more = {"check_by": date(year, 1, 3), "pay_by": date(year, 1, 4), "visit_by": date(year, 1, 5)}
    season = planned_season(cast, year=year, **days, **more)

    assert report_by(season) == last_day


def test_staff_change_how_long_before_the_eve_it_has_to_be_made(cast, places):
    season = open_season(cast, places)
    rule = {"lane": "festival_visits", "key": "report_before_eve", "unit": "day", "source": "会议纪要"}
    change_deadline(**rule, amount=3, by=cast["admin"], at=VISITED_AT)

    assert report_by(season) == date(2026, 2, 13)


def test_it_is_told_once_before_and_weekly_when_it_is_late(cast, places):
    season = open_season(cast, places)
    last = report_by(season)
    for number in (-6, -5, -4, 0, 1, 2, 7, 8):
        plan_reminders(at=morning(last + timedelta(days=number)))

    assert told("report_due") == [last - timedelta(days=5)]
    assert told("report_overdue") == [last + timedelta(days=1), last + timedelta(days=7)]
    plan_pending(at=morning(last + timedelta(days=8)))
    rows = Delivery.objects.filter(message="festival_visits.report_due", channel="in_app")
    assert {row.recipient_key for row in rows} == {f"user:{cast[name].pk}" for name in ("reviewer", "approver")}


def test_a_report_that_was_made_is_not_told_any_more(cast, places):
    season = open_season(cast, places)
    day = morning(report_by(season))
    plan_reminders(at=day)
    plan_pending(at=day)
    make_report(season=season, remark="", by=cast["reviewer"], at=day)

    deliver_due(at=day)

    states = Delivery.objects.filter(message="festival_visits.report_due").values_list("state", flat=True)
    assert set(states) == {"cancelled"}
    plan_reminders(at=day + timedelta(days=1))
    assert told("report_overdue") == []


def test_a_season_that_has_not_begun_owes_none_and_others_do_not_make_it(cast, places):
    season = planned_season(cast)
    with pytest.raises(Refused, match="has not begun"):
        make_report(season=season, remark="", by=cast["reviewer"], at=VISITED_AT)
    with pytest.raises(NotAllowed):
        make_report(season=season, remark="", by=cast["officer"], at=VISITED_AT)

    plan_reminders(at=morning(date(2026, 2, 20)))

    assert (told("report_overdue"), standing_of(season, date(2026, 2, 20)).is_late) == ([], False)


@pytest.mark.both_databases
def test_what_it_said_stays_though_more_happens_and_nobody_changes_it(cast, places):
    route = walking(open_season(cast, places), places, cast, homes=2)
    first, second = route.visits.order_by("position")
    recorded(first, cast)
    made = make_report(season=route.season, remark=" 雪天推迟 ", by=cast["approver"], at=VISITED_AT)
    recorded(second, cast)

    made.refresh_from_db()
    assert (made.remark, made.made_by, made.shown["columns"][4]) == ("雪天推迟", cast["approver"], "已慰问")
    assert [row[4] for row in made.shown["rows"]] == ["1", "1"]
    assert [row[10:] for row in made.shown["rows"]] == [["0.00", "58.00", "58.00"]] * 2
    with pytest.raises(DatabaseError), transaction.atomic():
        SeasonReport.objects.update(remark="改过")
    with pytest.raises(DatabaseError), transaction.atomic():
        SeasonReport.objects.all().delete()


def reader(person):
    client = Client()
    client.force_login(person)
    return client


def test_the_pages_mark_a_late_report_and_lead_to_the_one_that_was_made(cast, places):
    """The season of 2026 lies behind us."""
    route = walking(open_season(cast, places), places, cast)
    recorded(route.visits.get(), cast)
    page = reader(cast["officer"]).get("/festival-visits/2026/").content.decode()
    assert "报告应于除夕之前（2026-02-15）完成，目前尚未生成。" in page

    reviewer = reader(cast["reviewer"])
    answer = reviewer.post("/festival-visits/2026/report/make/", {"remark": "全部走访完成"})

    one = SeasonReport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/festival-visits/2026/report/made/{one.pk}/")
    shown = reviewer.get(answer["Location"]).content.decode()
    assert ("全部走访完成" in shown, "58.00" in shown) == (True, True)
    season_page = reviewer.get("/festival-visits/2026/").content.decode()
    assert ("目前尚未生成" in season_page, "逾期生成，截止日为2026-02-15" in season_page) == (False, True)
    paper = reviewer.get(f"{answer['Location']}pdf/")
    text = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text().replace("\n", "")
    assert (paper["Content-Type"], "全部走访完成" in text, "石佛办事处" in text) == ("application/pdf", True, True)


def test_a_report_made_in_time_is_not_called_late(cast, places):
    season = open_season(cast, places)
    make_report(season=season, remark="", by=cast["reviewer"], at=morning(report_by(season)))

    page = reader(cast["reviewer"]).get("/festival-visits/2026/report/").content.decode()

    assert ("报告已生成" in page, "逾期" in page, "目前尚未生成" in page) == (True, False, False)


def test_the_back_office_lists_the_reports_of_a_season(cast, places):
    season = open_season(cast, places)
    make_report(season=season, remark="雪天推迟", by=cast["reviewer"], at=VISITED_AT)

    page = reader(cast["approver"]).get(f"/admin/festival_visits/season/{season.pk}/change/").content.decode()

    assert ("雪天推迟" in page, "2026-02-03 10:00" in page) == (True, True)
