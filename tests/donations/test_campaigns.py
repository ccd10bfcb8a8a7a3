"""What a campaign's page says, each figure from its rows, and who is led where."""

import csv
import io
import re
from dataclasses import fields
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from donations import services
from donations.demo import load_demo_gifts
from donations.models import Campaign, Donation, MatchingPool
from donations.selectors import progress_of
from donations.services import CampaignFacts
from funds import slips
from funds.models import BankStatement
from funds.services import reverse_voucher
from tests.factories.donations import (
    AT,
    DAY,
    booked_gift,
    campaign_cost,
    make_campaign,
    make_donor,
    make_gift,
    make_pledge,
    make_pool,
)
from tests.factories.funds import FundFactory
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
QUERIES_OF_PAGE = 7


def count(cast, campaign, unit, number):
    return services.count_reach(
        campaign=campaign, unit=unit, number=number, reached_on=DAY, action="义诊", source="签到表",
        by=cast["reviewer"], at=AT,
    )  # fmt: skip


def test_progress_adds_up_what_is_in_the_books(cast):
    campaign = make_campaign(cast)
    booked_gift(cast, 10_000, campaign=campaign, fund=campaign.fund, paid_at=AT.replace(day=7))
    booked_gift(cast, 5_000, campaign=campaign, channel="tencent")
    booked_gift(cast, 30_000, campaign=campaign, kind="goods", channel="goods", basis="invoice", description="大米")
    back = booked_gift(cast, 999, campaign=campaign)
    services.refund_gift(gift=back, reason="汇错", by=cast["approver"], at=AT)
    make_gift(cast, 777, campaign=campaign)
    campaign_cost(cast, campaign, 800)
    campaign_cost(cast, campaign, 55, cost="activity")  # helps people, so it is no cost of raising money

    progress = progress_of(campaign)

    assert (progress.number, progress.money_fen, progress.goods_fen, progress.percent) == (3, 15_000, 30_000, 0)
    assert progress.by_day == (
        (date(2023, 9, 7), 1, 10_000),
        (date(2023, 9, 8), 2, 35_000),
        (date(2023, 9, 9), 0, 0),
    )
    assert [(str(part.number), part.total_fen) for part in progress.by_channel] == [
        ("1", 5_000), ("1", 10_000), ("1", 30_000),
    ]  # fmt: skip
    assert progress.cost_fen == 800


@pytest.mark.both_databases
def test_what_is_told_of_a_campaign_is_what_was_posted(client, cast):
    """100.00 money and 30.00 goods came, 8.00 and 2.50 were spent on posters and 2.50 of it taken back; a gift and a
    cost that nobody has booked yet are none. Each figure opens its lines, and the lines add up to it."""
    campaign = make_campaign(cast)
    booked_gift(cast, 10_000, campaign=campaign, fund=campaign.fund)
    booked_gift(
        cast, 3_000, campaign=campaign, fund=campaign.fund, kind="goods", channel="goods", basis="invoice",
        description="大米",
    )  # fmt: skip
    make_gift(cast, 777, campaign=campaign, fund=campaign.fund)
    campaign_cost(cast, campaign, 800)
    mistake = campaign_cost(cast, campaign, 250)
    reverse_voucher(voucher=mistake.voucher, memo_code="error", by=cast["accountant"], at=AT)
    waiting = slips.SlipFacts(
        kind="cost", cost="fundraising", fund=campaign.fund, campaign=campaign.code, amount_fen=999, booked_on=DAY
    )
    slips.prepare_slip(facts=waiting, by=cast["cashier"], at=AT)

    progress = progress_of(campaign)

    assert (progress.money_fen, progress.goods_fen, progress.cost_fen) == (10_000, 3_000, 800)
    client.force_login(cast["accountant"])
    for figure, amounts in (("money", [10_000]), ("goods", [3_000]), ("cost", [-250, 250, 800])):
        response = client.get(reverse("donations:campaign_lines", args=[campaign.code, figure]))
        assert [line.amount_fen for line in response.context["rows"]] == amounts
        assert response.context["total_fen"] == sum(amounts)
    assert client.get(reverse("donations:campaign_lines", args=[campaign.code, "nothing"])).status_code == 404
    client.force_login(cast["volunteer"])
    assert client.get(reverse("donations:campaign_lines", args=[campaign.code, "cost"])).status_code == 403
    assert "/lines/" not in client.get(reverse("donations:campaign", args=[campaign.code])).content.decode()


