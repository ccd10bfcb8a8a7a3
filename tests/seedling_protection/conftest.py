"""The language that tests of the programme start from."""

import pytest
from django.utils import translation

from tests.factories.seedling_protection import make_school


@pytest.fixture(autouse=True)
def _sentences_in_english():
    """What a service refuses is compared in the language of the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def school(cast, places):
    return make_school(cast, places)
