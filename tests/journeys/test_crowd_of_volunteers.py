"""Crowds of volunteers over HTTP, from the outside: addresses, forms and answers, and what stands in the database then.

Each promise has a control: the same crowd meets a door without the guard, and the promise breaks.
"""

from collections import Counter
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils import timezone

from audit.recording import Move, record
from tests.factories.series import make_series
from tests.factories.volunteers import ActivityFactory, make_shift, role_of, signed_up
from tests.racing import race
from volunteers import promises, services
from volunteers.models import Attendance, CheckinEvent, HoursEntry, Shift, Signup, VolunteerProfile

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
PEOPLE, SHIFTS, PLACES = 64, 10, 3
User = get_user_model()


def crowd(count: int) -> list[Client]:
    """Signed-in volunteers, each with a browser of his own."""
    users = [User(username=f"crowd{n}", display_name=f"志演{n}", password="!") for n in range(count)]
    now, clients = timezone.now(), []
    for user in User.objects.bulk_create(users):
        VolunteerProfile.objects.create(user=user, name=user.display_name, registered_at=now)
        clients.append(Client())
        clients[-1].force_login(user)
    return clients


def sign_up(client: Client, shift: Shift) -> int:
    return client.post(f"/volunteers/shifts/{shift.pk}/sign-up/").status_code


def states_of(shift: Shift) -> list[str]:
    return list(Signup.objects.filter(shift=shift).order_by("sequence").values_list("state", flat=True))


def broken() -> list[str]:
    return [line for _sentence, check in promises.CHECKS for line in check()]


def test_sixty_four_people_take_a_series_of_ten_shifts_at_once_and_leave_again():
    """All post to all shifts, each beginning with another one; then who has a place cannot come, all at once."""
    now = timezone.now()
    series = make_series("FREQ=DAILY", first_on=timezone.localdate(now) + timedelta(days=4), at=now)
    shifts = [row.shift for row in series.occurrences.order_by("original_start")[:SHIFTS]]
    clients = crowd(PEOPLE)

    def act(n: int) -> Counter:
        return Counter(sign_up(clients[n], shift) for shift in shifts[n % SHIFTS :] + shifts[: n % SHIFTS])

    assert race(PEOPLE, act, at_once=16) == [Counter({302: SHIFTS})] * PEOPLE
    assert [states_of(shift) for shift in shifts] == [["confirmed"] * PLACES + ["waiting"] * (PEOPLE - PLACES)] * SHIFTS

    by_user = {client.session["_auth_user_id"]: client for client in clients}
    held = list(Signup.objects.filter(state="confirmed").values_list("shift", "volunteer__user"))
    leave = race(
        len(held),
        lambda n: by_user[str(held[n][1])].post(f"/volunteers/shifts/{held[n][0]}/cancel/").status_code,
        at_once=16,
    )

    assert leave == [302] * PLACES * SHIFTS
    for shift in shifts:  # offered in the order of the list, to nobody twice
        waiting = ["waiting"] * (PEOPLE - 2 * PLACES)
        assert states_of(shift) == ["cancelled"] * PLACES + ["offered"] * PLACES + waiting
    assert broken() == []


def test_two_hundred_people_want_twenty_places():
    shift, clients = make_shift(capacity=20, starts_at=timezone.now() + timedelta(days=4)), crowd(200)

    answers = race(200, lambda n: sign_up(clients[n], shift))

    assert Counter(answers) == Counter({302: 200})
    assert states_of(shift) == ["confirmed"] * 20 + ["waiting"] * 180
    assert broken() == []


