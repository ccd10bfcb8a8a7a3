"""Money of visits in payment batches, lists from Excel, reminders, papers, what the demo loads."""

from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from delivery.festival_visits import prints, promises, states
from delivery.festival_visits.demo import load_demo_visits
from delivery.festival_visits.imports import HOUSEHOLDS
from delivery.festival_visits.models import CashPart, FestivalVisit, Lot, Nomination, Quota, Season, Wish
from delivery.festival_visits.payables import payable
from delivery.festival_visits.reminders import plan_reminders
from delivery.festival_visits.services import money
from delivery.festival_visits.services.lists import post_list
from funds.models import Reservation, Voucher
from imports import services as imports
from payments import services as payments
from payments.payables import CASHIER
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import HouseholdFactory, HouseholdMemberFactory, PersonFactory
from tests.factories.festival_visits import (
    APPROVED_AT,
    HOME,
    NOMINATED_AT,
    POSTED_AT,
    SET_OUT_AT,
    agree_to_notice,
    approved,
    checked,
    make_home,
    nominated,
    open_season,
    planned_route,
    walking,
)
from tests.factories.payments import result_csv, result_rows
from tests.imports.conftest import errors_of, finish, stage  # noqa: F401
from tests.imports.workbooks import workbook
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
PAID_AT = APPROVED_AT + timedelta(days=3)


@pytest.fixture
def season(cast, places):
    return open_season(cast, places)


# --- Money ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(season, cast, places):
    """Two households in a batch that went to the bank."""
    approved(season, places[HOME], cast, count=2)
    items = payable.ready(cast["accountant"], on=PAID_AT.date())
    batch = payments.open_batch(
        fund=season.fund,
        sources=[item.source for item in items],
        bank_format="workbook",
        by=cast["accountant"],
        at=PAID_AT,
    )
    payments.lock_batch(batch=batch, by=cast["accountant"], at=PAID_AT)
    payments.approve_batch(batch=batch, by=cast["approver"], at=PAID_AT)
    return payments.release_batch(batch=batch, by=cast["cashier"], at=PAID_AT)


def test_money_is_paid_by_a_batch_and_what_fails_is_paid_again(sent, cast, season):
    content = result_csv(result_rows(sent, ["", "账号有误"]))

    payments.import_result(batch=sent, content=content, by=cast["cashier"], at=PAID_AT)

    paid, failed = CashPart.objects.order_by("pk")
    assert (paid.state, paid.paid_at, failed.state, failed.failure) == (states.PAID, PAID_AT, states.FAILED, "账号有误")
    assert Voucher.objects.get(source=paid.source).lines.filter(scheme="spring_festival_visit").count() == 2
    assert [row.state for row in Reservation.objects.order_by("pk")] == ["settled", "live"]
    with pytest.raises(NotAllowed):
        money.retry_payment(cash=failed, by=cast["worker2"], at=PAID_AT)
    money.retry_payment(cash=failed, by=cast["officer"], at=PAID_AT)
    assert [item.source for item in payable.ready(cast["accountant"], on=PAID_AT.date())] == [failed.source]


def test_who_approved_does_not_send_and_who_took_part_does_not_ask(season, cast, places):
    [home] = approved(season, places[HOME], cast)
    [source] = [item.source for item in payable.ready(cast["accountant"], on=PAID_AT.date())]

    refusals = {
        name: bool(payable.refusals([source], duty=CASHIER, user=cast[name], at=PAID_AT))
        for name in ("approver", "cashier")
    }
    asks = {name: bool(payable.had_no_part_in(source, cast[name])) for name in ("worker", "officer", "reviewer")}

    assert refusals == {"approver": True, "cashier": False}
    assert asks == {"worker": False, "officer": False, "reviewer": True}
    assert [(due.on, due.amount_fen, due.count) for due in payable.due_amounts()] == [(season.pay_by, 50_000, 1)]
    assert home.state == states.APPROVED


# --- Lists from Excel -------------------------------------------------------------------------------------------------

HEADINGS = ["姓名", "身份证号", "困难类别", "同意公示", "备注", "重复救助说明"]
NUMBERS = {"张演一": "410199193802149016", "李示二": "410199194109079026", "王例三": "410199194809059034"}


@pytest.fixture
def registered(places):
    """Three families of the community, the second with an open application."""
    homes = {}
    for name, number in NUMBERS.items():
        person = PersonFactory(area=places[HOME], name=name, id_number=number)
        homes[name] = HouseholdFactory(head=person)
        HouseholdMemberFactory(household=homes[name], person=person, relation="self")
    make_application(make_program(), places[HOME], applicant=homes["李示二"].head, at=NOMINATED_AT)
    return homes


