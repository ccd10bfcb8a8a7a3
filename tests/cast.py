"""The cast: the people of the demo (interfaces.md), plus an outsider who must see nothing.

`cast["worker"]` is the community worker of 西湖春天. Each person is also a fixture of his own name: `worker`,
`worker2`, `officer`, `reviewer`, `approver`, `accountant`, `cashier`, `auditor`, `administrator` (user name "admin"),
`volunteer`, `volunteer2`, `leader`, `partner`, `applicant`, `outsider`. `places` is the real zone.
Imported by tests/conftest.py, so every test has them.
"""

from datetime import UTC, datetime

import pytest

from accounts.demo import DEMO_PASSWORD, load_demo_accounts
from accounts.models import User
from areas.models import AdminArea
from areas.services import load_areas, load_deadlines
from tests.remembered import Rows

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = (
    "applicant",
    "worker",
    "worker2",
    "officer",
    "reviewer",
    "approver",
    "accountant",
    "cashier",
    "auditor",
    "admin",
    "volunteer",
    "volunteer2",
    "leader",
    "partner",
    "outsider",
)


def load_places() -> None:
    load_areas(at=LONG_AGO)
    load_deadlines()


def load_people() -> None:
    User.objects.create_user("outsider", password=DEMO_PASSWORD, display_name="外演人", date_joined=LONG_AGO)
    load_demo_accounts(LONG_AGO)


_places, _people = Rows(), Rows()


def make_places() -> dict[str, AdminArea]:
    """The zone with its communities and deadlines, by code."""
    _places(load_places)
    return {area.code: area for area in AdminArea.objects.select_related("parent__parent")}


def make_cast() -> dict[str, User]:
    """Needs make_places(). The outsider has an account and no role at all."""
    _people(load_people)
    return User.objects.in_bulk(NAMES, field_name="username")


@pytest.fixture
def places(db) -> dict[str, AdminArea]:
    return make_places()


@pytest.fixture
def cast(places) -> dict[str, User]:
    return make_cast()


def _person(username: str, fixture_name: str):
    @pytest.fixture(name=fixture_name)
    def person(cast) -> User:
        return cast[username]

    return person


applicant = _person("applicant", "applicant")
worker = _person("worker", "worker")
worker2 = _person("worker2", "worker2")
officer = _person("officer", "officer")
reviewer = _person("reviewer", "reviewer")
approver = _person("approver", "approver")
accountant = _person("accountant", "accountant")
cashier = _person("cashier", "cashier")
auditor = _person("auditor", "auditor")
administrator = _person("admin", "administrator")
volunteer = _person("volunteer", "volunteer")
volunteer2 = _person("volunteer2", "volunteer2")
leader = _person("leader", "leader")
partner = _person("partner", "partner")
outsider = _person("outsider", "outsider")
