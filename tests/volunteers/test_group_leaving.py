"""Whoever brings a group cannot come: the whole group as it was signed up, or that person alone."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from notifications.messages import messages_about
from notifications.recipients import user_recipient
from tests.factories.volunteers import AT, VolunteerFactory, make_shift, role_of, signed_up
from tests.racing import race
from volunteers import promises, services
from volunteers.models import Signup
from volunteers.services import groups
from volunteers.services.leaving import Who
from workflow.machine import NotAllowed, Refused

SOON = timedelta(hours=6)


def group_of(size: int, named: int, capacity: int = 5, starts_at=AT + timedelta(days=7)):
    """The sign-up of a group and those of its members who were named."""
    shift, person = make_shift(capacity=capacity, starts_at=starts_at), VolunteerFactory()
    group = services.sign_up(shift=shift, volunteer=person, party_size=size, by=person.user, at=AT)
    members = [name(group) for _ in range(named)]
    return Signup.objects.select_related("volunteer").get(pk=group.pk), members


def name(group, volunteer=None):
    return groups.name_member(signup=group, volunteer=volunteer or VolunteerFactory(), by=group.volunteer.user, at=AT)


def leave(group, who=Who.ALL, *, by=None, at=AT):
    return services.cannot_come(signup=group, who=who, by=by or group.volunteer.user, at=at)


def states() -> list[tuple[str, int]]:
    return list(Signup.objects.order_by("pk").values_list("state", "party_size"))


def recipients(code: str) -> dict[str, list]:
    event = Event.objects.filter(code=code).latest("pk")
    return {message.code: message.recipients(event) for message in messages_about(code)}


@pytest.mark.django_db
def test_the_whole_group_leaves_and_who_waits_is_offered_the_places_at_once():
    group, [member] = group_of(3, named=1, capacity=3)
    waiting = signed_up(group.shift, at=AT)

    leave(group)

    assert states() == [("cancelled", 2), ("cancelled", 1), ("offered", 1)]
    assert (role_of(group.shift).taken, Signup.objects.get(pk=waiting.pk).state) == (1, "offered")
    assert Signup.objects.get(pk=member.pk).cancel_reason == "with_group"
    own = [user_recipient(member.volunteer.user_id)]
    assert recipients("volunteers.signup_cancelled_with_group") == {"volunteers.cancelled_with_group": own}
    assert list(promises.counters_equal_the_signups()) == []


@pytest.mark.django_db
def test_alone_the_others_keep_their_places_and_the_first_named_brings_them():
    group, [first, second] = group_of(4, named=2)

    leave(group, Who.ME)

    assert states() == [("cancelled", 1), ("confirmed", 2), ("confirmed", 1)]
    assert role_of(group.shift).taken == 3
    heir, other = Signup.objects.get(pk=first.pk), Signup.objects.get(pk=second.pk)
    assert (heir.party_of, other.party_of) == (None, heir)
    passed = Event.objects.get(code="volunteers.group_passed_on")
    assert (passed.subject_id, passed.data) == (heir.pk, {"from": group.pk, "unnamed": 1})
    assert list(promises.counters_equal_the_signups()) == []
    leave(heir)
    assert role_of(group.shift).taken == 0


@pytest.mark.django_db
def test_without_a_name_nobody_is_left_to_keep_the_places():
    group, _nobody = group_of(2, named=0)

    with pytest.raises(Refused):
        leave(group, Who.ME)

    assert states() == [("confirmed", 2)]


@pytest.mark.django_db
def test_shortly_before_all_look_for_stand_ins_the_leader_hears_once_and_they_may_come_after_all():
    group, [member] = group_of(3, named=1)
    late = group.starts_at - SOON

    leave(group, at=late)

    assert (role_of(group.shift).seeking, states()) == (3, [("confirmed", 2), ("confirmed", 1)])
    told = recipients("volunteers.standin_asked")
    assert told["volunteers.standin_asked_with_group"] == [user_recipient(member.volunteer.user_id)]
    assert told["volunteers.standin_sought"] == told["volunteers.somebody_missing"] == []
    services.can_come_after_all(signup=group, by=group.volunteer.user, at=late)
    assert role_of(group.shift).seeking == 0
    assert not Signup.objects.filter(standin_asked_at__isnull=False).exists()


@pytest.mark.django_db
def test_a_member_leaves_alone_and_cancels_nobody_else():
    group, [first, second] = group_of(3, named=2)

    leave(first)
    with pytest.raises(NotAllowed):
        leave(group, by=second.volunteer.user)

    assert states() == [("confirmed", 1), ("cancelled", 1), ("confirmed", 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "left"), [("all", 0), ("me", 1)])
def test_the_page_asks_who_does_not_come(client, who, left):
    group, _members = group_of(2, named=1, starts_at=timezone.now() + timedelta(days=7))
    client.force_login(group.volunteer.user)

    page = client.get(reverse("volunteers:shift", args=[group.shift_id])).content.decode()
    client.post(reverse("volunteers:cancel", args=[group.shift_id]), {"who": who})

    assert ('value="all"' in page, 'value="me"' in page) == (True, True)
    assert Signup.objects.live().count() == left


# --- Races ------------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_whoever_is_named_while_the_group_leaves_goes_with_it_or_is_not_named():
    group, _members = group_of(5, named=1)
    people = [VolunteerFactory() for _ in range(4)]

    results = race(4, lambda n: name(group, people[n]) if n else leave(group))

    assert {type(result).__name__ for result in results[1:]} <= {"Signup", "Refused", "NotAllowed"}
    if results[0] == "given_back":
        assert not Signup.objects.live().exists()
        assert role_of(group.shift).taken == 0
    else:  # somebody was named between the look and the locks: nothing happened
        assert type(results[0]).__name__ == "Busy"
    assert list(promises.counters_equal_the_signups()) == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_members_read_before_the_locks_leave_somebody_behind():
    group, _members = group_of(3, named=0)
    read, named = Barrier(2), Barrier(2)

    def act(n: int) -> object:
        if n:
            read.wait(timeout=60)
            name(group)
            return named.wait(timeout=60)
        members = list(Signup.objects.live().filter(party_of=group))
        read.wait(timeout=60)
        named.wait(timeout=60)
        return [services.cancel_signup(signup=one, by=group.volunteer.user, at=AT) for one in (group, *members)]

    race(2, act)

    assert [signup.party_of_id for signup in Signup.objects.live()] == [group.pk]
