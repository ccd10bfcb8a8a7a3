"""The counter on a phone: one tap, one big answer; without a network cards are kept and checked later, each once."""

import re
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from delivery.porridge_house.models import MealCard, MealRedemption, RefusedScan
from tests.factories.porridge_house import COMMUNITY, card_in_use, make_partner, make_site, make_terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANSWER, STATE = "[data-answer]", "[data-state]"


@pytest.fixture
def numbers(cast, places):
    """Two cards in use, at a shop that serves all day."""
    company = make_partner()
    make_terms(company, opens_at=time.min, closes_at=time.max)
    make_site(places[COMMUNITY], partner=company, clerk=cast["partner"], code="corner-shop")
    cards = [card_in_use(cast, places[COMMUNITY]) for _ in range(2)]
    MealCard.objects.update(valid_until=timezone.localdate())
    return [card.number for card in cards]


@pytest.fixture
def phone(visitor, sign_in, cast, numbers):
    sign_in(cast["partner"])
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/meals/board/")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.goto("/meals/redeem/corner-shop/")
    expect(tab.locator("[data-along]")).to_be_visible()
    return tab


def give(tab, number):
    tab.locator("[name=card]").fill(number)
    tab.locator("form[data-press] button:not([type=button])").click()


def test_a_meal_is_given_kept_without_a_network_and_refused_later_when_it_was_eaten(phone, visitor, numbers):
    first, second = numbers
    give(phone, first)
    expect(phone.locator(ANSWER)).to_have_class(re.compile("yes"))

    visitor.set_offline(True)
    give(phone, second)
    expect(phone.locator(ANSWER)).to_have_class(re.compile("later"))
    give(phone, second.lower())
    expect(phone.locator(ANSWER)).to_have_class(re.compile("no"))
    give(phone, first)
    expect(phone.locator(STATE)).to_contain_text("2")
    phone.reload()
    visitor.set_offline(False)

    expect(phone.locator("[data-stopped]")).to_contain_text(first, timeout=30_000)
    expect(phone.locator("[data-today]")).to_have_text("2")
    assert list(MealRedemption.objects.order_by("pk").values_list("card__number", flat=True)) == [first, second]
    assert RefusedScan.objects.get().card.number == first
    phone.locator("[data-stopped] button").click()
    expect(phone.locator("[data-stopped]")).to_be_hidden()
