"""Many people at the same moment, on both databases. Each promise has a control that breaks without the guard."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from audit.recording import Move, record
from tests.factories.volunteers import AT, TOMORROW, ActivityFactory, VolunteerFactory, make_shift, role_of, signed_up
from tests.racing import race
from volunteers import services
from volunteers.models import Signup, VolunteerProfile
from volunteers.services.signups import NotTaken

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

PEOPLE, PLACES = 200, 20
HELD = {
    "confirmed": "held",
    "offered": "held",
}  # who was faster decides whether a newcomer is offered a place or takes it


def volunteers(count: int) -> list[VolunteerProfile]:
    users = User.objects.bulk_create(
        [User(username=f"race{n}", display_name=f"志演{n}", password="!") for n in range(count)]
    )
    return VolunteerProfile.objects.bulk_create(
        [VolunteerProfile(user=user, name=user.display_name, registered_at=AT) for user in users]
    )


def take(shift, volunteer):
    return services.sign_up(shift=shift, volunteer=volunteer, by=volunteer.user, at=AT)


def states_of(shift) -> list[str]:
    return list(Signup.objects.filter(shift=shift).order_by("sequence").values_list("state", flat=True))


def test_two_hundred_people_book_exactly_twenty_places():
    shift, people = make_shift(capacity=PLACES), volunteers(PEOPLE)

    results = race(PEOPLE, lambda n: take(shift, people[n]))

    assert [r for r in results if isinstance(r, Exception)] == []
    assert states_of(shift) == ["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)
    assert sorted(Signup.objects.values_list("sequence", flat=True)) == list(range(1, PEOPLE + 1))
    assert role_of(shift).taken == PLACES


def test_control_without_the_lock_overbooks():
    """Counting first and inserting afterwards, as most volunteer systems do."""
    shift, people = make_shift(capacity=PLACES), volunteers(PEOPLE)
    role = role_of(shift)

    def take_unguarded(n: int) -> None:
        if Signup.objects.filter(role=role, state="confirmed").count() >= PLACES:
            return
        with transaction.atomic():
            signup = Signup.objects.create(
                role=role,
                shift=shift,
                volunteer=people[n],
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                sequence=n + 1,
                source="self",
                signed_up_at=AT,
                state="waiting",
                state_since=AT,
            )
            move = Move("confirm", "waiting", "confirmed", 1)
            record("volunteers.signup_confirmed", subject=signup, by=None, at=AT, move=move)
            Signup.objects.filter(pk=signup.pk).update(state="confirmed", version=1)

    results = race(PEOPLE, take_unguarded)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert states_of(shift).count("confirmed") > PLACES


def test_overlapping_shifts_of_one_volunteer_give_exactly_one():
    volunteer, activity = VolunteerFactory(), ActivityFactory()
    shifts = [make_shift(activity=activity, starts_at=TOMORROW + timedelta(minutes=n)) for n in range(40)]

    results = race(40, lambda n: take(shifts[n], volunteer))

    outcomes = Counter(r.refusal.code if isinstance(r, NotTaken) else r.state for r in results)
    assert outcomes == {"confirmed": 1, "clash": 39}


def test_the_same_click_forty_times_gives_exactly_one():
    volunteer, shift = VolunteerFactory(), make_shift(capacity=40)

    results = race(40, lambda n: take(shift, volunteer))

    outcomes = Counter(r.refusal.code if isinstance(r, NotTaken) else r.state for r in results)
    assert outcomes == {"confirmed": 1, "signed_up": 39}


def test_promotion_under_concurrent_cancels_keeps_the_order():
    shift, people = make_shift(capacity=PLACES), volunteers(3 * PLACES)
    signups = [take(shift, person) for person in people]
    leaving = [*signups[:PLACES:2], *signups[PLACES : 2 * PLACES : 2]]

    results = race(
        len(leaving), lambda n: services.cancel_signup(signup=leaving[n], by=leaving[n].volunteer.user, at=AT)
    )

    assert [r for r in results if isinstance(r, Exception)] == []
    staying = [s for s in states_of(shift) if s != "cancelled"]
    half = PLACES // 2  # of those who had a place
    assert staying == ["confirmed"] * half + ["offered"] * half + ["waiting"] * (len(staying) - PLACES)
    assert role_of(shift).taken == PLACES


def test_cancelling_and_signing_up_at_once_never_overbooks():
    shift, people = make_shift(capacity=10), volunteers(60)
    signups = [take(shift, person) for person in people[:20]]

    def act(n: int):
        if n % 2:
            return take(shift, people[20 + n // 2])
        signup = signups[n // 2]
        return services.cancel_signup(signup=signup, by=signup.volunteer.user, at=AT)

    results = race(40, act)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert [HELD.get(state, state) for state in states_of(shift)] == ["cancelled"] * 20 + ["held"] * 10 + [
        "waiting"
    ] * 10
    assert role_of(shift).taken == 10


def test_ten_shifts_at_once_never_deadlock():
    activity = ActivityFactory()
    shifts = [make_shift(activity=activity, capacity=64, starts_at=TOMORROW + timedelta(days=n)) for n in range(10)]
    people = volunteers(40)

    def act(n: int):
        shuffled = shifts[n % 10 :] + shifts[: n % 10]
        return services.sign_up_for_all(shifts=shuffled, volunteer=people[n], by=people[n].user, at=AT)

    results = race(40, act)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert [role_of(shift).taken for shift in shifts] == [40] * 10


def test_moving_a_shift_while_its_people_sign_up_elsewhere_leaves_no_clash():
    activity = ActivityFactory()
    mornings = make_shift(activity=activity, capacity=30)
    evenings = make_shift(activity=activity, capacity=30, starts_at=TOMORROW + timedelta(hours=10))
    people = volunteers(20)
    for person in people:
        take(mornings, person)
    leader, at_ten = activity.team.leader, evenings.starts_at

    def act(n: int):
        if n == 7:
            return services.move_shift(
                shift=mornings, starts_at=at_ten, ends_at=at_ten + timedelta(hours=1), by=leader, at=AT
            )
        return take(evenings, people[n])

    results = race(20, act)

    wrong = [r for r in results if isinstance(r, Exception) and not isinstance(r, NotTaken | services.MoveBreaks)]
    assert wrong == []
    moved = not isinstance(results[7], Exception)
    assert role_of(evenings).taken == (0 if moved else 19)


def test_capacity_lowered_while_people_sign_up_keeps_the_counter_right():
    shift, people = make_shift(capacity=10), volunteers(30)
    signed_up(shift)

    def act(n: int):
        if n == 5:
            return services.change_capacity(role=role_of(shift), capacity=3, by=shift.activity.team.leader, at=AT)
        return take(shift, people[n])

    results = race(30, act)

    assert [r for r in results if isinstance(r, Exception)] == []
    role = role_of(shift)
    assert role.taken == states_of(shift).count("confirmed") <= 10
    assert role.overfill == max(0, role.taken - 3)


# --- Offers -----------------------------------------------------------------------------------------------------------


def offered_places(places: int, waiting: int):
    """A full shift whose people have all left: every place is offered, the others wait."""
    shift, people = make_shift(capacity=places, starts_at=TOMORROW + timedelta(days=5)), volunteers(places + waiting)
    signups = [take(shift, person) for person in people]
    for signup in signups[:places]:
        services.cancel_signup(signup=signup, by=signup.volunteer.user, at=AT)
    return shift, signups[places:]


def test_answers_and_the_end_of_offers_at_once_keep_order_and_places():
    """Half accept, half decline, while the task that ends offers runs several times."""
    shift, waiting = offered_places(8, 20)

    def act(n: int):
        if n % 4 == 3:
            return services.fill_free_places(at=AT)
        answer = services.accept_place if n % 2 else services.decline_place
        return answer(signup=waiting[n - n // 4], by=waiting[n - n // 4].volunteer.user, at=AT)

    results = race(10, act)

    assert [r for r in results if isinstance(r, Exception)] == []
    assert role_of(shift).taken == 8
    staying = [state for state in states_of(shift)[8:] if state != "cancelled"]
    assert sorted(staying, key=("confirmed", "offered", "waiting").index) == staying


def test_one_free_place_and_everybody_called_gives_it_to_exactly_one():
    shift, people = make_shift(capacity=1, starts_at=TOMORROW), volunteers(13)
    signups = [take(shift, person) for person in people]
    late = TOMORROW - timedelta(hours=3)
    services.cancel_signup(signup=signups[0], by=people[0].user, at=late)

    results = race(12, lambda n: services.accept_place(signup=signups[n + 1], by=people[n + 1].user, at=late))

    won = [r for r in results if not isinstance(r, Exception)]
    assert (len(won), role_of(shift).taken) == (1, 1)
    assert states_of(shift).count("confirmed") == 1


def test_control_of_the_call_without_the_lock_gives_it_to_several():
    """Looking whether the place is free before it is locked, and confirming afterwards."""
    shift, people = make_shift(capacity=1, starts_at=TOMORROW), volunteers(13)
    signups = [take(shift, person) for person in people]
    late = TOMORROW - timedelta(hours=3)
    services.cancel_signup(signup=signups[0], by=people[0].user, at=late)
    seen = race(12, lambda _n: role_of(shift).free)

    def take_unguarded(n: int) -> None:
        if seen[n]:
            with transaction.atomic():
                move = Move("take_over", "waiting", "confirmed", 1)
                record("volunteers.signup_confirmed", subject=signups[n + 1], by=None, at=late, move=move)
                Signup.objects.filter(pk=signups[n + 1].pk).update(state="confirmed", version=1)

    race(12, take_unguarded)

    assert states_of(shift).count("confirmed") == 12


def test_an_offer_and_an_overlapping_shift_at_once_give_exactly_one_place():
    shift, waiting = offered_places(1, 1)
    other = make_shift(capacity=1, starts_at=shift.starts_at)
    [signup] = waiting

    def act(n: int):
        if n:
            return take(other, signup.volunteer)
        return services.accept_place(signup=signup, by=signup.volunteer.user, at=AT)

    results = race(2, act)

    held = Signup.objects.filter(volunteer=signup.volunteer, state="confirmed").count()
    assert (held, [isinstance(r, NotTaken) for r in results].count(True)) == (1, 1)


def test_ten_shifts_by_sixty_four_people_with_one_place_each_keep_the_order():
    """All lock in one order, so nobody deadlocks; then all who have a place leave at once and it is offered on."""
    activity = ActivityFactory()
    days = [TOMORROW + timedelta(days=3 + n) for n in range(10)]
    shifts = [make_shift(activity=activity, capacity=1, starts_at=day) for day in days]
    people = volunteers(64)

    def act(n: int):
        shuffled = shifts[n % 10 :] + shifts[: n % 10]
        return services.sign_up_for_all(shifts=shuffled, volunteer=people[n], by=people[n].user, at=AT)

    results = race(64, act, at_once=16)

    assert [r for r in results if isinstance(r, Exception)] == []
    holders = list(Signup.objects.filter(state="confirmed").select_related("volunteer__user"))
    race(10, lambda n: services.cancel_signup(signup=holders[n], by=holders[n].volunteer.user, at=AT))
    assert [states_of(shift)[:3] for shift in shifts] == [["cancelled", "offered", "waiting"]] * 10
