"""Campaigns and the two long lists in a report: frozen with the figures of the public pages, corrected by a version."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from disclosure import lists, promises, services
from disclosure.freezing import all_rows, first_parts
from disclosure.spans import Span
from disclosure.tables import shown
from donations import services as giving
from funds import entries
from tests.disclosure.scene import SPRING, a_program, paid_case
from tests.factories.donations import booked_gift, make_campaign, make_donor
from tests.factories.funds import FundFactory
from workflow.machine import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
AT = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
SUMMER = datetime(2026, 5, 2, 2, 0, tzinfo=UTC)
SPAN = Span(2026, 1)


def published(cast, note="", at=AT):
    pack = services.prepare_pack(span=SPAN, note=note, by=cast["accountant"], at=at)
    return services.publish_pack(pack=pack, by=cast["approver"], at=at)


def gift(cast, fen, at=SPRING, **more):
    return booked_gift(cast, fen, paid_at=at, received_at=at, at=at, **more)


def rows_of(pack, code, *columns):
    return [tuple(shown(row[column]) for column in columns) for row in all_rows(pack, code)]


def in_file(client, pack, code):
    response = client.get(f"/transparency/reports/{pack.slug}/v{pack.version}/{code}.csv")
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))[2:]


def a_campaign(cast):
    """In the first quarter 100.00 money, 30.00 goods and 8.00 cost, 20 person-times; in the second 5.00 and 7 more."""
    days = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 6, 30)}
    campaign = make_campaign(cast, code="spring", target_fen=50_000, target_person_times=100, **days)
    in_it = {"campaign": campaign, "fund": campaign.fund}
    gift(cast, 10_000, **in_it)
    gift(cast, 3_000, kind="goods", channel="goods", basis="invoice", description="大米", **in_it)
    gift(cast, 500, at=SUMMER, **in_it)
    entries.book_cost(
        fund=campaign.fund, cost="fundraising", amount_fen=800, campaign=campaign.code, source="t:poster",
        by=cast["accountant"], at=SPRING,
    )  # fmt: skip
    for number, at in ((20, SPRING), (7, SUMMER)):
        giving.count_reach(
            campaign=campaign, unit="person_times", number=number, reached_on=at.date(), action="义诊",
            source="签到表", by=cast["reviewer"], at=at,
        )  # fmt: skip
    return campaign


def test_a_report_tells_campaigns_as_they_stood_at_the_end_of_its_period(client, cast):
    a_campaign(cast)
    make_campaign(cast, code="long-ago")

    pack = published(cast, at=SUMMER)

    [row] = all_rows(pack, "campaigns")
    assert shown(row["campaign"]) == "“99公益日”暨双“慈善日”"
    assert {name: value for name, value in row.items() if name.endswith("_fen") or name == "gifts"} == {
        "target_fen": 50_000, "raised_fen": 13_000, "money_fen": 10_000, "goods_fen": 3_000, "matched_fen": 0,
        "gifts": 2, "cost_plan_fen": 100_000, "cost_fen": 800,
    }  # fmt: skip
    assert rows_of(pack, "reached", "target", "persons", "person_times", "households") == [(100, 0, 20, 0)]
    assert in_file(client, pack, "reached")[0][1:] == [
        "53410100MJF0000000A23001", "2026-02-01 – 2026-06-30", "100", "0", "20", "0",
    ]  # fmt: skip


def test_a_campaign_that_is_over_is_told_where_something_was_booked_for_it(cast):
    old = make_campaign(cast, code="long-ago")
    gift(cast, 700, campaign=old, fund=old.fund)

    assert rows_of(published(cast), "campaigns", "code", "raised_fen") == [("long-ago", 700)]


def test_lists_of_a_report_name_organisations_and_no_person(client, cast, places):
    """What a person may take back is not frozen: his name. The sums are those of the public lists."""
    person = make_donor(cast, public_name_mode="real", consented_on=date(2023, 9, 1))
    company = make_donor(cast, "演示科技有限公司", "company", public_name_mode="company", consented_on=date(2023, 9, 1))
    for donor, fen in ((person, 1_000), (company, 2_000), (None, 300)):
        gift(cast, fen, donor=donor)
    gift(cast, 9_900, at=SUMMER)
    place = next(area for area in places.values() if area.level == "community")
    program = a_program()
    for number in range(5):
        paid_case(program, place, 10_000, name=f"李示{'一二三四五'[number]}")

    pack = published(cast)

    assert rows_of(pack, "donations", "donor", "amount_fen") == [
        ("爱心人士", 300), ("演示科技有限公司", 2_000), ("爱心人士", 1_000),
    ]  # fmt: skip
    assert rows_of(pack, "spending", "receiver", "amount_fen") == [("受助人", 10_000)] * 5
    public = client.get("/transparency/donations/?year=2026").content.decode()
    assert "捐演一" in public
    report = client.get("/transparency/reports/2026-Q1/v1/").content.decode()
    assert ("捐演一" in report, "演示科技有限公司" in report, "李" in report) == (False, True, False)
    assert client.get("/transparency/reports/2026-Q1/v1/report.pdf").content[:5] == b"%PDF-"


def test_a_correction_has_the_gift_that_was_missing_and_the_first_version_stays(cast):
    gift(cast, 1_000)
    first = published(cast)
    gift(cast, 250)
    with pytest.raises(Refused):
        services.prepare_pack(span=SPAN, by=cast["accountant"], at=AT)
    second = published(cast, "漏记一笔捐赠")

    assert rows_of(first, "donations", "amount_fen") == [(1_000,)]
    assert rows_of(second, "donations", "amount_fen") == [(250,), (1_000,)]
    assert [line for _words, check in promises.CHECKS for line in check()] == []


def test_a_long_list_is_frozen_in_parts_and_its_file_has_every_row(client, cast, monkeypatch):
    """Five gifts of 1 to 5 yuan, two of them in each part; the page begins with the first part."""
    monkeypatch.setattr(lists, "PART", 2)
    for number in range(1, 6):
        gift(cast, 100 * number)

    pack = published(cast)

    parts = pack.tables.filter(code="donations").order_by("position")
    assert [table.part for table in parts] == [1, 2, 3]
    assert [row[3] for row in in_file(client, pack, "donations")] == ["5.00", "4.00", "3.00", "2.00", "1.00"]
    table = next(table for table in first_parts(pack, 50) if table.form.code == "donations")
    assert (len(table.rows), table.in_all, table.is_cut) == (2, 5, True)
    assert table.bars == [("01", 0), ("02", 1_500), ("03", 0)]
    page = client.get("/transparency/reports/2026-Q1/v1/").content.decode()
    assert "共 5 行" in page
    assert [line for _words, check in promises.CHECKS for line in check()] == []


def test_a_report_costs_as_many_queries_for_one_row_as_for_three(client, cast, django_assert_num_queries):
    for number in (1, 3):
        for _number in range(number):
            gift(cast, 100, fund=FundFactory())
        pack = published(cast, f"{number}")
        for path, queries in (("", 3), ("donations.csv", 3)):
            with django_assert_num_queries(queries):
                answer = client.get(f"/transparency/reports/2026-Q1/v{pack.version}/{path}")
                b"".join(answer.streaming_content if answer.streaming else [])
    with django_assert_num_queries(1):
        client.get("/transparency/reports/")
