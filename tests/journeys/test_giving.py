"""Money that is given, over HTTP from the first file to the published figure; every figure worked out by hand."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from disclosure.services import trace_everything
from donations.models import Donation, GiftFile, MatchingPool, Pledge
from donations.selectors import progress_of
from jobs.services import due_jobs, run_job
from tests.factories.donations import make_campaign, make_donor
from tests.factories.funds import FundFactory
from tests.journeys.conftest import Hand
from tests.racing import race
from welfare_portal.promises import all_checks

pytestmark = pytest.mark.both_databases
HEADINGS = "交易单号,捐款时间,捐款人,捐款金额,手机号,留言"
COLUMNS = {"reference": "交易单号", "amount": "捐款金额", "paid_at": "捐款时间"}
GIFT = {
    "kind": "money", "channel": "bank", "amount": "", "restriction": "unrestricted", "wants_receipt": "on",
}  # fmt: skip


def broken():
    """Of the money; that nobody was told yet, because no sender runs here, is another promise."""
    checks = [(sentence.partition(":")[0], check) for sentence, check in all_checks()]
    return [line for app, check in checks if app in ("funds", "donations", "disclosure") for line in check()]


def file_of(first, last):
    """Gifts `first` … `last`, one a second from ten o'clock; gift n is of (n mod 20) + 1 yuan."""
    seconds = [(n, f"{10 + n // 3600}:{n % 3600 // 60:02}:{n % 60:02}") for n in range(first, last)]
    lines = [f"T{n:05},2023-09-08 {clock},演,{n % 20 + 1}.00,," for n, clock in seconds]
    return SimpleUploadedFile(f"{first}.csv", "\r\n".join([HEADINGS, *lines]).encode("gb18030"), "text/csv")


def work_off():
    """What the background worker does."""
    while jobs := due_jobs(at=timezone.now()):
        for job in jobs:
            run_job(job_id=job, clock=timezone.now)


def figures_of(hand, table, year):
    response = hand.get("disclosure:table_file", table, year=year)
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    return rows[1:]


@pytest.mark.django_db(transaction=True)
def test_a_campaign_day_with_two_thousand_gifts_and_two_pools(cast):
    """A cycle of 20 gifts is 210 yuan, so 2,000 gifts are 21,000.

    First pool, one to one, at most 15 a gift, 5,000 in all: a cycle brings 195; 25 cycles 4,875, the 15 gifts after
    them 120, and the next one gets the last 5. Second pool, half a yuan for one, at most 3,000 on that day: a cycle
    brings 105; 28 cycles 2,940, the 15 gifts after them 60.
    """
    campaign = make_campaign(cast)
    sponsor = make_donor(cast, name="演示科技有限公司", kind="company")
    terms = {
        "sponsor": sponsor.pk, "mode": "fixed_ratio", "ratio_given": "1", "least_gift": "1", "starts_on": "2023-09-07",
        "ends_on": "2023-09-09",
    }  # fmt: skip
    cashier, accountant = Hand(cast["cashier"]), Hand(cast["accountant"])
    cashier.post("donations:new_pool", campaign.code, **terms, total="5000", ratio_for="1", per_gift="15")
    cashier.post("donations:new_pool", campaign.code, **terms, total="9000", ratio_for="2", day_caps="2023-09-08 3000")
    target = {"channel": "tencent", "fund": campaign.fund_id, "campaign": campaign.pk}

    uploads = race(4, lambda n: Hand(cast["accountant"]).post("donations:upload", **target, file=file_of(0, 1_000)))
    assert [answer.status_code for answer in uploads] == [302] * 4
    accountant.post("donations:upload", **target, file=file_of(500, 2_000))  # overlaps with the first
    first, second = GiftFile.objects.order_by("lines")
    assert (first.lines, second.lines) == (1_000, 1_500)
    for file in (first, second):
        accountant.post("donations:file_columns", file.reference, **COLUMNS)
    work_off()
    race(4, lambda n: Hand(cast["accountant"]).post("donations:take_file", (first, second)[n % 2].reference))
    work_off()

    progress = progress_of(campaign)
    assert (progress.number, progress.money_fen) == (2_000, 2_100_000)
    for pool in MatchingPool.objects.order_by("pk"):
        cashier.post("donations:calculate_pool", pool.reference)
        accountant.post("donations:confirm_pool", pool.reference)
    one, other = MatchingPool.objects.order_by("pk")
    assert [one.matched_fen, one.entries.count(), one.entries.latest("pk").amount_fen] == [500_000, 516, 500]
    assert [other.matched_fen, other.days.get().matched_fen, other.entries.count()] == [300_000, 300_000, 575]
    assert sorted(Pledge.objects.values_list("amount_fen", flat=True)) == [300_000, 500_000]
    page = accountant.get("donations:campaign", campaign.code).content.decode()
    assert "21,000.00" in page
    assert "8,000.00" in page
    assert broken() == []


