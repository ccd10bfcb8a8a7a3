"""The pages and files of the books: what they show, what they refuse, and that they cost the same for more rows."""

import io
import uuid
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funds import entries, reconciling
from funds.models import BankLine, BankMatch, BankStatement, Line, Period, Voucher
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, FundFactory, fund_with
from tests.funds.bank_csv import SEPTEMBER, bank_csv

pytestmark = pytest.mark.django_db

SEPTEMBER_2023 = date(2023, 9, 1)
DAYS = {"first": "2023-09-01", "last": "2023-09-30"}


@pytest.fixture
def accountant(client):
    user = UserFactory(username="accountant", role="accountant")
    client.force_login(user)
    return user


def address(name, *args):
    return reverse(f"funds:{name}", args=args)


def key():
    return {"idempotency_key": str(uuid.uuid4())}


def cells_of(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)][1:]


def taken_in(*lines):
    content = bank_csv(*(lines or SEPTEMBER))
    return reconciling.import_bank_statement(content=content, by=None, at=AT + timedelta(days=40))


def gift(amount=100_000, source="gifts:1", fund=None, **more):
    return entries.receive_gift(fund=fund or FundFactory(), amount_fen=amount, source=source, by=None, at=AT, **more)


def test_the_statement_of_funds_as_page_workbook_and_paper(client, accountant):
    fund = fund_with(100_000)
    entries.book_cost(fund=fund, cost="management", amount_fen=2_550, source="costs:1", by=None, at=AT)

    page = client.get(address("statements"), DAYS)
    rows = cells_of(client.get(address("statements_xlsx"), DAYS))
    paper = client.get(address("statements_pdf"), DAYS)

    assert page.context["statement"].closing_fen == 97_450
    assert [row[1:] for row in rows[1:]] == [
        [0, 0],
        [1_000, 1_000],
        [1_000, 1_000],
        [25.5, 25.5],
        [25.5, 25.5],
        [0, 0],
        [974.5, 974.5],
        [974.5, 974.5],
        [0, 0],
        [0, 0],
    ]
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_the_trial_balance_leads_to_the_account_and_to_the_voucher(client, accountant):
    fund = fund_with(100_000)
    voucher = Voucher.objects.get()

    page = client.get(address("balances"), {**DAYS, "fund": fund.code})
    assert [(row.account.code, row.closing_fen) for row in page.context["rows"]] == [
        ("1002", 100_000),
        ("410102", -100_000),
    ]
    assert address("account", "1002") in page.content.decode()
    account = client.get(address("account", "1002"), DAYS)
    assert [line.amount_fen for line in account.context["page"]] == [100_000]
    assert address("voucher", voucher.reference) in account.content.decode()
    shown = client.get(address("voucher", voucher.reference))
    assert shown.context["total_fen"] == 100_000
    assert len(cells_of(client.get(address("balances_xlsx"), DAYS))) == 3
    assert len(cells_of(client.get(address("account_xlsx", "1002"), DAYS))) == 2


@pytest.mark.parametrize("reference", ["202309-0002", "202309", "x-1", "202399-0001", "202309-²"])
def test_a_voucher_that_is_not_there(client, accountant, reference):
    fund_with(100_000)

    assert client.get(f"/funds/books/vouchers/{reference}/").status_code == 404


def test_vouchers_of_a_month_for_the_bookkeeper(client, accountant):
    gift(campaign="99", area="410172")

    page = client.get(address("vouchers"))
    rows = cells_of(client.get(address("vouchers_xlsx"), {"month": "2023-09"}))
    csv = b"".join(client.get(address("vouchers_csv"), {"month": "2023-09"}).streaming_content).decode()

    assert page.context["month"] == SEPTEMBER_2023
    assert [(row[0], row[4], row[6], row[7], row[11], row[12]) for row in rows[1:]] == [
        ("202309-0001", "1002", 1_000, None, "99", "410172"),
        ("202309-0001", "410102", None, 1_000, "99", "410172"),
    ]
    assert csv.count("202309-0001") == 2


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("statements", {"first": "x"}),
        ("balances", {"fund": "nothing"}),
        ("vouchers", {"month": "2023-13"}),
        ("reconciliation", {"on": "x"}),
    ],
)
def test_wrong_questions_are_said(client, accountant, name, query):
    assert client.get(address(name), query).status_code == 422


