"""Reminders through the one outbox: who is told, once each, and that nothing is sent when it no longer applies."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.seedling_protection.models import TrainerContact
from delivery.seedling_protection.reminders import plan_reminders
from delivery.seedling_protection.services import books, distributions, facilities, supplies, trainings
from notifications.delivery import deliver_due
from notifications.models import Delivery, RecordedSms
from notifications.planning import plan_pending
from protection.models import PersonalDataAccess
from tests.factories.seedling_protection import (
    AT,
    FIRST_HOUR,
    book,
    make_books,
    make_item,
    make_lot,
    make_slot,
    open_hall,
    open_room,
    planned_distribution,
    planned_training,
    signed,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MOBILE = "13800138000"


def told(at):
    """(message, recipient) in the portal and by SMS, of what is planned at `at`."""
    plan_reminders(at=at)
    plan_pending(at=at)
    rows = Delivery.objects.filter(message__startswith="seedling_protection.").exclude(channel="email")
    return sorted((row.message.partition(".")[2], row.recipient_key, row.channel) for row in rows)


def in_app(message, *people):
    return sorted((message, f"user:{person.pk}", "in_app") for person in people)


def test_a_loan_is_told_when_it_is_late_and_again_after_a_week(cast, places, school):
    holding, due = make_books(open_room(cast, places), cast), (AT + 14 * DAY).date()
    facts = {"class_name": "三年级1班", "teacher": "师演员", "copies": 8, "due_on": due}
    loan = books.lend(holding=holding, school=school, by=cast["partner"], at=AT, **facts)

    assert [plan_reminders(at=AT + n * DAY) for n in (14, 15, 15, 21, 22)] == [0, 1, 0, 0, 1]
    assert told(AT + 22 * DAY) == 2 * in_app("loan_overdue", cast["partner"])
    books.give_back(loan=loan, returned=8, lost=0, by=cast["partner"], at=AT + 23 * DAY)
    assert plan_reminders(at=AT + 30 * DAY) == 0


def test_a_visit_is_told_to_the_school_the_day_before(cast, places, school):
    hall = open_hall(cast, places)
    book(make_slot(hall, cast), school, cast["partner"])
    gone = book(make_slot(hall, cast), school, cast["partner"], name="三年级2班")
    facilities.cancel_visit(visit=gone, by=cast["partner"], at=AT)

    assert [plan_reminders(at=FIRST_HOUR + n * DAY) for n in (-2, -1, -1, 0)] == [0, 1, 0, 0]
    assert told(FIRST_HOUR - DAY) == in_app("visit_due", cast["partner"])


def test_a_training_is_told_to_school_and_trainer_whose_number_goes_after_a_month(cast, school):
    training = planned_training(cast, school, starts_at=FIRST_HOUR, trainer_phone=MOBILE)
    contact, morning = TrainerContact.objects.get(), FIRST_HOUR - DAY

    assert plan_reminders(at=FIRST_HOUR - 2 * DAY) == 0
    assert told(morning) == sorted(
        [
            *in_app("training_due", cast["partner"]),
            ("training_due", f"seedling_trainer:{contact.pk}", "sms"),
        ]
    )
    deliver_due(at=morning)
    [sms] = RecordedSms.objects.all()
    assert (sms.number_mask, "实验小学" in sms.text, training.trainer in sms.text) == ("138****8000", True, False)
    assert PersonalDataAccess.objects.filter(purpose="message_delivery").count() == 1
    assert MOBILE not in f"{vars(contact)}"

    assert trainings.delete_trainer_numbers(at=FIRST_HOUR + 30 * DAY) == 0
    assert trainings.delete_trainer_numbers(at=FIRST_HOUR + 31 * DAY) == 1
    assert TrainerContact.objects.count() == 0


def test_a_cancelled_training_is_not_told_any_more(cast, school):
    training = planned_training(cast, school, starts_at=FIRST_HOUR, trainer_phone=MOBILE)
    assert plan_reminders(at=FIRST_HOUR - DAY) == 1
    plan_pending(at=FIRST_HOUR - DAY)
    trainings.cancel_training(training=training, by=cast["reviewer"], at=FIRST_HOUR - DAY)

    deliver_due(at=FIRST_HOUR - DAY)
    assert RecordedSms.objects.count() == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}


def test_little_stock_is_told_once_per_delivery(cast):
    item, lot = make_item(cast), make_lot(cast, 20)
    assert plan_reminders(at=AT) == 0
    supplies.change_item(item=item, standard="GB 21027", low_at=21, by=cast["reviewer"], at=AT)

    assert [plan_reminders(at=AT + n * DAY) for n in (0, 1)] == [1, 0]
    make_lot(cast, 5, number="B-2")
    assert plan_reminders(at=AT + 2 * DAY) == 0
    supplies.write_off(lot=lot, kind="lose", quantity=5, note="失火", by=cast["reviewer"], at=AT + 3 * DAY)
    assert plan_reminders(at=AT + 3 * DAY) == 1
    assert told(AT + 3 * DAY) == sorted(2 * in_app("stock_low", cast["reviewer"], cast["approver"]))


def test_goods_that_nobody_signed_for_are_told_to_school_and_planner(cast, school):
    make_lot(cast, 100)
    one = planned_distribution(cast, school)
    day = timezone.make_aware(timezone.datetime(2026, 3, 5, 9))

    assert [plan_reminders(at=day + n * DAY) for n in (0, 1, 2, 3, 4)] == [0, 0, 1, 0, 1]
    assert told(day + 4 * DAY) == sorted(2 * in_app("distribution_unsigned", cast["partner"], cast["reviewer"]))
    for line in one.lines.all():
        distributions.hand_over(line=line, quantity=1, receipt=signed(), by=cast["partner"], at=day + 5 * DAY)
    assert plan_reminders(at=day + 9 * DAY) == 0
