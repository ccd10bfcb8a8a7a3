"""Many scans at the same moment, on both databases. Each promise has a control that breaks without the guard."""

from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from audit.models import Event
from tests.factories.volunteers import TOMORROW, make_shift, signed_up
from tests.racing import race
from volunteers import services
from volunteers.checkin_clock import Seen
from volunteers.choices import CheckinKind, CheckinMethod
from volunteers.models import Attendance, CheckinEvent
from volunteers.services import Mark, Sighting

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
SCANS = 20
CAME = TOMORROW + timedelta(minutes=20)


def scan(signup, by, method="tick", nonce=None):
    sighting = Sighting(CheckinKind.IN, method, nonce or uuid4(), Seen(CAME))
    return services.check_in_or_out(signup=signup, sighting=sighting, by=by, at=CAME)


def leader_of(signup) -> User:
    return signup.shift.activity.team.leader


def test_scans_of_one_person_at_once_are_one_check_in():
    """The volunteer at the place and the leader's phone, over and over."""
    signup = signed_up(make_shift())
    leader, own = leader_of(signup), signup.volunteer.user

    results = race(SCANS, lambda n: scan(signup, own, "place") if n % 2 else scan(signup, leader, CheckinMethod.PERSON))

    assert {event.pk for event in results} == {CheckinEvent.objects.get().pk}
    assert Event.objects.filter(code="volunteers.checked_in").count() == 1
    assert Attendance.objects.get().actual_in == CAME


def test_one_press_sent_many_times_at_once_is_recorded_once():
    signup, nonce = signed_up(make_shift()), uuid4()
    leader = leader_of(signup)

    results = race(SCANS, lambda _n: scan(signup, leader, nonce=nonce))

    assert {event.pk for event in results} == {CheckinEvent.objects.get(nonce=nonce).pk}


def test_control_looking_first_without_the_lock_writes_twice():
    """Both look, both find nothing, both write: only the index of the database stops the second, with an error."""
    signup = signed_up(make_shift())
    leader, looked = leader_of(signup), Barrier(2)

    def write_unguarded(_n: int) -> int:
        there = CheckinEvent.objects.filter(signup=signup, kind="in").exists()
        looked.wait(30)
        if not there:
            row = {"method": "tick", "seen_at": CAME, "recorded_at": CAME, "recorded_by": leader}
            CheckinEvent.objects.create(signup=signup, kind="in", nonce=uuid4(), **row)
        return 1

    results = race(2, write_unguarded)

    assert sorted(isinstance(result, IntegrityError) for result in results) == [False, True]


def test_the_database_alone_refuses_a_second_one():
    signup = signed_up(make_shift())
    leader, nonce = leader_of(signup), uuid4()
    scan(signup, leader, nonce=nonce)
    row = {"method": "tick", "seen_at": CAME, "recorded_at": CAME, "recorded_by": leader}

    for same in ({"kind": "in", "nonce": uuid4()}, {"kind": "out", "nonce": nonce}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CheckinEvent.objects.create(signup=signup, **row, **same)


def test_replay_while_the_leader_ticks_ends_the_same_in_any_order():
    """The page of the leader was loaded before the scans arrived: empty times take nothing away."""
    shift = make_shift(capacity=10)
    signups = [signed_up(shift) for _ in range(10)]
    leader = shift.activity.team.leader
    stale = [Mark(signup.pk, "present") for signup in signups]

    def act(n: int):
        if n % 3 == 0:
            return services.mark_roster(shift=shift, marks=stale, by=leader, at=CAME)
        return scan(signups[n // 3], leader, CheckinMethod.PERSON)

    results = race(30, act)

    assert [r for r in results if isinstance(r, Exception)] == []
    states = Attendance.objects.values_list("outcome", "actual_in", "actual_out", "source")
    assert list(states) == [("present", CAME, None, "scan")] * 10


def test_closing_and_leaving_at_once_credits_the_real_time():
    signup = signed_up(make_shift())
    leader, end = leader_of(signup), TOMORROW + timedelta(hours=3.5)
    scan(signup, leader, CheckinMethod.PERSON)
    left = end - timedelta(hours=1)

    def act(n: int):
        if n % 2:
            return services.close_over(at=end + timedelta(hours=1))
        sighting = Sighting(CheckinKind.OUT, CheckinMethod.PERSON, uuid4(), Seen(left))
        return services.check_in_or_out(signup=signup, sighting=sighting, by=leader, at=end + timedelta(hours=1))

    results = race(10, act)

    assert [r for r in results if isinstance(r, Exception)] == []
    attendance = Attendance.objects.get()
    assert (attendance.actual_out, attendance.source) == (left, "scan")