def test_control_a_door_that_counts_first_and_inserts_afterwards_overbooks(monkeypatch):
    """As most volunteer systems do; the same crowd, smaller, through the same address."""
    shift, clients = make_shift(capacity=2, starts_at=timezone.now() + timedelta(days=4)), crowd(8)
    role, all_counted = role_of(shift), Barrier(8)

    def unguarded(*, shift, volunteer, at, **_more):
        is_free = Signup.objects.filter(role=role, state="confirmed").count() < role.capacity
        all_counted.wait(30)
        times = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "signed_up_at": at, "state_since": at}
        who = {"volunteer": volunteer, "sequence": volunteer.pk, "source": "self", "state": "waiting"}
        with transaction.atomic():
            signup = Signup.objects.create(role=role, shift=shift, **times, **who)
            if is_free:
                move = Move("confirm", "waiting", "confirmed", 1)
                record("volunteers.signup_confirmed", subject=signup, by=None, at=at, move=move)
                Signup.objects.filter(pk=signup.pk).update(state="confirmed", version=1)
        return signup

    monkeypatch.setattr(services, "sign_up", unguarded)
    race(8, lambda n: sign_up(clients[n], shift))

    assert states_of(shift).count("confirmed") > role.capacity


# --- Check-in ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def begun():
    """A shift that began twenty minutes ago with five people, and two phones of its leader."""
    now = timezone.now()
    shift = make_shift(capacity=5, starts_at=now - timedelta(minutes=20), hours=2, activity=ActivityFactory())
    signups = [signed_up(shift, at=now - timedelta(days=1)) for _n in range(5)]
    phones = [Client(raise_request_exception=False) for _phone in range(2)]
    for phone in phones:
        phone.force_login(shift.activity.team.leader)
    return shift, signups, phones


def presses_of(signups) -> list[dict[str, str]]:
    """What a phone without a network kept: who came and who left, each press with its nonce and its own clock."""
    now = timezone.now()
    came, left = now - timedelta(minutes=18), now - timedelta(minutes=1)
    return [
        {"signup": str(signup.pk), "kind": kind, "nonce": str(uuid4()), "device_at": seen.isoformat()}
        for signup in signups
        for kind, seen in (("in", came), ("out", left))
    ]


def replay(phone: Client, shift: Shift, press: dict[str, str]):
    sent = {**press, "sent_at": timezone.now().isoformat()}
    address = f"/volunteers/team/shifts/{shift.pk}/check-in/record/"
    return phone.post(address, sent, headers={"accept": "application/json"})


def test_presses_that_are_sent_again_and_again_count_once(begun):
    """The answer to each press was lost three times and two phones send at once, the last one first."""
    shift, signups, phones = begun
    presses = presses_of(signups)
    arrivals, departures = presses[::2], presses[1::2]

    for kept in (arrivals, departures):
        answers = race(8 * 5, lambda n, kept=kept: replay(phones[n % 2], shift, kept[(39 - n) % 5]), at_once=10)
        assert Counter(answer.status_code for answer in answers) == Counter({200: 40})
        assert len({answer.content for answer in answers}) == 5

    assert sorted(str(nonce) for nonce in CheckinEvent.objects.values_list("nonce", flat=True)) == sorted(
        press["nonce"] for press in presses
    )
    spans = [row.actual_out - row.actual_in for row in Attendance.objects.all()]
    assert [abs(span - timedelta(minutes=17)) < timedelta(seconds=2) for span in spans] == [True] * 5
    assert not HoursEntry.objects.exists()  # until the leader confirms
    assert broken() == []


def test_control_a_door_that_looks_first_answers_one_replay_with_an_error(begun, monkeypatch):
    """Both look, both find nothing, both write: only the index of the database keeps the second one out."""
    shift, signups, phones = begun
    press, both_looked = presses_of(signups)[0], Barrier(2)

    def unguarded(*, signup, sighting, by, at):
        found = CheckinEvent.objects.filter(nonce=sighting.nonce).first()
        both_looked.wait(30)
        times = {"seen_at": sighting.seen.at, "recorded_at": at, "recorded_by": by}
        return found or CheckinEvent.objects.create(
            signup=signup, kind=sighting.kind, method=sighting.method, nonce=sighting.nonce, **times
        )

    monkeypatch.setattr(services, "check_in_or_out", unguarded)
    answers = race(2, lambda n: replay(phones[n], shift, press))

    assert sorted(answer.status_code for answer in answers) == [200, 500]
