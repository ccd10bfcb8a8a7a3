"""The pages as people meet them. Views read the clock, so shifts are planned relative to now."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import get_current_timezone, localdate, localtime

from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import services
from volunteers.models import Signup, VolunteerProfile
from volunteers.selectors import monday_of, week_of_shifts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["portal_language"] = "en"


@pytest.fixture
def team(leader):
    return TeamFactory(leader=leader)


@pytest.fixture
def shift(team):
    return coming(team)


@pytest.fixture
def profile(volunteer) -> VolunteerProfile:
    return VolunteerFactory(user=volunteer)


def coming(team, days=2, **fields):
    start = localtime(timezone.now() + days * DAY).replace(hour=10, minute=0, second=0, microsecond=0)
    return make_shift(starts_at=start, hours=2, activity=ActivityFactory(team=team, **fields))


def week_url(shift) -> str:
    return f"/volunteers/shifts/?week={localdate(shift.starts_at)}"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- The week ---------------------------------------------------------------------------------------------------------


def test_week_needs_no_account_and_shows_only_announced_shifts(client, shift, team):
    draft = make_shift(starts_at=shift.starts_at, open_it=False, activity=ActivityFactory(team=team))

    week = client.get(week_url(shift)).context["week"]

    assert [card.shift for day in week.days for card in day.cards] == [shift]
    assert week.first == monday_of(localdate(shift.starts_at))
    assert client.get(f"/volunteers/shifts/{draft.pk}/").status_code == 404


def test_week_marks_own_shifts_and_gives_reasons(client, shift, team, profile):
    signed_up(shift, profile, timezone.now())
    clash = make_shift(starts_at=shift.starts_at, activity=ActivityFactory(team=team))
    client.force_login(profile.user)

    response = client.get(week_url(shift))

    cards = {card.shift.pk: card for day in response.context["week"].days for card in day.cards}
    assert (cards[shift.pk].is_mine, cards[clash.pk].refusal.code) == (True, "clash")
    assert [day.mark for day in response.context["week"].days if day.cards] == ["mine"]
    assert "Another shift at this time" in text_of(response)


def test_days_that_are_over_are_folded_away_above_today(places, team):
    monday = datetime(2026, 11, 23, tzinfo=get_current_timezone())
    for day, hour in ((0, 9), (2, 9), (2, 18), (4, 9)):
        make_shift(starts_at=monday + timedelta(days=day, hours=hour), activity=ActivityFactory(team=team))

    week = week_of_shifts(AnonymousUser(), monday.date(), monday + timedelta(days=2, hours=13))

    assert [day.date.day for day in week.earlier] == [23]
    assert [day.date.day for day in week.ahead] == [25, 27]
    assert [(card.has_begun, card.is_over) for card in week.ahead[0].cards] == [(True, True), (False, False)]


def test_week_is_filtered_by_field(client, shift, team):
    ecology = coming(team, field="ecology")

    week = client.get(week_url(shift) + "&field=ecology").context["week"]

    assert [card.shift for day in week.days for card in day.cards] == [ecology]


@pytest.mark.parametrize("query", ["week=2023-99-99", "week=x", "field=nonsense", "week=0001-01-01", "week=9999-12-31"])
def test_week_survives_nonsense(client, query):
    assert client.get(f"/volunteers/shifts/?{query}").status_code == 200


def queries_of(client, url) -> int:
    """Of a second request: the first one of a session also notes the session."""
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def test_week_asks_as_much_for_three_shifts_as_for_one(client, shift, team, profile):
    client.force_login(profile.user)
    one = queries_of(client, week_url(shift))
    for _ in range(2):
        other = make_shift(capacity=2, starts_at=shift.starts_at, activity=ActivityFactory(team=team))
        signed_up(other, at=timezone.now())

    three = queries_of(client, week_url(shift))

    assert one == three <= 10


# --- Signing up -------------------------------------------------------------------------------------------------------


def test_sign_up_goes_back_to_the_shift_with_a_message(client, shift, profile):
    client.force_login(profile.user)

    response = client.post(f"/volunteers/shifts/{shift.pk}/sign-up/", {"place": "1"}, follow=True)

    assert response.redirect_chain == [(f"/volunteers/shifts/{shift.pk}/", 302)]
    assert messages_of(response) == ["You have a place. Thank you! We will remind you the day before."]
    assert Signup.objects.get().state == "confirmed"


def test_sign_up_for_a_full_shift_waits(client, shift, profile):
    signed_up(shift, at=timezone.now())
    client.force_login(profile.user)

    response = client.post(f"/volunteers/shifts/{shift.pk}/sign-up/", follow=True)

    assert messages_of(response) == [
        "The shift is full. You are number 1 on the waiting list; "
        "a place that becomes free is offered to you in your turn."
    ]
    assert "Number 1 on the waiting list" in text_of(response)


def test_refused_sign_up_shows_its_reason_with_422(client, team, profile):
    shift = coming(team, insurance_required=True)
    client.force_login(profile.user)

    response = client.post(f"/volunteers/shifts/{shift.pk}/sign-up/")

    assert response.status_code == 422
    assert response.context["refused"] == (
        "This shift needs accident insurance that is valid on the day. The team leader arranges it free of charge."
    )
    assert not Signup.objects.exists()


def test_sign_up_for_a_started_shift_is_422(client, team, profile):
    shift = make_shift(starts_at=timezone.now() - timedelta(hours=1), activity=ActivityFactory(team=team))
    client.force_login(profile.user)

    response = client.post(f"/volunteers/shifts/{shift.pk}/sign-up/")

    assert (response.status_code, response.context["refused"]) == (
        422,
        "This shift has already started. Please choose a later one.",
    )


@pytest.mark.parametrize("role", ["", "0", "x", "99999999999999999999"])
def test_sign_up_with_a_nonsense_task_takes_the_suitable_one(client, shift, profile, role):
    client.force_login(profile.user)

    assert client.post(f"/volunteers/shifts/{shift.pk}/sign-up/", {"role": role}).status_code == 302


def test_who_may_not_sign_up(client, shift, volunteer, outsider):
    url = f"/volunteers/shifts/{shift.pk}/sign-up/"

    anonymous = client.post(url)
    client.force_login(outsider)
    stranger = client.post(url)
    client.force_login(volunteer)
    without_profile = client.post(url)

    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/accounts/login/")
    assert [(r.status_code, r["Location"]) for r in (stranger, without_profile)] == [(302, "/volunteers/join/")] * 2
    assert client.post("/volunteers/shifts/0/sign-up/").status_code == 404
    assert client.get(url).status_code == 405


def test_cancel_gives_the_place_back(client, shift, profile):
    signed_up(shift, profile, timezone.now())
    client.force_login(profile.user)

    response = client.post(f"/volunteers/shifts/{shift.pk}/cancel/", follow=True)

    assert messages_of(response) == ["Your sign-up is cancelled. Thank you for telling us."]
    assert client.post(f"/volunteers/shifts/{shift.pk}/cancel/").status_code == 422


# --- Own pages --------------------------------------------------------------------------------------------------------


def test_own_record_shows_hours_and_only_own_shifts(client, team, profile, volunteer2):
    past = make_shift(capacity=2, starts_at=timezone.now() - DAY, activity=ActivityFactory(team=team))
    own = signed_up(past, profile, past.starts_at - DAY)
    other = signed_up(past, VolunteerFactory(user=volunteer2), past.starts_at - DAY)
    for signup in (own, other):
        services.mark_attendance(signup=signup, outcome="present", by=team.leader, at=past.ends_at)
    services.confirm_roster(shift=past, by=team.leader, at=past.ends_at)
    client.force_login(profile.user)

    response = client.get("/volunteers/me/")

    assert [line.signup for line in response.context["history"]] == [own]
    assert [line.minutes for line in response.context["history"]] == [210]
    assert str(response.context["hours"]) == "3.5"


def test_own_record_asks_as_much_for_three_shifts_as_for_one(client, team, profile):
    client.force_login(profile.user)
    signed_up(coming(team), profile, timezone.now())
    one = queries_of(client, "/volunteers/me/")
    for days in (3, 4):
        signed_up(coming(team, days), profile, timezone.now())

    assert one == queries_of(client, "/volunteers/me/") == 12


# --- The leader's pages -----------------------------------------------------------------------------------------------


def test_leader_sees_only_the_own_team(client, shift, leader):
    other = coming(TeamFactory())
    client.force_login(leader)

    response = client.get("/volunteers/team/")

    assert response.context["coming"] == [shift]
    assert client.get(f"/volunteers/team/shifts/{shift.pk}/").status_code == 200
    assert client.get(f"/volunteers/team/shifts/{other.pk}/").status_code == 404


def test_the_page_of_the_team_shows_two_weeks_and_the_rest_on_demand(client, shift, team, leader):
    later = [coming(team, days) for days in (16, 40)]
    client.force_login(leader)

    soon, everything = (client.get(f"/volunteers/team/{query}") for query in ("", "?all"))

    assert (soon.context["coming"], soon.context["later"]) == ([shift], 2)
    assert "2 more shifts after the next two weeks" in text_of(soon)
    assert (everything.context["coming"], everything.context["later"]) == ([shift, *later], 0)


def test_roster_shows_names_to_the_leader_and_masks_them_for_the_supervisor(client, shift, leader, auditor):
    signed_up(shift, VolunteerFactory(name="志演一"), timezone.now())
    url = f"/volunteers/team/shifts/{shift.pk}/"

    client.force_login(leader)
    full = text_of(client.get(url))
    client.force_login(auditor)
    masked = text_of(client.get(url))

    assert ("志演一" in full, "志演一" in masked, "志**" in masked) == (True, False, True)


def test_roster_asks_as_much_for_three_people_as_for_one(client, team, leader):
    past = make_shift(capacity=3, starts_at=timezone.now() - DAY, activity=ActivityFactory(team=team))
    url = f"/volunteers/team/shifts/{past.pk}/"
    client.force_login(leader)
    signed_up(past, at=past.starts_at - DAY)
    one = queries_of(client, url)
    for _ in range(2):
        signed_up(past, at=past.starts_at - DAY)

    assert one == queries_of(client, url) <= 10


def test_team_page_asks_as_much_for_three_shifts_as_for_one(client, shift, team, leader):
    client.force_login(leader)
    one = queries_of(client, "/volunteers/team/")
    for days in (3, 4):
        coming(team, days)

    assert one == queries_of(client, "/volunteers/team/") <= 10


def test_roster_is_ticked_and_confirmed_without_javascript(client, team, leader):
    past = make_shift(capacity=2, starts_at=timezone.now() - DAY, hours=2, activity=ActivityFactory(team=team))
    one, two = (signed_up(past, at=past.starts_at - DAY) for _ in range(2))
    came = localtime(past.starts_at + timedelta(minutes=30))
    client.force_login(leader)
    url = f"/volunteers/team/shifts/{past.pk}/"

    ticked = {f"outcome-{one.pk}": "present", f"in-{one.pk}": f"{came:%H:%M}", f"outcome-{two.pk}": "absent"}
    marked = client.post(f"{url}attendance/", ticked)
    confirmed = client.post(f"{url}confirm/", follow=True)

    assert marked.status_code == 302
    assert messages_of(confirmed) == [
        "Attendance is saved.",
        "The roster is confirmed and the hours are credited.",
    ]
    assert Signup.objects.get(pk=one.pk).attendance.hours.get().minutes in (90, 91)


@pytest.mark.parametrize("wrong", [{"outcome": "king"}, {"outcome": "present", "in": "25:99"}])
def test_nonsense_on_the_roster_is_422(client, team, leader, wrong):
    past = make_shift(starts_at=timezone.now() - DAY, activity=ActivityFactory(team=team))
    signup = signed_up(past, at=past.starts_at - DAY)
    client.force_login(leader)

    data = {f"{name}-{signup.pk}": value for name, value in wrong.items()}
    response = client.post(f"/volunteers/team/shifts/{past.pk}/attendance/", data)

    assert response.status_code == 422


def test_confirming_an_unmarked_roster_is_422(client, team, leader):
    past = make_shift(starts_at=timezone.now() - DAY, activity=ActivityFactory(team=team))
    signed_up(past, at=past.starts_at - DAY)
    client.force_login(leader)

    response = client.post(f"/volunteers/team/shifts/{past.pk}/confirm/")

    assert (response.status_code, response.context["refused"]) == (422, "1 person is not marked yet.")


def test_move_that_breaks_names_the_people(client, shift, team, leader):
    later = coming(team, days=5)
    busy = signed_up(shift, VolunteerFactory(name="志演一"), timezone.now())
    signed_up(later, busy.volunteer, timezone.now())
    client.force_login(leader)
    times = {
        "starts_at": f"{localtime(later.starts_at):%Y-%m-%dT%H:%M}",
        "ends_at": f"{localtime(later.ends_at):%Y-%m-%dT%H:%M}",
    }

    response = client.post(f"/volunteers/team/shifts/{shift.pk}/move/", times)

    assert response.status_code == 422
    assert response.context["broken"] == [busy]
    assert "志演一" in text_of(response)


@pytest.mark.parametrize("capacity", ["-1", "x", "", "2001"])
def test_nonsense_places_are_422(client, shift, leader, capacity):
    client.force_login(leader)

    response = client.post(
        f"/volunteers/team/shifts/{shift.pk}/capacity/", {"role": role_of(shift).pk, "capacity": capacity}
    )

    assert response.status_code == 422
    assert role_of(shift).capacity == 1


def test_leader_changes_places_releases_closes_and_cancels(client, shift, leader):
    one, two = signed_up(shift, at=timezone.now()), signed_up(shift, at=timezone.now())
    client.force_login(leader)
    url = f"/volunteers/team/shifts/{shift.pk}/"

    client.post(f"{url}capacity/", {"role": role_of(shift).pk, "capacity": 2})
    client.post(f"{url}people/{one.pk}/release/")
    client.post(f"{url}close/")
    asked = client.get(f"{url}cancel/")
    client.post(f"{url}cancel/")

    assert asked.context["people"] == 1
    assert list(Signup.objects.order_by("pk").values_list("state", "cancel_reason")) == [
        ("cancelled", "by_leader"),
        ("cancelled", "shift_cancelled"),
    ]
    assert two.pk == Signup.objects.last().pk


def test_correction_page_reverses_hours(client, team, leader):
    past = make_shift(starts_at=timezone.now() - DAY, activity=ActivityFactory(team=team))
    signup = signed_up(past, at=past.starts_at - DAY)
    services.mark_attendance(signup=signup, outcome="present", by=leader, at=past.ends_at)
    services.confirm_roster(shift=past, by=leader, at=past.ends_at)
    client.force_login(leader)
    url = f"/volunteers/team/shifts/{past.pk}/people/{signup.pk}/correct/"

    without_reason = client.post(url, {"outcome": "absent"})
    corrected = client.post(url, {"outcome": "absent", "reason": "认错人"})

    assert (without_reason.status_code, corrected.status_code) == (422, 302)
    assert list(signup.volunteer.hours.values_list("minutes", flat=True)) == [210, -210]
