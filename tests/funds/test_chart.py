"""The chart of accounts as rows."""

from datetime import date

import pytest

from funds import chart
from funds.models import Account

pytestmark = pytest.mark.django_db

DAY = date(2023, 9, 5)


@pytest.mark.parametrize(
    "code", [chart.BANK, chart.DONATIONS_RESTRICTED, chart.DONATIONS_UNRESTRICTED, chart.CHARITABLE_ACTIVITIES]
)
def test_the_accounts_that_services_use_are_loaded(code):
    assert chart.account(code, DAY).code == code


def test_the_chart_of_2005_is_complete():
    assert Account.objects.count() == 24
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
