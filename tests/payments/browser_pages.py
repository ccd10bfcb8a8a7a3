"""What is looked at in Chromium of payments and funds."""

from types import SimpleNamespace

from tests.browser.pages import Page
from tests.factories.funds import fund_with
from tests.factories.payments import approved_batch, locked_batch, open_batch, ready_item, released_batch
from tests.payments.fake_payable import payable


def people_of(cast):
    payable.forget()
    return SimpleNamespace(maker=cast["accountant"], checker=cast["approver"], cashier=cast["cashier"])


def some_batches(cast, _places):
    people, fund = people_of(cast), fund_with(10_000_000)
    for make in (open_batch, locked_batch, approved_batch, released_batch):
        make(people, fund)


def ready_items(cast, _places):
    people_of(cast)
    fund = fund_with(10_000_000)
    ready_item(fund)
    return f"/payments/new/?fund={fund.code}"


def an_open_batch(cast, _places):
    return f"/payments/{open_batch(people_of(cast), fund_with(10_000_000)).reference}/"


def a_released_batch(cast, _places):
    return f"/payments/{released_batch(people_of(cast), fund_with(10_000_000)).reference}/"


def a_result(cast, places):
    return a_released_batch(cast, places) + "result/"


def a_check(cast, _places):
    return f"/payments/{locked_batch(people_of(cast), fund_with(10_000_000)).reference}/approve/"


def a_return(cast, _places):
    return f"/payments/{locked_batch(people_of(cast), fund_with(10_000_000)).reference}/return/"


def a_fund(cast, _places):
    people, fund = people_of(cast), fund_with(10_000_000)
    open_batch(people, fund)
    return f"/funds/{fund.code}/"


PAGES = (
    Page("payments", "/payments/", user="accountant", prepare=some_batches),
    Page("payments-new", "/payments/new/", user="accountant", prepare=ready_items),
    Page("payments-open", "/payments/", user="accountant", prepare=an_open_batch),
    Page("payments-approve", "/payments/", user="approver", prepare=a_check),
    Page("payments-return", "/payments/", user="approver", prepare=a_return),
    Page("payments-released", "/payments/", user="cashier", prepare=a_released_batch),
    Page("payments-result", "/payments/", user="cashier", prepare=a_result),
    Page("funds", "/funds/", user="auditor", prepare=some_batches),
    Page("fund", "/funds/", user="auditor", prepare=a_fund),
)
