"""Every page of gifts, donors, pledges, files, pools and receipts asks as much with three rows as with one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from donations import services
from tests.factories.donations import (
    AT,
    booked_gift,
    campaign_cost,
    checked_file,
    make_agreement,
    make_campaign,
    make_change,
    make_donor,
    make_pledge,
    make_pool,
    official_receipt,
)
from tests.factories.funds import FundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    fund = FundFactory()
    donor = make_donor(cast)
    campaign = make_campaign(cast, fund=fund)
    gift = booked_gift(cast, donor=donor, fund=fund, campaign=campaign)
    pool = make_pool(cast, campaign)
    return {
        "cast": cast, "fund": fund, "donor": donor, "campaign": campaign, "gift": gift, "pool": pool,
        "pledge": make_pledge(cast, 900_000, donor=donor, fund=fund),
    }  # fmt: skip


def a_gift(scene, number):
    booked_gift(
        scene["cast"], 1_000, donor=make_donor(scene["cast"], f"捐演{number}"), fund=scene["fund"],
        campaign=scene["campaign"],
    )  # fmt: skip


def a_donor(scene, number):
    donor = make_donor(scene["cast"], f"捐演{number}")
    booked_gift(scene["cast"], donor=donor, fund=scene["fund"])


def a_part_of_the_pledge(scene, _number):
    booked_gift(scene["cast"], 1_000, donor=scene["donor"], pledge=scene["pledge"], fund=scene["fund"])


def a_pledge(scene, number):
    pledge = make_pledge(scene["cast"], 1_000, donor=make_donor(scene["cast"], f"捐演{number}"))
    booked_gift(scene["cast"], 500, donor=pledge.donor, pledge=pledge, fund=pledge.fund)


def a_paper_of_the_donor(scene, _number):
    make_agreement(scene["cast"], scene["donor"])
    booked_gift(scene["cast"], donor=scene["donor"], fund=scene["fund"])


def a_paper_of_the_gift(scene, number):
    """Told once more, another use proposed and refused, a receipt entered and voided."""
    cast, gift = scene["cast"], scene["gift"]
    services.tell_donor(gift=gift, text="已用于助学。", by=cast["reviewer"], at=AT)
    change = make_change(cast, gift)
    services.refuse_change(change=change, by=cast["approver"], at=AT)
    receipt = services.enter_official_receipt(
        gift=gift, facts=official_receipt(number=f"{number:010}"), by=cast["accountant"], at=AT
    )
    services.void_official_receipt(receipt=receipt, reason="抬头有误", by=cast["accountant"], at=AT)


def a_pool(scene, number):
    make_pool(scene["cast"], scene["campaign"], make_donor(scene["cast"], f"演示{number}公司", "company"))


def a_match(scene, number):
    a_gift(scene, number)
    services.calculate_pool(pool=scene["pool"], by=scene["cast"]["cashier"], at=AT)


def a_file(scene, number):
    lines = ((f"T{number:04d}", "2023-09-07 10:00:01", "小演", "20.00", "", ""),)
    scene["file"] = checked_file(scene["cast"], lines, fund=scene["fund"], at=AT + timedelta(seconds=number))


def a_cost(scene, _number):
    campaign_cost(scene["cast"], scene["campaign"], 100)


def a_count(scene, _number):
    services.count_reach(
        campaign=scene["campaign"], unit="persons", number=3, reached_on=AT.date(), action="义诊", source="签到表",
        by=scene["cast"]["reviewer"], at=AT,
    )  # fmt: skip


PAGES = {
    "donations:list": (a_gift, None),
    "donations:donors": (a_donor, None),
    "donations:pledges": (a_pledge, None),
    "donations:pools": (a_pool, None),
    "donations:files": (a_file, None),
    "donations:detail": (a_paper_of_the_gift, "gift"),
    "donations:donor": (a_paper_of_the_donor, "donor"),
    "donations:pledge": (a_part_of_the_pledge, "pledge"),
    "donations:pool": (a_match, "pool"),
    "donations:campaign_lines": (a_cost, "campaign"),
    "donations:reach": (a_count, "campaign"),
    "disclosure:donations": (a_gift, None),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_much_with_three_rows_as_with_one(client, cast, scene, page):
    add, about = PAGES[page]
    client.force_login(cast["accountant"])
    args = [] if about is None else [getattr(scene[about], "code" if about == "campaign" else "reference")]
    url = reverse(page, args=[*args, "cost"] if page == "donations:campaign_lines" else args)
    url += "?year=2023" if page.startswith("disclosure") else ""
    client.get(url)  # what is asked once and kept is asked before
    counts = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            add(scene, number)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(url)
        counts.append((response.status_code, len(asked)))

    assert counts[0] == counts[1] == (200, counts[0][1])
