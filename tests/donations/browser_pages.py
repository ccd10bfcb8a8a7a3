"""What is looked at in Chromium of gifts, donors and campaigns."""

from datetime import timedelta

from django.utils import timezone

from donations import services
from donations.papers import path_of
from tests.browser.pages import Page
from tests.factories.donations import (
    AT,
    DAY,
    LINES,
    booked_gift,
    campaign_cost,
    checked_file,
    make_campaign,
    make_change,
    make_donor,
    make_gift,
    make_pledge,
    make_pool,
    sold_shares,
    staged_file,
)
from tests.factories.funds import FundFactory


def some_gifts(cast, _places):
    fund, campaign = FundFactory(), make_campaign(cast)
    donor = make_donor(cast, phone="19900000001")
    make_gift(cast, fund=fund)
    for day in range(3):
        at = AT + timedelta(days=day - 1)
        booked_gift(
            cast,
            12_345 * (day + 1),
            fund=fund,
            campaign=campaign,
            donor=donor,
            paid_at=at,
            received_at=AT,
            at=AT + timedelta(days=2),
        )
    services.count_reach(
        campaign=campaign,
        unit="person_times",
        number=1200,
        reached_on=DAY,
        action="义诊",
        source="签到表",
        by=cast["reviewer"],
        at=AT,
    )
    booked_gift(cast, 40_000, fund=campaign.fund, campaign=campaign)
    campaign_cost(cast, campaign, 30_000)
    return donor


def lists(cast, places):
    some_gifts(cast, places)


def a_campaign(cast, places):
    some_gifts(cast, places)
    return "/campaigns/giving-days-2023/"


def costs(cast, places):
    return a_campaign(cast, places) + "lines/cost/"


def reach(cast, places):
    return a_campaign(cast, places) + "reach/"


def running(cast, _places):
    today = timezone.localdate()
    make_campaign(cast, code="running", starts_on=today, ends_on=today + timedelta(days=2))
    return "/campaigns/running/"


def a_gift(cast, _places):
    gift = booked_gift(cast, donor=make_donor(cast))
    make_change(cast, gift)
    services.tell_donor(gift=gift, text="已用于三名学生的助学金。", by=cast["reviewer"], at=AT)
    return f"/donations/{gift.reference}/"


def a_gift_of_shares(cast, _places):
    return f"/donations/{sold_shares(cast)[0].reference}/"


def a_sale_to_enter(cast, places):
    return a_gift_of_shares(cast, places) + "sell/"


def a_change(cast, _places):
    change = make_change(cast)
    return f"/donations/{change.gift.reference}/use/{change.pk}/agree/"


def a_donor(cast, places):
    donor = some_gifts(cast, places)
    make_pledge(cast, donor=donor)
    return f"/donations/donors/{donor.reference}/"


def a_gift_to_enter(cast, places):
    return f"/donations/new/?donor={some_gifts(cast, places).reference}"


def a_file_to_check(cast, _places):
    return f"/donations/files/{staged_file(cast).reference}/columns/"


def a_checked_file(cast, _places):
    lines = (*LINES, ("T0003", "昨天", "演", "5", "", ""))
    return checked_file(cast, lines).get_absolute_url()


def a_pool(cast, _places):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=30_000, day_caps={DAY: 20_000})
    for _number in range(3):
        booked_gift(cast, 10_000, campaign=campaign)
    services.calculate_pool(pool=pool, by=cast["cashier"], at=AT)
    return [f"/donations/pools/{pool.reference}/", f"/donations/pools/{pool.reference}/end/"]


def some_pools(cast, places):
    a_pool(cast, places)


def a_pool_to_enter(cast, places):
    return a_campaign(cast, places) + "pools/new/"


def my_gift(cast, _places):
    gift = booked_gift(cast, donor=make_donor(cast), campaign=make_campaign(cast))
    services.tell_donor(gift=gift, text="已用于三名学生的助学金。", by=cast["reviewer"], at=AT)
    return path_of(services.acknowledge(gift=gift, by=cast["cashier"], at=AT).number)


def a_receipt_to_enter(cast, _places):
    return f"/donations/{booked_gift(cast).reference}/receipt/"


def some_pledges(cast, _places):
    make_pledge(cast)


def a_pledge(cast, _places):
    return f"/donations/pledges/{make_pledge(cast).reference}/"


PAGES = (
    Page("campaigns", "/campaigns/", prepare=lists),
    Page("campaign", "/campaigns/", prepare=a_campaign),
    Page("campaign-running", "/campaigns/", prepare=running),
    Page("campaign-new", "/campaigns/new/", user="reviewer"),
    Page("campaign-costs", "/campaigns/", user="cashier", prepare=costs),
    Page("campaign-reach", "/campaigns/", user="reviewer", prepare=reach),
    Page("donations", "/donations/", user="cashier", prepare=lists),
    Page("donation", "/donations/", user="accountant", prepare=a_gift),
    Page("donation-of-shares", "/donations/", user="approver", prepare=a_gift_of_shares),
    Page("donation-sale", "/donations/", user="accountant", prepare=a_sale_to_enter),
    Page("donation-new", "/donations/", user="cashier", prepare=a_gift_to_enter),
    Page("donation-change", "/donations/", user="approver", prepare=a_change),
    Page("donors", "/donations/donors/", user="reviewer", prepare=lists),
    Page("donor", "/donations/donors/", user="reviewer", prepare=a_donor),
    Page("donor-new", "/donations/donors/new/", user="reviewer"),
    Page("gift-files", "/donations/files/", user="accountant", prepare=a_checked_file),
    Page("gift-file-upload", "/donations/files/new/", user="accountant"),
    Page("gift-file-columns", "/donations/files/", user="accountant", prepare=a_file_to_check),
    Page("pools", "/donations/pools/", user="cashier", prepare=some_pools),
    Page("pool", "/donations/pools/", user="accountant", prepare=a_pool),
    Page("pool-new", "/campaigns/", user="cashier", prepare=a_pool_to_enter),
    Page("gift-open", "/gifts/"),
    Page("gift-opened", "/gifts/", prepare=my_gift),
    Page("official-receipt", "/donations/", user="cashier", prepare=a_receipt_to_enter),
    Page("pledges", "/donations/pledges/", user="reviewer", prepare=some_pledges),
    Page("pledge", "/donations/pledges/", user="reviewer", prepare=a_pledge),
)
