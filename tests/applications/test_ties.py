"""Staff with a tie to the family: registered on acceptance, kept away, and a higher level visits."""

import pytest
from django.utils import translation

from applications import states as s
from applications.services import casework, emergency, in_kind, intake, review, verification
from applications.services.ties import register_ties
from audit.models import Event
from beneficiaries.services import declare_relative
from beneficiaries.services.affiliates import enter_affiliate
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT, later, make_application, make_program, ready_person
from tests.factories.case_states import FAST_FEN, case_in, hold_papers
from tests.factories.meetings import hold
from tests.factories.schemes import EMERGENCY, GOODS
from workflow.machine import IllegalTransition, NotAllowed, Refused

NUMBER = "410199193802149016"


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def case(program, community, cast):
    """The worker of the community is the child's relative."""
    declare_relative(user=cast["worker"], relation="parent", id_number=NUMBER, by=cast["worker"], at=AT)
    case = make_application(program, community, applicant=ready_person(program, community, id_number=NUMBER))
    hold_papers(case)
    return case


def test_acceptance_registers_who_has_a_tie(case, worker, officer):
    intake.accept_application(application=case, by=officer, at=later(1))

    assert list(case.conflicts.values_list("user", "tie")) == [(worker.pk, "relative")]
    event = Event.objects.get(subject_id=case.pk, code="applications.ties_registered")
    assert event.data == {"people": 1}
    assert register_ties(case, at=later(2)) == []


def test_a_case_without_ties_has_no_record(submitted, officer):
    hold_papers(submitted)
    intake.accept_application(application=submitted, by=officer, at=later(1))

    assert not submitted.conflicts.exists()


def test_where_a_tie_is_registered_a_higher_level_visits(case, worker, officer, community):
    neighbours = [UserFactory(role="community_worker", role__area=community) for _n in range(2)]
    intake.accept_application(application=case, by=officer, at=later(1))
    verification.start_verification(application=case, questions=[("community", "?")], by=officer, at=later(2))
    verification.answer_verification(task=case.verification_tasks.get(), result="confirmed", by=officer, at=later(3))
    words = {"application": case, "by": officer, "at": later(4)}

    with pytest.raises(Refused, match="has a tie to this family"):
        casework.start_survey(investigators=neighbours, **words)
    with pytest.raises(Refused, match="relative"):
        casework.start_survey(investigators=[worker, officer], **words)
    casework.start_survey(investigators=[neighbours[0], officer], **words)

    case.refresh_from_db()
    assert case.state == s.SURVEYING


def test_a_tie_declared_later_is_found_before_the_visit(submitted, worker, officer, community):
    hold_papers(submitted)
    intake.accept_application(application=submitted, by=officer, at=later(1))
    verification.start_verification(application=submitted, questions=[("community", "?")], by=officer, at=later(2))
    verification.answer_verification(
        task=submitted.verification_tasks.get(), result="confirmed", by=officer, at=later(3)
    )
    submitted.applicant.user = worker
    submitted.applicant.save(update_fields=["user"])

    casework.start_survey(
        application=submitted,
        investigators=[officer, UserFactory(role="community_worker", role__area=community)],
        by=officer,
        at=later(4),
    )

    assert list(submitted.conflicts.values_list("user", "tie")) == [(worker.pk, "self")]
    submitted.refresh_from_db()
    with pytest.raises(NotAllowed):
        intake.add_papers(application=submitted, documents=(), by=worker, at=later(5))


# --- Council and donors ---


@pytest.fixture
def of_the_council(program, community, cast):
    """The child lives with nobody; its number is that of a council member's grandchild."""
    words = {"kind": "council", "name": "王示理", "relation": "grandchild", "id_number": NUMBER}
    enter_affiliate(by=cast["reviewer"], at=AT, **words)
    return ready_person(program, community, id_number=NUMBER)


def test_acceptance_registers_a_tie_of_the_council(program, community, of_the_council, officer):
    case = make_application(program, community, applicant=of_the_council)
    hold_papers(case)
    intake.accept_application(application=case, by=officer, at=later(1))

    assert list(case.conflicts.values_list("user", "tie")) == [(None, "council_relative")]
    assert register_ties(case, at=later(2)) == []


def test_the_federation_visits_a_family_of_the_council(program, community, of_the_council, officer, worker, reviewer):
    case = make_application(program, community, applicant=of_the_council)
    hold_papers(case)
    intake.accept_application(application=case, by=officer, at=later(1))
    verification.start_verification(application=case, questions=[("community", "?")], by=officer, at=later(2))
    verification.answer_verification(task=case.verification_tasks.get(), result="confirmed", by=officer, at=later(3))
    words = {"application": case, "by": officer, "at": later(4)}

    with pytest.raises(Refused, match="of the federation has to visit"):
        casework.start_survey(investigators=[worker, officer], **words)
    casework.start_survey(investigators=[worker, reviewer], **words)


def test_the_committee_decides_about_a_family_of_a_donor(program, community, cast, approver, reviewer):
    """Also when the donor is entered after the case came to the decision."""
    person = ready_person(program, community, id_number=NUMBER)
    case = case_in(s.FINAL_REVIEW, program, community, cast, applicant=person)
    enter_affiliate(kind="donor", name="演示公司", relation="self", id_number=NUMBER, by=reviewer, at=AT)

    with pytest.raises(Refused, match="Refer the case to the committee"):
        review.approve_application(application=case, amount_fen=100_000, by=approver, at=later(2000))
    review.refer_to_committee(application=case, text="捐赠人亲属", by=approver, at=later(2000))

    assert list(case.conflicts.values_list("tie", flat=True)) == ["donor"]


