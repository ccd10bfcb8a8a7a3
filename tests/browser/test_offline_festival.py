"""A route on a visitor's phone: taken along once, it opens without a network, and a visit is recorded once."""

import re

import pytest
from playwright.sync_api import expect

from delivery.festival_visits import states
from delivery.festival_visits.models import FestivalVisit, Lot
from tests.browser.test_offline_visit import STATE, draw, wait_for_pictures
from tests.factories.festival_visits import open_season, walking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_route_and_its_forms_open_without_a_network(visitor, sign_in, cast, places):
    route = walking(open_season(cast, places), places, cast, homes=2)
    first = route.visits.order_by("position").first()
    sign_in(cast["worker"])
    phone = visitor.new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto("/my-day/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.goto(f"/festival-visits/routes/{route.reference}/")
    expect(phone.locator("[data-along]")).to_be_visible()

    visitor.set_offline(True)
    phone.reload()
    phone.locator("[data-form]").first.click()
    phone.locator("[name=outcome]").first.check()
    phone.locator("[name=visited_at]").fill("2026-02-03T10:00")
    phone.locator("[name=receiver]").first.check()
    draw(phone)
    wait_for_pictures(phone, 1)
    phone.locator("form .btn-brand[type=submit]").click()
    expect(phone.locator(STATE)).to_contain_text("有网络时自动发送")
    assert FestivalVisit.objects.filter(state=states.PLANNED).count() == 2

    visitor.set_offline(False)
    expect(phone.locator(STATE)).to_contain_text(re.compile("已发送"))
    first.refresh_from_db()
    assert (first.state, first.files.get().kind, Lot.objects.get().given) == (states.DELIVERED, "household", 1)