@pytest.mark.django_db
def test_goods_are_booked_thanked_and_told_and_a_refund_takes_the_match_back(cast, hands):
    cashier, accountant, approver = hands["cashier"], hands["accountant"], hands["approver"]
    campaign = make_campaign(cast)
    donor = make_donor(cast, phone="19900000001")
    given = {
        **GIFT,
        "fund": campaign.fund_id,
        "campaign": campaign.pk,
        "paid_on": "2023-09-08",
        "received_on": "2023-09-08",
    }
    goods = {
        "kind": "goods",
        "channel": "goods",
        "basis": "invoice",
        "description": "大米",
        "quantity": "50",
        "unit": "袋",
    }
    cashier.client.post(f"/donations/new/?donor={donor.reference}", {**given, **goods, "amount": "3200"})
    cashier.client.post("/donations/new/", {**given, "amount": "100"})
    rice, money = Donation.objects.order_by("pk")
    assert accountant.get("donations:detail", rice.reference).status_code == 200
    for gift in (rice, money):
        accountant.post("donations:book", gift.reference)
    sponsor = make_donor(cast, name="演示科技有限公司", kind="company")
    cashier.post(
        "donations:new_pool", campaign.code, sponsor=sponsor.pk, mode="fixed_ratio", total="1000", ratio_given="1",
        ratio_for="1", least_gift="1", starts_on="2023-09-07", ends_on="2023-09-09",
    )  # fmt: skip
    pool = MatchingPool.objects.get()
    cashier.post("donations:calculate_pool", pool.reference)
    accountant.post("donations:confirm_pool", pool.reference)
    trace_everything(at=timezone.now())

    cashier.post("donations:acknowledge", rice.reference)
    use = hands["accountant"].get("disclosure:gift_trace", rice.reference).content.decode()
    assert "3,200.00" in use
    assert cashier.post("donations:refund", money.reference, reason="汇错").status_code == 403
    approver.post("donations:refund", money.reference, reason="汇错")

    money.refresh_from_db()
    campaign.fund.refresh_from_db()
    assert (money.state, money.refund_voucher.reverses_id) == ("refunded", money.voucher_id)
    assert campaign.fund.available_fen == 0  # rice is no money, and the money is back
    assert (Pledge.objects.get().owed_fen, Pledge.objects.get().state) == (0, "released")
    progress = progress_of(campaign)
    assert (progress.money_fen, progress.goods_fen, progress.matched_fen) == (0, 320_000, 0)
    assert broken() == []


@pytest.mark.django_db
def test_a_quarter_is_disclosed_as_it_was(cast, hands, client):
    """In the quarter before this one 1,200.00 and 80.50 yuan of money and 300.00 of goods: 1,580.50. What is booked
    after the report was frozen, 999.00, stays out of it and is in the figures of the year."""
    day = _in_the_last_quarter()
    fund = FundFactory(code="disclosed")
    cashier, accountant, approver = hands["cashier"], hands["accountant"], hands["approver"]
    given = {**GIFT, "fund": fund.pk, "paid_on": day.isoformat(), "received_on": day.isoformat()}
    goods = {"kind": "goods", "channel": "goods", "basis": "market", "description": "棉被"}
    for more in ({"amount": "1200"}, {"amount": "80.50", "channel": "tencent"}, {"amount": "300", **goods}):
        cashier.client.post("/donations/new/", {**given, **more})
    for gift in Donation.objects.all():
        accountant.post("donations:book", gift.reference)
    quarter = (day.month - 1) // 3 + 1

    accountant.post("disclosure:prepare", period=f"{day.year}-{quarter}")
    slug = f"{day.year}-Q{quarter}"
    assert accountant.post("disclosure:publish", slug, 1).status_code == 403
    assert approver.post("disclosure:publish", slug, 1).status_code == 302
    cashier.client.post("/donations/new/", {**given, "amount": "999"})
    accountant.post("donations:book", Donation.objects.latest("pk").reference)

    income = client.get(f"/transparency/reports/{slug}/v1/income.csv")
    rows = [row[-1] for row in csv.reader(io.StringIO(b"".join(income).decode("utf-8-sig")))]
    assert rows[2:] == ["1580.50"]  # below its title and its headings
    [funds] = [row for row in figures_of(hands["outsider"], "funds", day.year) if fund.name_zh in row]
    assert [cell for cell in funds if cell.replace(".", "").isdigit()] == ["0.00", "2579.50", "0.00", "0.00", "2579.50"]
    assert client.get(f"/transparency/reports/{slug}/v1/").status_code == 200
    assert broken() == []


def _in_the_last_quarter() -> date:
    today = timezone.localdate()
    return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=10)