def line(name, ground="低保", agrees="是", note="", reason=""):
    return [name, NUMBERS[name], ground, agrees, note, reason]


def test_a_list_says_all_that_is_wrong_and_is_taken_over_once(season, registered, cast, stage):  # noqa: F811
    rows = [line("张演一"), line("李示二"), line("王例三", ground="富裕"), line("张演一")]
    staged = stage(workbook(rows, HEADINGS), kind=HOUSEHOLDS, subject=f"{season.pk}", by="worker", at=NOMINATED_AT)

    assert errors_of(staged) == {(3, "overlap_reason"), (4, "ground"), (5, "id_number")}


def test_a_right_list_nominates(season, registered, cast, stage):  # noqa: F811
    rows = [line("张演一"), line("李示二", reason="助学，事由不同"), line("王例三", ground="重病", agrees="否")]
    staged = stage(workbook(rows, HEADINGS), kind=HOUSEHOLDS, subject=f"{season.pk}", by="worker", at=NOMINATED_AT)

    finish(imports.start_take_over(source=staged, by=cast["worker"], at=NOMINATED_AT), at=NOMINATED_AT)

    found = Nomination.objects.order_by("pk").values_list("person__name", "ground", "source", "overlap_reason")
    assert list(found) == [
        ("张演一", "dibao", "list", ""),
        ("李示二", "dibao", "list", "助学，事由不同"),
        ("王例三", "illness", "list", ""),
    ]
    assert Quota.objects.get().taken == 3
    assert registered["张演一"].head.consents.filter(purpose="PUBLICITY_MASKED").count() == 1


# --- Reminders, papers, demo ------------------------------------------------------------------------------------------


def codes():
    return list(Event.objects.filter(dedupe_key__startswith="festival-").order_by("pk").values_list("code", flat=True))


def test_routes_are_told_the_day_before_and_until_they_are_done(season, cast, places):
    planned_route(season, places, cast, approved(season, places[HOME], cast))

    told = [plan_reminders(at=SET_OUT_AT + timedelta(days=days)) for days in (-2, -1, -1, 0, 1, 1, 2)]

    assert told == [0, 1, 0, 0, 1, 0, 1]
    assert codes() == ["festival_visits.route_due", *["festival_visits.route_overdue"] * 2]


def test_homes_without_a_route_are_told_in_the_last_days(season, cast, places):
    approved(season, places[HOME], cast)
    nominated(season, make_home(places[HOME]), cast["worker"])
    eve = timezone.make_aware(timezone.datetime.combine(season.visit_by, timezone.datetime.min.time()))

    told = [plan_reminders(at=eve + timedelta(days=days, hours=8)) for days in (-8, -7, -7)]

    assert told == [1, 2, 0]
    assert codes() == [
        "festival_visits.checks_due",
        "festival_visits.homes_left",
        "festival_visits.checks_due",
    ]


def test_papers_are_made(season, cast, places):
    household = make_home(places[HOME])
    agree_to_notice(household.head)
    checked(season, household, cast)
    notice = post_list(season=season, area=places[HOME], by=cast["officer"], at=POSTED_AT)
    route = walking(season, places, cast)

    papers = [
        prints.board(notice, by=cast["officer"], at=SET_OUT_AT),
        prints.signing_sheet(route, by=cast["officer"], at=SET_OUT_AT),
        prints.report(season, by=cast["officer"], at=SET_OUT_AT),
    ]

    assert [paper[:5] for paper in papers] == [b"%PDF-"] * 3


def test_the_demo_has_every_state_and_loads_once(cast, places):
    now = timezone.now()

    for _time in range(2):
        load_demo_visits(cast, now)

    assert Season.objects.count() == 1
    assert set(Nomination.objects.values_list("state", flat=True)) == {
        states.NOMINATED,
        states.CHECKED,
        states.POSTED,
        states.APPROVED,
        states.VISITED,
        states.DECLINED,
    }
    assert set(FestivalVisit.objects.values_list("state", flat=True)) == {
        states.PLANNED,
        states.DELIVERED,
        states.NOT_HOME,
    }
    assert (Quota.objects.count() * 120, Wish.objects.filter(handled_at=None).count(), Lot.objects.count()) == (
        600,
        1,
        3,
    )
    assert [problem for _name, check in promises.CHECKS for problem in check()] == []