@pytest.mark.both_databases
def test_persons_person_times_and_households_are_never_added_up(cast):
    campaign = make_campaign(cast)
    count(cast, campaign, "person_times", 120)
    count(cast, campaign, "person_times", -20)
    count(cast, campaign, "households", 7)

    assert progress_of(campaign).reach == {"persons": 0, "person_times": 100, "households": 7}
    with pytest.raises(Refused):
        count(cast, campaign, "persons", 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        campaign.reached.update(number=1)


@pytest.mark.both_databases
def test_nobody_is_led_to_a_platform_without_certificate_and_filing(cast):
    for missing in ("filing_no", "holder_certificate", "platform"):
        with pytest.raises(Refused):
            make_campaign(cast, code=f"without-{missing.replace('_', '-')}", **{missing: ""})
    plain = {"filing_no": "", "holder_certificate": "", "platform_url": ""}
    campaign = make_campaign(cast, code="not-filed", published=False, **plain)

    with pytest.raises(Refused):
        services.publish_campaign(campaign=campaign, by=cast["approver"], at=AT)
    with pytest.raises(NotAllowed):
        services.publish_campaign(campaign=campaign, by=cast["reviewer"], at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).update(platform_url="https://gongyi.example.org/")


def test_the_public_page_shows_the_plan_and_no_donate_button(client, cast):
    campaign = make_campaign(cast)
    booked_gift(cast, 10_000, campaign=campaign)

    page = client.get(reverse("donations:campaign", args=[campaign.code])).content.decode()

    assert "53410100MJF0000000A23001" in page
    assert "本网站不收取捐款" in page
    assert "gongyi.example.org" not in page  # the campaign is over
    assert '<svg class="chart"' in page


def test_a_campaign_being_prepared_is_for_staff(client, cast):
    campaign = make_campaign(cast, published=False)
    url = reverse("donations:campaign", args=[campaign.code])

    assert client.get(url).status_code == 404
    client.force_login(cast["volunteer"])
    assert client.get(url).status_code == 404
    client.force_login(cast["reviewer"])
    assert client.get(url).status_code == 200


def confirmed_match(cast, campaign, fen):
    """One gift, matched one to one by a sponsor who has not paid yet."""
    pool = make_pool(cast, campaign, total_fen=1_000_000)
    booked_gift(cast, fen, campaign=campaign, fund=campaign.fund)
    services.calculate_pool(pool=pool, by=cast["cashier"], at=AT)
    return pool, services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)


@pytest.mark.both_databases
def test_matched_is_what_the_sponsor_paid_and_never_what_is_only_owed(client, cast):
    """50.00 matched one to one. The sponsor owes 50.00 and pays 20.00, then 30.00, the second without naming the
    campaign; a platform settles 7.00 of its own; 1.00 of somebody else's pledge matches nothing."""
    campaign = make_campaign(cast)
    pool, pledge = confirmed_match(cast, campaign, 5_000)
    assert (progress_of(campaign).matched_fen, progress_of(campaign).money_fen) == (0, 5_000)

    paid = {"donor": pool.sponsor, "pledge": pledge, "fund": pledge.fund}
    booked_gift(cast, 2_000, campaign=campaign, **paid)
    booked_gift(cast, 3_000, **paid)
    settled = make_pool(cast, campaign, make_donor(cast, "演示平台", "company"), mode="imported")
    services.pools.add_settled(pool=settled, payment=booked_gift(cast, 700, campaign=campaign, fund=campaign.fund))
    other = make_pledge(cast, 100, fund=campaign.fund, campaign=campaign)
    booked_gift(cast, 100, donor=other.donor, pledge=other, fund=campaign.fund, campaign=campaign)
    make_gift(cast, 400, campaign=campaign, **(paid | {"pledge": None}))

    progress = progress_of(campaign)
    assert (progress.number, progress.money_fen, progress.matched_fen) == (5, 10_800, 5_700)
    client.force_login(cast["accountant"])
    response = client.get(reverse("donations:campaign_lines", args=[campaign.code, "matched"]))
    assert sorted(line.amount_fen for line in response.context["rows"]) == [700, 2_000, 3_000]


