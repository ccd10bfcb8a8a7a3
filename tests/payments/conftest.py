from dataclasses import dataclass
from typing import Any

import pytest

from payments import payables
from tests.factories.accounts import UserFactory
from tests.factories.funds import fund_with
from tests.payments.fake_payable import payable


@pytest.fixture(autouse=True)
def source(settings):
    """The fake source alone, empty."""
    settings.PAYABLE_SOURCES = ["tests.payments.fake_payable"]
    payables.payables.cache_clear()
    payable.forget()
    yield payable
    payable.forget()
    payables.payables.cache_clear()


@dataclass
class People:
    maker: Any
    checker: Any
    cashier: Any
    auditor: Any
    outsider: Any
    reviewer: Any


@pytest.fixture
def people(db):
    return People(
        maker=UserFactory(username="accountant", display_name="会计示", role="accountant"),
        checker=UserFactory(username="approver", display_name="审批示", role="federation_approver"),
        cashier=UserFactory(username="cashier", display_name="出纳示", role="cashier"),
        auditor=UserFactory(username="auditor", role="supervisor"),
        outsider=UserFactory(username="outsider"),
        reviewer=UserFactory(username="reviewer", display_name="审核示", role="federation_reviewer"),
    )


@pytest.fixture
def fund(db):
    return fund_with(1_000_000)
