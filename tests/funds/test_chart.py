"""The chart of accounts as rows."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Event
from funds import chart
from funds.chart_services import ChartRefused, add_account
from funds.models import Account, Line
from funds.policy import policy_on
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, fund_with

pytestmark = pytest.mark.django_db

DAY = date(2023, 9, 5)


@pytest.mark.parametrize(
    "code", [chart.BANK, chart.DONATIONS_RESTRICTED, chart.DONATIONS_UNRESTRICTED, chart.CHARITABLE_ACTIVITIES]
)
def test_the_accounts_that_services_use_are_loaded(code):
    assert chart.account(code, DAY).code == code


def test_the_chart_of_2005_is_complete():
    assert Account.objects.count() == 25
    assert set(Account.objects.filter(is_money=True).values_list("code", flat=True)) == {"1001", "1002", "1009"}


def test_a_renamed_account_is_another_row_from_its_day():
    old = chart.account(chart.BANK, DAY)
    Account.objects.filter(pk=old.pk).update(valid_to=date(2025, 12, 31))
    new = Account.objects.create(
        code=chart.BANK, name_zh="货币资金", name_en="Money", kind="asset", is_money=True, valid_from=date(2026, 1, 1)
    )

    assert chart.account(chart.BANK, date(2025, 12, 31)) == old
    assert chart.account(chart.BANK, date(2026, 1, 1)) == new


def test_an_unknown_account_is_refused():
    with pytest.raises(chart.UnknownAccount):
        chart.account("9999", DAY)


RENAMED = {"code": "1002", "name_zh": "存款", "name_en": "Deposits", "kind": "asset", "is_money": True}


def add(**changes):
    fields = {**RENAMED, "valid_from": date(2026, 1, 1), **changes}
    return add_account(**fields, by=None, at=AT)


def test_a_new_name_ends_the_old_row_the_day_before():
    fund_with(100)
    old = chart.account("1002", DAY)

    new = add()

    old.refresh_from_db()
    assert (old.valid_to, chart.account("1002", date(2026, 1, 1))) == (date(2025, 12, 31), new)
    assert Line.objects.get(amount_fen__gt=0).account.name_zh == "银行存款"
    assert Event.objects.get(code="funds.account_added").data["renames"] == old.pk


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "expense", "is_money": False},
        {"is_money": False},
        {"valid_from": date(2005, 1, 1)},
        {"valid_from": date(2023, 9, 5)},
        {"code": "6001", "kind": "income"},
    ],
)
def test_a_code_in_use_keeps_its_kind_and_its_past(changes):
    fund_with(100)

    with pytest.raises(ChartRefused):
        add(**changes)

    assert Account.objects.count() == 25


def test_a_new_code_is_another_account():
    assert add(code="100201", valid_from=date(2020, 1, 1)).valid_to is None


@pytest.mark.both_databases
@pytest.mark.parametrize("change", [{"kind": "expense"}, {"code": "1003"}, {"is_money": False}])
def test_the_database_keeps_the_kind_of_a_used_account(change):
    fund_with(100)

    with pytest.raises(IntegrityError, match="keeps its code and kind"), transaction.atomic():
        Account.objects.filter(code="1002").update(**change)
    Account.objects.filter(code="1009").update(kind="expense", is_money=False)


def send(client, model, role="accountant", **data):
    client.force_login(UserFactory(role=role))
    return client.post(reverse(f"admin:funds_{model}_add"), data)


def test_the_accountant_renames_an_account_in_the_back_office(client):
    fund_with(100)
    data = {**RENAMED, "is_money": "on", "valid_from": "2026-01-01"}

    refused = send(client, "account", **{**data, "kind": "expense", "is_money": ""})
    assert len(list(refused.context["adminform"].form.non_field_errors())) == 1
    assert send(client, "account", **data).status_code == 302

    assert [row.name_en for row in Account.objects.filter(code="1002")] == ["Bank deposits", "Deposits"]


def test_rules_of_the_books_are_set_from_a_day(client):
    data = {
        "valid_from": "2026-07-01",
        "books_services": "on",
        "interest_account": "4901",
        "carries_forward": "monthly",
        "match_days": "5",
        "cash_limit_yuan": "5000",
        "source": "理事会决议",
    }

    assert send(client, "bookspolicy", **{**data, "interest_account": "1002"}).status_code == 200
    assert send(client, "bookspolicy", **{**data, "valid_from": "2026-01-01"}).status_code == 200
    assert send(client, "bookspolicy", **data).status_code == 302

    found = policy_on(date(2026, 7, 1))
    assert (found.cash_limit_fen, found.carries_forward, found.match_days) == (500_000, "monthly", 5)
    assert policy_on(date(2026, 6, 30)).carries_forward == "yearly"
    assert policy_on(date(2004, 1, 1)).books_services is False
