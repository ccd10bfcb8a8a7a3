"""Planning, moving, filling and cancelling shifts."""

from datetime import timedelta

import pytest

from audit.models import Event
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import services
from volunteers.models import Shift, Signup
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
NOON = TOMORROW + timedelta(hours=6, minutes=30)


def leader_of(shift):
    return shift.activity.team.leader


def states_of(shift):
    return list(Signup.objects.filter(shift=shift).order_by("sequence").values_list("state", flat=True))


def move(shift, starts_at=NOON, hours=2, **changes):
    ends_at = starts_at + timedelta(hours=hours)
    return services.move_shift(
        **{"shift": shift, "starts_at": starts_at, "ends_at": ends_at, "by": leader_of(shift), "at": AT, **changes}
    )


def test_new_shift_is_a_draft_with_its_event():
    shift = make_shift(open_it=False)

    assert (shift.state, shift.version) == ("draft", 0)
    assert list(Event.objects.values_list("code", flat=True)) == ["volunteers.shift_planned"]


def test_open_close_and_open_again():
    shift = make_shift()
    leader = leader_of(shift)

    closed = services.close_shift(shift=shift, by=leader, at=AT)
    reopened = services.open_shift(shift=closed, by=leader, at=AT)

    assert (closed.state, reopened.state, reopened.version) == ("closed", "open", 3)


def test_only_the_leader_or_an_administrator_changes_a_shift(administrator, auditor, leader):
    shift = make_shift()
    role = role_of(shift)

    for stranger in (auditor, leader, VolunteerFactory().user):
        with pytest.raises(NotAllowed):
            services.close_shift(shift=shift, by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            move(shift, by=stranger)
        with pytest.raises(NotAllowed):
            services.change_capacity(role=role, capacity=5, by=stranger, at=AT)
        with pytest.raises(NotAllowed):
            services.cancel_shift(shift=shift, by=stranger, at=AT)

    assert services.close_shift(shift=shift, by=administrator, at=AT).state == "closed"


def test_cancelled_shift_cancels_its_signups():
    shift = make_shift(capacity=1)
    for _ in range(2):
        signed_up(shift)

    services.cancel_shift(shift=shift, by=leader_of(shift), at=AT)

    rows = Signup.objects.order_by("sequence").values_list("state", "cancel_reason", "cancelled_by")
    assert list(rows) == [("cancelled", "shift_cancelled", leader_of(shift).pk)] * 2
    assert role_of(shift).taken == 0
    with pytest.raises(IllegalTransition):
        services.open_shift(shift=shift, by=leader_of(shift), at=AT)


def test_started_shift_is_neither_cancelled_nor_moved():
    shift = make_shift()

    with pytest.raises(Refused):
        services.cancel_shift(shift=shift, by=leader_of(shift), at=TOMORROW)
    with pytest.raises(Refused):
        move(shift, at=TOMORROW)


def test_moved_shift_takes_its_signups_and_other_times_along():
    shift = make_shift(arrive_at=TOMORROW - timedelta(minutes=15))
    signed_up(shift)

    moved = move(shift)

    assert (moved.starts_at, moved.ends_at, moved.revision) == (NOON, NOON + timedelta(hours=2), 1)
    assert moved.arrive_at == NOON - timedelta(minutes=15)
    assert Signup.objects.values_list("starts_at", "ends_at").get() == (NOON, NOON + timedelta(hours=2))
    assert Event.objects.get(code="volunteers.shift_moved").data == {
        "from": int(TOMORROW.timestamp()),
        "to": int(NOON.timestamp()),
        "revision": 1,
    }


@pytest.mark.parametrize(("starts_at", "hours"), [(AT - timedelta(hours=1), 2), (NOON, 0), (NOON, -1)])
def test_move_to_an_impossible_time_is_refused(starts_at, hours):
    shift = make_shift()

    with pytest.raises(Refused):
        move(shift, starts_at=starts_at, hours=hours)

    assert Shift.objects.get().starts_at == TOMORROW


def test_move_that_breaks_names_the_people():
    shift, noon = make_shift(capacity=2), make_shift(starts_at=NOON)
    busy = signed_up(shift)
    signed_up(shift)
    signed_up(noon, busy.volunteer)

    with pytest.raises(services.MoveBreaks) as caught:
        move(shift)

    assert caught.value.signups == [busy]
    assert Shift.objects.get(pk=shift.pk).starts_at == TOMORROW


def test_move_lets_those_up_whose_clash_is_gone():
    shift, early = make_shift(capacity=1), make_shift()
    first, second = signed_up(shift), signed_up(shift)
    signed_up(early, second.volunteer)
    services.cancel_signup(signup=first, by=first.volunteer.user, at=AT)

    move(shift)

    assert states_of(shift) == ["cancelled", "offered"]


def test_more_places_move_the_waiting_list_up():
    shift = make_shift(capacity=1)
    for _ in range(4):
        signed_up(shift)

    role = services.change_capacity(role=role_of(shift), capacity=3, by=leader_of(shift), at=AT)

    assert states_of(shift) == ["confirmed", "offered", "offered", "waiting"]
    assert (role.taken, role.capacity) == (3, 3)


def test_fewer_places_keep_people_and_let_nobody_in():
    shift = make_shift(capacity=3)
    signups = [signed_up(shift) for _ in range(3)]

    services.change_capacity(role=role_of(shift), capacity=1, by=leader_of(shift), at=AT)
    late = signed_up(shift)
    services.cancel_signup(signup=signups[0], by=signups[0].volunteer.user, at=AT)
    role = role_of(shift)

    assert late.state == "waiting"
    assert states_of(shift) == ["cancelled", "confirmed", "confirmed", "waiting"]
    assert (role.taken, role.capacity, role.overfill) == (2, 1, 1)
    for signup in signups[1:]:
        services.cancel_signup(signup=signup, by=signup.volunteer.user, at=AT)
    assert states_of(shift) == ["cancelled"] * 3 + ["offered"]
    assert role_of(shift).overfill == 0


def test_closed_shift_still_moves_the_waiting_list_up():
    shift = make_shift(capacity=1)
    first = signed_up(shift)
    signed_up(shift)
    services.close_shift(shift=shift, by=leader_of(shift), at=AT)

    services.cancel_signup(signup=first, by=first.volunteer.user, at=AT)

    assert states_of(shift) == ["cancelled", "offered"]
