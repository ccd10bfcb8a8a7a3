"""Who is told at 80, 100 and 150 % of the time, and that planning twice tells once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from applications import states as s
from applications.models import Application, VerificationTask
from applications.reminders import plan_deadline_reminders, share_used
from applications.services import intake, lapsing, verification
from audit.models import Event
from notifications.messages import message
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT, later, make_application, make_program
from tests.factories.case_states import case_in, open_fast
from tests.factories.schemes import EMERGENCY
from workflow.machine import IllegalTransition, Refused

MARKS = {"applications.case_due", "applications.case_overdue", "applications.case_late", "applications.case_very_late"}


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ten_hours(submitted, worker):
    """A case whose step began ten hours before its deadline."""
    due_at = AT + timedelta(hours=10)
    Application.objects.filter(pk=submitted.pk).update(handler=worker, due_at=due_at)
    return Application.objects.get(pk=submitted.pk)


def told(case):
    return set(Event.objects.filter(subject_id=case.pk, code__in=MARKS).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("minutes", "marks"),
    [
        (479, set()),
        (480, {"case_due"}),
        (599, {"case_due"}),
        (600, {"case_overdue", "case_late"}),
        (899, {"case_overdue", "case_late"}),
        (900, {"case_overdue", "case_late", "case_very_late"}),
    ],
)
def test_each_mark_is_reached_on_the_minute(ten_hours, minutes, marks):
    at = AT + timedelta(minutes=minutes)

    plan_deadline_reminders(at)
    again = plan_deadline_reminders(at)

    assert again == 0
    assert told(ten_hours) == {f"applications.{mark}" for mark in marks}


def test_a_case_without_handler_still_reaches_the_leader(ten_hours):
    Application.objects.update(handler=None)

    plan_deadline_reminders(AT + timedelta(hours=11))

    assert told(ten_hours) == {"applications.case_late"}


def test_hours_of_an_emergency_count_from_the_report(community, cast):
    case = open_fast(make_application(make_program(EMERGENCY), community), cast, later(1))

    assert share_used(case, later(12)) == 0.5
    assert share_used(case, later(24)) == 1.0


def recipients(code, case):
    event = Event.objects.get(subject_id=case.pk, code=code)
    return {recipient.key for recipient in message(code).recipients(event)}


def test_leader_and_supervisor_are_told_by_place(ten_hours, officer, auditor, worker, places):
    elsewhere = UserFactory(role="subdistrict_officer", role__area=places["410172561"])
    plan_deadline_reminders(AT + timedelta(hours=15))

    assert recipients("applications.case_overdue", ten_hours) == {f"user:{worker.pk}"}
    assert recipients("applications.case_late", ten_hours) == {f"user:{officer.pk}"}
    assert recipients("applications.case_very_late", ten_hours) == {f"user:{auditor.pk}"}
    assert f"user:{elsewhere.pk}" not in recipients("applications.case_late", ten_hours)


# --- Checks by other bodies -------------------------------------------------------------------------------------------


@pytest.fixture
def verifying(program, community, cast):
    return case_in(s.VERIFYING, program, community, cast)


def test_a_body_is_asked_by_name_with_its_own_day(verifying, worker):
    task = verification.ask_body(
        application=verifying,
        body="school",
        named="演示实验小学",
        question="是否在读",
        answer_by=datetime(2026, 3, 6, tzinfo=UTC).date(),
        by=worker,
        at=later(60),
    )
    assert task.due_at == datetime(2026, 3, 6, 15, 59, 59, tzinfo=UTC)

    plan_deadline_reminders(task.due_at)
    assert Event.objects.filter(code="applications.check_overdue").count() == 0
    plan_deadline_reminders(task.due_at + timedelta(seconds=1))
    plan_deadline_reminders(task.due_at + timedelta(hours=5))

    assert [event.data["task"] for event in Event.objects.filter(code="applications.check_overdue")] == [task.pk]


def test_a_question_is_asked_for_a_day_to_come_and_while_checks_run(verifying, submitted, worker):
    words = {"body": "school", "named": "", "question": "?", "by": worker, "at": later(60)}
    with pytest.raises(Refused, match="has passed"):
        verification.ask_body(application=verifying, answer_by=AT.date(), **words)
    with pytest.raises(Refused, match="while the information is being verified"):
        verification.ask_body(application=submitted, answer_by=None, **words)
    assert VerificationTask.objects.filter(body="school").count() == 0


# --- Papers that never came -------------------------------------------------------------------------------------------


@pytest.fixture
def returned(program, community, cast):
    return case_in(s.RETURNED, program, community, cast, owner=cast["applicant"])


def test_papers_that_never_come_end_the_case_at_the_second_deadline(returned):
    first = returned.due_at
    assert lapsing.lapse_unanswered_requests(at=first) == 0
    assert lapsing.lapse_unanswered_requests(at=first + timedelta(seconds=1)) == 1
    returned.refresh_from_db()
    assert (returned.state, returned.due_at > first) == (s.RETURNED, True)
    assert lapsing.lapse_unanswered_requests(at=returned.due_at) == 0

    assert lapsing.lapse_unanswered_requests(at=returned.due_at + timedelta(seconds=1)) == 1

    returned.refresh_from_db()
    assert (returned.state, returned.refusal_code) == (s.TERMINATED, "R05")
    assert returned.refusal_text == "The papers did not come, although they were asked for and more time was given."


def test_an_answer_in_the_second_period_saves_the_case(returned, applicant):
    lapsing.lapse_unanswered_requests(at=returned.due_at + timedelta(seconds=1))
    returned.refresh_from_db()
    intake.resubmit_application(application=returned, documents=[], note="材料在此", by=applicant, at=returned.due_at)

    assert lapsing.lapse_unanswered_requests(at=returned.due_at + timedelta(days=30)) == 0
    with pytest.raises((Refused, IllegalTransition)):
        lapsing.lapse(application=returned, at=returned.due_at + timedelta(days=30))


# --- One extension ----------------------------------------------------------------------------------------------------


def test_a_case_is_extended_once_with_a_reason_and_the_name_of_the_supervisor(verifying, officer, reviewer, worker):
    words = {"application": verifying, "by": officer, "at": later(60)}
    with pytest.raises(Refused, match="Name the supervisor"):
        intake.extend_deadline(agreed_by=officer, note="疫情", **words)
    with pytest.raises(Refused, match="Name the supervisor"):
        intake.extend_deadline(agreed_by=worker, note="疫情", **words)
    with pytest.raises(Refused, match="Write why"):
        intake.extend_deadline(agreed_by=reviewer, note=" ", **words)

    intake.extend_deadline(agreed_by=reviewer, note="等待外地核对", **words)

    verifying.refresh_from_db()
    assert (verifying.extension_agreed_by, verifying.extended_at) == (reviewer, later(60))
    with pytest.raises(Refused, match="extended once"):
        intake.extend_deadline(agreed_by=reviewer, note="再次", **words)
