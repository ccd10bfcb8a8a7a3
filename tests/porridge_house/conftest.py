"""The place that tests of the porridge house start from."""

import pytest
from django.utils import translation

from tests.factories.porridge_house import COMMUNITY, card_in_use, make_clerk, make_partner, make_site


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def community(places):
    return places[COMMUNITY]


@pytest.fixture
def company(db):
    return make_partner()


@pytest.fixture
def shop(community, company, cast):
    site = make_site(community, partner=company)
    make_clerk(site, cast["partner"], signs=True)
    return site


@pytest.fixture
def card(cast, community):
    return card_in_use(cast, community)
