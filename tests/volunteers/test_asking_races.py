"""Approving, asking for help and calendar addresses at the same moment, on both databases, each with a control."""

from threading import Barrier

import pytest
from django.db import IntegrityError

from audit.models import Event
from tests.factories.volunteers import AT, ActivityFactory, VolunteerFactory, make_shift, role_of, signed_up
from tests.racing import race
from volunteers import promises, services
from volunteers.calendar_tokens import hash_of, new_token
from volunteers.models import CalendarFeed, ShiftAsk, ShiftRole, Signup
from volunteers.services import calendars, matching, teams
from volunteers.services.matching import NotToBeAsked
from workflow.machine import IllegalTransition, WorkflowError

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
TIMES = 6


def asked_for(capacity: int, people: int):
    """A shift whose leader approves, with so many requests."""
    shift = make_shift(activity=ActivityFactory(approval_required=True), capacity=capacity)
    return shift, [signed_up(shift) for _ in range(people)]


def with_deputy(team):
    deputy = VolunteerFactory().user
    teams.give_role(team=team, person=deputy, role="deputy", by=team.leader, at=AT)
    return team.leader, deputy


# --- Request and approve ----------------------------------------------------------------------------------------------


def test_of_approving_and_refusing_at_once_one_counts():
    shift, [request] = asked_for(1, 1)
    leaders = with_deputy(shift.activity.team)
    act = (services.approve_signup, services.refuse_signup)

    results = race(2, lambda n: act[n](signup=request, by=leaders[n], at=AT))

    request.refresh_from_db()
    assert sum(isinstance(result, IllegalTransition) for result in results) == 1
    assert request.state in ("confirmed", "cancelled")
    assert role_of(shift).taken == (1 if request.state == "confirmed" else 0)
    assert list(promises.counters_equal_the_signups()) == []


def test_approving_more_than_the_places_fills_them_and_the_others_wait():
    shift, requests = asked_for(2, TIMES)

    results = race(TIMES, lambda n: services.approve_signup(signup=requests[n], by=shift.activity.team.leader, at=AT))

    states = sorted(Signup.objects.values_list("state", flat=True))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert states == ["confirmed"] * 2 + ["waiting"] * (TIMES - 2)
    assert role_of(shift).taken == 2
    assert list(promises.counters_equal_the_signups()) == []


def test_control_approving_without_the_lock_counts_one_place_for_two():
    """Both read the counter and write it back: two people on the shift, one place taken."""
    shift, _requests = asked_for(2, 2)
    together = Barrier(2)

    def unguarded(_n: int) -> int:
        taken = role_of(shift).taken
        together.wait(timeout=60)
        return ShiftRole.objects.filter(shift=shift).update(taken=taken + 1)

    race(2, unguarded)

    assert role_of(shift).taken == 1


# --- Asking somebody to help ------------------------------------------------------------------------------------------


def test_of_leaders_who_ask_the_same_person_at_once_one_asks():
    person, shifts = VolunteerFactory(), [make_shift() for _ in range(TIMES)]

    results = race(
        TIMES,
        lambda n: matching.ask_to_help(shift=shifts[n], volunteer=person, by=shifts[n].activity.team.leader, at=AT),
    )

    assert sum(isinstance(result, NotToBeAsked) for result in results) == TIMES - 1
    assert (ShiftAsk.objects.count(), Event.objects.filter(code="volunteers.asked_to_help").count()) == (1, 1)


def test_control_looking_first_without_the_lock_asks_several_times():
    person, shifts = VolunteerFactory(), [make_shift() for _ in range(2)]
    together = Barrier(2)

    def unguarded(n: int) -> ShiftAsk:
        assert not ShiftAsk.objects.filter(volunteer=person).exists()
        together.wait(timeout=60)
        return ShiftAsk.objects.create(
            shift=shifts[n], volunteer=person, asked_at=AT, asked_by=shifts[n].activity.team.leader
        )

    race(2, unguarded)

    assert ShiftAsk.objects.count() == 2


# --- The address of the calendar --------------------------------------------------------------------------------------


def test_addresses_made_at_once_leave_one_and_each_change_its_event():
    person = VolunteerFactory()

    tokens = race(TIMES, lambda _n: calendars.make_calendar(volunteer=person, by=person.user, at=AT))

    [live] = CalendarFeed.objects.live()
    assert live.token_hash in {hash_of(token) for token in tokens}
    assert len(set(tokens)) == TIMES
    made, stopped = (Event.objects.filter(code=f"volunteers.calendar_{what}").count() for what in ("made", "stopped"))
    assert (made, stopped) == (TIMES, TIMES - 1)


def test_renewing_and_stopping_at_once_leave_one_address_or_none():
    person = VolunteerFactory()
    calendars.make_calendar(volunteer=person, by=person.user, at=AT)

    def act(n: int) -> object:
        service = calendars.stop_calendar if n % 2 else calendars.make_calendar
        return service(volunteer=person, by=person.user, at=AT)

    results = race(TIMES, act)

    made = TIMES // 2 + 1
    live = CalendarFeed.objects.live().count()
    assert [result for result in results if isinstance(result, Exception | WorkflowError)] == []
    assert (CalendarFeed.objects.count(), live in (0, 1)) == (made, True)
    assert Event.objects.filter(code="volunteers.calendar_stopped").count() == made - live


def test_control_without_the_lock_only_the_index_refuses_a_second_address():
    person = VolunteerFactory()
    together = Barrier(TIMES)

    def unguarded(_n: int) -> CalendarFeed:
        assert not CalendarFeed.objects.live().filter(volunteer=person).exists()
        together.wait(timeout=60)
        return CalendarFeed.objects.create(volunteer=person, token_hash=hash_of(new_token()), made_at=AT)

    results = race(TIMES, unguarded)

    assert sum(isinstance(result, IntegrityError) for result in results) == TIMES - 1
