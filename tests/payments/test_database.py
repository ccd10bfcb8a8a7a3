"""What the database itself refuses (threats T22, T23; promises R4, R21)."""

import pytest
from django.db import IntegrityError, connection, transaction

from audit.recording import Move, record
from payments.models import Payment, PaymentBatch
from tests.factories.funds import AT
from tests.factories.payments import approved_batch, locked_batch, open_batch, released_batch

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refused(message=None):
    return pytest.raises(IntegrityError, match=message)


def change(obj, **fields):
    with transaction.atomic():
        type(obj)._base_manager.filter(pk=obj.pk).update(**fields)


def copy_of(payment, **fields):
    values = {f.attname: getattr(payment, f.attname) for f in payment._meta.concrete_fields if not f.primary_key}
    from uuid import uuid4

    return Payment(**{**values, "seal_id": uuid4(), "version": 0, "state": "pending", "position": 50, **fields})


@pytest.mark.parametrize(("first", "second"), [("maker", "checker"), ("maker", "cashier"), ("checker", "cashier")])
def test_one_person_does_not_hold_two_duties(people, fund, first, second):
    batch = released_batch(people, fund)

    with refused():
        change(batch, **{second: getattr(people, first)})


def test_nothing_is_approved_without_a_checker(people, fund):
    batch = locked_batch(people, fund)
    move = Move("approve", "locked", "approved", batch.version + 1)
    record("payments.batch_approved", subject=batch, by=None, at=AT, move=move)

    with refused("was_checked"):
        change(batch, state="approved", version=batch.version + 1)


def test_a_checker_without_a_time_is_refused(people, fund):
    with refused("checked_by_whom"):
        change(open_batch(people, fund), checker=people.checker)


@pytest.mark.parametrize("fields", [{"state": "approved"}, {"state": "released", "version": 9}, {"version": 9}])
def test_a_batch_does_not_move_without_its_event(people, fund, fields):
    with refused("audit event"):
        change(open_batch(people, fund), **fields)


def test_a_payment_does_not_move_without_its_event(people, fund):
    payment = released_batch(people, fund).payments.first()

    with refused("audit event"):
        change(payment, state="failed", failure_reason="x", version=payment.version + 1)


@pytest.mark.parametrize("field", ["amount_fen", "source", "payee_name", "account_mask", "scheme", "position"])
def test_a_payment_keeps_what_was_decided(people, fund, field):
    payment = open_batch(people, fund).payments.first()
    value = 99 if field in ("amount_fen", "position") else "x"

    with refused("keeps what was decided"):
        change(payment, **{field: value})


def test_a_payment_is_not_deleted(people, fund):
    payment = open_batch(people, fund).payments.first()

    with refused("keeps what was decided"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM payments_payment WHERE id = %s", [payment.pk])


def test_no_payment_joins_a_locked_batch(people, fund):
    batch = locked_batch(people, fund)
    stray = copy_of(batch.payments.first(), source="tests.fake:77")

    with refused("open batches only"), transaction.atomic():
        stray.save()


def test_a_source_has_one_live_payment(people, fund):
    payment = released_batch(people, fund).payments.first()
    other = PaymentBatch.objects.get(pk=open_batch(people, fund, [5_000]).pk)

    with refused(), transaction.atomic():
        copy_of(payment, batch_id=other.pk).save()


def test_a_batch_is_not_born_approved(people, fund):
    batch = approved_batch(people, fund)

    with refused("audit event"), transaction.atomic():
        PaymentBatch.objects.create(
            reference="FK-BORN00",
            fund=fund,
            bank_format="workbook",
            maker=people.maker,
            made_at=AT,
            checker=people.checker,
            checked_at=AT,
            state="approved",
            version=batch.version,
            state_since=AT,
        )
