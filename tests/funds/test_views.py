"""The pages of the books."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funds import services
from funds.sources import NamedSource, named
from tests.factories.accounts import UserFactory
from tests.factories.applications import make_application, make_program
from tests.factories.funds import AT, fund_with

pytestmark = pytest.mark.django_db

READERS = ["accountant", "cashier", "federation_approver", "supervisor", "system_admin"]
OTHERS = ["community_worker", "subdistrict_officer", "federation_reviewer", "volunteer", "applicant"]


@pytest.fixture
def accountant():
    return UserFactory(username="accountant", role="accountant")


@pytest.mark.parametrize("role", READERS)
def test_finance_and_supervisors_read_the_books(client, role):
    fund = fund_with(100_000)
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("funds:list")).status_code == 200
    assert client.get(reverse("funds:statement", args=[fund.code])).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_others_do_not(client, role):
    fund = fund_with(100_000)
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("funds:list")).status_code == 403
    assert client.get(reverse("funds:statement", args=[fund.code])).status_code == 404


def test_the_list_adds_up(client, accountant):
    fund_with(100_000)
    services.reserve(fund=fund_with(50_000), amount_fen=20_000, source="tests.x:1", by=None, at=AT)
    client.force_login(accountant)

    totals = client.get(reverse("funds:list")).context["totals"]

    assert totals == {"balance_fen": 150_000, "reserved_fen": 20_000, "held_fen": 0, "available_fen": 130_000}


def test_the_statement_shows_balance_reserved_available_and_lines(client, accountant):
    fund = fund_with(100_000)
    services.reserve(fund=fund, amount_fen=20_000, source="tests.x:1", by=None, at=AT)
    client.force_login(accountant)

    response = client.get(reverse("funds:statement", args=[fund.code]))

    page = response.content.decode()
    assert response.context["statement"].closing_fen == 100_000
    for text in ("1,000.00", "200.00", "800.00", "202309-0001"):
        assert text in page


def test_the_statement_names_the_case_that_money_is_promised_to(client, places):
    program = make_program()
    case = make_application(program, places["410172160-xihuchuntian"])
    for source in (case.source, "tests.x:1"):
        services.reserve(fund=program.fund, amount_fen=20_000, source=source, by=None, at=AT)
    client.force_login(UserFactory(role="supervisor"))

    response = client.get(reverse("funds:statement", args=[program.fund.code]))

    shown = {reservation.source: name for reservation, name in response.context["reservations"]}
    assert shown == {case.source: NamedSource(case.reference, f"/applications/{case.reference}/"), "tests.x:1": None}
    assert case.source not in response.content.decode()


def test_a_case_that_is_not_theirs_has_no_name(places):
    case = make_application(make_program(), places["410172160-xihuchuntian"])

    assert named([case.source], UserFactory(role="volunteer")) == {}


def test_the_statement_of_some_days(client, accountant):
    fund = fund_with(100_000)
    client.force_login(accountant)

    statement = client.get(
        reverse("funds:statement", args=[fund.code]), {"first": "2023-10-01", "last": "2023-10-31"}
    ).context["statement"]

    assert (statement.first, statement.opening_fen, statement.income_fen) == (date(2023, 10, 1), 100_000, 0)


@pytest.mark.parametrize("query", [{"first": "x"}, {"first": "2023-10-02", "last": "2023-10-01"}])
def test_wrong_days_are_said(client, accountant, query):
    fund = fund_with(100_000)
    client.force_login(accountant)

    assert client.get(reverse("funds:statement", args=[fund.code]), query).status_code == 422


def test_the_pages_cost_the_same_for_one_and_three(client, accountant):
    def queries_of(address):
        client.get(address)  # the first request of a session also notes the session
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def add(number):
        services.reserve(fund=fund, amount_fen=10, source=f"tests.x:{number}", by=accountant, at=AT)
        services.credit_fund(fund=fund, amount_fen=10, source=f"tests.y:{number}", memo_code="", by=accountant, at=AT)

    client.force_login(accountant)
    fund = fund_with(100_000)
    add(1)
    pages = [reverse("funds:list"), reverse("funds:statement", args=[fund.code])]
    one = [queries_of(page) for page in pages]
    for number in (2, 3):
        fund_with(100_000)
        add(number)

    three = [queries_of(page) for page in pages]

    assert one == three
    assert max(three) <= 12
