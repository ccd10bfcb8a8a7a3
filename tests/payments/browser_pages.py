"""What is looked at in Chromium of payments and funds."""

from types import SimpleNamespace

from imports import services as lists
from jobs.services import run_job
from payments.imports import ROSTER
from tests.browser.pages import Page
from tests.factories.funds import AT, fund_with
from tests.factories.payments import (
    approved_batch,
    given_check,
    locked_batch,
    open_batch,
    ready_item,
    record_result,
    released_batch,
    settled_batch,
)
from tests.imports.workbooks import workbook
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


def some_checks(cast, _places):
    people, fund = people_of(cast), fund_with(10_000_000)
    settled_batch(people, fund, [100_000] * 4)
    given_check(people, fund, cast["reviewer"])


def a_check_of_mine(cast, _places):
    return f"/payments/checks/{given_check(people_of(cast), fund_with(10_000_000), cast['reviewer']).reference}/"


def a_check_to_record(cast, places):
    return a_check_of_mine(cast, places) + "record/"


def a_telephone(cast, places):
    return a_check_of_mine(cast, places) + "telephone/"


def a_roster(cast, _places):
    """A list with a wrong amount and a wrong number beside a right line."""
    people_of(cast)
    fund = fund_with(10_000_000)
    for _line in range(3):
        ready_item(fund)
    rows = [
        ["SQ-00001", "张演一", "1000", "", ""],
        ["SQ-00002", "张演一", "900", "", ""],
        ["SQ-00099", "李示二", "5", "", ""],
    ]
    file = workbook(rows, headings=("受理编号*", "户名*", "发放金额*", "银行账号", "花名册编号"))
    source = lists.stage_list(kind=ROSTER, subject=fund.code, file=file, by=cast["accountant"], at=AT)
    run_job(job_id=source.check_job_id, clock=lambda: AT)
    return source.get_absolute_url()


def a_finding(cast, _places):
    check = given_check(people_of(cast), fund_with(10_000_000), cast["reviewer"])
    return f"/payments/checks/{record_result(check, 'differs', received_fen=90_000, note='少了一百元').reference}/"


def a_finding_to_close(cast, places):
    return a_finding(cast, places) + "answer/"


def a_drawn_batch(cast, _places):
    return f"/payments/{settled_batch(people_of(cast), fund_with(10_000_000)).reference}/"


PAGES = (
    Page("payments", "/payments/", user="accountant", prepare=some_batches),
    Page("finance-desk", "/payments/desk/", user="accountant", prepare=some_batches),
    Page("payments-new", "/payments/new/", user="accountant", prepare=ready_items),
    Page("payments-open", "/payments/", user="accountant", prepare=an_open_batch),
    Page("payments-approve", "/payments/", user="approver", prepare=a_check),
    Page("payments-return", "/payments/", user="approver", prepare=a_return),
    Page("payments-released", "/payments/", user="cashier", prepare=a_released_batch),
    Page("payments-result", "/payments/", user="cashier", prepare=a_result),
    Page("payments-drawn", "/payments/", user="auditor", prepare=a_drawn_batch),
    Page("payment-checks", "/payments/checks/", user="auditor", prepare=some_checks),
    Page("payment-check", "/payments/checks/", user="reviewer", prepare=a_check_of_mine),
    Page("payment-check-record", "/payments/checks/", user="reviewer", prepare=a_check_to_record),
    Page("payment-check-telephone", "/payments/checks/", user="reviewer", prepare=a_telephone),
    Page("payment-roster", "/imports/", user="accountant", prepare=a_roster),
    Page("payment-finding", "/payments/checks/", user="auditor", prepare=a_finding),
    Page("payment-finding-close", "/payments/checks/", user="auditor", prepare=a_finding_to_close),
    Page("funds", "/funds/", user="auditor", prepare=some_batches),
    Page("fund", "/funds/", user="auditor", prepare=a_fund),
)
