"""T33: an officer proposes to end a case, a leader confirms or refuses, and meanwhile it is where it was."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications import states as s
from applications.models import Application, Termination
from applications.reminders import plan_deadline_reminders
from applications.services import intake, terminating
from areas.deadlines import due_at
from audit.models import Event
from funds.models import Fund, Reservation
from notifications.messages import messages_about
from notifications.models import Delivery
from notifications.services import sweep
from tests.factories.applications import later
from tests.factories.case_states import case_in
from tests.racing import race
from workflow.machine import IllegalTransition, NotAllowed, Refused

AT_ONCE, AFTERWARDS = later(40), later(60)
MINUTE = timedelta(minutes=1)
WORDS = "全家已迁出高新区"


@pytest.fixture
def make(program, community, cast):
    return lambda state: case_in(state, program, community, cast, owner=cast["applicant"])


@pytest.fixture
def proposed(make, cast):
    case = make(s.VERIFYING)
    propose(case, cast["officer"])
    return Application.objects.get(pk=case.pk)


def propose(case, by, text=WORDS, at=AT_ONCE):
    return terminating.propose_termination(application=case, reason="moved", text=text, by=by, at=at)


def fresh(case):
    return Application.objects.get(pk=case.pk)


def test_a_proposal_leaves_the_case_and_its_clock_where_they_are(make, cast):
    case = fresh(make(s.VERIFYING))

    proposal = propose(case, cast["officer"])

    after = fresh(case)
    assert (after.state, after.version, after.due_at) == (s.VERIFYING, case.version, case.due_at)
    assert proposal.due_at == due_at("standard", "termination", AT_ONCE)
    event = Event.objects.get(code="applications.termination_proposed")
    assert (event.subject_id, event.actor, event.data) == (case.pk, cast["officer"], {"reason": "moved"})


def test_a_leader_confirms_and_the_family_reads_the_reason(client, proposed, cast):
    terminating.terminate_application(application=proposed, by=cast["reviewer"], at=AFTERWARDS, note="属实")

    case = fresh(proposed)
    proposal = case.terminations.get()
    assert (case.state, case.refusal_text) == (s.TERMINATED, WORDS)
    assert (proposal.is_confirmed, proposal.answered_by, proposal.answer) == (True, cast["reviewer"], "属实")
    client.force_login(cast["applicant"])
    letter = client.get(reverse("applications:letter", args=[case.reference])).text
    assert WORDS in letter
    assert "家庭已迁离" in letter
    assert "属实" not in letter


def test_money_that_was_reserved_is_free_again(make, cast):
    case = fresh(make(s.APPROVED))
    before = Fund.objects.get(pk=case.program.fund_id).available_fen
    propose(case, cast["officer"])
    assert Reservation.objects.get(source=case.source).state == "live"

    terminating.terminate_application(application=case, by=cast["approver"], at=AFTERWARDS)

    assert Fund.objects.get(pk=case.program.fund_id).available_fen - before == case.approved_amount_fen


def test_nobody_confirms_or_refuses_the_own_proposal(proposed, cast):
    with pytest.raises(NotAllowed, match="须由他人确认或否决"):
        terminating.terminate_application(application=proposed, by=cast["officer"], at=AFTERWARDS)
    with pytest.raises(NotAllowed, match="须由他人确认或否决"):
        terminating.refuse_termination(application=proposed, text="否", by=cast["officer"], at=AFTERWARDS)
    assert fresh(proposed).state == s.VERIFYING


@pytest.mark.both_databases
def test_the_database_wants_two_people_too(proposed, cast):
    row = proposed.terminations.filter(answered_at__isnull=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(answered_at=AFTERWARDS, answered_by=cast["officer"], is_confirmed=True)


def test_without_a_proposal_nobody_ends_the_case(make, cast):
    with pytest.raises(IllegalTransition):
        terminating.terminate_application(application=make(s.VERIFYING), by=cast["reviewer"], at=AFTERWARDS)


@pytest.mark.parametrize("who", ["worker", "approver", "accountant", "auditor"])
def test_others_propose_nothing(make, cast, who):
    with pytest.raises(NotAllowed):
        propose(make(s.VERIFYING), cast[who])


@pytest.mark.parametrize("state", [s.DISBURSING, s.DISBURSED, s.CLOSED, s.REJECTED])
def test_once_money_is_on_its_way_or_the_case_has_ended_nothing_is_proposed(make, cast, state):
    with pytest.raises(IllegalTransition):
        propose(make(state), cast["officer"], at=later(600))


def test_one_proposal_at_a_time(proposed, cast):
    with pytest.raises(Refused, match="已有终止提议"):
        propose(proposed, cast["reviewer"])


def test_a_refused_proposal_lets_the_case_go_on_and_another_one_be_made(proposed, cast):
    with pytest.raises(Refused, match="请写明继续办理的理由"):
        terminating.refuse_termination(application=proposed, text=" ", by=cast["reviewer"], at=AFTERWARDS)

    terminating.refuse_termination(application=proposed, text="仍在本区", by=cast["reviewer"], at=AFTERWARDS)

    assert fresh(proposed).state == s.VERIFYING
    assert Termination.objects.get().is_confirmed is False
    with pytest.raises(Refused, match="没有待处理的终止提议"):
        terminating.refuse_termination(application=fresh(proposed), text="否", by=cast["approver"], at=AFTERWARDS)
    propose(fresh(proposed), cast["officer"], at=AFTERWARDS)
    assert Termination.objects.count() == 2


def test_a_proposal_lapses_when_the_case_ends_otherwise(proposed, cast):
    intake.withdraw_application(application=proposed, by=cast["applicant"], at=AFTERWARDS, note="情况好转")

    row = Termination.objects.get()
    assert (row.lapsed_at, row.is_confirmed) == (AFTERWARDS, None)
    assert fresh(proposed).proposed_termination is None


def test_the_leaders_are_told_and_not_the_one_who_proposed(proposed, cast):
    sweep(at=AFTERWARDS)

    told = Delivery.objects.filter(message="applications.termination_proposed", channel="in_app")
    assert {row.user for row in told} == {cast["reviewer"], cast["approver"]}


@pytest.mark.parametrize(("who", "offered"), [("reviewer", True), ("officer", False), ("worker", False)])
def test_the_page_shows_the_proposal_and_offers_the_answer_to_the_second(client, cast, proposed, who, offered):
    client.force_login(cast[who])

    page = client.get(reverse("applications:case", args=[proposed.reference])).text

    assert WORDS in page
    refuse = reverse("applications:refuse_termination", args=[proposed.reference])
    assert (f'href="{refuse}"' in page) is offered
    assert reverse("applications:propose_termination", args=[proposed.reference]) not in page


def test_the_officer_is_offered_to_propose(client, cast, make):
    case = make(s.VERIFYING)
    client.force_login(cast["officer"])

    page = client.get(reverse("applications:case", args=[case.reference])).text

    assert reverse("applications:propose_termination", args=[case.reference]) in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reason": "moved", "text": ""},
        {"reason": "nothing", "text": "x"},
        {"reason": "moved\x00", "text": "x"},
        {"reason": "moved", "text": "\x00"},
        {"reason": ["moved", "died"], "text": "x" * 100_000},
    ],
)
def test_wrong_input_is_told_at_the_form(client, cast, make, data, language):
    case = make(s.VERIFYING)
    client.force_login(cast["officer"])

    response = client.post(
        reverse("applications:propose_termination", args=[case.reference]), data, headers={"accept-language": language}
    )

    assert response.status_code in (302, 422)
    assert response.status_code == 422 or Termination.objects.get().reason in Termination.Reason.values
    assert fresh(case).state == s.VERIFYING


def test_a_proposal_without_an_answer_is_told_once_more_and_higher_up(proposed, cast):
    supervisor, proposal = cast["auditor"], proposed.proposed_termination

    plan_deadline_reminders(proposal.due_at)
    early = told_of("applications.termination_overdue")
    plan_deadline_reminders(proposal.due_at + MINUTE)
    plan_deadline_reminders(proposal.due_at + 2 * MINUTE)

    first = told_of("applications.termination_proposed")
    assert early == []
    assert told_of("applications.termination_overdue") == sorted([*first, f"user:{supervisor.pk}"])
    assert Event.objects.filter(code="applications.termination_overdue").count() == 1


def test_an_answered_proposal_is_not_told_again(proposed, cast):
    due_at = proposed.proposed_termination.due_at
    plan_deadline_reminders(due_at + MINUTE)
    refuse(terminating.refuse_termination, proposed, cast["reviewer"])

    assert told_of("applications.termination_overdue") == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_who_answer_at_once_the_second_is_told(proposed, cast):
    leaders = (cast["reviewer"], cast["approver"])

    found = race(2, lambda n: refuse(terminating.refuse_termination, proposed, leaders[n]))

    assert sorted(type(one).__name__ for one in found) == ["Application", "Refused"]
    assert refusals_of(proposed) == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_nobody_is_told(proposed, cast, monkeypatch):
    leaders, both_read = (cast["reviewer"], cast["approver"]), threading.Barrier(2)

    def unlocked(application):
        row = fresh(application)
        assert row.proposed_termination is not None
        both_read.wait(20)
        return row

    monkeypatch.setattr(terminating, "locked", unlocked)

    found = race(2, lambda n: refuse(terminating.refuse_termination.__wrapped__, proposed, leaders[n]))

    # Both went on to write: the second wrote too, or met the numbering of the events as an internal error.
    assert "Refused" not in {type(one).__name__ for one in found}


def told_of(code: str) -> list[str]:
    """Who is told of the newest event of this kind, as far as it still holds."""
    event = Event.objects.filter(code=code).last()
    [message] = messages_about(code)
    return sorted(one.key for one in message.recipients(event) if message.still_applies(event, one)) if event else []


def refuse(service, case, by):
    return service(application=case, text="仍住在高新区", by=by, at=AFTERWARDS)


def refusals_of(case) -> int:
    return Event.objects.filter(code="applications.termination_refused", subject_id=case.pk).count()
