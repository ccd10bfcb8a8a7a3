"""Gifts in the back office: sums in yuan, codes in words, what hangs below a gift, and only links that open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donations import services
from donations.models import ColumnMap
from tests.factories.donations import (
    AT,
    booked_gift,
    make_campaign,
    make_donor,
    make_pool,
    official_receipt,
    staged_file,
)

pytestmark = pytest.mark.django_db


def shown(client, row) -> str:
    """The page without its white space."""
    opts = row._meta
    response = client.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]))
    assert response.status_code == 200
    return "".join(response.content.decode().split())


@pytest.fixture
def gift(cast):
    campaign = make_campaign(cast)
    gift = booked_gift(cast, 123_456, donor=make_donor(cast), campaign=campaign)
    pool = make_pool(cast, campaign, total_fen=100_000)
    services.calculate_pool(pool=pool, by=cast["cashier"], at=AT)
    people = {"by": cast["cashier"], "at": AT}
    services.enter_official_receipt(gift=gift, facts=official_receipt(123_456), **people)
    services.acknowledge(gift=gift, **people)
    return gift


def test_a_gift_shows_yuan_and_its_match_receipt_and_acknowledgement(client, cast, gift):
    client.force_login(cast["accountant"])

    page = shown(client, gift)

    assert "1,234.56" in page
    assert "123456" not in page
    for inline in ("matches", "official_receipts", "acknowledgements"):
        assert f'id="{inline}-group"' in page
    assert 'id="feedback-group"' not in page  # nobody was told anything yet
    assert f'href="{reverse("donations:detail", args=[gift.reference])}"' in page


def test_links_lead_only_where_the_reader_may_go(client, cast, gift):
    voucher = f'href="{reverse("admin:funds_voucher_change", args=[gift.voucher_id])}"'
    author = f'href="{reverse("admin:accounts_user_change", args=[gift.booked_by_id])}"'

    client.force_login(cast["accountant"])
    of_accountant = shown(client, gift)
    client.force_login(cast["admin"])
    of_admin = shown(client, gift)

    assert (voucher in of_accountant, author in of_accountant) == (True, False)
    assert (voucher in of_admin, author in of_admin) == (True, True)


def test_what_is_kept_as_data_is_read_as_words(client, cast, gift):
    client.force_login(cast["auditor"])
    file = staged_file(cast, fund=gift.fund)
    columns = ColumnMap.objects.create(
        channel="bank", headings_key="0" * 64, columns={"amount": "贷方金额"}, saved_at=AT, saved_by=cast["accountant"]
    )

    paper = shown(client, gift.acknowledgements.get())
    receipt = shown(client, gift.official_receipts.get())
    pages = [shown(client, row) for row in (file, columns)]

    assert "捐**·1,234.56" in paper
    assert "410101捐赠收入·1元·1,234.56" in receipt
    assert "贷方金额→" in pages[1]
    assert "0" * 64 not in pages[1]
    assert file.sha256 not in pages[0]
    assert all("{&#x27;" not in page and "[&#x27;" not in page for page in (paper, receipt, *pages))


def test_a_page_asks_as_much_for_three_matches_as_for_one(client, cast, gift):
    client.force_login(cast["accountant"])
    address = reverse("admin:donations_donation_change", args=[gift.pk])
    client.get(address)  # what a process asks once
    counts = []
    for more in (0, 2):
        for _number in range(more):
            pool = make_pool(cast, gift.campaign, total_fen=100_000)
            services.calculate_pool(pool=pool, by=cast["cashier"], at=AT)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert gift.matches.count() == 3
    assert counts[0] == counts[1]
