"""The place and language that tests of Spring Festival visits start from."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _sentences_in_english():
    """What a service refuses is compared in the language of the code."""
    with translation.override("en"):
        yield
