"""The books are read by finance, approvers and supervisors; nobody writes them by hand."""

from django.core.files.uploadedfile import SimpleUploadedFile

from funds import entries, reconciling, services, slips
from funds.models import Account, BooksPolicy, Fund, Line, Period, Reservation, Voucher
from tests.funds.bank_csv import bank_csv
from tests.policies import Policy, World, admin_pages

READERS = ("accountant", "cashier", "approver", "auditor", "admin")
BACK_OFFICE = ("accountant", "auditor", "admin")

FINANCE = ("accountant", "cashier")
KEEPER = ("accountant",)
LOOK_ON = ("cashier", "approver", "auditor", "admin")
NO_STATEMENT = {"reference": "YH-000000"}


def of_month(get=None, post=None):
    return Policy(get=get, post=post, kwargs=lambda world: {"month": world["books_month"]})


def of_statement(get=None, post=None, line=None, data=None):
    number = {} if line is None else {"number": line}
    return Policy(
        get=get,
        post=post,
        refused=() if get else LOOK_ON,
        kwargs=lambda world: {"reference": world["bank_statement"].reference, **number},
        unknown={**NO_STATEMENT, **number},
        data=data or {},
    )


def of_slip(get, post=None, data=None):
    return Policy(
        get=get,
        post=post,
        refused=[reader for reader in READERS if reader not in get],
        kwargs=lambda world: {"reference": world["prepared entry"].reference},
        unknown={"reference": "FL-000000"},
        data=data or {},
    )


def of_account():
    return Policy(get=READERS, kwargs=lambda world: {"code": "1002"})


POLICIES = {
    "funds:statements": Policy(get=READERS),
    "funds:statements_xlsx": Policy(get=READERS),
    "funds:statements_pdf": Policy(get=READERS),
    "funds:balances": Policy(get=READERS),
    "funds:balances_xlsx": Policy(get=READERS),
    "funds:account": of_account(),
    "funds:account_xlsx": of_account(),
    "funds:vouchers": Policy(get=READERS),
    "funds:vouchers_xlsx": Policy(get=READERS),
    "funds:vouchers_csv": Policy(get=READERS),
    "funds:voucher": Policy(get=READERS, kwargs=lambda world: {"reference": world["voucher"].reference}),
    "funds:slips": Policy(get=READERS),
    "funds:new_slip": Policy(
        get=FINANCE,
        post=FINANCE,
        kwargs=lambda world: {"kind": "interest"},
        data=lambda world: {"fund": world["fund"].pk, "amount": "1", "booked_on": "2026-03-02", "account": "1002"},
    ),
    "funds:slip": of_slip(READERS),
    "funds:book_slip": of_slip(KEEPER, post=KEEPER),
    "funds:refuse_slip": of_slip(FINANCE, post=FINANCE, data={"reason": "录错"}),
    "funds:months": Policy(get=READERS),
    "funds:month": of_month(get=READERS),
    "funds:close_month": of_month(post=KEEPER),
    "funds:carry_forward": of_month(post=KEEPER),
    "funds:undo_carry_forward": of_month(post=KEEPER),
    "funds:bank": Policy(get=READERS),
    "funds:bank_import": Policy(
        get=("accountant", "cashier"),
        post=("accountant", "cashier"),
        data=lambda world: {
            "account_code": "1002",
            "file": SimpleUploadedFile("bank.csv", bank_csv("2026-03-02,,1.00,100015.00,P9,,")),
        },
    ),
    "funds:bank_statement": of_statement(get=READERS),
    "funds:bank_look_again": of_statement(post=KEEPER),
    "funds:bank_line": of_statement(get=READERS, line=5),
    "funds:bank_match": of_statement(post=KEEPER, line=5, data=lambda world: {"lines": [world["open_book_line"].pk]}),
    "funds:bank_unmatch": of_statement(post=KEEPER, line=4),
    "funds:bank_explain": of_statement(post=KEEPER, line=6, data={"explanation": "to_book"}),
    "funds:reconciliation": Policy(get=READERS),
    "funds:reconciliation_pdf": Policy(get=READERS),
    "funds:list": Policy(get=READERS),
    "funds:export": Policy(get=READERS, post=READERS, query="?fund=policies"),
    "funds:statement": Policy(
        get=READERS, kwargs=lambda world: {"code": world["fund"].code}, unknown={"code": "no-such-fund"}
    ),
    **admin_pages("funds.account", view=BACK_OFFICE, add=("accountant", "admin"), obj="account"),
    **admin_pages("funds.bookspolicy", view=BACK_OFFICE, add=("accountant", "admin"), obj="books_policy"),
    **admin_pages("funds.bankstatement", view=BACK_OFFICE, obj="bank_statement"),
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
    entries.receive_gift(fund=fund, amount_fen=700, source="tests.policies:3", by=None, at=world.at)
    lines = (
        "2026-03-02,,100000.00,100000.00,P1,,",
        "2026-03-02,,7.00,100007.00,P2,,",
        "2026-03-02,,7.00,100014.00,P3,,",
    )
    interest = slips.SlipFacts(kind="interest", fund=fund, amount_fen=5, booked_on=world.at.date(), account="1002")
    world["prepared entry"] = slips.prepare_slip(facts=interest, by=world.cast["cashier"], at=world.at)
    world["bank_statement"] = reconciling.import_bank_statement(content=bank_csv(*lines), by=None, at=world.at)
    world["open_book_line"] = Line.objects.get(voucher__source="tests.policies:3", account__code="1002")
    world["books_month"] = world.at.date().replace(day=1)
    world["fund"] = Fund.objects.get(code="policies")
    world["books_policy"] = BooksPolicy.objects.first()
    world["account"] = Account.objects.first()
    world["period"] = Period.objects.first()
    world["voucher"] = Voucher.objects.first()
    world["reservation"] = Reservation.objects.first()
