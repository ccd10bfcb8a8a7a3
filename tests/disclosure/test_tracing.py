"""Which gift paid for what: by hand, and for any order of events."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import Q, Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosure import promises, services
from disclosure.models import Lot, Share, TraceHead
from funds import entries
from funds import services as books
from funds.errors import FundsError
from funds.models import AccountKind, Fund, Line, Voucher
from tests.factories.funds import FundFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)


def gift(fund, fen, source, **more):
    return entries.receive_gift(fund=fund, amount_fen=fen, source=source, by=None, at=AT, **more)


def spend(fund, fen, source, scheme="student_aid"):
    reservation = books.reserve(fund=fund, amount_fen=fen, source=source, by=None, at=AT)
    return books.settle(reservation=reservation, amount_fen=fen, scheme=scheme, by=None, at=AT)


def traced():
    services.trace_everything(at=AT)


def paid_by(voucher):
    """(gift's source, fen) of each part of a spending voucher."""
    shares = Share.objects.filter(line__voucher=voucher).order_by("lot_id")
    return [(share.lot.origin.source, share.amount_fen) for share in shares.select_related("lot__origin")]


def became(voucher):
    """(left, given back, spent) of a gift, wherever its money went."""
    lots = Lot.objects.filter(origin=voucher).aggregate(Sum("left_fen"), Sum("returned_fen"))
    spent = Share.objects.filter(lot__origin=voucher, is_moved=False).aggregate(total=Sum("amount_fen", default=0))
    return lots["left_fen__sum"], lots["returned_fen__sum"], spent["total"]


def test_the_oldest_gift_pays_first():
    fund = FundFactory()
    first, second = gift(fund, 100, "g:1"), gift(fund, 300, "g:2")
    payment = spend(fund, 150, "p:1")
    traced()

    assert paid_by(payment) == [("g:1", 100), ("g:2", 50)]
    assert (became(first), became(second)) == ((0, 0, 100), (250, 0, 50))


def test_a_trace_that_was_bent_is_named():
    fund = FundFactory()
    first = gift(fund, 300, "g:1")
    payment = spend(fund, 150, "p:1")
    traced()
    line = Share.objects.get().line

    Share.objects.update(amount_fen=100)
    Lot.objects.update(amount_fen=310, left_fen=210)

    assert [said for _sentence, check in promises.CHECKS for said in check()] == [
        f"voucher line {line.pk}: 150 fen, its shares 100 fen",
        f"traced receipt of voucher {first.pk}: 310 fen, in the books 300 fen",
    ]
    assert line.voucher == payment


def test_a_restricted_gift_pays_only_what_it_was_given_for():
    fund = FundFactory()
    gift(fund, 100, "g:free")
    gift(fund, 100, "g:students", scheme="student_aid")
    illness, students = spend(fund, 60, "p:1", "employee_illness_aid"), spend(fund, 120, "p:2", "student_aid")
    traced()

    assert paid_by(illness) == [("g:free", 60)]
    assert sorted(paid_by(students)) == [("g:free", 20), ("g:students", 100)]
    assert not Share.objects.filter(is_outside=True).exists()


def test_what_was_spent_outside_its_restriction_is_marked():
    fund = FundFactory()
    gift(fund, 100, "g:students", scheme="student_aid")
    spend(fund, 40, "p:1", "employee_illness_aid")
    traced()

    assert Share.objects.get().is_outside


def test_a_reversed_payment_gives_its_gift_back_its_place():
    fund = FundFactory()
    gift(fund, 100, "g:1")
    payment = spend(fund, 80, "p:1")
    gift(fund, 100, "g:2")
    traced()
    books.reverse_voucher(voucher=payment, memo_code="error", by=None, at=AT)
    again = spend(fund, 120, "p:2")
    traced()

    assert paid_by(payment) == []
    assert paid_by(again) == [("g:1", 100), ("g:2", 20)]


def test_a_refund_lets_the_next_gift_pay_for_what_was_spent():
    fund = FundFactory()
    first, second = gift(fund, 100, "g:1"), gift(fund, 300, "g:2")
    payment = spend(fund, 80, "p:1")
    traced()
    entries.refund_gift(gift=first, source="r:1", by=None, at=AT)
    traced()

    assert paid_by(payment) == [("g:2", 80)]
    assert (became(first), became(second)) == ((0, 100, 0), (220, 0, 80))


@pytest.mark.both_databases
def test_a_gift_is_followed_into_another_fund():
    general, students = FundFactory(kind="unrestricted"), FundFactory()
    first, second = gift(general, 100, "g:1"), gift(general, 50, "g:2")
    entries.transfer(fund_from=general, fund_to=students, amount_fen=120, source="t:1", by=None, at=AT)
    payment = spend(students, 110, "p:1")
    traced()

    assert paid_by(payment) == [("g:1", 100), ("g:2", 10)]
    assert (became(first), became(second)) == ((0, 0, 100), (40, 0, 10))


def test_goods_are_not_money():
    fund = FundFactory()
    rice = entries.receive_goods(fund=fund, fair_value_fen=500, source="g:rice", by=None, at=AT)
    money = gift(fund, 100, "g:money")
    entries.issue_goods(fund=fund, value_fen=200, source="p:rice", by=None, at=AT)
    fee = entries.book_cost(fund=fund, cost="bank_fee", amount_fen=10, source="p:fee", by=None, at=AT)
    traced()

    assert (became(rice), became(money)) == ((300, 0, 200), (90, 0, 10))
    assert paid_by(fee) == [("g:money", 10)]


def test_sold_securities_are_money_of_the_same_gift():
    fund = FundFactory()
    shares = entries.receive_securities(fund=fund, fair_value_fen=500, source="g:shares", by=None, at=AT)
    sale = entries.sell_securities(gift=shares, cost_fen=200, proceeds_fen=260, source="s:1", by=None, at=AT)
    payment = spend(fund, 250, "p:1")
    traced()

    assert paid_by(payment) == [("g:shares", 250)]
    assert became(shares) == (310, 0, 250)
    books.reverse_voucher(voucher=payment, memo_code="error", by=None, at=AT)
    books.reverse_voucher(voucher=sale, memo_code="error", by=None, at=AT)
    traced()
    assert became(shares) == (500, 0, 0)
    assert list(Lot.objects.values_list("pool", "left_fen")) == [("securities", 500)]


def test_what_passes_through_is_traced_by_itself():
    fund = FundFactory()
    received = entries.receive_pass_through(fund=fund, amount_fen=500, source="g:1", account="1002", by=None, at=AT)
    passed = entries.pass_on(received=received, amount_fen=200, source="p:1", by=None, at=AT)
    traced()

    assert paid_by(passed) == [("g:1", 200)]
    assert became(received) == (300, 0, 200)


def test_every_voucher_is_traced_once():
    fund = FundFactory()
    gift(fund, 100, "g:1")
    traced()
    before = list(Lot.objects.values())
    traced()

    assert list(Lot.objects.values()) == before
    assert TraceHead.objects.get().last_number == 1


def test_queries_do_not_grow_with_the_gifts():
    fund, counts = FundFactory(), []
    for number in (3, 30):
        for place in range(number):
            gift(fund, 100, f"g:{number}:{place}")
        spend(fund, 100 * number - 50, f"p:{number}")
        with CaptureQueriesContext(connection) as queries:
            traced()
        counts.append(len(queries))

    assert counts[0] >= counts[1]


OPERATIONS = st.lists(
    st.tuples(st.sampled_from("gsrtuhv"), st.integers(0, 1), st.integers(1, 400), st.integers(0, 9)),
    min_size=4,
    max_size=30,
)


def act(operation, funds, made, number):
    kind, place, fen, pick = operation
    fund, scheme = funds[place], ("", "student_aid", "employee_illness_aid")[pick % 3]
    if kind == "g":
        made["gifts"].append(gift(fund, fen, f"g:{number}", scheme=scheme))
    elif kind == "s":
        made["spent"].append(spend(fund, fen, f"p:{number}", scheme or "student_aid"))
    elif kind == "t":
        other = funds[1 - place]
        made["spent"].append(
            entries.transfer(
                fund_from=fund,
                fund_to=other,
                amount_fen=fen,
                source=f"t:{number}",
                basis="donor_consent",
                by=None,
                at=AT,
            )
        )
    elif kind == "r" and made["gifts"]:
        one = made["gifts"][pick % len(made["gifts"])]
        entries.refund_gift(gift=one, source=f"r:{number}", amount_fen=min(fen, 50), by=None, at=AT)
    elif kind == "h":
        shares = entries.receive_securities(fund=fund, fair_value_fen=fen, source=f"h:{number}", by=None, at=AT)
        made["shares"].append(shares)
    elif kind == "v" and made["shares"]:
        one = made["shares"][pick % len(made["shares"])]
        sale = entries.sell_securities(
            gift=one, cost_fen=fen, proceeds_fen=fen + pick - 4, source=f"v:{number}", by=None, at=AT
        )
        made["spent"].append(sale)
    elif kind == "u" and made["spent"]:
        one = made["spent"][pick % len(made["spent"])]
        books.reverse_voucher(voucher=one, memo_code="error", by=None, at=AT)


def balance(fund):
    """Its money, and what its unsold securities stand in the books with."""
    held = Q(account__is_money=True) | Q(account__code="1101")
    return Line.objects.filter(held, fund=fund).aggregate(total=Sum("amount_fen", default=0))["total"]


def gained(gift):
    gain = Line.objects.filter(account__code="4601", voucher__settles=gift, voucher__reversed_by__isnull=True)
    return -gain.aggregate(total=Sum("amount_fen", default=0))["total"]


def check_sums(funds, made):
    for one in [*made["gifts"], *made["shares"]]:
        amount = sum(line.amount_fen for line in one.lines.all() if line.amount_fen > 0)
        assert sum(became(one)) == amount + gained(one)
    for lot in Lot.objects.all():
        paid = lot.shares.aggregate(total=Sum("amount_fen", default=0))["total"]
        assert lot.amount_fen == lot.left_fen + lot.returned_fen + paid
    undone = Voucher.objects.filter(reverses__isnull=False).values("reverses")
    for line in Line.objects.filter(account__kind=AccountKind.EXPENSE, amount_fen__gt=0).exclude(voucher__in=undone):
        if line.voucher.reverses_id is None:
            assert sum(Share.objects.filter(line=line).values_list("amount_fen", flat=True)) == line.amount_fen
    for fund in Fund.objects.filter(pk__in=[fund.pk for fund in funds]):
        left = Lot.objects.filter(fund=fund).aggregate(total=Sum("left_fen", default=0))["total"]
        gaps = Share.objects.filter(lot=None, line__fund=fund).aggregate(total=Sum("amount_fen", default=0))
        assert left - gaps["total"] == balance(fund)
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []


def picture():
    """What every gift became, without the keys of the rows."""
    lots = Lot.objects.values_list("origin", "fund", "amount_fen", "left_fen", "returned_fen")
    shares = Share.objects.values_list("lot__origin", "line").annotate(total=Sum("amount_fen")).order_by()
    return sorted(lots), sorted(shares, key=str)


@pytest.mark.both_databases
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS, batch=st.integers(1, 7))
def test_every_fen_of_a_gift_is_accounted_for(db, operations, batch):
    """Whatever happens in which order: left + given back + spent = the gift and what its sale gained; every payment is
    the sum of its parts;
    what is left in a fund's lots is its money; and tracing at once gives what tracing piece by piece gave."""
    with transaction.atomic():
        funds = [FundFactory(kind="unrestricted"), FundFactory()]
        made = {"gifts": [], "spent": [], "shares": []}
        for number, operation in enumerate(operations):
            try:
                act(operation, funds, made, number)
            except FundsError:
                continue
            if number % 3 == 0:
                services.trace_next(at=AT, batch=batch)
        services.trace_everything(at=AT, batch=batch)

        check_sums(funds, made)
        piecewise = picture()
        Share.objects.all().delete()
        Lot.objects.all().delete()
        TraceHead.objects.all().delete()
        services.trace_everything(at=AT)
        assert picture() == piecewise
        transaction.set_rollback(True)
