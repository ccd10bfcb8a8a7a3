"""The whole road of a case through its services, and what stops it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from applications import states
from applications.models import Application, HomeVisit, VerificationTask
from applications.services import aftercare, casework, intake, publicity, review, verification
from audit.models import Event
from beneficiaries.services import declare_relative
from funds.models import Reservation
from funds.services import InsufficientFunds
from tests.factories.applications import AT, later, make_application, make_program
from tests.factories.beneficiaries import PersonFactory
from workflow.machine import IllegalTransition, NotAllowed, Refused


@pytest.fixture(autouse=True)
def _papers_are_there(monkeypatch):
    """These tests are about the road; missing papers have their own."""
    monkeypatch.setattr(intake, "missing_papers", lambda application: [])


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


def to_preliminary_review(application, worker, officer):
    intake.accept_application(application=application, by=worker, at=later(1))
    verification.start_verification(application=application, questions=[("school", "?")], by=worker, at=later(2))
    task = VerificationTask.objects.get(application=application)
    verification.answer_verification(task=task, result="confirmed", by=worker, at=later(3))
    casework.start_survey(application=application, investigators=[worker, officer], by=worker, at=later(4))
    visit = HomeVisit.objects.get(application=application)
    for person in (worker, officer):
        casework.record_visit(
            visit=visit,
            visited_at=later(5),
            findings="如实",
            member_signed=True,
            refusal_note="",
            by=person,
            at=later(6),
        )
    casework.finish_survey(application=application, by=worker, at=later(7))
    application.refresh_from_db()
    return application


def to_final_review(application, worker, officer, officer2):
    to_preliminary_review(application, worker, officer)
    review.forward_application(application=application, amount_fen=100_000, by=officer2, at=later(8))
    application.refresh_from_db()
    return application


@pytest.fixture
def officer2(places):
    from tests.factories.accounts import UserFactory

    return UserFactory(role="subdistrict_officer", role__area=places["410172160"])


def test_a_case_goes_from_submission_to_approval(submitted, worker, officer, officer2, approver):
    case = to_final_review(submitted, worker, officer, officer2)

    review.approve_application(application=case, amount_fen=100_000, by=approver, at=later(9), text="同意")

    case.refresh_from_db()
    assert (case.state, case.approved_amount_fen, case.decided_by) == (states.APPROVED, 100_000, approver)
    assert case.decision_number == "郑高慈字〔2026〕1号"
    reservation = Reservation.objects.get(source=case.source)
    assert (reservation.amount_fen, reservation.state) == (100_000, "live")
    moves = Event.objects.filter(subject_type="applications.application", subject_id=case.pk, version__isnull=False)
    assert list(moves.order_by("version").values_list("to_state", flat=True)) == [
        "submitted",
        "accepted",
        "verifying",
        "surveying",
        "preliminary_review",
        "final_review",
        "approved",
    ]


def test_a_surveyor_does_not_decide(submitted, worker, officer, officer2, reviewer, approver):
    to_final_review(submitted, worker, officer, officer2)
    submitted.visits.get().investigators.create(user=approver)

    with pytest.raises(NotAllowed, match="surveyed this case"):
        review.approve_application(application=submitted, amount_fen=100_000, by=approver, at=later(9))


def test_a_level_limits_the_amount(submitted, worker, officer, officer2, reviewer):
    from applications.models import ApprovalLevel

    case = to_final_review(submitted, worker, officer, officer2)
    ApprovalLevel.objects.filter(role="federation_reviewer").update(up_to_fen=99_999)

    with pytest.raises(NotAllowed, match="approval level"):
        review.approve_application(application=case, amount_fen=100_000, by=reviewer, at=later(9))


def test_a_fund_without_money_refuses_and_changes_nothing(community, applicant, worker, officer, officer2, approver):
    program = make_program("student_aid", money_fen=99_999, slug="poor")
    case = to_final_review(make_application(program, community, owner=applicant), worker, officer, officer2)

    with pytest.raises(InsufficientFunds):
        review.approve_application(application=case, amount_fen=100_000, by=approver, at=later(9))

    case.refresh_from_db()
    assert (case.state, case.approved_amount_fen, case.decision_number) == (states.FINAL_REVIEW, None, None)


def test_a_relative_of_the_family_may_not_accept(submitted, worker):
    submitted.applicant = PersonFactory(area=submitted.area, id_number="410199193802149016")
    Application.objects.filter(pk=submitted.pk).update(applicant=submitted.applicant)
    declare_relative(user=worker, relation="parent", id_number="410199193802149016", by=worker, at=AT)

    with pytest.raises(NotAllowed):
        intake.accept_application(application=submitted, by=worker, at=later(1))


def test_returning_stops_the_clock_and_answering_starts_it_again(submitted, worker, applicant):
    intake.return_for_documents(application=submitted, items=["DOC_ID"], by=worker, at=later(1))
    submitted.refresh_from_db()
    assert (submitted.state, submitted.paused_at) == (states.RETURNED, later(1))

    intake.resubmit_application(application=submitted, documents=[], note="没有身份证", by=applicant, at=later(48))

    submitted.refresh_from_db()
    assert (submitted.state, submitted.paused_at) == (states.SUBMITTED, None)
    assert submitted.open_supplement is None


def test_a_return_names_what_is_missing(submitted, worker):
    with pytest.raises(Refused, match="Name what is missing"):
        intake.return_for_documents(application=submitted, items=[], by=worker, at=later(1))


def test_one_person_has_one_open_case_per_program(submitted, program, community):
    with pytest.raises(intake.CannotSubmit, match="already an open application"):
        make_application(program, community, applicant=submitted.applicant)


def test_a_withdrawn_case_gives_its_money_back(submitted, worker, officer, officer2, approver, applicant):
    case = to_final_review(submitted, worker, officer, officer2)
    review.approve_application(application=case, amount_fen=100_000, by=approver, at=later(9))

    intake.withdraw_application(application=case, by=applicant, at=later(10), note="不需要了")

    case.refresh_from_db()
    assert case.state == states.WITHDRAWN
    assert Reservation.objects.get(source=case.source).state == "released"


def test_a_refusal_can_be_reconsidered_once_by_another_person(
    submitted, worker, officer, officer2, approver, reviewer, applicant
):
    case = to_final_review(submitted, worker, officer, officer2)
    review.reject_application(
        application=case, transition="reject", refusal_code="R02", text="不符合", by=approver, at=later(9)
    )
    review.ask_reconsideration(application=case, text="情况有变", by=applicant, at=later(10))

    with pytest.raises(NotAllowed, match="You refused this case"):
        review.answer_reconsideration(application=case, reopen="reopen", text="重新受理", by=approver, at=later(11))
    review.answer_reconsideration(application=case, reopen="keep-refusal", text="维持", by=reviewer, at=later(11))

    with pytest.raises(IllegalTransition):
        review.ask_reconsideration(application=case, text="再次", by=applicant, at=later(12))


def test_a_minor_is_never_posted(submitted, worker, officer, officer2):
    case = to_preliminary_review(submitted, worker, officer)

    with pytest.raises(IllegalTransition):
        publicity.post_notice(application=case, amount_fen=100_000, by=officer2, at=later(8))


@pytest.mark.both_databases
def test_the_database_refuses_a_state_without_its_event(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=submitted.pk).update(state=states.APPROVED, approved_amount_fen=1)


@pytest.mark.both_databases
def test_the_database_refuses_a_surveyor_who_decides(submitted, worker, officer):
    intake.accept_application(application=submitted, by=worker, at=later(1))
    visit = HomeVisit.objects.create(application=submitted)
    visit.investigators.create(user=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=submitted.pk).update(
            decided_by=officer, decided_at=later(2), approved_amount_fen=100
        )


def test_a_follow_up_closes_the_case(submitted, worker):
    with pytest.raises(IllegalTransition):
        aftercare.start_follow_up(application=submitted, by=worker, at=later(1))
