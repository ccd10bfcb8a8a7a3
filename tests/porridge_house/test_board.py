"""The morning board knows how many volunteers help at each place, and the overview charts the meals."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from delivery.porridge_house.board import board_of
from delivery.porridge_house.models import MealSite
from delivery.porridge_house.selectors import meals_by_day, meals_by_month
from tests.factories.porridge_house import BREAKFAST, DAY, card_in_use, eat, make_site
from tests.factories.volunteers import ActivityFactory, make_shift, signed_up
from volunteers.models import Shift
from volunteers.services import cancel_shift

pytestmark = pytest.mark.django_db
SIX = timezone.make_aware(datetime.combine(DAY, time(6)))


@pytest.fixture
def places_of_an_activity(community, company):
    """Two shops whose volunteers come from the same activity, and one without any."""
    activity = ActivityFactory(place_zh="")
    shops = [make_site(community, partner=company, activity=activity) for _number in range(2)]
    return activity, *shops, make_site(community, partner=company)


def helpers():
    """(helpers, wanted) of each place, by its primary key."""
    return {line.site.pk: (line.helpers, line.wanted) for line in board_of(MealSite.objects.all(), DAY)}


def test_helpers_are_counted_at_the_place_that_the_shift_names(places_of_an_activity, client, cast):
    activity, first, second, alone = places_of_an_activity
    named = make_shift(activity=activity, starts_at=SIX, capacity=4)
    Shift.objects.filter(pk=named.pk).update(place_zh=first.name_zh)
    shared = make_shift(activity=activity, starts_at=SIX + timedelta(hours=1), capacity=2)
    make_shift(activity=activity, starts_at=SIX + timedelta(days=1), capacity=9)
    for shift in (named, named, shared):
        signed_up(shift)

    assert helpers() == {first.pk: (3, 6), second.pk: (1, 2), alone.pk: (None, None)}
    client.force_login(cast["reviewer"])
    page = client.get(f"/meals/board/?day={DAY}").content.decode()
    assert ("3 / 6" in page, "1 / 2" in page) == (True, True)


def test_a_cancelled_shift_and_who_waits_help_nobody(places_of_an_activity):
    activity, first, _second, _alone = places_of_an_activity
    shift = make_shift(activity=activity, starts_at=SIX, capacity=1)
    Shift.objects.filter(pk=shift.pk).update(place_zh=first.name_zh)
    signed_up(shift)
    signed_up(shift)  # waits

    assert helpers()[first.pk] == (1, 1)
    cancel_shift(shift=shift, by=activity.team.leader, at=SIX - timedelta(days=1))
    assert helpers()[first.pk] == (None, None)


def test_the_charts_count_meals_by_month_and_by_day(cast, community, shop):
    card = card_in_use(cast, community)
    for days in (0, 1, 2):
        eat(card, shop, cast["partner"], BREAKFAST + timedelta(days=days))

    days = meals_by_day(DAY + timedelta(days=2))
    months = meals_by_month(DAY)

    assert (len(days), days[-3:], sum(number for _day, number in days)) == (
        14,
        [("04-14", 1), ("04-15", 1), ("04-16", 1)],
        3,
    )
    assert (len(months), months[-1], months[0]) == (12, ("26-04", 1), ("25-05", 0))
