"""Joining, accepting risks and deciding at the same moment, on both databases, with a control without the guard."""

from threading import Barrier

import pytest
from django.db import IntegrityError

from tests.factories.volunteers import AT, TeamFactory, VolunteerFactory, make_shift
from tests.racing import race
from volunteers.models import JoinRequest, RiskAcceptance, RiskNotice, TeamMembership
from volunteers.services import activities, joining, teams
from workflow.machine import IllegalTransition, Refused

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
TIMES = 8


def test_asking_at_once_is_asked_once():
    team, volunteer = TeamFactory(), VolunteerFactory()

    results = race(
        TIMES, lambda _n: joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=AT)
    )

    assert sorted(type(r).__name__ for r in results) == ["JoinRequest"] + ["Refused"] * (TIMES - 1)
    assert JoinRequest.objects.count() == 1


def test_two_leaders_who_answer_at_once_take_the_volunteer_once():
    team, volunteer = TeamFactory(), VolunteerFactory()
    deputy = VolunteerFactory().user
    teams.give_role(team=team, person=deputy, role="deputy", by=team.leader, at=AT)
    asked = joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=AT)

    results = race(2, lambda n: joining.accept_join(request=asked, by=(team.leader, deputy)[n], at=AT))

    assert sum(isinstance(r, IllegalTransition) for r in results) == 1
    assert TeamMembership.objects.live().filter(team=team, person=volunteer.user).count() == 1


def test_control_reading_first_and_writing_afterwards_is_refused_by_the_index_alone():
    """Without the lock several see that nobody is there and write; the index is what is left to refuse them."""
    team, volunteer = TeamFactory(), VolunteerFactory()
    together = Barrier(TIMES)

    def unguarded(_n: int) -> TeamMembership:
        assert not TeamMembership.objects.live().filter(team=team, person=volunteer.user).exists()
        together.wait(timeout=60)
        return TeamMembership.objects.create(team=team, person=volunteer.user, since=AT.date())

    results = race(TIMES, unguarded)

    assert sum(isinstance(r, IntegrityError) for r in results) == TIMES - 1


def test_first_acceptances_at_once_make_one_version():
    shift = make_shift(risk_level="some", risk_note_zh="路滑")
    people = [VolunteerFactory() for _ in range(TIMES)]

    results = race(
        TIMES,
        lambda n: activities.accept_risks(
            activity=shift.activity,
            volunteer=people[n],
            digest=shift.activity.risk_digest,
            by=people[n].user,
            at=AT,
        ),
    )

    assert [r for r in results if isinstance(r, Exception)] == []
    assert (RiskNotice.objects.count(), RiskAcceptance.objects.count()) == (1, TIMES)


def test_a_notice_changed_meanwhile_is_never_accepted_in_its_old_words():
    shift = make_shift(risk_level="some", risk_note_zh="路滑")
    volunteer, leader, seen = VolunteerFactory(), shift.activity.team.leader, shift.activity.risk_digest

    def act(n: int) -> object:
        if n == 0:
            changes = {"risk_note_zh": "有台阶"}
            return activities.update_activity(activity=shift.activity, changes=changes, by=leader, at=AT)
        return activities.accept_risks(
            activity=shift.activity, volunteer=volunteer, digest=seen, by=volunteer.user, at=AT
        )

    _changed, accepted = race(2, act)

    notices = list(RiskAcceptance.objects.values_list("notice__text_zh", flat=True))
    assert notices == ([] if isinstance(accepted, Refused) else ["路滑"])
