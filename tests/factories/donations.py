"""Smallest valid donors, gifts and pledges, made by the services so that books and events hold.

`people` are the cast: the cashier enters, the accountant books, the approver decides.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from donations import services
from donations.choices import Restriction
from donations.models import (
    Agreement,
    Campaign,
    Donation,
    Donor,
    GiftFile,
    MatchingPool,
    Pledge,
    SecuritiesSale,
    UseChange,
)
from donations.services import CampaignFacts, GiftFacts, OfficialFacts, PoolTerms, Purpose, ReceiptLine
from funds import slips
from funds.models import Fund, Slip
from jobs.services import run_job
from tests.factories.funds import FundFactory

AT = datetime(2023, 9, 8, 4, 0, tzinfo=UTC)  # noon in Zhengzhou, the second day of the campaign
DAY = date(2023, 9, 8)
People = Mapping[str, Any]


def make_donor(people: People, name: str = "捐演一", kind: str = "person", **more: Any) -> Donor:
    return services.enter_donor(kind=kind, name=name, by=people["cashier"], at=AT, **more)


def facts(amount_fen: int = 10_000, **more: Any) -> GiftFacts:
    given = {"kind": "money", "channel": "bank", "paid_at": AT, "received_at": AT, **more}
    return GiftFacts(amount_fen=amount_fen, **given)


def make_gift(
    people: People, amount_fen: int = 10_000, *, fund: Fund | None = None, at: datetime = AT, **more: Any
) -> Donation:
    """Entered by the cashier, not booked. What is no field of GiftFacts goes to register_gift."""
    papers = {
        name: more.pop(name) for name in ("donor", "campaign", "pledge", "agreement", "named_person") if name in more
    }
    fund = fund or FundFactory()
    return services.register_gift(facts=facts(amount_fen, **more), fund=fund, by=people["cashier"], at=at, **papers)


def booked_gift(people: People, amount_fen: int = 10_000, *, at: datetime = AT, **more: Any) -> Donation:
    return services.book_gift(gift=make_gift(people, amount_fen, at=at, **more), by=people["accountant"], at=at)


def sold_shares(people: People, fund: Fund | None = None) -> tuple[Donation, SecuritiesSale]:
    """30 shares of 10.00 yuan, 10 of them sold for 12.00 each."""
    shares = {
        "kind": "securities", "channel": "securities", "basis": "market", "description": "演示股份",
        "quantity": Decimal(30), "unit": "股", "security_code": "600000", "unit_price": Decimal(10), "valued_on": DAY,
    }  # fmt: skip
    gift = booked_gift(people, 30_000, fund=fund, **shares)
    sale = services.sell_securities(
        gift=gift, units=Decimal(10), proceeds_fen=12_000, sold_on=DAY, paper="L-1", by=people["accountant"], at=AT
    )
    return gift, sale


def make_pledge(people: People, amount_fen: int = 100_000, donor: Donor | None = None, **more: Any) -> Pledge:
    more.setdefault("fund", None)
    fund = more.pop("fund") or FundFactory()
    given = {"amount_fen": amount_fen, "promised_on": DAY, **more}
    return services.make_pledge(donor=donor or make_donor(people), fund=fund, by=people["cashier"], at=AT, **given)


def make_agreement(people: People, donor: Donor | None = None, **more: Any) -> Agreement:
    said = {"signed_on": DAY, "property": "大米500袋，国标一级", "use": "粥屋早餐", "delivery": "2023年9月，送货上门"}
    return services.record_agreement(donor=donor or make_donor(people), by=people["cashier"], at=AT, **{**said, **more})


def make_change(people: People, gift: Donation | None = None) -> UseChange:
    gift = gift or booked_gift(people, donor=make_donor(people))
    purpose = Purpose(restriction=Restriction.PROJECT, project="校园图书角")
    return services.propose_change(gift=gift, purpose=purpose, reason="原项目已满额", by=people["cashier"], at=AT)


def make_campaign(people: People, code: str = "giving-days-2023", **more: Any) -> Campaign:
    """Published, three days, with filing and certificate of its holder."""
    published = more.pop("published", True)
    fund = more.pop("fund", None) or FundFactory()
    given = {
        "code": code,
        "title_zh": "“99公益日”暨双“慈善日”",
        "title_en": "Giving days",
        "purpose_zh": "为困难家庭筹款。",
        "purpose_en": "For families in need.",
        "holder": "郑州慈善总会",
        "holder_certificate": "53410100MJF0000000",
        "filing_no": "53410100MJF0000000A23001",
        "platform": "腾讯公益",
        "platform_url": "https://gongyi.example.org/1",
        "starts_on": date(2023, 9, 7),
        "ends_on": date(2023, 9, 9),
        "target_fen": 10_000_000,
        "target_person_times": 100_000,
        "cost_plan_fen": 100_000,
        "beneficiaries": "困难学生与大病家庭",
        "use": "助学与大病救助",
        "in_charge": "慈演长",
        "contact_phone": "0371-00000003",
        "query_way": "慈善中国",
        "region": "河南省郑州市",
        "bank_account": "郑州慈善总会 演示银行 0000 0000",
        "ways": "互联网平台、现场扫码",
        "leftover": "用于同类救助项目",
        **more,
    }
    campaign = services.make_campaign(facts=CampaignFacts(**given), fund=fund, by=people["reviewer"], at=AT)
    return services.publish_campaign(campaign=campaign, by=people["approver"], at=AT) if published else campaign


HEADINGS = ("交易单号", "捐款时间", "捐款人", "捐款金额", "手机号", "留言")
LINES = (
    ("T0001", "2023-09-07 10:00:01", "小演", "20.00", "", "加油"),
    ("T0002", "2023-09-07 10:00:02", "爱演", "35.50", "", ""),
)


def csv_file(
    lines: Sequence[Sequence[str]] = LINES,
    *,
    headings: Sequence[str] = HEADINGS,
    encoding: str = "utf-8-sig",
    above: Sequence[str] = (),
) -> io.BytesIO:
    """A file as a platform gives it out."""
    text = "".join(f"{line}\r\n" for line in (*above, ",".join(headings), *(",".join(line) for line in lines)))
    return io.BytesIO(text.encode(encoding))


def staged_file(
    people: People,
    lines: Sequence[Sequence[str]] = LINES,
    *,
    fund: Fund | None = None,
    at: datetime = AT,
    channel: str = "tencent",
    campaign: Campaign | None = None,
    pool: MatchingPool | None = None,
    **more: Any,
) -> GiftFile:
    return services.stage_file(
        channel=channel, fund=fund or FundFactory(), campaign=campaign, pool=pool, file=csv_file(lines, **more),
        by=people["accountant"], at=at,
    )  # fmt: skip


def checked_file(people: People, lines: Sequence[Sequence[str]] = LINES, *, at: datetime = AT, **more: Any) -> GiftFile:
    """Its columns named as proposed, its lines checked."""
    file = staged_file(people, lines, at=at, **more)
    columns = services.proposed_columns(file)
    file = services.name_columns(file=file, columns=columns, by=people["accountant"], at=at)
    run_job(job_id=file.check_job_id, clock=lambda: at)
    return GiftFile.objects.get(pk=file.pk)


def taken_file(people: People, lines: Sequence[Sequence[str]] = LINES, *, at: datetime = AT, **more: Any) -> GiftFile:
    file = checked_file(people, lines, at=at, **more)
    job = services.start_taking(file=file, by=people["accountant"], at=at)
    run_job(job_id=job.pk, clock=lambda: at)
    return GiftFile.objects.get(pk=file.pk)


def campaign_cost(people: People, campaign: Campaign, amount_fen: int, *, cost: str = "fundraising") -> Slip:
    """In the books: the cashier prepares the entry, the accountant books it."""
    facts = slips.SlipFacts(
        kind="cost", cost=cost, fund=campaign.fund, campaign=campaign.code, amount_fen=amount_fen, booked_on=DAY,
        account="1002", party="演示印务", paper="P1",
    )  # fmt: skip
    slip = slips.prepare_slip(facts=facts, by=people["cashier"], at=AT)
    return slips.book_slip(slip=slip, by=people["accountant"], at=AT)


def make_pool(
    people: People, campaign: Campaign | None = None, sponsor: Donor | None = None, **terms: Any
) -> MatchingPool:
    """Entered by the cashier, so that the accountant may confirm it; one to one, three days, without caps."""
    given = {"total_fen": 100_000, "starts_on": date(2023, 9, 7), "ends_on": date(2023, 9, 9), **terms}
    return services.open_pool(
        campaign=campaign or make_campaign(people),
        sponsor=sponsor or make_donor(people, name="演示科技有限公司", kind="company"),
        terms=PoolTerms(**given),
        by=people["cashier"],
        at=AT,
    )


def official_receipt(amount_fen: int = 10_000, number: str = "0000000001", **more: Any) -> OfficialFacts:
    """What stands on an official receipt over one gift."""
    given = {
        "code": "41010123", "number": number, "check_code": "a1b2c3", "issued_on": DAY, "payer": "捐演一",
        "issuer": "郑州高新区慈善总会",
    }  # fmt: skip
    line = ReceiptLine("410101", "捐赠收入", "元", "1", "", amount_fen)
    return OfficialFacts(**{**given, "lines": (line,), **more})
