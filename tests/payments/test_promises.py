"""Payments and the books agree, and `verify` says so when they do not."""

import pytest
from django.db import connection

from payments import promises
from payments.models import Payment
from tests.factories.funds import AT
from tests.factories.payments import released_batch, result_csv, result_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(people, fund):
    from payments import services

    batch = released_batch(people, fund, [1_000, 2_000, 3_000])
    services.import_result(batch=batch, content=result_csv(result_rows(batch, [""])), by=people.cashier, at=AT)
    return batch


def by_hand(statement):
    if connection.vendor != "sqlite":
        pytest.skip("breaks rows by hand, on SQLite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'payments_%'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        for _name, sql in triggers:
            cursor.execute(sql)


def test_all_is_well(batch):
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []


def test_a_payment_of_another_amount_than_booked_is_named(batch):
    paid = Payment.objects.get(state="success")

    by_hand(f"UPDATE payments_payment SET amount_fen = 999 WHERE id = {paid.pk}")

    assert list(promises.paid_means_posted()) == [f"payment {paid.pk}: its voucher does not book its amount"]


def test_a_waiting_payment_without_its_money_is_named(batch):
    waiting = Payment.objects.filter(state="sent").first()

    by_hand(f"UPDATE payments_payment SET amount_fen = 9999999 WHERE id = {waiting.pk}")

    assert list(promises.waiting_payments_hold_their_money()) == [f"payment {waiting.pk}: no money is reserved for it"]


def test_a_batch_that_left_its_payments_is_named(batch):
    by_hand(f"UPDATE payments_paymentbatch SET state = 'finished' WHERE id = {batch.pk}")

    assert list(promises.batches_agree_with_their_payments()) == [
        f"batch {batch.reference}: finished, with 2 payments at the bank"
    ]


def test_an_unknown_state_is_named(batch):
    by_hand(f"UPDATE payments_paymentbatch SET state = 'lost' WHERE id = {batch.pk}")

    assert list(promises.states_are_known()) == [f"payments.paymentbatch {batch.pk}: unknown state lost"]


@pytest.mark.parametrize("change", ["payee_name = '别人'", "account_mask = '****9999'", "title = '别的'"])
def test_another_payee_than_was_handed_in_is_named(batch, change):
    paid = Payment.objects.get(state="success")

    by_hand(f"UPDATE payments_payment SET {change} WHERE id = {paid.pk}")

    assert [line for _sentence, check in promises.CHECKS for line in check()] == [
        f"batch {batch.reference}: not the payments that were handed in"
    ]


def test_a_payment_taken_out_and_a_file_of_another_sum_are_named(batch):
    waiting = Payment.objects.filter(state="sent").first()
    file = batch.bank_files.first()

    by_hand(f"DELETE FROM payments_payment WHERE id = {waiting.pk}")

    assert list(promises.batches_are_as_handed_in()) == [
        f"batch {batch.reference}: not the payments that were handed in"
    ]
    assert list(promises.every_state_has_its_event()) == [f"payments.payment {waiting.pk}: was there and is gone"]
    if file is not None:
        by_hand(f"UPDATE payments_bankfile SET total_fen = 1 WHERE id = {file.pk}")
        assert list(promises.files_for_the_bank_are_as_made()) == [f"bank file {file.pk}: 1 fen, made for 6000 fen"]
