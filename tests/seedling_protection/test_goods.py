"""Bags and book sets always add up; books are lent to classes; trainings are recorded once; costs are booked once."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from delivery.seedling_protection import files, promises, states
from delivery.seedling_protection.models import BookHolding, ClassLine, Paper, StockMovement, SupplyLot, TrainingSession
from delivery.seedling_protection.services import books, distributions, money, papers, supplies, trainings
from funds.entries import receive_goods
from funds.models import Line
from tests.factories.festival_visits import picture as drawing
from tests.factories.grants import picture
from tests.factories.seedling_protection import (
    AT,
    held_training,
    make_books,
    make_item,
    make_lot,
    open_hall,
    open_room,
    planned_distribution,
    planned_training,
    record_of,
    signed,
    the_fund,
)
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)
DUE = (AT + timedelta(days=14)).date()


@pytest.fixture
def lines(cast, school):
    make_lot(cast, 50)
    make_lot(cast, 50, number="B-2")
    return list(planned_distribution(cast, school).lines.all())


def give(line, quantity, by, **more):
    return distributions.hand_over(line=line, quantity=quantity, receipt=signed(), by=by, at=AT, **more)


def broken():
    return [problem for _name, check in promises.CHECKS for problem in check()]


def test_goods_leave_the_oldest_lot_first_and_come_back_where_they_were(lines, cast):
    first = give(lines[0], 40, cast["partner"])
    second = give(lines[1], 45, cast["partner"])
    back = distributions.take_back(line=second, returned=36, damaged=2, note="拉链坏", by=cast["partner"], at=AT)

    lots = SupplyLot.objects.values_list("in_store", "delivered", "damaged", "lost")
    assert list(lots) == [(1, 47, 2, 0), (50, 0, 0, 0)]
    assert (first.kept, back.kept, back.returned, back.damaged) == (40, 7, 36, 2)
    assert broken() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"teacher": " "}, "name of the teacher"),
        ({"upload": None}, "sign on the screen"),
    ],
)
def test_nothing_is_handed_over_unsigned(lines, cast, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        distributions.hand_over(
            line=lines[0], quantity=1, receipt=replace(signed(), **changes), by=cast["partner"], at=AT
        )
    assert (ClassLine.objects.filter(handed_out__gt=0).count(), Paper.objects.count()) == (0, 0)


@pytest.mark.both_databases
def test_the_database_refuses_unsigned_goods_and_wrong_counters(lines, cast):
    lot = SupplyLot.objects.first()
    movement = {"line": lines[0], "kind": "hand_out", "quantity": 1, "at": AT, "by": cast["reviewer"]}

    with pytest.raises(IntegrityError, match="unsigned"), transaction.atomic():
        StockMovement.objects.create(lot=lot, **movement)
    with pytest.raises(IntegrityError, match="follow its movements"), transaction.atomic():
        SupplyLot.objects.filter(pk=lot.pk).update(in_store=49, lost=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        StockMovement.objects.update(quantity=1)
    other = make_lot(cast, 5, number="S-1", item=make_item(cast, "book_set", "安全系列图书"))
    with pytest.raises(IntegrityError, match="something else"), transaction.atomic():
        StockMovement.objects.create(lot=other, **movement)


def test_a_drawn_signature_is_of_one_class_only(lines, cast):
    drawn = distributions.Receipt(teacher="师演员", drawing=drawing().read())
    one = distributions.hand_over(line=lines[0], quantity=1, receipt=drawn, by=cast["partner"], at=AT)

    assert (one.receipt.kind, one.receipt.mime) == ("signature", "image/png")
    again = distributions.Receipt(teacher="师演员", paper=one.receipt)
    with pytest.raises(Refused, match="sign on the screen"):
        distributions.hand_over(line=lines[1], quantity=1, receipt=again, by=cast["partner"], at=AT)


@pytest.mark.both_databases
def test_certificates_stand_with_their_lot(cast):
    lot = make_lot(cast, 5)
    kept = papers.add_certificate(lot=lot, upload=picture(3), by=cast["reviewer"], at=AT)

    assert papers.add_certificate(lot=lot, upload=picture(3), by=cast["reviewer"], at=AT) == kept
    assert list(lot.certificates.all()) == [kept]
    with pytest.raises(NotAllowed):
        papers.add_certificate(lot=lot, upload=picture(4), by=cast["partner"], at=AT)
    with pytest.raises(Refused, match="certificate stay"):
        papers.remove_photo(paper=kept, by=cast["reviewer"], at=AT)
    with pytest.raises(IntegrityError, match="in_its_place"), transaction.atomic():
        Paper.objects.update(lot=None)


def test_one_sheet_serves_several_classes_of_a_day(lines, cast):
    give(lines[0], 40, cast["partner"])
    receipt = distributions.Receipt(teacher="师示员", paper=Paper.objects.get())
    second = distributions.hand_over(line=lines[1], quantity=45, receipt=receipt, by=cast["partner"], at=AT)

    assert (second.receipt_id, Paper.objects.count()) == (Paper.objects.get().pk, 1)


def test_a_class_gets_no_more_than_planned_and_than_is_there(lines, cast):
    with pytest.raises(Refused, match="still gets 40"):
        give(lines[0], 41, cast["partner"])
    supplies.write_off(lot=SupplyLot.objects.first(), kind="lose", quantity=50, note="失火", by=cast["reviewer"], at=AT)
    supplies.write_off(
        lot=SupplyLot.objects.last(), kind="damage", quantity=49, note="受潮", by=cast["reviewer"], at=AT
    )
    with pytest.raises(supplies.NotInStock, match="Only 1"):
        give(lines[0], 2, cast["partner"])
    for name in ("outsider", "worker", "accountant"):
        with pytest.raises(NotAllowed):
            give(lines[0], 1, cast[name])


def test_classes_that_got_something_stay_in_the_plan(lines, cast):
    give(lines[0], 40, cast["partner"])
    one = lines[0].distribution

    with pytest.raises(Refused, match="got 40 already"):
        distributions.set_classes(distribution=one, classes={"三年级2班": 9}, by=cast["reviewer"], at=AT)
    distributions.set_classes(distribution=one, classes={"三年级1班": 42, "四年级1班": 3}, by=cast["reviewer"], at=AT)
    assert list(one.lines.values_list("class_name", "planned")) == [("三年级1班", 42), ("四年级1班", 3)]


def test_a_distribution_ends_by_what_was_handed_over(lines, cast):
    one = lines[0].distribution

    with pytest.raises(Refused, match="Nothing was handed over"):
        distributions.finish_distribution(distribution=one, by=cast["partner"], at=AT)
    give(lines[0], 1, cast["partner"])
    with pytest.raises(Refused, match="handed over already"):
        distributions.cancel_distribution(distribution=one, by=cast["reviewer"], at=AT)
    assert distributions.finish_distribution(distribution=one, by=cast["partner"], at=AT).state == states.DONE
    with pytest.raises(Refused, match="over"):
        give(lines[1], 1, cast["partner"])
    back = distributions.take_back(line=lines[0], returned=1, damaged=0, note="", by=cast["partner"], at=AT)
    assert back.kept == 0


@pytest.mark.both_databases
def test_stock_adds_up_after_many_random_movements(lines, cast):
    dice, done = random.Random(6), 0
    for _turn in range(60):
        line = dice.choice(lines)
        try:
            if dice.random() < 0.5:
                receipt = distributions.Receipt("师演员", paper=Paper.objects.first(), upload=picture(1))
                distributions.hand_over(
                    line=line, quantity=dice.randint(1, 9), receipt=receipt, by=cast["partner"], at=AT
                )
            else:
                back, bad = dice.randint(0, 3), dice.randint(0, 1)
                distributions.take_back(line=line, returned=back, damaged=bad, note="旧", by=cast["partner"], at=AT)
            done += 1
        except Refused:
            continue
    assert done > 10
    assert broken() == []


LOT_WAYS = {
    "receive": ("", "in_store"),
    "hand_out": ("in_store", "delivered"),
    "bring_back": ("delivered", "in_store"),
    "spoil_back": ("delivered", "damaged"),
    "damage": ("in_store", "damaged"),
    "lose": ("in_store", "lost"),
}
PLACES = ("in_store", "delivered", "damaged", "lost")


@pytest.mark.both_databases
def test_five_thousand_random_movements_end_where_a_plain_count_says(cast, school):
    """Straight into the table, past the services: the triggers count, and what cannot be is refused."""
    dice = random.Random(20230825)
    lots = [make_lot(cast, 1, number=f"R-{number}") for number in range(12)]
    classes = {f"三年级{number}班": 20_000 for number in range(12)}
    lines = list(planned_distribution(cast, school, classes=classes).lines.order_by("pk"))
    paper = Paper.objects.create(
        kind="receipt", file="x", sha256="x", mime="image/png", added_at=AT, added_by=cast["reviewer"]
    )
    ClassLine.objects.update(teacher="师演员", receipt=paper, signed_at=AT)
    there = {lot.pk: {"in_store": 1, "delivered": 0, "damaged": 0, "lost": 0} for lot in lots}

    def movement():
        number, kind = dice.randrange(len(lots)), dice.choice([*LOT_WAYS, "receive", "hand_out"])
        lot, line = lots[number], lines[number]
        source, target = LOT_WAYS[kind]
        quantity = dice.randint(1, 9) if not source else dice.randint(0, min(9, there[lot.pk][source]))
        if not quantity:
            return None
        if source:
            there[lot.pk][source] -= quantity
        there[lot.pk][target] += quantity
        of_class = line if kind in ("hand_out", "bring_back", "spoil_back") else None
        return StockMovement(lot=lot, line=of_class, kind=kind, quantity=quantity, at=AT, by=cast["reviewer"])

    done = 0
    while done < 5_000:
        rows = [row for row in (movement() for _turn in range(500)) if row]
        for row in rows:
            row.save(force_insert=True)
        done += len(rows)
        found = {lot.pk: {name: getattr(lot, name) for name in PLACES} for lot in SupplyLot.objects.all()}
        assert found == there
        too_much = max(counts["in_store"] for counts in there.values()) + 1
        with pytest.raises(IntegrityError), transaction.atomic():
            StockMovement.objects.create(lot=lots[0], kind="lose", quantity=too_much, at=AT, by=cast["reviewer"])

    kept = [line.kept for line in ClassLine.objects.order_by("pk")]
    assert kept == [counts["delivered"] for counts in there.values()]
    assert [sum(counts.values()) for counts in there.values()] == list(
        SupplyLot.objects.order_by("pk").values_list("received", flat=True)
    )


@pytest.mark.both_databases
def test_books_are_lent_to_a_class_and_counted_back(cast, places, school):
    holding = make_books(open_room(cast, places), cast)
    facts = {"class_name": "三年级1班", "teacher": "师演员", "due_on": DUE, "school": school, "by": cast["partner"]}
    loan = books.lend(holding=holding, copies=8, at=AT, **facts)

    with pytest.raises(books.NotOnTheShelf, match="Only 2"):
        books.lend(holding=holding, copies=3, at=AT, **facts)
    books.give_back(loan=loan, returned=5, lost=1, by=cast["partner"], at=LATER)
    with pytest.raises(Refused, match="has 2 copies"):
        books.give_back(loan=loan, returned=3, lost=0, by=cast["partner"], at=LATER)
    books.write_off_copies(holding=holding, copies=1, by=cast["reviewer"], at=LATER)
    assert BookHolding.objects.values_list("copies", "on_shelf", "on_loan", "lost").get() == (10, 6, 2, 2)
    assert broken() == []
    with pytest.raises(IntegrityError, match="follow its movements"), transaction.atomic():
        BookHolding.objects.update(copies=11, on_shelf=7)


def test_isbn_is_checked_and_a_hall_has_no_books(cast, places):
    with pytest.raises(Refused, match="no ISBN"):
        books.clean_isbn("978-7-02-000220-1")
    with pytest.raises(Refused, match="book rooms"):
        make_books(open_hall(cast, places), cast)


@pytest.mark.both_databases
def test_a_training_is_recorded_once_with_its_quiz(cast, school):
    held = held_training(cast, school)

    assert (held.state, held.attended, TrainingSession.objects.get().gain) == (states.HELD, 155, Decimal(23))
    with pytest.raises(IllegalTransition):
        trainings.hold_training(training=held, facts=record_of(), by=cast["partner"], at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingSession.objects.update(attended=200)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"grades": {}}, "how many pupils"),
        ({"quiz_after": None}, "both averages"),
        ({"quizzed": 156}, "more quiz sheets"),
        ({"quizzed": 0}, "how many quiz sheets"),
    ],
)
def test_a_record_with_gaps_is_refused(cast, school, changes, sentence):
    training = planned_training(cast, school)

    with pytest.raises(Refused, match=sentence):
        trainings.hold_training(training=training, facts=record_of(**changes), by=cast["partner"], at=LATER)
    assert TrainingSession.objects.get().state == states.PLANNED


@pytest.mark.both_databases
def test_faces_are_kept_only_with_consent(cast, school):
    training, at = held_training(cast, school), LATER
    facts = {"training": training, "by": cast["partner"], "at": at}

    with pytest.raises(Refused, match="guardians' consents"):
        papers.add_photo(upload=picture(), shows_faces=True, consent=" ", **facts)
    kept = papers.add_photo(upload=picture(), shows_faces=True, consent="班主任存档", **facts)
    assert papers.add_photo(upload=picture(), shows_faces=True, consent="班主任存档", **facts) == kept
    with pytest.raises(IntegrityError, match="consent"), transaction.atomic():
        Paper.objects.update(consent="")
    papers.remove_photo(paper=kept, by=cast["partner"], at=at)
    assert Paper.objects.count() == 0
    assert files.path_of(kept).is_file()
    files.sweep(at=at + timedelta(days=36_500))
    assert not files.path_of(kept).is_file()


def test_costs_are_booked_once_each(cast, places, school):
    fund = the_fund()
    rows = [open_hall(cast, places), make_lot(cast, 10), held_training(cast, school)]
    for row in rows:
        money.book_row(row=row, by=cast["accountant"], at=LATER)

    fund.refresh_from_db()
    assert fund.balance_fen == 33_000_000 - 10_000_000 - 60_000 - 150_000
    with pytest.raises(Refused, match="in the books already"):
        money.book_row(row=rows[1], by=cast["accountant"], at=LATER)
    with pytest.raises(NotAllowed):
        money.book_row(row=rows[1], by=cast["reviewer"], at=LATER)
    with pytest.raises(Refused, match="not recorded yet"):
        money.book_row(row=planned_training(cast, school), by=cast["accountant"], at=LATER)
    with pytest.raises(Refused, match="none of the lot is left"):
        money.book_row(row=make_lot(cast, 1, number="G-1", origin="gift"), by=cast["accountant"], at=LATER)


def test_of_a_gift_what_was_handed_over_is_help_and_what_was_missed_is_not(cast, school):
    lot = make_lot(cast, 10, number="G-2", origin="gift")
    receive_goods(fund=lot.fund, fair_value_fen=60_000, source="gift:bags", by=cast["accountant"], at=AT)
    give(planned_distribution(cast, school).lines.first(), 7, cast["partner"])
    supplies.write_off(lot=lot, kind="lose", quantity=3, note="仓库盘点", by=cast["reviewer"], at=AT)

    booked = money.book_row(row=lot, by=cast["accountant"], at=LATER)

    lines = Line.objects.filter(voucher__source=booked.source, amount_fen__gt=0).order_by("account__code")
    assert list(lines.values_list("account__code", "amount_fen")) == [("5101", 42_000), ("5201", 18_000)]
