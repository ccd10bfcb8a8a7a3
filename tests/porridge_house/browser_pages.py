"""What is looked at in Chromium of the porridge house."""

from delivery.porridge_house.models import FraudSignal, HealthCertificate, WelfareSignal
from tests.browser.pages import Page
from tests.factories.porridge_house import (
    BREAKFAST,
    COMMUNITY,
    DAY,
    approved_case,
    card_in_use,
    eat,
    made_card,
    made_statement,
)


def a_counter(cast, places):
    made_statement(cast, places[COMMUNITY])
    site = cast["partner"].meal_sites.get().site
    HealthCertificate.objects.create(site=site, name="店演一", valid_until=DAY, recorded_at=BREAKFAST)
    return [f"/meals/redeem/{site.code}/", *(f"/meals/places/{site.code}/{page}/" for page in PLACE_PAGES)]


def an_office(cast, places):
    statement = made_statement(cast, places[COMMUNITY])
    meal = statement.meals.get()
    made_card(cast, places[COMMUNITY])
    approved_case(cast, places[COMMUNITY])
    eat(card_in_use(cast, places[COMMUNITY]), meal.site, cast["partner"])
    signal = FraudSignal.objects.create(
        kind="pace", site=meal.site, day=DAY, found_at=BREAKFAST, data={"cards": 10, "minutes": 2, "from": "07:00"}
    )
    missed = WelfareSignal.objects.create(card=meal.card, last_seen_on=DAY, raised_at=BREAKFAST)
    return [
        *(f"/meals/{page}" for page in OFFICE_PAGES),
        f"/meals/board/?day={DAY}",
        f"/meals/cards/{meal.card.number}/",
        f"/meals/cards/{meal.card.number}/freeze/",
        f"/meals/signals/{signal.pk}/",
        f"/meals/missed/{missed.pk}/",
        f"/meals/statements/{statement.reference}/",
    ]


def own_card(cast, places):
    card = card_in_use(cast, places[COMMUNITY])
    card.person.user = cast["applicant"]
    card.person.save(update_fields=["user"])
    return f"/meals/cards/{card.number}/"


PLACE_PAGES = ("count", "tally", "food", "certificates")
OFFICE_PAGES = (
    "office/", "counts/", "log/", "signals/", "missed/", "cards/?tab=made", "cards/waiting/", "statements/",
    "statements/prepare/",
)  # fmt: skip
PAGES = (
    Page("meals-public", "/meals/"),
    Page("meals-counter", user="partner", prepare=a_counter),
    Page("meals-office", user="reviewer", prepare=an_office),
    Page("meals-own-card", user="applicant", prepare=own_card),
)
