"""What is looked at in Chromium of the books."""

from datetime import timedelta

from funds import entries, reconciling, slips
from funds.models import Voucher
from tests.browser.pages import Page
from tests.factories.funds import AT, fund_with
from tests.funds.bank_csv import SEPTEMBER, bank_csv

LATER = AT + timedelta(days=40)


def some_books(cast, _places):
    """A gift, goods, a bill and a cost; a statement of the bank of which two lines are open."""
    fund = fund_with(100_000)
    by = cast["accountant"]
    entries.receive_goods(fund=fund, fair_value_fen=8_000, source="goods:1", by=by, at=AT)
    entries.accrue_meals(fund=fund, amount_fen=900, source="meals:1", by=by, at=AT)
    entries.book_cost(fund=fund, cost="management", amount_fen=2_550, source="costs:1", by=by, at=AT)
    statement = reconciling.import_bank_statement(content=bank_csv(*SEPTEMBER), by=by, at=LATER)
    meals = slips.SlipFacts(
        kind="cost", fund=fund, amount_fen=1_200, booked_on=AT.date(), account="1002", cost="management",
        party="河南示例印务有限公司", is_organisation=True, paper="发票0001", bank_reference="L3",
    )  # fmt: skip
    slip = slips.prepare_slip(facts=meals, by=cast["cashier"], at=LATER)
    days = "?first=2023-09-01&last=2023-09-30"
    return [
        f"/funds/books/statements/{days}",
        f"/funds/books/balances/{days}",
        f"/funds/books/accounts/1002/{days}",
        "/funds/books/vouchers/?month=2023-09",
        f"/funds/books/vouchers/{Voucher.objects.get(kind='accrual').reference}/",
        "/funds/books/entries/",
        slip.get_absolute_url(),
        "/funds/books/entries/new/cost/",
        "/funds/books/months/",
        "/funds/books/months/2023-09/",
        "/funds/books/bank/",
        statement.get_absolute_url(),
        f"{statement.get_absolute_url()}4/",
        f"{statement.get_absolute_url()}5/",
        "/funds/books/reconciliation/?on=2023-09-30",
    ]


PAGES = (
    Page("books", user="accountant", prepare=some_books),
    Page("bank-import", "/funds/books/bank/new/", user="cashier"),
)