def test_what_is_owed_is_read_by_the_desk_alone(client, cast):
    campaign = make_campaign(cast)
    confirmed_match(cast, campaign, 5_050)
    url = reverse("donations:campaign", args=[campaign.code])

    assert client.get(url).context["promised_fen"] == 0
    client.force_login(cast["cashier"])
    assert client.get(url).context["promised_fen"] == 5_050


def test_channels_and_reach_are_charts_and_tables(client, cast):
    campaign = make_campaign(cast, target_person_times=1_000)
    booked_gift(cast, 10_050, campaign=campaign, channel="tencent")
    booked_gift(cast, 2_500, campaign=campaign)
    count(cast, campaign, "person_times", 333)
    count(cast, campaign, "households", 7)

    response = client.get(reverse("donations:campaign", args=[campaign.code]))

    assert [bar[1:] for bar in response.context["channel_bars"]] == [(10_050, "100.50"), (2_500, "25.00")]
    assert [row[1:] for row in response.context["reach"]] == [
        ("0", "—", "—"), ("333", "1,000", "33 %"), ("7", "—", "—"),
    ]  # fmt: skip
    assert response.content.decode().count('class="row-bars"') == 2


def test_a_page_of_a_campaign_asks_as_much_for_one_gift_as_for_three(client, cast, django_assert_num_queries):
    campaign = make_campaign(cast)
    url = reverse("donations:campaign", args=[campaign.code])
    for number in (1, 3):
        for _number in range(number):
            booked_gift(cast, 1_000, campaign=campaign, fund=campaign.fund)
            count(cast, campaign, "persons", 1)
        with django_assert_num_queries(QUERIES_OF_PAGE):
            client.get(url)
        with django_assert_num_queries(QUERIES_OF_PAGE):
            b"".join(client.get(reverse("donations:figures", args=[campaign.code])).streaming_content)


def test_a_list_of_campaigns_asks_as_much_for_one_as_for_three(client, cast, django_assert_num_queries):
    for number in (1, 2):
        for place in range(number):
            make_campaign(cast, code=f"days-{number}-{place}")
        with django_assert_num_queries(1):
            client.get(reverse("donations:campaigns"))


@pytest.mark.parametrize("missing", ["region", "bank_account", "use", "contact_phone", "query_way"])
def test_a_plan_is_published_with_everything_that_the_law_wants_to_be_read(client, cast, missing):
    campaign = make_campaign(cast, published=False, **{missing: ""})
    with pytest.raises(Refused):
        services.publish_campaign(campaign=campaign, by=cast["approver"], at=AT)

    client.force_login(cast["reviewer"])
    url = reverse("donations:change_campaign", args=[campaign.code])
    whole = {name: value for name, value in client.get(url).context["form"].initial.items() if value is not None}
    answer = client.post(url, whole | {"fund": campaign.fund_id, missing: "已补齐"})

    assert (answer.status_code, getattr(Campaign.objects.get(), missing)) == (302, "已补齐")
    services.publish_campaign(campaign=campaign, by=cast["approver"], at=AT)
    client.logout()
    assert "已补齐" in client.get(reverse("donations:campaign", args=[campaign.code])).content.decode()
    with pytest.raises(Refused):
        services.change_campaign(
            campaign=campaign, facts=plan_of(campaign), fund=campaign.fund, by=cast["reviewer"], at=AT
        )


