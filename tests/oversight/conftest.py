"""The place that tests of complaints and re-reviews start from."""

import pytest


@pytest.fixture
def community(places):
    return places["410172160-xihuchuntian"]
