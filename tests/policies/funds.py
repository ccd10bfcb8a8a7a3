"""The books are read by finance, approvers and supervisors; nobody writes them by hand."""

from funds import services
from funds.models import Account, Fund, Period, Reservation, Voucher
from tests.policies import Policy, World, admin_pages

READERS = ("accountant", "cashier", "approver", "auditor", "admin")
BACK_OFFICE = ("accountant", "auditor", "admin")

POLICIES = {
    "funds:list": Policy(get=READERS),
    "funds:statement": Policy(
        get=READERS, kwargs=lambda world: {"code": world["fund"].code}, unknown={"code": "no-such-fund"}
    ),
    **admin_pages("funds.account", view=BACK_OFFICE, obj="account"),
    **admin_pages("funds.fund", view=BACK_OFFICE, obj="fund"),
    **admin_pages("funds.period", view=BACK_OFFICE, obj="period"),
    **admin_pages("funds.voucher", view=BACK_OFFICE, obj="voucher"),
    **admin_pages("funds.reservation", view=BACK_OFFICE, obj="reservation"),
}


def build(world: World) -> None:
    """A fund with money, some of it promised."""
    fund = services.open_fund(
        code="policies",
        name_zh="困难中小学生救助专项基金",
        name_en="Student aid fund",
        custodian="郑州高新区慈善总会",
        kind="restricted",
        by=None,
        at=world.at,
    )
    services.credit_fund(
        fund=fund, amount_fen=10_000_000, source="tests.policies:1", memo_code="donation", by=None, at=world.at
    )
    services.reserve(fund=fund, amount_fen=1_000, source="tests.policies:2", by=None, at=world.at)
    world["fund"] = Fund.objects.get(code="policies")
    world["account"] = Account.objects.first()
    world["period"] = Period.objects.first()
    world["voucher"] = Voucher.objects.first()
    world["reservation"] = Reservation.objects.first()
