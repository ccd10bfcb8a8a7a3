"""Deadlines: whom they are told to, once, and never after the case has moved on."""

from datetime import timedelta

import pytest

from applications import states as s
from applications.models import HomeVisit
from applications.reminders import plan_deadline_reminders
from applications.services import intake
from audit.models import Event
from audit.recording import record_many
from notifications.messages import messages_about
from tests.factories.accounts import UserFactory
from tests.factories.applications import make_program
from tests.factories.case_states import case_in
from tests.racing import race

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def program(db):
    return make_program(always_open=True)


@pytest.fixture
def submitted(cast, places, program):
    case = case_in(s.SUBMITTED, program, places["410172160-xihuchuntian"], cast)
    return intake.assign_application(
        application=case, handler=cast["worker"], by=cast["worker"], at=case.submitted_at + MINUTE
    )


@pytest.fixture
def surveying(cast, places, program):
    return case_in(s.SURVEYING, program, places["410172160-xihuchuntian"], cast)


def told(code: str) -> list[str]:
    """Who is told of the newest event of this kind, as far as it still holds."""
    event = Event.objects.filter(code=code).latest("pk")
    [message] = messages_about(code)
    return [one.key for one in message.recipients(event) if message.still_applies(event, one)]


def test_a_reminder_dies_with_the_state_it_was_about(submitted, cast):
    plan_deadline_reminders(submitted.due_at + MINUTE)
    intake.return_for_documents(
        application=submitted, items=["DOC_ID"], note="照片看不清", by=cast["worker"], at=submitted.due_at + 2 * MINUTE
    )

    assert told("applications.case_overdue") == []


def test_a_visit_that_is_due_is_told_to_whoever_has_not_signed(surveying):
    visit = HomeVisit.objects.get(application=surveying)
    unsigned = set(visit.investigators.filter(signed_at__isnull=True).values_list("user_id", flat=True))

    plan_deadline_reminders(visit.due_at - timedelta(hours=47))

    assert len(unsigned) == 2
    assert set(told("applications.visit_due")) == {f"user:{pk}" for pk in unsigned}


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_planning_many_goes_on_while_others_write(monkeypatch, cast, places, program):
    cases = [case_in(s.SUBMITTED, program, places["410172160-xihuchuntian"], cast) for _number in range(3)]
    for case in cases:
        intake.assign_application(
            application=case, handler=cast["worker"], by=cast["worker"], at=case.submitted_at + MINUTE
        )
    monkeypatch.setattr("applications.reminders.BATCH", 1)

    def after_somebody_wrote(batch, *, at):
        race(1, lambda _number: UserFactory())
        return record_many(batch, at=at)

    monkeypatch.setattr("applications.reminders.record_many", after_somebody_wrote)

    assert plan_deadline_reminders(cases[-1].due_at + timedelta(days=1)) == 6  # to the handler and to the leader
