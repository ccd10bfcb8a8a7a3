"""The in-kind lane: goods instead of money, and honest about it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from applications import states as s
from applications.models import Application, Handover
from applications.payables import payable
from applications.services import aftercare, casework, in_kind, recovery, verification
from applications.workflow import WORKFLOW
from audit.models import Event
from funds.models import Reservation
from tests.factories.applications import AT, later, make_program
from tests.factories.case_states import case_in, hand_over
from tests.factories.schemes import GOODS
from workflow.machine import IllegalTransition, NotAllowed, Refused


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def in_state(cast, community):
    return lambda state: case_in(state, make_program(GOODS), community, cast)


def test_goods_are_approved_without_any_money(in_state, approver):
    case = in_state(s.APPROVED)

    assert (case.state, case.approved_amount_fen, case.proposed_amount_fen) == (s.APPROVED, None, None)
    assert (case.decided_by, case.decision_number) == (approver, "郑高慈字〔2026〕1号")
    assert f"{timezone.localtime(case.due_at):%Y-%m-%d}" == "2026-03-18"  # ten working days to hand it over
    assert Reservation.objects.count() == 0
    moves = Event.objects.filter(subject_id=case.pk, subject_type="applications.application", version__isnull=False)
    assert list(moves.order_by("version").values_list("to_state", flat=True)) == [
        "submitted",
        "accepted",
        "verifying",
        "approved",
    ]


def test_goods_never_come_into_a_payment_batch(in_state, accountant):
    case = in_state(s.APPROVED)

    assert payable.ready(accountant, on=AT.date()) == []
    assert list(payable.refusals([case.source], duty="maker", user=accountant, at=AT)) == [case.source]


def test_whoever_checked_the_facts_does_not_grant(in_state, officer, approver):
    case = in_state(s.VERIFYING)
    verification.answer_verification(task=case.verification_tasks.get(), result="confirmed", by=officer, at=later(70))

    with pytest.raises(NotAllowed, match="You recorded the checks"):
        in_kind.approve_in_kind(application=case, text="", by=officer, at=later(71))
    in_kind.approve_in_kind(application=case, text="", by=approver, at=later(71))


def test_an_open_question_comes_first(in_state, approver):
    with pytest.raises(Refused, match="still open"):
        in_kind.approve_in_kind(application=in_state(s.VERIFYING), text="", by=approver, at=later(71))


def test_nobody_visits_or_asks_for_an_amount(in_state, worker, officer):
    case = in_state(s.VERIFYING)
    verification.answer_verification(task=case.verification_tasks.get(), result="confirmed", by=worker, at=later(70))

    with pytest.raises(IllegalTransition):
        casework.start_survey(application=case, investigators=[worker, officer], by=worker, at=later(71))


def test_the_receiver_signs_or_the_note_says_why_not(in_state, worker):
    case = in_state(s.APPROVED)
    words = {
        "application": case,
        "item": "手环 0001",
        "receiver": "guardian",
        "receiver_name": "李演二",
        "handed_at": later(90),
        "by": worker,
        "at": later(91),
    }
    with pytest.raises(Refused, match="if nobody did, write why"):
        in_kind.record_delivery(is_signed=False, note=" ", **words)
    with pytest.raises(Refused, match="lies in the future"):
        in_kind.record_delivery(is_signed=True, note="", **{**words, "handed_at": later(92)})

    in_kind.record_delivery(is_signed=False, note="老人不会写字，按手印", **words)

    case.refresh_from_db()
    assert (case.state, case.stage, case.handover.receiver_name) == (s.HANDED_OVER, "paid", "李演二")
    with pytest.raises(IllegalTransition):
        in_kind.record_delivery(is_signed=True, note="", **words)


def test_the_case_is_closed_by_hand_or_after_ninety_days(in_state, worker):
    case = in_state(s.HANDED_OVER)
    handed = case.handover.handed_at

    assert aftercare.close_finished_applications(at=handed + timedelta(days=89)) == 0
    assert aftercare.close_finished_applications(at=handed + timedelta(days=90)) == 1

    case.refresh_from_db()
    assert case.state == s.CLOSED


def test_goods_are_not_demanded_back_as_money(in_state, worker, reviewer):
    case = in_state(s.HANDED_OVER)
    in_kind.finish_delivery(application=case, note="", by=worker, at=later(100))

    assert not WORKFLOW.transitions["recover"].relevant(case)
    with pytest.raises(Refused):
        recovery.start_recovery(application=case, amount_fen=1, text="?", by=reviewer, at=later(101))


@pytest.mark.both_databases
@pytest.mark.parametrize("field", ["proposed_amount_fen", "approved_amount_fen"])
def test_the_database_refuses_an_amount_for_goods(in_state, field):
    case = in_state(s.APPROVED)

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(**{field: 100})


@pytest.mark.both_databases
def test_the_database_refuses_an_unsigned_handing_over(in_state, cast):
    case = in_state(s.APPROVED)
    hand_over(case, cast, later(90))

    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.update(is_signed=False)