def plan_of(campaign, **changed):
    return CampaignFacts(**{field.name: getattr(campaign, field.name) for field in fields(CampaignFacts)} | changed)


def test_a_campaign_that_something_names_keeps_its_short_name_and_fund(cast):
    campaign = make_campaign(cast, published=False)
    by = {"by": cast["reviewer"], "at": AT}
    renamed = services.change_campaign(
        campaign=campaign, facts=plan_of(campaign, code="days"), fund=campaign.fund, **by
    )
    booked_gift(cast, 1_000, campaign=campaign, fund=campaign.fund)

    for facts, fund in ((plan_of(renamed, code="other"), campaign.fund), (plan_of(renamed), FundFactory())):
        with pytest.raises(Refused):
            services.change_campaign(campaign=campaign, facts=facts, fund=fund, **by)
    changed = services.change_campaign(
        campaign=campaign, facts=plan_of(renamed, target_fen=5), fund=campaign.fund, **by
    )
    assert (changed.code, changed.target_fen) == ("days", 5)


def test_the_csv_holds_every_figure_of_the_page(client, cast):
    campaign = make_campaign(cast)
    booked_gift(cast, 10_050, campaign=campaign, channel="tencent")
    count(cast, campaign, "person_times", 1_200)

    response = client.get(reverse("donations:figures", args=[campaign.code]))
    [title, _headings, *rows] = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))

    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", title[0])  # as of when
    assert ["目标", "", "100000.00", "元"] in rows
    assert ["已募集", "货币", "100.50", "元"] in rows
    assert ["按渠道", "腾讯公益平台", "100.50", "元"] in rows
    assert ["按日", "2023-09-08", "100.50", "元"] in rows
    assert ["受益情况", "", "1200", "人次"] in rows
    assert ["受益情况", "目标", "100000", "人次"] in rows
    assert ["已募集", "", "100.50", "元"] in rows
    assert ["已募集", "占目标", "0", "%"] in rows
    assert ["已募集", "其中：企业配捐到账", "0.00", "元"] in rows
    assert ["募捐成本", "计划", "1000.00", "元"] in rows
    assert ["按渠道", "腾讯公益平台", "1", "笔"] in rows
    assert ["按日", "2023-09-08", "1", "笔"] in rows


def test_the_demo_is_loaded_once(cast):
    load_demo_gifts(cast, AT.replace(year=2026))
    load_demo_gifts(cast, AT.replace(year=2026))

    progress = progress_of(Campaign.objects.get(code="giving-days-2023"))
    assert (progress.number, progress.money_fen, progress.goods_fen) == (13, 7_247_500, 1_200_000)
    assert progress.reach == {"persons": 126, "person_times": 4_200, "households": 58}
    assert Donation.objects.count() == 13


def test_the_demo_shows_matching_a_receipt_and_the_bank(cast):
    """By hand: 300 yuan is the cap of the first day, 200+9+200+128 on the second, 200+200+88 on the third; what the
    company gave itself is not matched."""
    load_demo_gifts(cast, AT.replace(year=2026))

    pool = MatchingPool.objects.get()
    statement = BankStatement.objects.get()
    open_lines = statement.lines.filter(matches__isnull=True).values_list("note", "amount_fen")
    assert (pool.matched_fen, pool.entries.filter(state="confirmed").count()) == (30_000 + 53_700 + 48_800, 10)
    assert list(Donation.objects.filter(receipt_state="issued").values_list("amount_fen", flat=True)) == [5_000_000]
    assert (list(open_lines), statement.closing_fen) == ([("结息", 1_234)], 6_915_234)
