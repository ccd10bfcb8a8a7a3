"""Pages of signing up for family and of groups, as people use them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.families import ELDER, agreed, asked
from tests.factories.series import make_series
from tests.factories.volunteers import TeamFactory, VolunteerFactory, make_shift
from volunteers import services
from volunteers.models import FamilyLink, RiskAcceptance, ShiftWatch, Signup, StandingPlace
from volunteers.services.persons import Person

pytestmark = pytest.mark.django_db
FORM = {
    "name": "演奶奶", "id_number": ELDER.id_number, "relation": "child", "contact_phone": "19900000002",
    "phone": "", "agrees": "on",
}  # fmt: skip


@pytest.fixture
def shift(db):
    return make_shift(capacity=5, starts_at=timezone.now() + timedelta(days=3))


def of(shift, name: str) -> str:
    return reverse(f"volunteers:{name}", args=[shift.pk])


def test_asking_and_confirming_at_the_desk(client):
    team, actor = TeamFactory(), UserFactory()
    client.force_login(actor)
    sent = client.post(reverse("volunteers:ask_family"), {**FORM, "team": team.pk})
    link = FamilyLink.objects.get()
    client.force_login(team.leader)

    page = client.get(reverse("volunteers:family_desk")).content.decode()
    done = client.post(reverse("volunteers:confirm_family", args=[link.pk]), {"agreement": "in_person"})

    assert (sent.url, done.url) == (reverse("volunteers:family"), reverse("volunteers:family_desk"))
    assert "演奶奶" in page
    assert ELDER.id_number not in page
    assert FamilyLink.objects.in_force().get().confirmed_by == team.leader


def test_a_wrong_number_is_said_and_nothing_typed_is_lost(client):
    client.force_login(UserFactory())

    answer = client.post(reverse("volunteers:ask_family"), {**FORM, "id_number": "123", "team": TeamFactory().pk})

    assert answer.status_code == 422
    assert 'value="演奶奶"' in answer.content.decode()
    assert not FamilyLink.objects.exists()


def test_too_many_tries_an_hour_are_refused(client, monkeypatch):
    monkeypatch.setattr("volunteers.views.families.TRIES", 1)
    client.force_login(UserFactory())
    team = TeamFactory()
    wrong = {**FORM, "team": team.pk, "name": "演错名"}

    statuses = [client.post(reverse("volunteers:ask_family"), form).status_code for form in (wrong, wrong)]

    assert statuses == [302, 422]


def test_family_without_an_own_profile_signs_up_and_cancels(client, shift):
    link = agreed()
    client.force_login(link.actor)
    page = client.get(of(shift, "shift")).content.decode()

    client.post(of(shift, "sign_up"), {"person": link.volunteer_id})
    signed = Signup.objects.get()
    state = signed.state
    answer = client.post(of(shift, "cancel"), {"person": link.volunteer_id})

    assert "替演奶奶报名" in page
    assert (signed.volunteer_id, state, answer.url) == (link.volunteer_id, "confirmed", of(shift, "shift"))
    assert Signup.objects.get().state == "cancelled"


@pytest.mark.parametrize("person", ["0", "x", "9" * 30, "१"])
def test_for_anybody_else_the_press_finds_nobody(client, shift, person):
    client.force_login(agreed().actor)

    assert client.post(of(shift, "sign_up"), {"person": person}).status_code == 404


def test_not_for_somebody_who_has_not_agreed_yet(client, shift):
    link = asked()
    client.force_login(link.actor)

    assert client.post(of(shift, "sign_up"), {"person": link.volunteer_id}).status_code == 404
    assert not Signup.objects.exists()


def test_family_accepts_the_risks_for_the_elder(client):
    shift = make_shift(starts_at=timezone.now() + timedelta(days=3), risk_level="some", risk_note_zh="路滑")
    link = agreed()
    client.force_login(link.actor)
    form = {"person": link.volunteer_id, "digest": shift.activity.risk_digest, "accepts": "yes"}

    client.post(of(shift, "accept_risks"), form)

    assert RiskAcceptance.objects.get().volunteer == link.volunteer
    assert Signup.objects.get().source == "family"


def test_the_roster_says_who_signed_up(client, shift):
    link = agreed()
    services.sign_up(shift=shift, volunteer=link.volunteer, by=link.actor, at=timezone.now())
    client.force_login(shift.activity.team.leader)

    page = client.get(of(shift, "roster")).content.decode()

    assert f"由{link.actor}代为报名" in page


def test_the_elder_agrees_and_revokes_with_the_own_account(client):
    own = VolunteerFactory(name="演有号")
    services.update_profile(volunteer=own, changes={"id_number": ELDER.id_number}, by=own.user, at=timezone.now())
    link = asked(Person(name="演有号", id_number=ELDER.id_number))
    client.force_login(own.user)
    page = client.get(reverse("volunteers:family")).content.decode()

    client.post(reverse("volunteers:agree_family", args=[link.pk]))
    agreement = FamilyLink.objects.get().agreement
    client.post(reverse("volunteers:end_family", args=[link.pk]))

    assert str(link.actor) in page
    assert (agreement, FamilyLink.objects.get().end_reason) == ("account", "revoked")


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_the_database_a_constant_number_of_times(client, shift, number, django_assert_num_queries):
    team, actor = TeamFactory(), UserFactory()
    for n in range(number):
        person = Person(name=f"演家人{n}", birth_date=date(1950, 1, 1))
        link = agreed(person, by=actor, team=team)
        services.sign_up(shift=shift, volunteer=link.volunteer, by=actor, at=timezone.now())
    family, desk = reverse("volunteers:family"), reverse("volunteers:family_desk")
    risky = make_shift(starts_at=timezone.now() + timedelta(days=5), risk_level="some", risk_note_zh="路滑")
    pages = [(actor, family, 11), (actor, of(risky, "shift"), 15), (team.leader, desk, 6)]

    for reader, address, queries in pages:
        client.force_login(reader)
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)


# --- Groups -----------------------------------------------------------------------------------------------------------


def test_the_group_is_named_by_whoever_brings_it(client, shift):
    person = VolunteerFactory()
    group = services.sign_up(shift=shift, volunteer=person, party_size=3, by=person.user, at=timezone.now())
    client.force_login(person.user)
    address = reverse("volunteers:group", args=[group.pk])

    wrong = client.post(address, {"name": ""})
    done = client.post(address, {"name": "组演乙", "birth_date": "1980-01-01"})
    page = client.get(address).content.decode()

    assert (wrong.status_code, done.status_code) == (422, 302)
    assert "组演乙" in page
    assert sorted(Signup.objects.values_list("party_size", "source")) == [(1, "group"), (2, "self")]


def test_a_refusal_stands_above_the_form(client):
    shift = make_shift(capacity=3, min_age=18, starts_at=timezone.now() + timedelta(days=3))
    person = VolunteerFactory()
    group = services.sign_up(shift=shift, volunteer=person, party_size=2, by=person.user, at=timezone.now())
    client.force_login(person.user)

    answer = client.post(reverse("volunteers:group", args=[group.pk]), {"name": "组演小", "birth_date": "2020-01-01"})

    assert answer.status_code == 422
    assert Signup.objects.count() == 1


# --- My service -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_my_service_lists_standing_places_and_watches(client, shift, number, django_assert_num_queries):
    person = VolunteerFactory()
    series = make_series("FREQ=DAILY")
    for n in range(number):
        StandingPlace.objects.create(series=series, volunteer=person, weekday=n, since=timezone.now())
        full = make_shift(starts_at=timezone.now() + timedelta(days=4 + n))
        services.watch_shift(shift=full, volunteer=person, by=person.user, at=timezone.now())
    client.force_login(person.user)
    client.get(reverse("volunteers:me"))

    with django_assert_num_queries(12):
        page = client.get(reverse("volunteers:me")).content.decode()

    assert (page.count("结束我的固定"), page.count('name="from_me"')) == (number, number)


def test_a_watch_is_stopped_on_my_service(client, shift):
    person = VolunteerFactory()
    services.watch_shift(shift=shift, volunteer=person, by=person.user, at=timezone.now())
    client.force_login(person.user)

    answer = client.post(of(shift, "unwatch"), {"from_me": "yes"})

    assert (answer.url, ShiftWatch.objects.count()) == (reverse("volunteers:me"), 0)


def test_a_coordinator_ends_a_standing_place_in_the_back_office(client, reviewer):
    person = VolunteerFactory()
    place = StandingPlace.objects.create(
        series=make_series("FREQ=DAILY"), volunteer=person, weekday=1, since=timezone.now()
    )
    client.force_login(reviewer)

    client.post(
        reverse("admin:volunteers_standingplace_changelist"),
        {"action": "end_places", "_selected_action": [place.pk]},
    )

    place.refresh_from_db()
    assert place.ended_at is not None


def test_family_links_are_revoked_in_the_back_office(client, reviewer):
    link = agreed()
    client.force_login(reviewer)

    client.post(
        reverse("admin:volunteers_familylink_changelist"), {"action": "end_links", "_selected_action": [link.pk]}
    )

    assert FamilyLink.objects.get().end_reason == "revoked"
