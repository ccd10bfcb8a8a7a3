"""The places and programs that tests of cases start from."""

import pytest

from tests.factories.applications import make_application, make_program
from tests.factories.schemes import MODULES


@pytest.fixture(autouse=True)
def _schemes_of_every_lane(settings):
    settings.AID_SCHEMES = [*settings.AID_SCHEMES, *MODULES]


@pytest.fixture
def community(places):
    return places["410172160-xihuchuntian"]


@pytest.fixture
def program(places):
    return make_program("student_aid")


@pytest.fixture
def submitted(program, community, applicant):
    return make_application(program, community, owner=applicant)
