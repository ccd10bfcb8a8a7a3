"""The place that tests of wristbands start from."""

import pytest

from tests.factories.wristbands import COMMUNITY, make_issue


@pytest.fixture
def community(places):
    return places[COMMUNITY]


@pytest.fixture
def keeper(reviewer):
    """Who keeps the store and hands out bands everywhere."""
    return reviewer


@pytest.fixture
def worn(keeper, community):
    """A band in use with three contacts, and its code."""
    return make_issue(keeper, community)