def test_a_month_is_carried_forward_and_closed_from_its_page(client, accountant):
    fund_with(100_000)
    month = address("month", SEPTEMBER_2023)

    assert client.get(month).context["closings"].count() == 0
    assert client.post(address("carry_forward", SEPTEMBER_2023), key()).url == month
    assert client.get(month).context["closings"].count() == 1
    client.post(address("undo_carry_forward", SEPTEMBER_2023), key())
    assert client.get(month).context["closings"].count() == 0
    assert client.post(address("close_month", SEPTEMBER_2023), key()).status_code == 302

    assert Period.objects.get().closed_by == accountant
    rows = client.get(address("months")).context["rows"]
    assert [(row.month, row.vouchers_count) for row in rows] == [(date(2023, 12, 1), 0), (SEPTEMBER_2023, 3)]


def test_a_month_with_open_points_is_not_closed_and_says_why(client, accountant):
    gift()
    taken_in()

    response = client.post(address("close_month", SEPTEMBER_2023), key(), follow=True)

    assert Period.objects.get().closed_at is None
    assert len(response.context["messages"]) == 1


def test_a_bank_statement_is_taken_in_once(client, accountant):
    def send(content=None):
        file = SimpleUploadedFile("bank.csv", content or bank_csv(*SEPTEMBER))
        return client.post(address("bank_import"), {"account_code": "1002", "file": file, **key()})

    first, again = send(), send()

    statement = BankStatement.objects.get()
    assert (first.url, again.url) == (statement.get_absolute_url(), statement.get_absolute_url())
    refused = send(bank_csv("x,,1.00,1.00,L1,,"))
    assert (refused.status_code, [e.line for e in refused.context["errors"]]) == (422, [4])


def test_lines_are_matched_explained_and_taken_back_by_hand(client, accountant):
    gift(booked_on=date(2023, 8, 28))
    statement = taken_in()
    [ours] = Line.objects.filter(account__code="1002")

    def at(name, number):
        return address(name, statement.reference, number)

    assert [line.pk for line in client.get(at("bank_line", 4)).context["candidates"]] == [ours.pk]
    assert client.post(at("bank_match", 4), {}).status_code == 422
    assert client.post(at("bank_match", 4), {"lines": [ours.pk]}).url == statement.get_absolute_url()
    assert BankMatch.objects.get().matched_by == accountant
    assert client.post(at("bank_explain", 5), {"explanation": "to_book"}).status_code == 302
    assert client.post(at("bank_explain", 5), {"explanation": "x"}).status_code == 422
    assert BankLine.objects.get(number=5).explained_by == accountant
    assert client.get(at("bank_line", 5)).status_code == client.get(at("bank_line", 4)).status_code == 200
    client.post(at("bank_unmatch", 4))
    assert BankMatch.objects.count() == 0
    client.post(address("bank_look_again", statement.reference))
    assert BankMatch.objects.count() == 0


def test_the_reconciliation_as_page_and_paper(client, accountant):
    gift()
    taken_in()

    page = client.get(address("reconciliation"), {"on": "2023-09-30"})
    paper = client.get(address("reconciliation_pdf"), {"on": "2023-09-30"})

    assert page.context["found"].adjusted_bank_fen == 69_950
    assert paper.content.startswith(b"%PDF")
    assert client.get(address("reconciliation_pdf"), {"on": "2023-09-01"}).status_code == 302


@pytest.mark.parametrize("role", ["cashier", "federation_approver", "supervisor"])
def test_only_the_accountant_keeps_the_books(client, role):
    gift()
    statement = taken_in()
    client.force_login(UserFactory(role=role))

    for name, args in [
        ("close_month", [SEPTEMBER_2023]),
        ("carry_forward", [SEPTEMBER_2023]),
        ("bank_look_again", [statement.reference]),
        ("bank_unmatch", [statement.reference, 4]),
    ]:
        assert client.post(address(name, *args), key()).status_code == 403


def test_lists_cost_the_same_for_one_and_three(client, accountant):
    def queries_of(page):
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    fund = fund_with(100_000)
    statement = taken_in()
    gift(source="gifts:0", fund=fund, booked_on=date(2023, 9, 2))
    pages = [
        address("statements"),
        address("balances") + "?last=2023-12-31",
        address("account", "1002") + "?last=2023-12-31",
        address("vouchers") + "?month=2023-09",
        address("voucher", "202309-0001"),
        address("months"),
        address("bank"),
        address("bank_statement", statement.reference),
        address("bank_line", statement.reference, 5),
        address("reconciliation") + "?on=2023-09-30",
    ]
    one = [queries_of(page) for page in pages]
    for number in (1, 2):
        other = fund_with(100_000)
        gift(source=f"gifts:{number}", fund=other, booked_on=date(2023, 9, 2))
        gift(source=f"more:{number}", fund=other, booked_on=date(2023, 8, 2))
        taken_in(f"2023-09-{10 + number},,{number}.00,{700 + number}.00,M{number},,")

    assert [queries_of(page) for page in pages] == one
    assert max(one) <= 16
