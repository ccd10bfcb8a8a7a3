"""Revoking while signing up, naming the last place twice: on both databases, with a control without the guard."""

from threading import Barrier

import pytest

from tests.factories.families import agreed
from tests.factories.volunteers import AT, VolunteerFactory, make_shift, role_of
from tests.racing import race
from volunteers import promises, services
from volunteers.models import FamilyLink, Signup
from volunteers.services import families, groups
from workflow.machine import NotAllowed, Refused

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
TIMES = 6


def test_family_signs_up_before_the_revocation_or_not_at_all():
    link = agreed()
    shifts = [make_shift(capacity=1) for _ in range(TIMES)]

    def act(n: int) -> object:
        if n == 0:
            return families.end_link(link=link, by=link.volunteer.user, at=AT)
        return services.sign_up(shift=shifts[n], volunteer=link.volunteer, by=link.actor, at=AT)

    results = race(TIMES, act)

    ended = FamilyLink.objects.get()
    assert ended.end_reason == "revoked"
    assert {type(result).__name__ for result in results[1:]} <= {"Signup", "NotAllowed", "NotTaken"}
    assert Signup.objects.live().count() <= 1
    with pytest.raises(NotAllowed):
        services.sign_up(shift=shifts[0], volunteer=link.volunteer, by=link.actor, at=AT)


def test_control_without_the_lock_family_is_signed_up_after_the_revocation():
    """Reading the right first and writing afterwards lets the revocation pass in between."""
    link, shift = agreed(), make_shift()
    read, revoked = Barrier(2), Barrier(2)

    def act(n: int) -> object:
        if n == 0:
            read.wait(timeout=60)
            families.end_link(link=link, by=link.volunteer.user, at=AT)
            return revoked.wait(timeout=60)
        was_allowed = FamilyLink.objects.in_force().filter(actor=link.actor, volunteer=link.volunteer).exists()
        read.wait(timeout=60)
        revoked.wait(timeout=60)
        return was_allowed and services.sign_up(shift=shift, volunteer=link.volunteer, by=link.volunteer.user, at=AT)

    results = race(2, act)

    assert isinstance(results[1], Signup)
    assert not FamilyLink.objects.in_force().exists()


def test_the_places_of_a_group_are_named_once():
    shift, person = make_shift(capacity=4), VolunteerFactory()
    group = services.sign_up(shift=shift, volunteer=person, party_size=3, by=person.user, at=AT)
    people = [VolunteerFactory() for _ in range(TIMES)]

    results = race(TIMES, lambda n: groups.name_member(signup=group, volunteer=people[n], by=person.user, at=AT))

    assert sum(isinstance(result, Signup) for result in results) == 2
    assert sum(isinstance(result, Refused) for result in results) == TIMES - 2
    assert (Signup.objects.get(pk=group.pk).party_size, role_of(shift).taken) == (1, 3)
    assert list(promises.counters_equal_the_signups()) == []


def test_control_counting_without_the_lock_names_more_than_the_group_has():
    """Both see three people and write two: a place is named that nobody counted."""
    shift, person = make_shift(capacity=4), VolunteerFactory()
    group = services.sign_up(shift=shift, volunteer=person, party_size=3, by=person.user, at=AT)
    together = Barrier(2)

    def unguarded(_n: int) -> int:
        left = Signup.objects.get(pk=group.pk).party_size
        together.wait(timeout=60)
        return Signup.objects.filter(pk=group.pk).update(party_size=left - 1)

    race(2, unguarded)

    assert Signup.objects.get(pk=group.pk).party_size == 2  # 1 would be right after two names
