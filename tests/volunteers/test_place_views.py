"""Pages of offers, of leaving, of rules and of the leader's additions."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.factories.series import make_series
from tests.factories.volunteers import ActivityFactory, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.models import Shift, Signup, StandingPlace, TeamMembership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["portal_language"] = "en"
    with override("en"):
        yield


def words(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def an_offer(days=5):
    """A person to whom a place is offered, signed up now."""
    now = timezone.now()
    shift = make_shift(capacity=1, starts_at=now + timedelta(days=days))
    holder, waiting = signed_up(shift, at=now), signed_up(shift, at=now)
    services.cancel_signup(signup=holder, by=holder.volunteer.user, at=now)
    return Signup.objects.get(pk=waiting.pk)


def test_the_offer_is_accepted_from_its_page(client):
    signup = an_offer()
    client.force_login(signup.volunteer.user)

    page = client.get(f"/volunteers/offers/{signup.pk}/")
    done = client.post(f"/volunteers/offers/{signup.pk}/accept/")

    assert (page.status_code, page.context["stands"], "Yes, I will come" in page.content.decode()) == (200, True, True)
    assert (done.status_code, done["Location"]) == (302, f"/volunteers/shifts/{signup.shift_id}/")
    assert Signup.objects.get(pk=signup.pk).state == "confirmed"
    again = client.post(f"/volunteers/offers/{signup.pk}/decline/")
    assert again.status_code == 422


def test_the_offer_is_declined_from_the_page_of_the_shift(client):
    signup = an_offer()
    client.force_login(signup.volunteer.user)

    page = client.get(f"/volunteers/shifts/{signup.shift_id}/").content.decode()
    done = client.post(f"/volunteers/offers/{signup.pk}/decline/")

    assert f"/volunteers/offers/{signup.pk}/decline/" in page
    assert words(done) == ["Thank you for telling us. The next person is asked now."]


def test_an_offer_that_is_over_is_refused_with_422_and_no_buttons(client):
    signup = an_offer()
    Signup.objects.filter(pk=signup.pk).update(
        offered_at=timezone.now() - timedelta(hours=3), offer_expires_at=timezone.now() - timedelta(hours=1)
    )
    client.force_login(signup.volunteer.user)

    response = client.post(f"/volunteers/offers/{signup.pk}/accept/")

    assert (response.status_code, response.context["stands"]) == (422, False)
    assert response.context["refused"].startswith("The time to answer this offer is over")


def test_a_stranger_does_not_learn_of_an_offer(client):
    signup = an_offer()
    client.force_login(VolunteerFactory().user)

    urls = [f"/volunteers/offers/{signup.pk}/", f"/volunteers/offers/{signup.pk}/accept/"]

    assert (client.get(urls[0]).status_code, client.post(urls[1]).status_code) == (404, 404)


def test_leaving_in_time_leads_to_other_shifts(client):
    now, person = timezone.now(), VolunteerFactory()
    shift = make_shift(capacity=1, starts_at=now + timedelta(days=3))
    other = make_shift(capacity=1, starts_at=now + timedelta(days=4), activity=shift.activity)
    signed_up(shift, person, at=now)
    client.force_login(person.user)

    response = client.post(f"/volunteers/shifts/{shift.pk}/cancel/", follow=True)

    assert response.redirect_chain == [(f"/volunteers/shifts/{shift.pk}/instead/", 302)]
    assert [card.shift for card in response.context["cards"]] == [other]


def test_leaving_late_keeps_the_place_and_can_be_taken_back(client):
    now, person = timezone.now(), VolunteerFactory()
    shift = make_shift(capacity=1, starts_at=now + timedelta(hours=10))
    signed_up(shift, person, at=now)
    client.force_login(person.user)

    before = client.get(f"/volunteers/shifts/{shift.pk}/").context["leaving"]
    left = client.post(f"/volunteers/shifts/{shift.pk}/cancel/", follow=True)
    back = client.post(f"/volunteers/shifts/{shift.pk}/come-after-all/")

    assert before.startswith("It is short before the shift")
    assert "I come after all" in left.content.decode()
    assert (back.status_code, Signup.objects.get().standin_asked_at) == (302, None)


def test_the_rules_stand_on_the_page_of_the_shift(client):
    rules = {"places_ahead_limit": 2, "newcomer_places": 1, "draw_hours": 24, "approval_required": True}
    shift = make_shift(starts_at=timezone.now() + timedelta(days=3), approve_after=3, **rules)

    page = client.get(f"/volunteers/shifts/{shift.pk}/")

    assert [rule.split(",")[0].split(".")[0] for rule in page.context["rules"]] == [
        "Nobody has more than 2 places ahead here",
        "1 place of each task is kept for people who come for the first time",
        page.context["rules"][2].split(".")[0],
        "The leader of the team approves each sign-up",
        "Whoever served here 3 times needs no approval",
    ]
    assert "Who gets a place" in page.content.decode()


def test_a_group_signs_up_together_and_nonsense_is_refused(client):
    person = VolunteerFactory()
    shift = make_shift(capacity=3, starts_at=timezone.now() + timedelta(days=3))
    client.force_login(person.user)

    wrong = client.post(f"/volunteers/shifts/{shift.pk}/sign-up/", {"party_size": "99"})
    client.post(f"/volunteers/shifts/{shift.pk}/sign-up/", {"party_size": "3"})

    assert (wrong.status_code, wrong.context["refused"]) == (422, "Please enter how many people come, 1 to 20.")
    assert list(Signup.objects.values_list("party_size", "state")) == [(3, "confirmed")]


def test_the_leader_approves_and_adds_on_the_roster(client):
    now = timezone.now()
    shift = make_shift(capacity=1, starts_at=now + timedelta(days=3), approval_required=True)
    asked, member = signed_up(shift, at=now), VolunteerFactory()
    leader = shift.activity.team.leader
    TeamMembership.objects.create(team=shift.activity.team, person=member.user, role="member", since=now.date())
    client.force_login(leader)
    role = shift.roles.get()

    approved = client.post(f"/volunteers/team/shifts/{shift.pk}/people/{asked.pk}/approve/")
    url = f"/volunteers/team/shifts/{shift.pk}/people/add/"
    full = client.post(url, {"role": role.pk, "known": member.pk})
    more = client.post(url, {"role": role.pk, "known": member.pk, "reason": "带新人"})

    assert [r.status_code for r in (approved, full, more)] == [302, 422, 302]
    assert sorted(Signup.objects.values_list("state", "overfill_reason")) == [
        ("confirmed", ""),
        ("confirmed", "带新人"),
    ]
    assert "one more: 带新人" in client.get(f"/volunteers/team/shifts/{shift.pk}/").content.decode()


def test_the_leader_adds_an_elder_who_is_no_member_and_has_no_account(client):
    shift = make_shift(capacity=3, starts_at=timezone.now() + timedelta(days=3))
    client.force_login(shift.activity.team.leader)
    url = f"/volunteers/team/shifts/{shift.pk}/people/add/"
    form = {"role": shift.roles.get().pk, "name": "门演爷爷", "id_number": "410199194001012022"}

    unasked = client.post(url, form)
    first = client.post(url, {**form, "agrees": "on"})
    again = client.post(url, {**form, "name": "别演人", "agrees": "on"})

    assert [r.status_code for r in (unasked, first, again)] == [422, 302, 422]
    signup = Signup.objects.select_related("volunteer").get()
    assert (signup.volunteer.name, signup.source, signup.state) == ("门演爷爷", "leader", "confirmed")


def test_coming_every_week_and_watching(client):
    now, person = timezone.now(), VolunteerFactory()
    series = make_series("FREQ=DAILY", first_on=timezone.localdate(now) + timedelta(days=1), at=now)
    shift = Shift.objects.filter(occurrence__series=series).order_by("starts_at")[1]
    full = make_shift(capacity=1, starts_at=now + timedelta(days=2), activity=ActivityFactory())
    signed_up(full, at=now)
    client.force_login(person.user)

    client.post(f"/volunteers/shifts/{shift.pk}/standing/")
    client.post(f"/volunteers/shifts/{full.pk}/watch/")
    pages = [client.get(f"/volunteers/shifts/{one.pk}/").content.decode() for one in (shift, full)]

    assert ["End my standing place" in pages[0], "Do not watch it any more" in pages[1]] == [True, True]
    place = StandingPlace.objects.get()
    client.post(f"/volunteers/standing/{place.pk}/end/")
    client.post(f"/volunteers/shifts/{full.pk}/unwatch/")
    assert StandingPlace.objects.live().count() == 0


def test_the_page_of_a_shift_asks_at_most_fifteen_queries(client):
    signup = an_offer()
    client.force_login(signup.volunteer.user)
    client.get(f"/volunteers/shifts/{signup.shift_id}/")

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/volunteers/shifts/{signup.shift_id}/")

    assert len(queries) <= 15
