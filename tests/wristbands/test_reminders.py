"""Reminders through the one outbox: who is told, once each, and that nothing is sent when it no longer applies."""

from datetime import timedelta

import pytest

from delivery.wristbands.models import Issue
from delivery.wristbands.reminders import plan_reminders
from delivery.wristbands.services import lifecycle, outings
from delivery.wristbands.services.finding import record_scan
from notifications.delivery import deliver_due
from notifications.models import Delivery
from notifications.planning import plan_pending
from tests.factories.volunteers import make_shift
from tests.factories.wristbands import AT, make_event, make_issue, make_stock
from welfare_portal.celery import BEAT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REMINDERS = ("event_due", "event_open", "untested")


def planned(at, *days):
    """How many reminders each of these days plans."""
    return [plan_reminders(at=at + number * DAY) for number in days]


def told(at, *, until="due"):
    """(message, user) of what is planned at `at`, in the portal."""
    plan_pending(at=at)
    codes = [f"wristbands.{name}" for name in REMINDERS]
    rows = Delivery.objects.filter(message__in=codes, channel="in_app", state=until)
    return sorted((row.message.partition(".")[2], row.recipient_key) for row in rows)


def keys(message, *people):
    return sorted((message, f"user:{person.pk}") for person in people)


def issuers(cast):
    """Who hands out bands in the community: its worker, the officer of the sub-district, the federation."""
    return [cast[name] for name in ("worker", "officer", "reviewer")]


def test_an_event_is_told_once_on_the_day_before_to_those_who_hand_out_bands_there(keeper, community, cast):
    make_event(keeper, community, starts_at=AT + 3 * DAY, ends_at=AT + 3 * DAY + timedelta(hours=3))

    assert planned(AT, 1, 2, 2, 3) == [0, 1, 0, 0]
    assert told(AT + 2 * DAY) == keys("event_due", *issuers(cast))


def test_the_leader_of_the_volunteers_is_told_too_and_led_to_the_shift(keeper, community, cast):
    shift = make_shift(starts_at=AT + DAY)
    leader = shift.activity.team.leader
    make_event(keeper, community, starts_at=AT + DAY, ends_at=AT + DAY + timedelta(hours=3), shift=shift)

    assert planned(AT, 0) == [1]
    assert told(AT) == keys("event_due", *issuers(cast), leader)
    deliver_due(at=AT)
    paths = dict(Delivery.objects.filter(channel="in_app").values_list("recipient_key", "path"))
    assert paths[f"user:{leader.pk}"] == f"/volunteers/shifts/{shift.pk}/"
    assert paths[f"user:{cast['worker'].pk}"] == "/wristbands/events/W01/"


@pytest.mark.parametrize("change", ["cancelled", "moved"])
def test_an_event_that_does_not_take_place_then_is_not_told(keeper, community, cast, change):
    hour = {"starts_at": AT + DAY, "ends_at": AT + DAY + timedelta(hours=3)}
    event = make_event(keeper, community, **hour)
    plan_reminders(at=AT)
    plan_pending(at=AT)
    if change == "cancelled":
        outings.cancel_event(event=event, by=keeper, at=AT)
    else:
        plan = {name: getattr(event, name) for name in ("title", "area", "place", "target", "shift")}
        later = {name: moment + 5 * DAY for name, moment in hour.items()}
        outings.change_event(event=event, by=keeper, at=AT, **plan, **later)

    deliver_due(at=AT)

    assert told(AT, until="cancelled") == keys("event_due", *issuers(cast))
    assert planned(AT, 4, 5) == ([0, 0] if change == "cancelled" else [0, 1])


def test_an_event_that_is_over_and_not_closed_is_told_once(keeper, community, cast):
    event = make_event(keeper, community, bands=2 if make_stock(keeper, 2) else 0)

    assert planned(event.ends_at, 0, 1, 1, 2) == [0, 1, 0, 0]
    assert told(event.ends_at + DAY) == keys("event_open", *issuers(cast))
    outings.close_event(event=event, attendance=80, leaflets=90, report="", by=cast["worker"], at=event.ends_at + DAY)
    deliver_due(at=event.ends_at + DAY)
    assert told(event.ends_at + DAY, until="cancelled") == keys("event_open", *issuers(cast))


def test_what_an_event_still_holds_stands_in_the_message(keeper, community, cast):
    make_stock(keeper, 2)
    event = make_event(keeper, community, bands=2)
    at = event.ends_at + DAY
    plan_reminders(at=at)
    plan_pending(at=at)
    deliver_due(at=at)

    [message] = Delivery.objects.filter(recipient_key=f"user:{cast['worker'].pk}", channel="in_app")
    assert (message.title, message.path) == ("请结束活动“W01 防走失手环宣传”", "/wristbands/events/W01/")
    assert "该活动仍持有2只手环" in message.body


def test_bands_that_nobody_scanned_are_told_to_whoever_handed_them_out_once_a_day_of_handing_out(keeper, community):
    stock = make_stock(keeper, 4)
    names = ("张演一", "李示二", "王例三")
    first, second, later = (
        make_issue(keeper, community, name=name, stock=stock, at=AT + (DAY if name == "王例三" else 0 * DAY))[0]
        for name in names
    )

    assert planned(AT, 7, 8, 8, 9, 9) == [0, 1, 0, 1, 0]
    assert told(AT + 9 * DAY) == 2 * keys("untested", keeper)
    deliver_due(at=AT + 9 * DAY)
    titles = Delivery.objects.filter(channel="in_app", recipient_key=f"user:{keeper.pk}").order_by("pk")
    assert [(row.title, row.path) for row in titles] == [
        ("2026-03-02发放的2只手环从未被扫描", f"/wristbands/people/{first.reference}/"),
        ("2026-03-03发放的1只手环从未被扫描", f"/wristbands/people/{later.reference}/"),
    ]
    assert second.band.serial in titles[0].body


@pytest.mark.parametrize("what", ["tested", "alarm", "suspended", "retired"])
def test_a_band_that_works_or_is_not_in_use_is_not_told(worn, keeper, what):
    issue, _code = worn
    if what in ("tested", "alarm"):
        record_scan(issue=issue, at=AT + (timedelta(minutes=1) if what == "tested" else DAY))
    elif what == "suspended":
        lifecycle.suspend_band(issue=issue, by=keeper, at=AT)
    else:
        lifecycle.retire_band(issue=issue, reason="moved", by=keeper, at=AT)

    assert planned(AT, 8) == [0]


def test_a_band_that_is_scanned_before_the_message_goes_is_not_told(worn, keeper):
    issue, _code = worn
    plan_reminders(at=AT + 8 * DAY)
    plan_pending(at=AT + 8 * DAY)
    record_scan(issue=issue, at=AT + 8 * DAY)

    deliver_due(at=AT + 8 * DAY)

    assert told(AT + 8 * DAY, until="cancelled") == keys("untested", keeper)


def test_when_the_issuer_has_left_the_colleagues_are_told(worn, keeper, cast):
    type(keeper).objects.filter(pk=keeper.pk).update(is_active=False)
    plan_reminders(at=AT + 8 * DAY)

    assert told(AT + 8 * DAY) == keys("untested", cast["worker"], cast["officer"])
    assert Issue.objects.get().issued_by == keeper


def test_reminders_are_planned_every_morning():
    assert [when.hour | when.minute for task, when, _why in BEAT if task == "wristbands.plan_reminders"] == [{8, 40}]
