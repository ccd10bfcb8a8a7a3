"""Every published figure in money is the sum of the lines behind it, and only those who may trace open them."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from disclosure import published
from disclosure.drilling import columns_of, lines_of_cell
from disclosure.spans import Span
from tests.disclosure.scene import a_small_year

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
YEAR = Span(2026)
LEAST = 5


@pytest.fixture
def books(cast, places):
    a_small_year(cast, places)


@pytest.mark.both_databases
def test_every_figure_is_the_sum_of_its_lines(books):
    opened = 0
    for code in published.BUILDERS:
        table = published.table_of(code, YEAR, at=NOW)
        for row, (key, _cells) in zip(table.rows, table.keyed_lines, strict=True):
            for field in columns_of(code):
                if row[field] is not None:
                    lines, sign = lines_of_cell(code, field, key, YEAR, LEAST)
                    assert (code, field, key, sign * sum(line.amount_fen for line in lines)) == (
                        code, field, key, row[field],
                    )  # fmt: skip
                    opened += 1

    assert opened > 20


def test_the_page_leads_to_the_lines_for_those_who_may_trace(client, cast, books):
    address = reverse("disclosure:cell", args=["costs", "amount_fen", "5301"])

    assert address not in client.get("/transparency/funds/?year=2026").content.decode()
    client.force_login(cast["accountant"])
    assert address in client.get("/transparency/funds/?year=2026").content.decode()
    page = client.get(f"{address}?year=2026")
    assert ([line.amount_fen for line in page.context["rows"]], page.context["total_fen"]) == ([2_000], 2_000)
    for wrong in (("costs", "amount", "5301"), ("nothing", "amount_fen", "5301")):
        assert client.get(reverse("disclosure:cell", args=wrong)).status_code == 404
    spending = client.get("/transparency/spending/?year=2026")
    [row] = [row for row in spending.context["table"].rows if row["amount_fen"] == 2_000]
    assert f"/transparency/office/vouchers/{row['code']}/" in spending.content.decode()
