"""What is recorded about a drawn payment, and what a difference leads to."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from audit.models import Event
from notifications.messages import message
from payments import checking
from payments.models import PaymentCheck
from payments.permissions import may_record_check
from payments.reminders import plan_check_reminders
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT
from tests.factories.payments import given_check, record_result, settled_batch
from tests.payments.fake_payable import payable
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(people, fund):
    return given_check(people, fund, people.reviewer)


def told(code, event):
    return [recipient.id for recipient in message(code).recipients(event)]


def test_received_in_full_ends_the_check(check, people):
    done = record_result(check, note=" 已到账 ")

    event = Event.objects.get(code="payments.check_made")
    assert (done.state, done.result, done.attempts, done.note, done.done_at) == ("done", "full", 1, "已到账", AT)
    assert event.data == {"result": "full", "way": "telephone", "attempts": 1}


@pytest.mark.parametrize(("result", "received_fen"), [("differs", 90_000), ("not_received", None)])
def test_a_difference_opens_a_finding_with_a_new_deadline(check, people, result, received_fen):
    later = AT + timedelta(days=5)

    found = record_result(check, result, received_fen=received_fen, at=later)

    event = Event.objects.get(code="payments.finding_opened")
    assert (found.state, found.received_fen) == ("finding", received_fen)
    assert found.due_at > check.due_at
    assert told("payments.finding_opened", event) == [people.auditor.pk]


def test_who_was_not_reached_was_tried_often_enough(check):
    with pytest.raises(checking.TooFewAttempts):
        record_result(check, "not_reached", attempts=2)

    assert record_result(check, "not_reached", attempts=3).state == "done"


@pytest.mark.parametrize(
    ("result", "received_fen"),
    [("differs", None), ("differs", 0), ("differs", -5), ("differs", 100_000), ("full", 100_000), ("not_received", 1)],
)
def test_an_amount_stands_where_it_differs_and_only_there(check, result, received_fen):
    with pytest.raises(checking.WrongAmount):
        record_result(check, result, received_fen=received_fen)

    assert PaymentCheck.objects.get().state == "open"


def test_a_check_is_made_once(check):
    record_result(check)

    with pytest.raises(IllegalTransition):
        record_result(check, "not_received")


@pytest.mark.parametrize("name", ["maker", "checker", "cashier", "outsider", "auditor"])
def test_nobody_but_the_checker_records(check, people, name):
    with pytest.raises(NotAllowed):
        record_result(check, by=getattr(people, name))


def test_a_checker_who_turned_out_to_have_a_part_is_refused(check, people, source):
    source.had_part.add((check.payment.source, people.reviewer.pk))

    assert str(may_record_check(people.reviewer, check).reason) == "Part of the case."
    with pytest.raises(NotAllowed):
        record_result(check)


@pytest.mark.parametrize("name", ["maker", "checker", "cashier", "outsider"])
def test_nobody_who_worked_on_the_batch_takes_its_check(check, people, name):
    person = getattr(people, name)

    with pytest.raises(NotAllowed):
        checking.hand_over_check(check=check, to=person, by=person, at=AT)


def test_somebody_free_takes_it_and_keeps_the_deadline(check, people):
    taken = checking.hand_over_check(check=check, to=people.auditor, by=people.auditor, at=AT)

    event = Event.objects.filter(code="payments.check_handed_over").last()
    assert (taken.checker, taken.due_at) == (people.auditor, check.due_at)
    assert event.data == {"from": people.reviewer.pk, "to": people.auditor.pk}
    assert told("payments.check_handed_over", event) == []


def test_a_made_check_is_not_handed_over(check, people):
    record_result(check)

    with pytest.raises(IllegalTransition):
        checking.hand_over_check(check=check, to=people.auditor, by=people.auditor, at=AT)


def close(check, by, answer="银行退汇后重发"):
    return checking.close_finding(check=check, outcome="bank_error", answer=answer, by=by, at=AT)


def test_a_second_person_closes_the_finding_with_a_cause(check, people):
    closed = close(record_result(check, "not_received"), people.auditor)

    assert (closed.state, closed.outcome, closed.answer, closed.answered_by) == (
        "answered",
        "bank_error",
        "银行退汇后重发",
        people.auditor,
    )


def test_nobody_closes_his_own_finding(people, fund):
    found = record_result(given_check(people, fund, people.auditor), "not_received")

    with pytest.raises(NotAllowed):
        close(found, people.auditor)


@pytest.mark.parametrize("name", ["maker", "checker", "cashier", "reviewer", "outsider"])
def test_others_do_not_close_a_finding(check, people, name):
    found = record_result(check, "not_received")

    with pytest.raises(NotAllowed):
        close(found, getattr(people, name))


def test_a_finding_needs_words_and_closes_once(check, people):
    found = record_result(check, "not_received")
    with pytest.raises(Refused):
        close(found, people.auditor, answer="  ")
    close(found, people.auditor)

    with pytest.raises(IllegalTransition):
        close(found, people.auditor)


@pytest.mark.both_databases
def test_the_database_refuses_what_must_not_be(people, fund):
    check = given_check(people, fund, people.reviewer)

    for fields in (
        {"result": "full"},
        {"result": "differs", "done_at": AT},
        {"received_fen": 5},
        {"answered_by": people.auditor},
        {"state": "done"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentCheck.objects.filter(pk=check.pk).update(**fields)
    found = record_result(check, "not_received")
    values = {"answered_by": people.reviewer, "answered_at": AT, "answer": "x", "outcome": "other"}
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentCheck.objects.filter(pk=found.pk).update(**values)


def test_a_check_near_its_end_and_late_is_told_once_each(check, people):
    assert plan_check_reminders(at=AT) == 0
    near, late = check.due_at - timedelta(hours=1), check.due_at + timedelta(hours=1)

    assert [plan_check_reminders(at=at) for at in (near, near, late, late)] == [1, 0, 1, 0]

    due, overdue = (Event.objects.get(code=f"payments.check_{kind}") for kind in ("due", "overdue"))
    assert told("payments.check_due", due) == [people.reviewer.pk]
    assert told("payments.check_overdue", overdue) == [people.reviewer.pk, people.auditor.pk]


def test_a_finding_that_waits_too_long_is_told_to_who_may_close_it(check, people):
    found = record_result(check, "not_received")

    assert plan_check_reminders(at=found.due_at + timedelta(hours=1)) == 1

    event = Event.objects.get(code="payments.check_overdue")
    assert told("payments.check_overdue", event) == [people.auditor.pk]


def test_whoever_is_to_check_is_told_with_the_number_of_his_checks(check, people):
    event = Event.objects.get(code="payments.sample_drawn")
    given = message("payments.checks_given_out")

    assert told("payments.checks_given_out", event) == [people.reviewer.pk]
    assert told("payments.checks_without_checker", event) == []
    assert given.context(event, given.recipients(event)[0])["count"] == 1


def test_a_check_without_checker_is_told_to_who_sees_all(people, fund, source):
    other = UserFactory(role="supervisor")
    source.had_part |= {("tests.fake:1", person.pk) for person in (people.reviewer, people.auditor, other)}
    settled_batch(people, fund, [1_000])

    event = Event.objects.get(code="payments.sample_drawn")
    assert told("payments.checks_without_checker", event) == sorted([people.checker.pk, people.auditor.pk, other.pk])


# --- The payee's telephone ---


@pytest.fixture
def of_supervisor(people, fund):
    return given_check(people, fund, people.auditor)


def test_the_drawn_supervisor_opens_the_telephone_with_a_reason_and_a_trace(people, of_supervisor):
    number = checking.open_telephone(check=of_supervisor, reason="电话核对到账", by=people.auditor, at=AT)

    [(source, access)] = payable.looks
    assert (number, source) == ("19900000001", of_supervisor.payment.source)
    assert (access.by, access.purpose, access.reason) == (
        people.auditor,
        "payment_check",
        f"{of_supervisor.reference}: 电话核对到账",
    )
    event = Event.objects.get(code="payments.telephone_opened")
    assert (event.actor, event.data) == (people.auditor, {})


@pytest.mark.parametrize("name", ["reviewer", "maker", "checker", "cashier", "outsider"])
def test_nobody_but_the_drawn_checker_opens_it_here(people, of_supervisor, name):
    with pytest.raises(NotAllowed):
        checking.open_telephone(check=of_supervisor, reason="电话核对", by=getattr(people, name), at=AT)
    assert payable.looks == []


def test_a_finished_check_closes_the_telephone_again(people, of_supervisor):
    record_result(of_supervisor)

    with translation.override("en"), pytest.raises(NotAllowed, match="closed again"):
        checking.open_telephone(check=of_supervisor, reason="再问一次", by=people.auditor, at=AT)
    assert payable.looks == []


def test_a_blank_reason_opens_nothing(people, of_supervisor):
    with translation.override("en"), pytest.raises(Refused, match="why you open"):
        checking.open_telephone(check=of_supervisor, reason="  ", by=people.auditor, at=AT)
    assert (payable.looks, Event.objects.filter(code="payments.telephone_opened").count()) == ([], 0)
