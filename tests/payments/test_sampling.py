"""The draw after a batch was paid: by chance, once, and so that anybody can draw it again."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from audit.models import Event
from payments import promises, sampling, services
from payments.models import PaymentBatch, PaymentCheck, SampleDraw
from payments.permissions import may_take_check
from programs.models import PolicyParameter
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT
from tests.factories.payments import (
    approved_batch,
    record_result,
    released_batch,
    result_csv,
    result_rows,
    settled_batch,
)

pytestmark = pytest.mark.django_db


def in_force(people, code, value):
    return PolicyParameter.objects.create(
        code=code,
        version=1,
        value=Decimal(value),
        effective_from=date(2020, 1, 1),
        source="会议纪要（演示）",
        mark="A",
        published_by=people.auditor,
        published_at=AT,
    )


def test_a_paid_batch_is_drawn_from_and_the_event_holds_the_seed(people, fund):
    batch = settled_batch(people, fund, [1_000] * 5)

    draw = batch.draw
    event = Event.objects.get(code="payments.sample_drawn")
    assert (draw.candidates, draw.drawn, draw.checks.count()) == (5, 2, 2)
    assert event.data == {
        "seed": draw.seed,
        "share": "5.00",
        "minimum": 2,
        "candidates": 5,
        "drawn": 2,
        "without_checker": 0,
    }
    assert {check.due_at for check in draw.checks.all()} == {draw.checks.first().due_at}


def test_a_batch_that_was_settled_before_there_were_samples_is_drawn_once(people, fund, monkeypatch):
    with monkeypatch.context() as without:
        without.setattr("payments.services.draw_sample", lambda **more: None)
        batch = settled_batch(people, fund, [1_000] * 5)
        unpaid = released_batch(people, fund, [1_000])
    drawn_before = settled_batch(people, fund, [1_000]).draw
    assert not hasattr(batch, "draw")

    assert [sampling.draw_missing(at=AT), sampling.draw_missing(at=AT)] == [1, 0]

    assert set(SampleDraw.objects.values_list("batch", flat=True)) == {batch.pk, drawn_before.batch_id}
    assert (PaymentCheck.objects.filter(draw__batch=batch).count(), unpaid.state) == (2, "released")
    assert list(promises.draws_can_be_repeated()) == []


def test_a_settled_batch_in_which_nothing_was_paid_is_not_drawn_from(people, fund):
    batch = released_batch(people, fund, [1_000])
    services.import_result(batch=batch, content=result_csv(result_rows(batch, ["户名不符"])), by=people.cashier, at=AT)

    assert (sampling.draw_missing(at=AT), SampleDraw.objects.count()) == (0, 0)


def test_the_draw_can_be_repeated_from_the_recorded_seed(people, fund):
    draw = settled_batch(people, fund, [1_000] * 9).draw

    again = sampling.drawn_from(range(1, 10), seed=draw.seed, batch=draw.batch.reference, size=2)

    assert again == sorted(draw.checks.values_list("payment__position", flat=True))
    assert list(promises.draws_can_be_repeated()) == []


def test_a_known_seed_draws_what_sha256sum_says():
    """for i in 1 2 3 4 5 6; do echo "$(printf "7:FK-AAAAAA:$i" | sha256sum) $i"; done | sort: 2, 4, 1, 6, 5, 3."""
    drawn = [sampling.drawn_from(range(1, 7), seed=7, batch="FK-AAAAAA", size=size) for size in (1, 2, 4, 6)]

    assert drawn == [[2], [2, 4], [1, 2, 4, 6], [1, 2, 3, 4, 5, 6]]


def test_no_position_is_drawn_more_often_than_another():
    """4,000 draws of 2 out of 10: each is expected 800 times; 5 standard deviations are 127."""
    seen = Counter()
    for seed in range(4_000):
        seen.update(sampling.drawn_from(range(1, 11), seed=seed, batch="FK-AAAAAA", size=2))

    assert set(seen) == set(range(1, 11))
    assert max(abs(count - 800) for count in seen.values()) < 127


@pytest.mark.parametrize(
    ("candidates", "share", "minimum", "size"),
    [(1, "5", 2, 1), (40, "5", 2, 2), (41, "5", 2, 3), (1000, "5", 2, 50), (10, "100", 2, 10), (3, "0.01", 1, 1)],
)
def test_the_share_is_rounded_up_within_minimum_and_all(candidates, share, minimum, size):
    assert sampling.Terms(Decimal(share), minimum, 3).size_of(candidates) == size


def test_what_staff_published_is_in_force_for_the_next_batch(people, fund):
    in_force(people, "sample_share", "60")
    in_force(people, "sample_minimum", "1")

    draw = settled_batch(people, fund, [1_000] * 5).draw

    assert (draw.share, draw.minimum, draw.drawn) == (Decimal("60.00"), 1, 3)


def test_a_failed_payment_is_not_drawn_and_nothing_before_the_last_result(people, fund):
    batch = released_batch(people, fund, [1_000, 2_000])
    rows = result_rows(batch, ["", "账号错误"])

    services.import_result(batch=batch, content=result_csv(rows[:1]), by=people.cashier, at=AT)
    before = SampleDraw.objects.count()
    services.import_result(batch=batch, content=result_csv(rows), by=people.cashier, at=AT)

    draw = SampleDraw.objects.get()
    assert (before, draw.candidates, [check.payment.position for check in draw.checks.all()]) == (0, 1, [1])


def test_a_batch_in_which_nothing_was_paid_has_no_draw(people, fund):
    batch = released_batch(people, fund, [1_000])
    content = result_csv(result_rows(batch, ["账号错误"]))

    services.import_result(batch=batch, content=content, by=people.cashier, at=AT)

    assert sampling.draw_sample(batch=batch, at=AT) is None
    assert SampleDraw.objects.count() == 0


def test_drawn_again_is_the_same_draw(people, fund):
    batch = settled_batch(people, fund, [1_000] * 5)

    again = sampling.draw_sample(batch=batch, at=AT, seed=1)

    assert (again, Event.objects.filter(code="payments.sample_drawn").count()) == (batch.draw, 1)


def test_nobody_who_worked_on_the_batch_or_the_case_is_given_a_check(people, fund, source):
    """The approver checked the batch; the reviewer handled every case: the supervisor is left."""
    source.had_part |= {(f"tests.fake:{n}", people.reviewer.pk) for n in range(1, 4)}

    draw = settled_batch(people, fund, [1_000] * 3).draw

    assert set(draw.checks.values_list("checker", flat=True)) == {people.auditor.pk}


def test_checks_are_spread_over_those_with_the_fewest(people, fund):
    in_force(people, "sample_minimum", "4")

    settled_batch(people, fund, [1_000] * 4)

    given = Counter(PaymentCheck.objects.values_list("checker", flat=True))
    assert given == {people.reviewer.pk: 2, people.auditor.pk: 2}


def test_a_payment_that_nobody_is_free_of_stays_drawn_without_a_checker(people, fund, source):
    source.had_part |= {("tests.fake:1", people.reviewer.pk), ("tests.fake:1", people.auditor.pk)}

    settled_batch(people, fund, [1_000])

    assert PaymentCheck.objects.get().checker is None
    assert Event.objects.get(code="payments.sample_drawn").data["without_checker"] == 1


def test_an_inactive_colleague_is_given_nothing(people, fund):
    type(people.reviewer).objects.filter(pk__in=[people.reviewer.pk]).update(is_active=False)

    settled_batch(people, fund, [1_000])

    assert PaymentCheck.objects.get().checker == people.auditor


@pytest.mark.both_databases
def test_the_database_keeps_one_draw_per_batch_and_never_changes_it(people, fund):
    batch = settled_batch(people, fund)
    fields = {"drawn_at": AT, "seed": 1, "share": 5, "minimum": 1, "candidates": 2, "drawn": 1}

    for change in (
        lambda: SampleDraw.objects.bulk_create([SampleDraw(batch_id=batch.pk, **fields)]),
        lambda: SampleDraw.objects.filter(batch=batch).update(seed=7),
        lambda: SampleDraw.objects.filter(batch=batch)._raw_delete("default"),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()

    assert SampleDraw.objects.get().batch == batch


def test_figures_of_a_batch(people, fund):
    in_force(people, "sample_minimum", "4")
    batch = settled_batch(people, fund, [1_000] * 4)
    checks = list(batch.draw.checks.order_by("pk"))
    record_result(checks[0])
    record_result(checks[1], "not_reached", attempts=3)
    record_result(checks[2], "not_received")

    assert sampling.figures_of(batch.draw) == sampling.SampleFigures(
        drawn=4, made=3, reached=2, in_full=1, findings=1, unsolved=1
    )


def test_an_earlier_checker_of_a_returned_batch_had_part_in_it(people, fund):
    """The columns forget him when the batch is returned; its history does not."""
    other = UserFactory(role="federation_approver")
    batch = approved_batch(people, fund, [1_000])
    services.return_batch(batch=batch, reason="other", by=people.checker, at=AT)
    services.lock_batch(batch=batch, by=people.maker, at=AT)
    services.approve_batch(batch=batch, by=other, at=AT)
    batch = services.release_batch(batch=batch, by=people.cashier, at=AT)
    content = result_csv(result_rows(batch, [""]))
    services.import_result(batch=batch, content=content, by=people.cashier, at=AT)

    check = PaymentCheck.objects.get()
    assert [bool(may_take_check(person, check)) for person in (people.checker, other, people.reviewer)] == [
        False,
        False,
        True,
    ]
    assert PaymentBatch.objects.get().checker == other
