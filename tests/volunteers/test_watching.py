"""Watching a full shift for somebody else: family for an elder, a leader for people of the team."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from notifications.messages import messages_about
from tests.factories.accounts import UserFactory
from tests.factories.families import agreed
from tests.factories.volunteers import AT, TeamFactory, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.models import ShiftWatch, Signup, TeamMembership
from volunteers.services import families, groups
from volunteers.services.persons import Person
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db


def a_full_shift(**fields):
    shift = make_shift(capacity=1, **fields)
    return shift, signed_up(shift, at=fields.get("starts_at", AT + timedelta(days=1)) - timedelta(days=1))


def heard_of(holder, at=AT):
    """Who hears, and the title as each reads it, when the one place becomes free."""
    services.cancel_signup(signup=holder, by=holder.volunteer.user, at=at)
    event = Event.objects.get(code="volunteers.place_free")
    [message] = messages_about(event.code)
    people = message.recipients(event)
    assert [message.still_applies(event, person) for person in people] == [True] * len(people)
    return [(person.id, message.context(event, person)["title"]) for person in people]


def in_team(shift, volunteer):
    TeamMembership.objects.create(team=shift.activity.team, person=volunteer.user, role="member", since=AT.date())
    return volunteer


def test_family_hears_of_a_place_for_the_elder_and_whoever_watches_too_for_himself():
    link, own = agreed(), VolunteerFactory()
    shift, holder = a_full_shift()
    title = shift.activity.title
    for volunteer, by in ((link.volunteer, link.actor), (own, own.user), (link.volunteer, link.volunteer.user)):
        for _twice in range(2):
            services.watch_shift(shift=shift, volunteer=volunteer, by=by, at=AT)

    assert ShiftWatch.objects.count() == 3
    assert heard_of(holder) == [
        (link.actor_id, f"{title}（演奶奶）"),
        (own.user_id, title),
        (link.volunteer.user_id, title),
    ]


def test_a_leader_hears_of_a_place_for_people_of_the_team_only():
    shift, holder = a_full_shift()
    leader, member, stranger = shift.activity.team.leader, VolunteerFactory(), VolunteerFactory()
    in_team(shift, member)
    services.watch_shift(shift=shift, volunteer=member, by=leader, at=AT)

    with pytest.raises(NotAllowed):
        services.watch_shift(shift=shift, volunteer=stranger, by=leader, at=AT)
    assert heard_of(holder) == [(leader.pk, f"{shift.activity.title}（{member.name}）")]


def test_nobody_else_watches_for_a_volunteer():
    shift, _holder = a_full_shift()
    somebody = VolunteerFactory()

    with pytest.raises(NotAllowed):
        services.watch_shift(shift=shift, volunteer=somebody, by=UserFactory(), at=AT)
    assert not ShiftWatch.objects.exists()


def test_family_that_may_no_longer_act_and_a_leader_who_left_hear_nothing():
    link = agreed()
    shift, holder = a_full_shift()
    deputy, member = UserFactory(), in_team(shift, VolunteerFactory())
    led = TeamMembership.objects.create(team=shift.activity.team, person=deputy, role="deputy", since=AT.date())
    services.watch_shift(shift=shift, volunteer=link.volunteer, by=link.actor, at=AT)
    services.watch_shift(shift=shift, volunteer=member, by=deputy, at=AT)

    families.end_link(link=link, by=link.volunteer.user, at=AT)
    led.delete()

    assert list(ShiftWatch.objects.values_list("asked_by", flat=True)) == [deputy.pk]
    assert heard_of(holder) == []


def test_whoever_stops_ends_what_he_asked_for_alone():
    link = agreed()
    shift, _holder = a_full_shift()
    for by in (link.actor, link.volunteer.user):
        services.watch_shift(shift=shift, volunteer=link.volunteer, by=by, at=AT)

    services.unwatch_shift(shift=shift, volunteer=link.volunteer, by=link.actor, at=AT)

    assert list(ShiftWatch.objects.values_list("asked_by", flat=True)) == [None]


@pytest.mark.both_databases
@pytest.mark.parametrize("by_family", [True, False])
def test_the_database_keeps_one_watch_for_each_who_asks(by_family):
    link = agreed()
    shift, _holder = a_full_shift()
    asker = link.actor if by_family else None
    values = {"shift": shift, "volunteer": link.volunteer, "since": AT, "asked_by": asker}
    ShiftWatch.objects.create(**values)

    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftWatch.objects.create(**values)


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_family_watches_and_stops_on_the_page_of_the_shift_and_on_its_own(client):
    link, now = agreed(), timezone.now()
    shift, _holder = a_full_shift(starts_at=now + timedelta(days=3))
    page, form = reverse("volunteers:shift", args=[shift.pk]), {"person": link.volunteer_id}
    client.force_login(link.actor)
    before = client.get(page).content.decode()

    client.post(reverse("volunteers:watch", args=[shift.pk]), form)
    watched = ShiftWatch.objects.get()
    after, family = (client.get(url).content.decode() for url in (page, reverse("volunteers:family")))
    stopped = client.post(reverse("volunteers:unwatch", args=[shift.pk]), {**form, "from_me": "yes"})

    ends = reverse("volunteers:unwatch", args=[shift.pk])
    assert (watched.volunteer, watched.asked_by) == (link.volunteer, link.actor)
    words = [f"替{link.volunteer.name}留意空位", f"替{link.volunteer.name}排队候补", ends]
    assert [one in before for one in words] == [True, True, False]
    assert (ends in after, ends in family, stopped.url) == (True, True, reverse("volunteers:family"))
    assert not ShiftWatch.objects.exists()


def test_a_leader_watches_for_somebody_of_the_team_and_stops_on_the_roster(client):
    shift, holder = a_full_shift(starts_at=timezone.now() + timedelta(days=3))
    member, stranger = in_team(shift, VolunteerFactory()), VolunteerFactory()
    in_team(shift, holder.volunteer)
    client.force_login(shift.activity.team.leader)
    address, roster = (reverse(f"volunteers:{name}", args=[shift.pk]) for name in ("watch_for", "roster"))

    choices = [profile.pk for profile in client.get(address).context["form"].fields["person"].queryset]
    wrong = client.post(address, {"person": stranger.pk})
    done = client.post(address, {"person": member.pk})
    watch = ShiftWatch.objects.get()
    end = reverse("volunteers:unwatch_for", args=[shift.pk, watch.pk])
    shown = end in client.get(roster).content.decode()
    client.post(end)

    assert (choices, wrong.status_code, done.url, shown) == ([member.pk], 422, roster, True)
    assert not ShiftWatch.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_roster_asks_as_often_for_one_watch_as_for_three(client, number, django_assert_num_queries):
    shift, _holder = a_full_shift(starts_at=timezone.now() + timedelta(days=3))
    leader = shift.activity.team.leader
    for _n in range(number):
        person = in_team(shift, VolunteerFactory())
        services.watch_shift(shift=shift, volunteer=person, by=leader, at=timezone.now())
    client.force_login(leader)
    address = reverse("volunteers:roster", args=[shift.pk])
    client.get(address)

    with django_assert_num_queries(10):
        client.get(address)


# --- A group that an elder brings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "left"), [("me", ["cancelled", "confirmed"]), ("all", ["cancelled", "cancelled"])])
def test_family_says_for_whom_of_a_group_that_the_elder_brings(client, who, left):
    link, now = agreed(), timezone.now()
    shift = make_shift(capacity=5, starts_at=now + timedelta(days=7))
    group = services.sign_up(shift=shift, volunteer=link.volunteer, party_size=2, by=link.actor, at=now)
    client.force_login(link.actor)
    page, form = reverse("volunteers:shift", args=[shift.pk]), {"person": link.volunteer_id}
    unnamed = client.get(page).content.decode()
    groups.name_member(signup=group, volunteer=VolunteerFactory(), by=link.actor, at=now)

    named = client.get(page).content.decode()
    client.post(reverse("volunteers:cancel", args=[shift.pk]), {**form, "who": who})

    asks = 'name="who" value="me"'
    assert (asks in unnamed, reverse("volunteers:group", args=[group.pk]) in unnamed, asks in named) == (
        False,
        True,
        True,
    )
    assert list(Signup.objects.order_by("pk").values_list("state", flat=True)) == left


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_one_relative_on_it_as_for_three(client, number, django_assert_num_queries):
    actor, team, now = UserFactory(), TeamFactory(), timezone.now()
    shift = make_shift(capacity=number, starts_at=now + timedelta(days=7))
    for n in range(number):
        person = Person(name=f"演家人{n}", birth_date=date(1950, 1, 1))
        link = agreed(person, by=actor, team=team)
        services.sign_up(shift=shift, volunteer=link.volunteer, by=actor, at=now)
    client.force_login(actor)
    address = reverse("volunteers:shift", args=[shift.pk])
    client.get(address)

    with django_assert_num_queries(17):
        client.get(address)
