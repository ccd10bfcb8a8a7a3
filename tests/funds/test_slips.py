"""Entries that a person writes: prepared by one, booked by another, each as its entry of the books."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosure.published import spending_list
from disclosure.spans import Span
from disclosure.spending import rows_of
from funds import entries, promises, slips
from funds.errors import DayNotAllowed, InsufficientFunds, NotPermitted
from funds.models import Slip, Voucher
from tests.factories.donations import make_donor
from tests.factories.funds import AT, FundFactory, fund_with
from tests.racing import race

pytestmark = pytest.mark.django_db
DAY = date(2023, 9, 5)


def prepared(cast, kind, *, by="cashier", **more):
    facts = slips.SlipFacts(kind=kind, booked_on=DAY, **more)
    return slips.prepare_slip(facts=facts, by=cast[by], at=AT)


def booked(cast, kind, **more):
    return slips.book_slip(slip=prepared(cast, kind, **more), by=cast["accountant"], at=AT).voucher


def legs(voucher):
    return [(line.account.code, line.amount_fen) for line in voucher.lines.select_related("account").order_by("pk")]


@pytest.mark.parametrize(
    ("kind", "more", "lines"),
    [
        ("cost", {"cost": "bank_fee", "account": "1002"}, [("5301", 500), ("1002", -500)]),
        ("cost", {"cost": "management", "account": "1001"}, [("5201", 500), ("1001", -500)]),
        ("bill", {"scheme": "porridge_house", "party": "粥铺"}, [("5101", 500), ("2202", -500)]),
        ("interest", {"account": "1002"}, [("1002", 500), ("4901", -500)]),
        ("move", {"from_account": "1009", "account": "1002"}, [("1002", 500), ("1009", -500)]),
        ("goods", {"scheme": "wristband"}, [("5101", 500), ("1201", -500)]),
    ],
)
def test_each_kind_is_its_entry(cast, kind, more, lines):
    fund = fund_with(10_000)
    for account in ("1001", "1009"):
        entries.receive_gift(fund=fund, amount_fen=900, source=f"g:{account}", account=account, by=None, at=AT)
    entries.receive_goods(fund=fund, fair_value_fen=900, source="goods", by=None, at=AT)

    assert legs(booked(cast, kind, fund=fund, amount_fen=500, **more)) == lines
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []


def test_bills_what_passes_through_and_transfers_settle_what_they_are_for(cast):
    fund, other = fund_with(10_000), FundFactory()
    bill = booked(cast, "bill", fund=fund, amount_fen=900, party="粥铺")
    received = entries.receive_pass_through(fund=fund, amount_fen=700, source="p", account="1002", by=None, at=AT)

    paid = booked(cast, "bill_paid", settles=bill, amount_fen=400, account="1002")
    passed = booked(cast, "pass_on", settles=received, amount_fen=700, party="受赠人")
    moved = booked(cast, "transfer", fund=fund, fund_to=other, amount_fen=100, basis="donor_consent")

    assert (paid.settles, passed.settles) == (bill, received)
    assert legs(paid) == [("2202", 400), ("1002", -400)]
    assert [amount for _code, amount in legs(moved)] == [100, -100, 100, -100]


def test_a_booked_entry_is_reversed_and_nothing_else_is(cast):
    fund = fund_with(10_000)
    cost = booked(cast, "cost", fund=fund, amount_fen=500, cost="other", account="1002")

    undone = booked(cast, "reverse", settles=cost)

    assert undone.reverses == cost
    with pytest.raises(NotPermitted):
        prepared(cast, "reverse", settles=Voucher.objects.get(kind="credit"))


def test_who_prepares_does_not_book(cast):
    slip = prepared(cast, "cost", by="accountant", fund=fund_with(900), amount_fen=5, cost="other", account="1002")

    for name in ("accountant", "cashier", "approver"):
        with pytest.raises(NotPermitted):
            slips.book_slip(slip=slip, by=cast[name], at=AT)
    with pytest.raises(NotPermitted):
        slips.refuse_slip(slip=slip, reason="录错", by=cast["cashier"], at=AT)
    slips.refuse_slip(slip=slip, reason="录错", by=cast["accountant"], at=AT)
    with pytest.raises(slips.SlipDecided):
        slips.refuse_slip(slip=slip, reason="录错", by=cast["accountant"], at=AT)


def test_an_entry_that_cannot_be_booked_stays_open(cast):
    slip = prepared(cast, "cost", fund=FundFactory(), amount_fen=5, cost="other", account="1002")

    with pytest.raises(InsufficientFunds):
        slips.book_slip(slip=slip, by=cast["accountant"], at=AT)
    with pytest.raises(DayNotAllowed):
        slips.prepare_slip(
            facts=slips.SlipFacts(kind="interest", booked_on=DAY + timedelta(days=9), amount_fen=1, fund=slip.fund),
            by=cast["cashier"], at=AT,
        )  # fmt: skip
    assert Slip.objects.waiting().get() == slip


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_book_at_once_book_once(cast):
    slip = prepared(cast, "cost", fund=fund_with(900), amount_fen=5, cost="other", account="1002")

    outcomes = race(2, lambda _n: slips.book_slip(slip=slip, by=cast["accountant"], at=AT), at_once=2)

    assert sorted(type(one).__name__ for one in outcomes) == ["Slip", "SlipDecided"]
    assert Voucher.objects.filter(kind="cost").count() == 1


@pytest.mark.both_databases
def test_the_database_keeps_what_was_prepared_and_decided(cast):
    slip = prepared(cast, "cost", fund=fund_with(900), amount_fen=5, cost="other", account="1002")
    rows = Slip.objects.filter(pk=slip.pk)
    acts = [lambda: rows.update(amount_fen=6), lambda: rows.update(party="x"), lambda: rows.delete()]
    slips.book_slip(slip=prepared(cast, "interest", fund=slip.fund, amount_fen=1), by=cast["accountant"], at=AT)
    acts.append(lambda: Slip.objects.exclude(pk=slip.pk).update(decided_at=AT + timedelta(days=1)))

    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_public_reads_which_organisation_was_paid_and_no_person(cast):
    fund = fund_with(10_000)
    for party, is_organisation in (("河南示例印务有限公司", True), ("演某某", False)):
        booked(
            cast, "cost", fund=fund, amount_fen=500, cost="management", account="1002", party=party,
            is_organisation=is_organisation,
        )  # fmt: skip

    spent = spending_list(Span(2023), at=AT)
    receivers = [row["receiver"] for row in rows_of(spent, spent.listed.select_related("voucher", "account"))]

    assert receivers[0] == "河南示例印务有限公司"
    assert receivers[1]["zh-hans"] == "供应商"


def test_the_way_through_the_pages(client, cast):
    fund = fund_with(10_000)
    given = {
        "fund": fund.pk, "cost": "bank_fee", "amount": "2.50", "booked_on": "2023-09-05", "account": "1002",
        "party": "演示银行", "is_organisation": "on", "paper": "回单1", "bank_reference": "L3",
    }  # fmt: skip
    client.force_login(cast["cashier"])
    page = client.get(reverse("funds:new_slip", args=["cost"]), headers={"accept-language": "zh-hans"})
    assert f'value="{timezone.localdate().isoformat()}"' in page.content.decode()
    refused = client.post(reverse("funds:new_slip", args=["cost"]), {**given, "amount": "x"})
    assert (refused.status_code, Slip.objects.count()) == (422, 0)
    gone = client.post(reverse("funds:new_slip", args=["cost"]), given)
    slip = Slip.objects.get()
    assert gone.url == slip.get_absolute_url()
    assert client.post(reverse("funds:book_slip", args=[slip.reference])).status_code == 403
    client.force_login(cast["accountant"])
    client.post(reverse("funds:book_slip", args=[slip.reference]))

    voucher = Voucher.objects.get(kind="cost")
    assert legs(voucher) == [("5301", 250), ("1002", -250)]
    assert slip.reference in client.get(reverse("funds:voucher", args=[voucher.reference])).content.decode()
    assert voucher.reference in client.get(slip.get_absolute_url()).content.decode()


def test_the_list_asks_as_much_for_three_rows_as_for_one(client, cast):
    fund = fund_with(10_000)
    client.force_login(cast["accountant"])
    counts = []
    for number in (1, 2):
        for _number in range(number):
            booked(cast, "interest", fund=fund, amount_fen=5)
            prepared(cast, "interest", fund=fund, amount_fen=5)
        client.get(reverse("funds:slips"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("funds:slips")).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1]


def test_a_day_before_the_chart_of_accounts_is_refused_in_words(client, cast):
    client.force_login(cast["cashier"])
    client.cookies["portal_language"] = "en"
    given = {
        "fund": FundFactory().pk, "cost": "management", "amount": "1,200.50", "booked_on": "1900-01-01",
        "account": "1002", "party": "文具店", "paper": "发票1",
    }  # fmt: skip

    response = client.post(reverse("funds:new_slip", args=["cost"]), given)

    assert (response.status_code, Slip.objects.count()) == (422, 0)
    text = response.content.decode()
    assert "The chart of accounts in force on 1900-01-01 has no account 1002." in text
    assert 'value="1,200.50"' in text


def test_entries_and_donors_have_numbers_of_their_own_and_old_ones_still_open(client, cast, monkeypatch):
    fund = fund_with(10_000)
    facts = slips.SlipFacts(
        kind="cost", cost="management", fund=fund, amount_fen=500, booked_on=AT.date(), account="1002"
    )
    new = slips.prepare_slip(facts=facts, by=cast["cashier"], at=AT)
    monkeypatch.setattr(slips, "PREFIX", "JZ")
    old = slips.prepare_slip(facts=facts, by=cast["cashier"], at=AT)
    client.force_login(cast["accountant"])

    assert (new.reference[:3], old.reference[:3], make_donor(cast).reference[:3]) == ("FL-", "JZ-", "JZ-")
    assert [client.get(slip.get_absolute_url()).status_code for slip in (new, old)] == [200, 200]
