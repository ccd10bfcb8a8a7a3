"""Two draws of one batch at the same moment are one draw; two results of one check are one result."""

import threading

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from payments import checking, sampling
from payments.models import PaymentCheck, SampleDraw
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT
from tests.factories.payments import given_check, record_result, released_batch, result_csv, result_rows
from tests.racing import race
from workflow.machine import IllegalTransition, NotAllowed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def undrawn(people, fund, monkeypatch):
    """A paid batch whose draw has not happened yet."""
    from payments import services

    batch = released_batch(people, fund, [1_000] * 5)
    monkeypatch.setattr(services, "draw_sample", lambda **_values: None)
    services.import_result(batch=batch, content=result_csv(result_rows(batch, [""] * 5)), by=people.cashier, at=AT)
    return batch


def test_two_draws_at_once_are_one(undrawn):
    outcomes = race(4, lambda n: sampling.draw_sample(batch=undrawn, at=AT, seed=n))

    draw = SampleDraw.objects.get()
    assert [outcome.pk for outcome in outcomes] == [draw.pk] * 4
    assert PaymentCheck.objects.count() == 2
    assert Event.objects.filter(code="payments.sample_drawn").count() == 1


def test_control_looking_first_and_drawing_later_fails(undrawn):
    """Why `draw_sample` locks the batch before it looks: without the lock both see no draw, and the unique column alone
    stops the second, with an error instead of the first draw."""
    both_have_looked = threading.Barrier(2)

    def draw_naively(number):
        known = SampleDraw.objects.filter(batch=undrawn).first()
        both_have_looked.wait(30)
        with transaction.atomic():
            return known or sampling._made(undrawn, [1, 2, 3], number, AT)

    outcomes = race(2, draw_naively)

    assert sorted(isinstance(outcome, IntegrityError) for outcome in outcomes) == [False, True]


def test_a_result_that_is_sent_twice_at_once_counts_once(people, fund):
    check = given_check(people, fund, people.reviewer)

    outcomes = race(2, lambda n: record_result(check, ("full", "not_received")[n]))

    assert sorted(isinstance(outcome, IllegalTransition) for outcome in outcomes) == [False, True]
    moves = Event.objects.filter(stream=f"payments.paymentcheck:{check.pk}").exclude(transition="")
    assert moves.count() == 1


def test_taking_over_and_recording_at_once_leaves_one_who_made_it(people, fund):
    check = given_check(people, fund, people.reviewer)
    other = UserFactory(role="supervisor")

    outcomes = race(
        2,
        lambda n: (
            record_result(check, by=people.reviewer)
            if n
            else checking.hand_over_check(check=check, to=other, by=other, at=AT)
        ),
    )

    after = PaymentCheck.objects.get(pk=check.pk)
    losers = [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
    assert (losers, after.state, after.checker) in (
        ([IllegalTransition], "done", people.reviewer),
        ([NotAllowed], "open", other),
    )
