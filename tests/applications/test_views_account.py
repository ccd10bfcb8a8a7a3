"""The account that the bank would not take: one person enters a new one, another compares it (T28)."""

import pytest
from django.urls import reverse

from applications import states as s
from applications.payables import payable
from tests.factories.applications import AT, make_program
from tests.factories.case_states import case_in

NEW = {"bank_account": "6200 0000 0000 0000 018", "bank_name": "演示银行"}


@pytest.fixture
def failed(cast, community):
    return case_in(s.DISBURSE_FAILED, make_program("student_aid"), community, cast, owner=cast["applicant"])


def url_of(case, name="account"):
    return reverse(f"applications:{name}", args=[case.reference])


@pytest.mark.parametrize("number", ["123", "一二三", ""])
def test_a_number_that_no_bank_gives_is_refused_at_its_field(client, cast, failed, number):
    client.force_login(cast["worker"])

    page = client.post(url_of(failed), {**NEW, "bank_account": number})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["bank_account"]
    assert failed.account_corrections.count() == 0


def test_two_people_and_then_it_can_be_paid_again(client, cast, failed):
    client.force_login(cast["worker"])
    client.post(url_of(failed), NEW)
    client.post(url_of(failed, "verify_account"))
    assert payable.ready(cast["accountant"], on=AT.date()) == []

    client.force_login(cast["officer"])
    client.post(url_of(failed, "verify_account"))

    assert [item.source for item in payable.ready(cast["accountant"], on=AT.date())] == [failed.source]
    assert failed.payee.bank_account_mask == "****0018"
