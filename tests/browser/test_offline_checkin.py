"""A leader's phone that loses the network at the door: presses are kept, sent later in their order, each once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.volunteers import ActivityFactory, TeamFactory, make_shift, signed_up
from volunteers.checkin_codes import personal_code
from volunteers.models import Attendance, CheckinEvent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATE = "[data-state]"


@pytest.fixture
def shift(cast):
    """Began twenty minutes ago; three people have a place."""
    starts_at = timezone.now() - timedelta(minutes=20)
    activity = ActivityFactory(team=TeamFactory(leader=cast["leader"]))
    shift = make_shift(capacity=3, starts_at=starts_at, activity=activity)
    for _ in range(3):
        signed_up(shift, at=starts_at - timedelta(days=1))
    return shift


@pytest.fixture
def phone(visitor, sign_in, cast, shift):
    sign_in(cast["leader"])
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/volunteers/team/")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.goto(f"/volunteers/team/shifts/{shift.pk}/check-in/")
    expect(tab.locator("[data-along]")).to_be_visible()
    return tab


def press(tab, signup, kind="in"):
    tab.locator(f"[data-signup='{signup.pk}'] button[value={kind}]").click()


def test_presses_without_a_network_arrive_later_each_once(phone, visitor, shift):
    one, two, three = shift.signups.order_by("pk")
    press(phone, one)
    expect(phone.locator(f"[data-signup='{one.pk}']")).to_have_class(re.compile("here"))
    expect(phone.locator(STATE)).to_contain_text("已签到")

    visitor.set_offline(True)
    press(phone, two)
    phone.locator("[name=person]").fill(personal_code(three))
    phone.locator("section form[data-press] button[value=in]").first.click()
    expect(phone.locator(STATE)).to_contain_text("2")
    phone.reload()
    expect(phone.locator(f"[data-signup='{two.pk}']")).to_have_class(re.compile("here"))
    assert CheckinEvent.objects.count() == 1

    visitor.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.locator(f"[data-signup='{three.pk}']")).to_have_class(re.compile("here"))

    seen = CheckinEvent.objects.order_by("pk").values_list("signup", "method")
    assert list(seen) == [(one.pk, "tick"), (two.pk, "tick"), (three.pk, "person")]
    assert Attendance.objects.filter(outcome="present").count() == 3
    assert phone.evaluate("localStorage.getItem('visits:waiting')") == "[]"


def test_what_the_portal_refuses_is_shown_and_can_be_removed(phone):
    phone.locator("[name=person]").fill("222222")
    phone.locator("section form[data-press] button[value=in]").first.click()

    expect(phone.locator("[data-stopped] li")).to_contain_text("222222")
    phone.locator("[data-stopped] button").click()
    expect(phone.locator("[data-stopped]")).to_be_hidden()
    assert not CheckinEvent.objects.exists()
