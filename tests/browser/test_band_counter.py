"""The second page of handing out a band answers a form that was sent, so no address opens it: it is reached here."""

import pytest

from delivery.wristbands.services.stock import allocate_bands
from tests.browser.test_every_page import TOO_WIDE, violations
from tests.factories.wristbands import AT, COMMUNITY, make_stock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 390])
def test_the_wearers_page_and_its_errors_work_for_every_reader(places, cast, visitor, sign_in, choose, width):
    make_stock(cast["reviewer"], 2)
    allocate_bands(count=2, station=places[COMMUNITY], by=cast["reviewer"], at=AT)
    sign_in(cast["worker"])
    choose(text_size="large", portal_language="zh-hans")
    tab = visitor.new_page()
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto("/wristbands/issue/")
    tab.get_by_label("手环").first.fill("GX00001")

    tab.locator("main form .btn-brand").first.click()
    tab.locator("[name=contact1_phone]").wait_for()
    assert (tab.evaluate(TOO_WIDE), violations(tab, (), [])) == (0, [])
    tab.locator("main form .btn-brand").last.click()
    tab.locator(".errsum").wait_for()

    assert (tab.evaluate(TOO_WIDE), violations(tab, (), [])) == (0, [])
