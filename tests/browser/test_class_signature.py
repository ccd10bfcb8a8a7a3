"""A teacher signs with a finger on the phone of the school; without a drawing the sheet is photographed."""

import pytest
from playwright.sync_api import expect

from delivery.seedling_protection.models import ClassLine
from tests.factories.seedling_protection import make_lot, make_school, planned_distribution

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_class_is_signed_for_on_the_screen(cast, places, visitor, sign_in):
    make_lot(cast)
    line = planned_distribution(cast, make_school(cast, places)).lines.first()
    sign_in(cast["partner"])
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"/seedling-protection/classes/{line.pk}/hand-over/")
    tab.fill("[name=teacher]", "师演员")
    tab.click(".form-acts button[type=submit]")
    expect(tab.locator(".errsum")).to_contain_text("签名")

    box = tab.locator("canvas").bounding_box()
    tab.mouse.move(box["x"] + 40, box["y"] + 30)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 160, box["y"] + 50)
    tab.mouse.up()
    tab.click(".form-acts button[type=submit]")

    expect(tab.locator("table")).to_contain_text("师演员")
    line = ClassLine.objects.get(pk=line.pk)
    assert (line.handed_out, line.receipt.kind, line.receipt.mime) == (40, "signature", "image/png")
