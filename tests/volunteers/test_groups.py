"""Naming who comes in a group: a place, attendance and hours of one's own; the counter of the task stays right."""

from datetime import date

import pytest

from audit.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.families import ELDER, agreed
from tests.factories.volunteers import AT, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import promises, services
from volunteers.models import HoursEntry, Signup, VolunteerProfile
from volunteers.services import groups
from volunteers.services.persons import Person
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
NEW = Person(name="组演甲", birth_date=date(1980, 1, 1))


def group_of(size: int, capacity: int = 5, **fields):
    shift, person = make_shift(capacity=capacity, **fields), VolunteerFactory()
    return services.sign_up(shift=shift, volunteer=person, party_size=size, by=person.user, at=AT)


def name(group, volunteer=None, *, by=None, at=AT):
    volunteer = volunteer or VolunteerFactory()
    return groups.name_member(signup=group, volunteer=volunteer, by=by or group.volunteer.user, at=at)


def test_a_named_member_has_one_of_the_places_of_the_group():
    group = group_of(3)

    member = name(group)

    group.refresh_from_db()
    assert (member.state, member.source, member.party_of, member.party_size) == ("confirmed", "group", group, 1)
    assert (group.party_size, role_of(group.shift).taken) == (2, 3)
    assert list(promises.counters_equal_the_signups()) == []
    assert Event.objects.get(code="volunteers.member_named").data == {"member": member.pk, "left": 1}


def test_each_named_member_gets_the_minutes_and_the_unnamed_are_counted():
    group = group_of(3)
    member = name(group)
    shift, leader = group.shift, group.shift.activity.team.leader
    for signup in (group, member):
        services.mark_attendance(signup=signup, outcome="present", by=leader, at=shift.ends_at)

    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)

    credited = HoursEntry.objects.order_by("pk").values_list("volunteer", "minutes")
    assert list(credited) == [(group.volunteer_id, 210), (member.volunteer_id, 210)]
    confirmed = Event.objects.get(code="volunteers.roster_confirmed")
    assert confirmed.data == {"present": 2, "minutes": 420, "unnamed": 1}


def test_a_new_name_is_registered_with_the_least():
    group = group_of(2)

    member = groups.name_new_member(signup=group, person=NEW, by=group.volunteer.user, at=AT)

    assert (member.volunteer.name, member.volunteer.birth_date) == ("组演甲", date(1980, 1, 1))
    assert member.volunteer.user.has_usable_password() is False


def test_name_and_number_find_the_volunteer_who_is_registered():
    known = agreed().volunteer
    group = group_of(2)

    member = groups.name_new_member(signup=group, person=ELDER, by=group.volunteer.user, at=AT)

    assert member.volunteer == known


def test_refused_checks_register_nobody():
    group = group_of(2, min_age=18)
    young = Person(name="组演小", birth_date=date(2015, 1, 1))
    before = VolunteerProfile.objects.count()

    with pytest.raises(services.NotTaken):
        groups.name_new_member(signup=group, person=young, by=group.volunteer.user, at=AT)

    assert (VolunteerProfile.objects.count(), role_of(group.shift).taken) == (before, 2)


def test_nobody_is_named_twice_or_beyond_the_group():
    group = group_of(2)
    member = VolunteerFactory()
    name(group, member)

    with pytest.raises(Refused):
        name(group)
    with pytest.raises(services.NotTaken):
        name(group_again(group.shift), member)


def group_again(shift):
    person = VolunteerFactory()
    return services.sign_up(shift=shift, volunteer=person, party_size=2, by=person.user, at=AT)


def test_somebody_busy_elsewhere_is_not_named():
    group, busy = group_of(2), VolunteerFactory()
    signed_up(make_shift(), busy)

    with pytest.raises(services.NotTaken) as refused:
        name(group, busy)

    assert refused.value.refusal.code == "clash"


def test_the_leader_of_the_shift_names_and_strangers_do_not():
    group = group_of(3)
    with pytest.raises(NotAllowed):
        name(group, by=UserFactory())
    with pytest.raises(NotAllowed):
        groups.name_new_member(signup=group, person=NEW, by=UserFactory(), at=AT)

    name(group, by=group.shift.activity.team.leader)

    assert Signup.objects.get(pk=group.pk).party_size == 2


def test_a_group_that_waits_or_was_confirmed_on_the_roster_is_not_named():
    shift = make_shift(capacity=2)
    signed_up(shift)
    waiting = group_again(shift)
    with pytest.raises(Refused):
        name(waiting)
    group = group_of(2)
    leader = group.shift.activity.team.leader
    services.mark_attendance(signup=group, outcome="present", by=leader, at=group.ends_at)
    services.confirm_roster(shift=group.shift, by=leader, at=group.ends_at)
    with pytest.raises(Refused):
        name(group, at=group.ends_at)


def test_a_named_member_who_cancels_frees_one_place():
    group = group_of(2, capacity=2)
    member = name(group)
    waiting = signed_up(group.shift)

    services.cancel_signup(signup=member, by=member.volunteer.user, at=AT)

    waiting.refresh_from_db()
    assert (waiting.state, role_of(group.shift).taken) == ("offered", 2)
    assert list(promises.counters_equal_the_signups()) == []


def test_above_the_places_naming_changes_no_counter():
    group = group_of(3, capacity=3)
    services.change_capacity(role=role_of(group.shift), capacity=1, by=group.shift.activity.team.leader, at=AT)

    name(group)

    role = role_of(group.shift)
    assert (role.taken, role.overfill) == (3, 2)
    assert list(promises.counters_equal_the_signups()) == []
