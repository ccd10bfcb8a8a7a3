"""What stands beside the gifts of the demo: matching by a company, an official receipt, the statement of the bank."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from donations import services
from donations.models import Campaign, Donation, Donor
from donations.services import OfficialFacts, PoolTerms, ReceiptLine
from funds.reconciling import import_bank_statement

FIRST, LAST = date(2023, 9, 7), date(2023, 9, 9)
TERMS = PoolTerms(
    total_fen=500_000, starts_on=FIRST, ends_on=LAST, per_gift_fen=20_000, day_caps={FIRST: 30_000, LAST: 60_000}
)
# The interest is in no book yet: a difference for the accountant to find.
STATEMENT = """账号：1702****0001（演示）,,,,,,
交易日期,借方发生额,贷方发生额,余额,交易流水号,对方户名,摘要
2023-09-07,,50000.00,50000.00,YS0001,演示科技有限公司,捐款
2023-09-07,860.00,,49140.00,YS0002,演示印务有限公司,宣传海报印制
2023-09-09,,20000.00,69140.00,YS0003,示例商贸有限公司,捐款
2023-09-21,,12.34,69152.34,YS0004,,结息
"""


def load_demo_papers(users: Mapping[str, Any], campaign: Campaign, sponsor: Donor, at: datetime) -> None:
    """Of the campaign whose gifts are loaded; once, by the loader of the gifts."""
    pool = services.open_pool(campaign=campaign, sponsor=sponsor, terms=TERMS, by=users["cashier"], at=at)
    services.calculate_pool(pool=pool, by=users["accountant"], at=at)
    services.confirm_pool(pool=pool, by=users["accountant"], at=at)
    gift = campaign.gifts.get(donor=sponsor, channel="bank")
    services.enter_official_receipt(gift=gift, facts=_receipt(gift, sponsor), by=users["accountant"], at=at)
    import_bank_statement(content=STATEMENT.encode("gb18030"), by=users["cashier"], at=at)


def _receipt(gift: Donation, payer: Donor) -> OfficialFacts:
    assert gift.donor is not None
    return OfficialFacts(
        code="41010123",
        number="0000000001",
        check_code="a1b2c3",
        issued_on=LAST,
        payer=payer.name,
        issuer="郑州高新区慈善总会（演示）",
        lines=(ReceiptLine("410101", "捐赠收入", "元", "1", "", gift.amount_fen),),
    )
