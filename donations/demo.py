"""The campaign of the demo: “99公益日”暨双“慈善日” 2023, with fictional donors. Loading twice changes nothing."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from donations import services
from donations.choices import Restriction
from donations.demo_papers import load_demo_papers
from donations.models import Campaign, Donor
from donations.services import CampaignFacts, GiftFacts, Purpose
from funds import chart, slips
from funds.models import Fund, FundKind
from funds.services import open_fund

CODE = "giving-days-2023"
FIRST = date(2023, 9, 7)
DONORS = (
    ("person", "捐演一", "real"),
    ("person", "捐示二", "masked"),
    ("person", "捐例三", "anonymous"),
    ("company", "演示科技有限公司", "company"),
    ("company", "示例商贸有限公司", "masked"),
)
# Day, clock, donor (None: anonymous on the platform), yuan, channel
GIFTS = (
    (0, time(10, 2), 0, 200, "tencent"),
    (0, time(10, 5), None, 99, "tencent"),
    (0, time(10, 31), None, 20, "tencent"),
    (0, time(14, 0), 3, 50_000, "bank"),
    (0, time(15, 12), None, 66, "on_site_qr"),
    (1, time(9, 58), 1, 500, "tencent"),
    (1, time(10, 1), None, 9, "tencent"),
    (1, time(11, 40), 2, 1_000, "tencent"),
    (1, time(16, 20), None, 128, "on_site_qr"),
    (2, time(10, 0), None, 365, "tencent"),
    (2, time(13, 30), 4, 20_000, "bank"),
    (2, time(17, 5), None, 88, "tencent"),
)
REACHED = (
    ("person_times", 1_860, 0, "启动仪式与义诊", "现场签到表"),
    ("person_times", 2_340, 1, "社区募捐宣传", "各社区工作站上报表"),
    ("persons", 126, 2, "困难学生助学金发放", "发放花名册"),
    ("households", 58, 2, "困难家庭入户慰问", "入户登记表"),
)
PLAN = CampaignFacts(
    code=CODE,
    title_zh="“99公益日”暨双“慈善日”活动（2023）",
    title_en="“99 Giving Day” and the double “Charity Day” (2023)",
    purpose_zh="为高新区困难学生、大病家庭和突发急难家庭筹集救助款物，倡导人人慈善。",
    purpose_en="Raises aid for pupils in need, families with serious illness and families in an emergency.",
    holder="郑州慈善总会（演示）",
    holder_certificate="演示证书-410100-001",
    filing_no="演示备案-410100-A23001",
    platform="腾讯公益",
    platform_url="https://gongyi.qq.com/",
    starts_on=FIRST,
    ends_on=date(2023, 9, 9),
    target_fen=10_000_000,
    target_person_times=100_000,
    cost_plan_fen=200_000,
    beneficiaries="高新区困难中小学生、大病家庭、突发急难家庭",
    use="助学金、大病救助金、临时救助金及慰问物资；募捐成本在筹款计划内列支",
    in_charge="慈演长",
    contact_phone="0371-00000003",
    query_way="登录“慈善中国”或本网站募捐活动页面查询，也可致电 0371-00000003",
    region="河南省郑州市（互联网募捐面向全国）",
    bank_account="郑州慈善总会（演示） 演示银行高新支行 0000 0000 0000 0000",
    ways="互联网募捐平台、现场扫码、银行转账",
    leftover="用于同类救助项目，并予以公示",
)


def load_demo_gifts(users: Mapping[str, Any], at: datetime) -> None:
    """Nothing changes when the campaign is there."""
    if Campaign.objects.filter(code=CODE).exists():
        return
    fund = open_fund(
        code=CODE,
        name_zh="“99公益日”专项基金",
        name_en="99 Giving Day fund",
        custodian="郑州高新区慈善总会",
        kind=FundKind.RESTRICTED,
        by=users["accountant"],
        at=at,
    )
    campaign = services.make_campaign(facts=PLAN, fund=fund, by=users["reviewer"], at=at)
    services.publish_campaign(campaign=campaign, by=users["approver"], at=at)
    donors = [_donor(users, *row, at=at) for row in DONORS]
    for number, (day, clock, giver, amount, channel) in enumerate(GIFTS):
        paid = timezone.make_aware(datetime.combine(FIRST + timedelta(days=day), clock))
        facts = GiftFacts(
            kind="money",
            channel=channel,
            amount_fen=amount * 100,
            paid_at=paid,
            received_at=paid,
            bank_reference=f"演示{number:04d}",
            shown_name="" if giver is not None else "爱演人",
            wants_receipt=giver is not None,
        )
        _give(users, facts, fund, campaign, donors[giver] if giver is not None else None, at)
    _rest(users, fund, campaign, donors[3], at)
    load_demo_papers(users, campaign, donors[3], at)


def _donor(users: Mapping[str, Any], kind: str, name: str, mode: str, *, at: datetime) -> Donor:
    consent = FIRST if mode in ("real", "company") else None
    return services.enter_donor(
        kind=kind, name=name, public_name_mode=mode, consented_on=consent, by=users["cashier"], at=at
    )


def _give(
    users: Mapping[str, Any], facts: GiftFacts, fund: Fund, campaign: Campaign, donor: Donor | None, at: datetime
) -> None:
    gift = services.register_gift(facts=facts, fund=fund, campaign=campaign, donor=donor, by=users["cashier"], at=at)
    services.book_gift(gift=gift, by=users["accountant"], at=at)


def _rest(users: Mapping[str, Any], fund: Fund, campaign: Campaign, company: Donor, at: datetime) -> None:
    """Goods, a pledge, what it cost and whom it reached."""
    moment = timezone.make_aware(datetime.combine(FIRST, time(11)))
    goods = GiftFacts(
        kind="goods",
        channel="goods",
        amount_fen=1_200_000,
        basis="invoice",
        description="学习用品礼包200份",
        paid_at=moment,
        received_at=moment,
        purpose=Purpose(restriction=Restriction.SCHEME, scheme="student_aid"),
    )
    _give(users, goods, fund, campaign, company, at)
    services.make_pledge(
        donor=company, fund=fund, campaign=campaign, amount_fen=3_000_000, promised_on=FIRST, by=users["cashier"], at=at
    )
    cost = slips.SlipFacts(
        kind="cost", cost="fundraising", fund=fund, campaign=campaign.code, amount_fen=86_000, booked_on=FIRST,
        account=chart.BANK, party="演示印务有限公司", is_organisation=True, paper="演示-001 宣传海报印制",
    )  # fmt: skip
    slips.book_slip(slip=slips.prepare_slip(facts=cost, by=users["cashier"], at=at), by=users["accountant"], at=at)
    for unit, number, day, action, source in REACHED:
        services.count_reach(
            campaign=campaign, unit=unit, number=number, reached_on=FIRST + timedelta(days=day), action=action,
            source=source, by=users["reviewer"], at=at,
        )  # fmt: skip
