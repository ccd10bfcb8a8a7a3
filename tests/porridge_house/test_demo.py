"""The demo's porridge house: numbers of the source page, every promise kept, a second call changes nothing."""

from datetime import UTC, datetime

import pytest

from delivery.porridge_house.demo import load_demo_meals
from delivery.porridge_house.models import MealCard, MealRedemption, MealSite, MealStatement, MealTerms, WelfareSignal
from delivery.porridge_house.promises import CHECKS
from delivery.porridge_house.selectors import waiting_cases
from tests.factories.porridge_house import breakfast_program

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)  # 11:00 in Zhengzhou, after breakfast


def test_twelve_shops_at_six_yuan_with_two_months_of_meals(cast):
    breakfast_program()
    load_demo_meals(cast, MORNING)
    first = MealRedemption.objects.count()
    load_demo_meals(cast, MORNING)

    shops = MealSite.objects.filter(mode="partner_shop")
    assert (shops.count(), {shop.daily_quota for shop in shops}) == (12, {30})
    assert set(MealTerms.objects.filter(partner__isnull=False).values_list("price_fen", flat=True)) == {600}
    assert MealRedemption.objects.count() == first > 1_000
    assert set(MealCard.objects.values_list("state", flat=True)) == {"active", "frozen"}
    assert waiting_cases(cast["reviewer"]).count() == 1
    assert WelfareSignal.objects.count() == 1
    assert MealStatement.objects.get().state == "shop_signed"
    assert [line for _sentence, check in CHECKS for line in check()] == []
