"""The desk of finance: what waits for whom, ages of promises, weeks ahead."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funds import entries, services
from payments import desk
from payments.payables import DueAmount
from tests.factories.funds import AT
from tests.factories.payments import approved_batch, locked_batch, open_batch, released_batch
from tests.payments.fake_payable import payable

pytestmark = pytest.mark.django_db

TODAY = date(2023, 9, 6)  # a Wednesday, the day after AT


def waits_for(user, today=TODAY):
    found = desk.waiting(user, today=today)
    return [(line.url.partition("?tab=")[2] or line.url, line.count, line.is_mine) for line in found]


def test_each_sees_what_he_can_take_up(people, fund):
    for make in (open_batch, locked_batch, approved_batch, released_batch):
        make(people, fund, [1_000])

    assert waits_for(people.maker) == [("open", 1, True), ("/payments/", 3, False)]
    assert waits_for(people.checker) == [("to-check", 1, True), ("/payments/", 3, False)]
    assert waits_for(people.cashier) == [
        ("to-release", 1, True),
        ("with-the-bank", 1, True),
        ("/payments/", 2, False),
    ]
    assert waits_for(people.auditor) == [("/payments/", 4, False)]


def test_months_wait_for_the_accountant_once_they_are_over(people, fund):
    assert waits_for(people.maker) == []
    assert waits_for(people.maker, date(2023, 10, 1)) == [("/funds/books/months/", 1, True)]
    assert waits_for(people.cashier, date(2023, 10, 1)) == [("/funds/books/months/", 1, False)]


def test_promises_by_age(fund):
    for number, days in enumerate((0, 7, 8, 30, 31, 90, 91)):
        services.reserve(fund=fund, amount_fen=2**number, source=f"x:{number}", by=None, at=AT - timedelta(days=days))

    ages = desk.reservation_ages(today=AT.date())

    assert [(age.first, age.last, age.count, age.amount_fen) for age in ages] == [
        (0, 7, 2, 3),
        (8, 30, 2, 12),
        (31, 90, 2, 48),
        (91, None, 1, 64),
    ]


def test_the_weeks_to_come_add_up_to_what_is_reserved(fund, monkeypatch):
    services.reserve(fund=fund, amount_fen=1_000, source="x:1", by=None, at=AT)
    due = [
        DueAmount(date(2023, 9, 5), 1, 1),
        DueAmount(date(2023, 9, 6), 2, 1),
        DueAmount(date(2023, 9, 10), 4, 1),
        DueAmount(date(2023, 9, 11), 8, 2),
        DueAmount(date(2023, 10, 29), 16, 1),
        DueAmount(date(2023, 10, 30), 32, 1),
        DueAmount(None, 64, 1),
    ]
    monkeypatch.setattr(payable, "due_amounts", lambda: due, raising=False)

    weeks = desk.forecast(today=TODAY)

    assert [(week.kind, week.monday, week.amount_fen) for week in weeks if week.amount_fen] == [
        ("overdue", None, 1),
        ("week", date(2023, 9, 4), 6),
        ("week", date(2023, 9, 11), 8),
        ("week", date(2023, 10, 23), 16),
        ("later", None, 32),
        ("open", None, 1_000 - 63),
    ]
    assert sum(week.amount_fen for week in weeks) == 1_000


def test_bills_and_money_in_transit(fund):
    entries.accrue_meals(fund=fund, amount_fen=700, source="meals:1", by=None, at=AT)
    entries.receive_gift(fund=fund, amount_fen=90, source="gifts:1", account="1009", by=None, at=AT)

    assert desk.debts_fen() == (700, 90)
    assert desk.available_fen() == 1_000_000 - 700 + 90


def test_the_page_costs_the_same_for_one_and_three(client, people, fund):
    client.force_login(people.maker)

    def queries():
        client.get(reverse("payments:desk"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("payments:desk")).status_code == 200
        return len(found)

    locked_batch(people, fund, [1_000])
    one = queries()
    for make in (open_batch, locked_batch):
        make(people, fund, [1_000])

    assert queries() == one
    assert one <= 20


def test_budgets_as_a_workbook(client, people):
    client.force_login(people.maker)

    response = client.get(reverse("payments:budgets_xlsx"))

    assert b"".join(response.streaming_content).startswith(b"PK")
