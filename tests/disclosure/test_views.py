"""The public pages: for everybody, without an account, with as many queries for many rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosure.models import Officer, Organisation
from tests.disclosure.scene import SPRING, a_program, paid_case
from tests.factories.donations import booked_gift, make_donor
from tests.factories.funds import FundFactory

pytestmark = pytest.mark.django_db
ORGANISATION = {
    "valid_from": "2020-01-01", "name_zh": "演示慈善总会", "kind": "social", "registration_no": "51410199MJF0000000",
    "address_zh": "演示路1号", "contact": "0371-00000001", "source": "登记证书",
}  # fmt: skip


def asked(client, url) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def text_of(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_the_organisation_says_who_it_is_and_that_it_has_no_certificate(client, db):
    Organisation.objects.create(**ORGANISATION)
    Officer.objects.create(body="council", name="理演事", post_zh="会长", serves_from="2020-01-01")
    Officer.objects.create(
        body="council", name="前演事", post_zh="会长", serves_from="2019-01-01", serves_to="2019-12-31"
    )

    html = text_of(client.get("/transparency/", headers={"accept-language": "en"}))

    assert "51410199MJF0000000" in html
    assert "理演事" in html
    assert "前演事" not in html
    assert reverse("oversight:complain") in html


def test_lists_ask_as_much_for_three_rows_as_for_one(client, cast, places):
    fund = FundFactory()
    program, area = a_program(), next(a for a in places.values() if a.level == "community")
    counts = {}
    for number in (1, 2):
        for _number in range(number):
            booked_gift(cast, fund=fund, donor=make_donor(cast, name=f"捐演{number}"))
            paid_case(program, area, 1_000)
        for name, url in (
            ("gifts", "/transparency/donations/?year=2023"),
            ("spent", "/transparency/spending/?year=2026"),
        ):
            counts.setdefault(name, []).append(asked(client, url))

    assert counts["gifts"][0] == counts["gifts"][1]
    assert counts["spent"][0] == counts["spent"][1]


def test_a_donation_is_listed_as_its_donor_chose(client, cast):
    donor = make_donor(cast, name="捐演一")
    fund = FundFactory(code="shown")
    booked_gift(cast, 12_300, fund=fund, donor=donor)
    booked_gift(cast, 4_500, fund=FundFactory(code="other"))

    html = text_of(client.get("/transparency/donations/?year=2023&fund=shown"))
    csv = text_of(client.get("/transparency/donations.csv?year=2023&fund=shown"))

    assert "捐**" in html
    assert "捐演一" not in html + csv
    assert "123.00" in csv
    assert "45.00" not in csv


def test_every_table_is_a_file(client, cast):
    booked_gift(cast, 12_300, at=SPRING, paid_at=SPRING, received_at=SPRING)

    lines = text_of(client.get("/transparency/tables/funds.csv?year=2026")).splitlines()

    assert len(lines) == 3
    assert "123.00" in lines[2]
    assert client.get("/transparency/tables/nothing.csv").status_code == 404
    assert client.get("/transparency/spending.csv?year=2026").status_code == 200


@pytest.mark.parametrize("year", ["abc", "99999999999999999999", "-1", ""])
def test_a_year_that_makes_no_sense_is_this_year(client, db, year):
    for path in ("funds/", "aid/", "spending/", "donations/", "tables/aid.csv"):
        assert client.get(f"/transparency/{path}", {"year": year}).status_code == 200


def test_figures_are_made_anew_with_the_next_voucher(client, cast):
    fund = FundFactory()
    booked_gift(cast, 12_300, fund=fund)
    first = asked(client, "/transparency/funds/?year=2023")
    again = asked(client, "/transparency/funds/?year=2023")
    booked_gift(cast, 20_000, fund=fund)

    assert again < first
    assert "323.00" in text_of(client.get("/transparency/funds/?year=2023"))
