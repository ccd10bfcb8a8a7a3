"""The books in the back office: debit and credit in yuan, codes in words."""

import pytest
from django.urls import reverse

from disclosure.models import ExpenseRule
from funds.models import Fund, Voucher
from tests.factories.funds import fund_with

pytestmark = pytest.mark.django_db


def test_a_voucher_shows_its_lines_as_debit_and_credit(client, cast):
    fund_with(1_234_500)
    client.force_login(cast["accountant"])
    voucher = Voucher.objects.get()

    page = client.get(reverse("admin:funds_voucher_change", args=[voucher.pk])).content.decode()

    assert (page.count(">12,345.00</td>"), "1234500" in page) == (2, False)
    assert f'href="{reverse("funds:voucher", args=[voucher.reference])}"' in page


def test_a_fund_shows_its_counters(client, cast):
    fund = fund_with(1_234_500)
    client.force_login(cast["auditor"])

    page = client.get(reverse("admin:funds_fund_change", args=[fund.pk])).content.decode()

    assert (Fund.objects.get().available_fen, page.count("12,345.00")) == (1_234_500, 2)  # balance and available


def test_a_rule_about_expenses_is_written_in_yuan(client, cast):
    client.force_login(cast["accountant"])
    body = {
        "kind": "social", "base": "income", "net_assets_from_fen": "", "net_assets_below_fen": "10000000.50",
        "least_spending": "70", "most_management": "10", "management_free_fen": "200000", "valid_from": "2030-01-01",
        "source": "法",
    }  # fmt: skip

    saved = client.post(reverse("admin:disclosure_expenserule_add"), body)

    rule = ExpenseRule.objects.get(valid_from="2030-01-01")
    assert saved.status_code == 302
    assert (rule.net_assets_from_fen, rule.net_assets_below_fen, rule.management_free_fen) == (
        None, 1_000_000_050, 20_000_000,
    )  # fmt: skip
    page = client.get(reverse("admin:disclosure_expenserule_change", args=[rule.pk])).content.decode()
    assert ('value="10000000.50"' in page or 'value="10000000.5"' in page, 'value="200000"' in page) == (True, True)
