"""What family does for an elder besides signing up: standing places, and appeals against a missed shift."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from notifications.messages import messages_about
from notifications.recipients import user_recipient
from tests.factories.accounts import UserFactory
from tests.factories.families import agreed
from tests.factories.series import make_series
from tests.factories.volunteers import AT, TOMORROW, make_shift
from volunteers import services
from volunteers.models import AbsenceAppeal, Shift, Signup, StandingPlace, TeamMembership
from volunteers.services import families
from volunteers.telling import users_told
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db


def standing_for(link, by=None):
    series = make_series("FREQ=DAILY")
    shift = Shift.objects.filter(occurrence__series=series, starts_at__gt=AT).order_by("starts_at").first()
    return services.take_standing_place(shift=shift, volunteer=link.volunteer, by=by or link.actor, at=AT)


def test_family_takes_a_standing_place_and_hears_of_each_sign_up():
    link = agreed()

    place = standing_for(link)

    rows = set(Signup.objects.values_list("volunteer", "source", "state", "signed_up_by"))
    assert rows == {(link.volunteer_id, "standing", "confirmed", link.actor_id)}
    assert place.taken_by == link.actor
    assert users_told(Signup.objects.all()) == [link.volunteer.user_id, link.actor_id]


def test_nobody_else_takes_or_ends_a_standing_place():
    link, stranger = agreed(), UserFactory()
    with pytest.raises(NotAllowed):
        standing_for(link, by=stranger)
    place = standing_for(link)
    with pytest.raises(NotAllowed):
        services.end_standing_place(place=place, by=stranger, at=AT)

    assert services.end_standing_place(place=place, by=link.actor, at=AT).ended_at == AT


def test_revoking_ends_the_standing_places_that_this_family_took():
    link = agreed()
    mine, his = standing_for(link), standing_for(link, by=link.volunteer.user)

    families.end_link(link=link, by=link.volunteer.user, at=AT)

    assert list(StandingPlace.objects.live()) == [his]
    assert list(Event.objects.filter(code="volunteers.standing_place_ended").values_list("subject_id", flat=True)) == [
        mine.pk
    ]


def missed_by(link):
    shift = make_shift()
    signup = services.sign_up(shift=shift, volunteer=link.volunteer, by=link.actor, at=AT)
    leader = shift.activity.team.leader
    services.mark_attendance(signup=signup, outcome="absent", by=leader, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    return signup


def test_family_hears_of_a_missed_shift_appeals_and_hears_the_answer():
    link = agreed()
    signup = missed_by(link)
    both = [user_recipient(link.volunteer.user_id), user_recipient(link.actor_id)]
    reviewer = UserFactory(role="federation_reviewer")

    appeal = services.appeal_absence(signup=signup, text="奶奶在场", by=link.actor, at=TOMORROW)
    services.answer_appeal(appeal=appeal, outcome="excused", answer="已核实", by=reviewer, at=TOMORROW)

    told = {}
    for code in ("volunteers.absence_decided", "volunteers.appeal_answered"):
        [message] = messages_about(code)
        event = Event.objects.get(code=code)
        told[code] = message.recipients(event)
        titles = [message.context(event, person)["title"] for person in both]
        assert titles == ["慈善粥屋爱心早餐", "慈善粥屋爱心早餐（演奶奶）"]
    assert told == {"volunteers.absence_decided": both, "volunteers.appeal_answered": both}


@pytest.mark.both_databases
def test_family_that_appealed_does_not_answer_though_it_leads_the_team():
    link = agreed()
    signup = missed_by(link)
    team = signup.shift.activity.team
    TeamMembership.objects.create(team=team, person=link.actor, role="deputy", since=AT.date())
    appeal = services.appeal_absence(signup=signup, text="奶奶在场", by=link.actor, at=TOMORROW)

    with pytest.raises(NotAllowed):
        services.answer_appeal(appeal=appeal, outcome="excused", answer="是", by=link.actor, at=TOMORROW)
    with pytest.raises(DatabaseError), transaction.atomic():
        AbsenceAppeal.objects.update(answered_by=link.actor, answered_at=TOMORROW, outcome="kept", answer="是")


def test_family_whose_right_has_ended_appeals_no_more():
    link = agreed()
    signup = missed_by(link)
    families.end_link(link=link, by=link.volunteer.user, at=AT)

    with pytest.raises(NotAllowed):
        services.appeal_absence(signup=signup, text="奶奶在场", by=link.actor, at=TOMORROW)


def test_the_pages_offer_both_to_family(client):
    link = agreed()
    series = make_series("FREQ=DAILY", at=timezone.now(), first_on=timezone.localdate())
    shift = Shift.objects.filter(occurrence__series=series, starts_at__gt=timezone.now()).first()
    client.force_login(link.actor)
    form = {"person": link.volunteer_id}

    client.post(reverse("volunteers:take_standing", args=[shift.pk]), form)
    place = StandingPlace.objects.get()
    card = client.get(reverse("volunteers:shift", args=[shift.pk])).content.decode()
    page = client.get(reverse("volunteers:family")).content.decode()
    done = client.post(reverse("volunteers:end_standing", args=[place.pk]))

    end = reverse("volunteers:end_standing", args=[place.pk])
    assert (end in card, end in page, done.url) == (True, True, reverse("volunteers:family"))
    assert not StandingPlace.objects.live().exists()


def test_family_appeals_on_the_page_and_a_stranger_finds_nothing(client):
    link = agreed()
    signup = missed_by(link)
    address = reverse("volunteers:appeal_absence", args=[signup.pk])
    client.force_login(link.actor)

    sent = client.post(address, {"text": "奶奶在场"})
    client.force_login(UserFactory())

    assert sent.url == reverse("volunteers:family")
    assert AbsenceAppeal.objects.get().asked_by == link.actor
    assert client.get(address).status_code == 404