# --- Lanes without a visit ---


def tied(code, state, community, cast, **affiliate):
    """A case in `state`; somebody of the council is entered afterwards, as it happens."""
    program = make_program(code, money_fen=10_000_000)
    case = case_in(state, program, community, cast, applicant=ready_person(program, community, id_number=NUMBER))
    if affiliate:
        enter_affiliate(by=cast["reviewer"], at=AT, name="王示理", relation="grandchild", id_number=NUMBER, **affiliate)
    return case


@pytest.mark.parametrize("kind", ["council", "donor"])
def test_two_people_do_not_grant_an_emergency_to_a_family_of_the_council(community, cast, kind):
    case = tied(EMERGENCY, s.FAST_REVIEW, community, cast, kind=kind)
    words = {"application": case, "amount_fen": FAST_FEN, "text": "", "at": later(1)}

    with pytest.raises(Refused, match="committee decides there"):
        emergency.check_fast(by=cast["reviewer"], **words)
    emergency.move_to_standard(application=case, text="理事亲属", by=cast["approver"], at=later(1))

    case.refresh_from_db()
    assert (case.lane, case.state) == ("standard", s.ACCEPTED)


def test_an_emergency_is_refused_at_the_second_confirmation_too(community, cast):
    case = tied(EMERGENCY, s.FAST_REVIEW, community, cast)
    words = {"application": case, "amount_fen": FAST_FEN, "text": ""}
    emergency.check_fast(by=cast["reviewer"], at=later(1), **words)
    enter_affiliate(kind="council", name="王示理", relation="grandchild", id_number=NUMBER, by=cast["reviewer"], at=AT)

    with translation.override("zh-hans"), pytest.raises(Refused, match="不能由两人当场批准"):
        emergency.approve_fast(by=cast["approver"], at=later(2), **words)
    case.refresh_from_db()
    assert (case.state, case.approved_amount_fen) == (s.FAST_REVIEW, None)


def test_with_a_tie_of_the_subdistrict_the_federation_checks_an_emergency(community, cast):
    officer2 = UserFactory(role="subdistrict_officer", role__area=community.parent)
    declare_relative(user=officer2, relation="parent", id_number=NUMBER, by=officer2, at=AT)
    case = tied(EMERGENCY, s.FAST_REVIEW, community, cast)
    third = UserFactory(role="subdistrict_officer", role__area=community.parent)
    words = {"application": case, "amount_fen": FAST_FEN, "text": "", "at": later(1)}

    with pytest.raises(Refused, match="somebody of the federation has to take this step"):
        emergency.check_fast(by=third, **words)
    emergency.check_fast(by=cast["reviewer"], **words)

    assert list(case.conflicts.values_list("user", "tie")) == [(officer2.pk, "relative")]


def test_goods_for_a_family_of_the_council_are_decided_by_the_committee(community, cast):
    case = tied(GOODS, s.VERIFYING, community, cast, kind="council")
    for task in case.verification_tasks.all():
        verification.answer_verification(task=task, result="confirmed", by=cast["worker"], at=later(70))

    with pytest.raises(Refused, match="Refer the case to the committee"):
        in_kind.approve_in_kind(application=case, text="", by=cast["approver"], at=later(71))
    in_kind.refer_goods_to_committee(application=case, text="理事亲属", by=cast["officer"], at=later(71))
    with pytest.raises(Refused):  # no meeting was held yet
        in_kind.approve_goods_collectively(application=case, text="", by=cast["reviewer"], at=later(72))
    hold(case, cast["reviewer"], later(72), *["for"] * 6)
    in_kind.approve_goods_collectively(application=case, text="", by=cast["reviewer"], at=later(74))

    case.refresh_from_db()
    finding = case.findings.get(kind="collective")
    assert (case.state, case.approved_amount_fen, finding.outcome) == (s.APPROVED, None, "agree")
    assert list(case.conflicts.values_list("tie", flat=True)) == ["council_relative"]


def test_goods_without_a_majority_are_refused_by_the_meeting(community, cast):
    case = tied(GOODS, s.COLLECTIVE_REVIEW, community, cast)
    hold(case, cast["reviewer"], later(200), "for", *["against"] * 5)

    with pytest.raises(Refused, match="no majority"):
        in_kind.approve_goods_collectively(application=case, text="", by=cast["reviewer"], at=later(202))
    with pytest.raises(IllegalTransition):
        review.approve_collectively(application=case, amount_fen=100, text="", by=cast["reviewer"], at=later(202))
    review.reject_collectively(application=case, refusal_code="R02", text="不符合", by=cast["reviewer"], at=later(202))


def test_with_a_tie_of_the_subdistrict_the_federation_grants_goods(community, cast):
    officer2 = UserFactory(role="subdistrict_officer", role__area=community.parent)
    declare_relative(user=officer2, relation="parent", id_number=NUMBER, by=officer2, at=AT)
    case = tied(GOODS, s.VERIFYING, community, cast)
    for task in case.verification_tasks.all():
        verification.answer_verification(task=task, result="confirmed", by=cast["worker"], at=later(70))

    with pytest.raises(Refused, match="somebody of the federation has to take this step"):
        in_kind.approve_in_kind(application=case, text="", by=cast["officer"], at=later(71))
    in_kind.approve_in_kind(application=case, text="", by=cast["approver"], at=later(71))
