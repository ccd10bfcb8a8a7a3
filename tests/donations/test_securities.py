"""Gifts of securities: entered with code, units and value, booked at that value, sold with a difference."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from disclosure.gift_use import use_of
from disclosure.services import trace_everything
from donations import promises, services
from donations.models import Donation, SecuritiesSale
from funds.errors import AmountNotAllowed
from funds.models import Fund, Voucher
from tests.factories.donations import AT, DAY, booked_gift, make_change, make_donor, make_gift
from tests.factories.funds import FundFactory
from tests.racing import race
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
SHARES = {
    "kind": "securities", "channel": "securities", "basis": "market", "description": "演示股份", "unit": "股",
    "quantity": Decimal(300), "security_code": "600000", "unit_price": Decimal("12.3450"), "valued_on": DAY,
}  # fmt: skip
VALUE = 370_350  # 300 × 12.345 yuan
FORM = {
    "kind": "securities", "channel": "securities", "amount": "", "basis": "market", "description": "演示股份",
    "quantity": "300", "unit": "股", "security_code": "600000", "unit_price": "12.345", "valued_on": "2023-09-08",
    "paid_on": "2023-09-08", "received_on": "2023-09-08", "restriction": "unrestricted",
}  # fmt: skip


def broken():
    return [line for _sentence, check in promises.CHECKS for line in check()]


def sell(cast, gift, units, proceeds_fen, **more):
    given = {"sold_on": DAY, "paper": "L-1", "by": cast["accountant"], "at": AT, **more}
    return services.sell_securities(gift=gift, units=Decimal(units), proceeds_fen=proceeds_fen, **given)


def legs(voucher):
    return [(line.account.code, line.amount_fen) for line in voucher.lines.select_related("account").order_by("pk")]


def available(gift):
    return Fund.objects.get(pk=gift.fund_id).available_fen


def test_securities_are_booked_at_their_value_and_sold_with_a_difference(cast):
    gift = booked_gift(cast, VALUE, **SHARES)

    assert legs(gift.voucher) == [("1101", VALUE), ("410102", -VALUE)]
    assert available(gift) == 0
    first, last = sell(cast, gift, 100, 130_000), sell(cast, gift, 200, 240_000)

    assert legs(first.voucher) == [("1002", 130_000), ("1101", -123_450), ("4601", -6_550)]
    assert legs(last.voucher) == [("1002", 240_000), ("1101", -246_900), ("4601", 6_900)]
    assert (first.difference_fen, last.difference_fen, available(gift)) == (6_550, -6_900, 370_000)
    assert broken() == []


def test_rounding_goes_out_with_the_last_units(cast):
    thirds = {**SHARES, "quantity": Decimal(3), "unit_price": Decimal("33.3333")}
    gift = booked_gift(cast, 10_000, **thirds)

    costs = [sell(cast, gift, 1, 1).cost_fen for _unit in range(3)]

    assert costs == [3_333, 3_333, 3_334]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"security_code": " "}, "say the code"),
        ({"unit_price": None}, "say the code"),
        ({"quantity": Decimal(-3)}, "above zero"),
        ({"valued_on": DAY + timedelta(days=1)}, "day of the value lies ahead"),
        ({"quantity": Decimal(299)}, "come to 3691.16 yuan"),
        ({"channel": "bank"}, "do not fit together"),
        ({"kind": "goods", "channel": "goods"}, "Only securities have a code"),
    ],
)
def test_securities_without_their_facts_are_refused_in_words(cast, given, said):
    with translation.override("en"), pytest.raises(Refused, match=said):
        make_gift(cast, VALUE, **{**SHARES, **given})


def test_no_more_is_sold_than_came_and_only_by_an_accountant(cast):
    gift = booked_gift(cast, VALUE, **SHARES)
    sell(cast, gift, 250, 1)

    with translation.override("en"), pytest.raises(Refused, match="50 units are left"):
        sell(cast, gift, 51, 1)
    with pytest.raises(NotAllowed):
        sell(cast, gift, 1, 1, by=cast["cashier"])
    with pytest.raises(AmountNotAllowed):
        sell(cast, gift, 1, 0)
    with translation.override("en"), pytest.raises(Refused, match="after the gift came"):
        sell(cast, gift, 1, 1, sold_on=DAY - timedelta(days=1))
    with translation.override("en"), pytest.raises(Refused, match="in the books can be sold"):
        sell(cast, booked_gift(cast), 1, 1)
    assert SecuritiesSale.objects.count() == 1


def test_what_was_sold_is_neither_given_back_nor_used_otherwise_until_that_is_undone(cast):
    gift = booked_gift(cast, VALUE, donor=make_donor(cast), **SHARES)
    sale = sell(cast, gift, 100, 130_000)
    refund = {"gift": gift, "reason": "误转", "by": cast["approver"], "at": AT}

    with translation.override("en"), pytest.raises(Refused, match="Undo that sale first"):
        services.refund_gift(**refund)
    with translation.override("en"), pytest.raises(Refused, match="Undo that sale first"):
        services.agree_to_change(
            change=make_change(cast, gift), consent=services.Consent(DAY, "信函"), by=cast["approver"], at=AT
        )
    with pytest.raises(NotAllowed):
        services.undo_sale(sale=sale, reason="录错", by=cast["accountant"], at=AT)
    services.undo_sale(sale=sale, reason="录错", by=cast["approver"], at=AT)
    services.refund_gift(**refund)

    assert Donation.objects.get().state == "refunded"
    assert available(gift) == 0
    assert broken() == []


def test_the_donor_reads_what_the_sale_brought(cast):
    gift = booked_gift(cast, VALUE, **SHARES)
    sell(cast, gift, 300, 400_000)
    trace_everything(at=AT)

    use = use_of(gift, 5)

    assert (use.left_fen, use.gained_fen) == (400_000, 29_650)


@pytest.mark.both_databases
def test_the_database_keeps_securities_and_their_sales(cast):
    gift = booked_gift(cast, VALUE, **SHARES)
    sale = sell(cast, gift, 100, 130_000)
    rows, gifts = SecuritiesSale.objects.filter(pk=sale.pk), Donation.objects.filter(pk=gift.pk)

    for forbidden in (
        lambda: rows.update(units=1),
        lambda: rows.update(proceeds_fen=1),
        lambda: rows.delete(),
        lambda: gifts.update(unit_price=1),
        lambda: gifts.update(quantity=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_the_same_units_are_not_sold_twice_at_once(cast):
    gift = booked_gift(cast, VALUE, **SHARES)

    outcomes = race(2, lambda number: sell(cast, gift, 200, 250_000 + number), at_once=2)

    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    assert Voucher.objects.filter(kind="shares_sale").count() == 1
    assert broken() == []


def test_the_way_through_the_pages(client, cast):
    fund = FundFactory()
    client.force_login(cast["cashier"])
    gone = client.post(reverse("donations:new"), {**FORM, "fund": fund.pk})
    gift = Donation.objects.get()
    assert (gone.url, gift.amount_fen) == (reverse("donations:detail", args=[gift.reference]), VALUE)
    client.force_login(cast["accountant"])
    client.post(reverse("donations:book", args=[gift.reference]))
    sale = {"units": "100", "proceeds": "1300", "sold_on": "2023-09-09", "paper": "L-1"}

    assert client.post(reverse("donations:sell", args=[gift.reference]), {**sale, "units": "301"}).status_code == 422
    assert client.post(reverse("donations:sell", args=[gift.reference]), sale).status_code == 302

    page = client.get(gone.url).content.decode()
    assert "600000" in page
    assert "12.345" in page
    assert "65.50" in page
    assert "200" in page
