"""Two people in the same moment in the emergency lane, at a meeting, and over an instalment."""

import pytest

from applications import states as s
from applications.models import AgendaItem, Application, NumberSeries
from applications.services import emergency, lapsing, meetings, recovery, review
from funds.models import Fund, Reservation, Voucher
from funds.services import InsufficientFunds
from tests.factories.accounts import UserFactory
from tests.factories.applications import later, make_application, make_program
from tests.factories.case_states import case_in, open_fast
from tests.factories.meetings import call, hold
from tests.factories.schemes import EMERGENCY
from tests.racing import race

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

FEN = 200_000
LATER = 2000


@pytest.fixture
def checked(cast, community):
    """make(program) → an urgent case that somebody checked."""

    def make(program):
        case = open_fast(make_application(program, community), cast, later(1))
        emergency.check_fast(application=case, amount_fen=FEN, text="", by=cast["officer2"], at=later(2))
        return case

    cast["officer2"] = UserFactory(role="subdistrict_officer", role__area=community.parent)
    return make


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def approve(case, by):
    return emergency.approve_fast(application=case, amount_fen=FEN, text="", by=by, at=later(3))


def test_two_approvals_of_one_emergency_are_one_decision(cast, checked):
    case = checked(make_program(EMERGENCY))
    people = (cast["approver"], cast["reviewer"])

    outcomes = race(2, lambda n: approve(case, people[n]))

    assert kinds(outcomes) == ["Application", "IllegalTransition"]
    assert NumberSeries.objects.get(code="decision").last == 1
    assert list(Reservation.objects.values_list("amount_fen", "state")) == [(FEN, "live")]


def test_the_last_money_of_the_fund_helps_one_emergency(cast, checked):
    program = make_program(EMERGENCY, money_fen=FEN + 1)
    cases = [checked(program), checked(program)]

    outcomes = race(2, lambda n: approve(cases[n], cast["approver"]))

    assert kinds(outcomes) == ["Application", "InsufficientFunds"]
    assert Fund.objects.get(pk=program.fund_id).available_fen == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == [s.APPROVED, s.FAST_REVIEW]


def test_control_without_the_conditional_reservation_both_are_approved(cast, checked, monkeypatch):
    program = make_program(EMERGENCY, money_fen=FEN + 1)
    cases = [checked(program), checked(program)]

    def by_what_was_seen(*, fund, amount_fen, source, by, at):
        if amount_fen > FEN + 1:
            raise InsufficientFunds

    monkeypatch.setattr(review, "reserve", by_what_was_seen)
    race(2, lambda n: approve(cases[n], cast["approver"]))

    assert list(Application.objects.values_list("state", flat=True)) == [s.APPROVED, s.APPROVED]


def test_one_instalment_is_booked_once(cast, community):
    case = case_in(s.RECOVERING, make_program("student_aid"), community, cast)
    part, _other = recovery.plan_instalments(
        application=case, parts=2, first_due=later(LATER).date(), by=cast["reviewer"], at=later(LATER)
    )
    people = (cast["accountant"], cast["reviewer"])

    outcomes = race(2, lambda n: recovery.receive_instalment(instalment=part, by=people[n], at=later(LATER + 1)))

    assert kinds(outcomes) == ["Application", "Refused"]
    booked = Voucher.objects.filter(source=case.source).order_by("pk").values_list("kind", flat=True)
    assert list(booked) == ["payment", "reversal", "payment"]


def test_a_case_comes_onto_one_agenda(cast, community):
    case = case_in(s.COLLECTIVE_REVIEW, make_program("student_aid"), community, cast)

    outcomes = race(2, lambda _n: call(case, cast["reviewer"], later(LATER)))

    assert kinds(outcomes) == ["Meeting", "Refused"]
    assert AgendaItem.objects.count() == 1


def test_votes_change_before_the_decision_or_not_at_all(cast, community):
    case = case_in(s.COLLECTIVE_REVIEW, make_program("student_aid"), community, cast)
    meeting = hold(case, cast["reviewer"], later(LATER), *["for"] * 6)
    item = meeting.items.get()
    against = {member.pk: meetings.Ballot("against") for member in meeting.members.all()}
    acts = (
        lambda: review.approve_collectively(
            application=case, amount_fen=100_000, by=cast["reviewer"], at=later(LATER + 1)
        ),
        lambda: meetings.record_votes(item=item, ballots=against, by=cast["reviewer"], at=later(LATER + 1)),
    )

    outcomes = race(2, lambda n: acts[n]())

    case.refresh_from_db()
    is_approved = case.state == s.APPROVED
    assert meetings.count_of(item).is_agreed is is_approved
    assert "Refused" in kinds(outcomes)


def test_the_end_of_the_time_comes_once(cast, community):
    case = case_in(s.RETURNED, make_program("student_aid"), community, cast)
    over = case.due_at.replace(year=case.due_at.year + 1)
    lapsing.lapse(application=case, at=over)
    case.refresh_from_db()
    over = case.due_at.replace(year=case.due_at.year + 1)

    outcomes = race(3, lambda _n: lapsing.lapse(application=case, at=over))

    case.refresh_from_db()
    assert case.state == s.TERMINATED
    assert kinds(outcomes) == ["Application", "Refused", "Refused"]
