"""The check-in as people meet it: the page at the place, the leader's phone, the paper."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from volunteers.checkin_codes import personal_code, place_code
from volunteers.models import Attendance, CheckinEvent

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["portal_language"] = "en"


@pytest.fixture
def shift(leader):
    """One that began twenty minutes ago, with room for five."""
    starts_at = (timezone.now() - 20 * MINUTE).replace(second=0, microsecond=0)
    return make_shift(
        capacity=5, starts_at=starts_at, hours=2, activity=ActivityFactory(team=TeamFactory(leader=leader))
    )


@pytest.fixture
def signup(shift, volunteer):
    return signed_up(shift, VolunteerFactory(user=volunteer), at=shift.starts_at - timedelta(days=1))


def join(shift):
    return signed_up(shift, at=shift.starts_at - timedelta(days=1))


def page(shift) -> str:
    return f"/volunteers/shifts/{shift.pk}/check-in/"


def led(shift, rest="") -> str:
    return f"/volunteers/team/shifts/{shift.pk}/check-in/{rest}"


def code_now(shift) -> str:
    return place_code(shift, timezone.now()).code


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# --- At the place -----------------------------------------------------------------------------------------------------


def test_scan_then_one_press_checks_in(client, volunteer, signup, shift):
    client.force_login(volunteer)

    shown = client.get(page(shift) + f"?code={code_now(shift)}")
    nothing_yet = CheckinEvent.objects.count()
    response = client.post(page(shift), follow=True)

    assert "Code scanned at" in text_of(shown)
    assert nothing_yet == 0
    event = CheckinEvent.objects.get()
    assert (event.signup, event.kind, event.method, event.recorded_by) == (signup, "in", "place", volunteer)
    assert "I am leaving: check out" in text_of(response)


def test_scan_before_signing_in_is_remembered(client, volunteer, signup, shift):
    anonymous = client.get(page(shift) + f"?code={code_now(shift)}")
    client.force_login(volunteer)

    client.post(page(shift))

    assert "Sign in, then one press checks you in." in text_of(anonymous)
    assert CheckinEvent.objects.get().signup == signup


def test_typed_code_checks_in_and_out(client, volunteer, signup, shift):
    client.force_login(volunteer)

    client.post(page(shift), {"code": code_now(shift).lower()})
    Attendance.objects.filter(signup=signup).update(actual_in=shift.starts_at)
    response = client.post(page(shift).replace("check-in", "check-out"), {"code": code_now(shift)}, follow=True)

    assert list(CheckinEvent.objects.values_list("kind", flat=True)) == ["in", "out"]
    assert "Thank you!" in text_of(response)


@pytest.mark.parametrize("code", ["", "222222", "x" * 500, "é"])
def test_without_the_present_code_nobody_checks_in(client, volunteer, signup, shift, code):
    client.force_login(volunteer)

    response = client.post(page(shift), {"code": code})

    assert response.status_code == 422
    assert not CheckinEvent.objects.exists()


def test_a_forwarded_code_is_worthless_a_minute_later(client, volunteer, signup, shift):
    client.force_login(volunteer)
    old = place_code(shift, timezone.now() - timedelta(seconds=61)).code

    shown = client.get(page(shift) + f"?code={old}")
    response = client.post(page(shift))

    assert "This code has run out or is wrong." in text_of(shown)
    assert response.status_code == 422
    assert not CheckinEvent.objects.exists()


def test_without_a_place_the_leader_is_named(client, volunteer2, shift):
    client.force_login(volunteer2)

    response = client.post(page(shift), {"code": code_now(shift)})

    assert response.status_code == 422
    assert "You have no place on this shift." in text_of(response)


def test_page_shows_the_code_for_the_leader(client, volunteer, signup, shift):
    client.force_login(volunteer)

    response = client.get(page(shift))

    assert personal_code(signup) in text_of(response)
    assert response.headers["Cache-Control"] == "no-store, private"


# --- The leader's phone -----------------------------------------------------------------------------------------------


def record(client, shift, accept="application/json", **fields):
    fields = {"nonce": str(uuid4()), "kind": "in", **fields}
    return client.post(led(shift, "record/"), fields, headers={"accept": accept})


def test_tick_and_typed_code_of_the_leader(client, leader, signup, shift):
    other = join(shift)
    client.force_login(leader)

    ticked = record(client, shift, accept="text/html", signup=signup.pk)
    typed = record(client, shift, person=personal_code(other).lower())

    assert (ticked.status_code, ticked.headers["Location"]) == (302, led(shift))
    assert typed.json()["signup"] == other.pk
    methods = CheckinEvent.objects.order_by("pk").values_list("signup", "method")
    assert list(methods) == [(signup.pk, "tick"), (other.pk, "person")]


def test_replay_of_a_kept_press_answers_the_same_and_tells_the_clock(client, leader, signup, shift):
    client.force_login(leader)
    now = timezone.now()
    fields = {
        "nonce": str(uuid4()),
        "signup": signup.pk,
        "device_at": (now - 30 * MINUTE).isoformat(),
        "sent_at": (now - 20 * MINUTE).isoformat(),
    }

    first, again = (record(client, shift, **fields) for _ in range(2))

    assert first.json()["sentence"] == again.json()["sentence"]
    assert first.json()["skew"].startswith("The clock of this phone is")
    event = CheckinEvent.objects.get()
    assert abs(event.seen_at - (now - 10 * MINUTE)) < MINUTE
    assert -1260 < event.skew_seconds <= -1140


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "x"},
        {"kind": "away"},
        {"person": "222222"},
        {"signup": "9" * 18},
        {"signup": "9" * 30},
        {"device_at": "yesterday", "sent_at": "now"},
        {"device_at": "2023-09-06T08:00:00", "sent_at": "2023-09-06T08:00:00"},
        {"device_at": "0001-01-01T00:00:00+00:00", "sent_at": "9999-12-31T23:59:59+00:00"},
        {"device_at": "2030-01-01T00:00:00+00:00", "sent_at": "2029-01-01T00:00:00+00:00"},
        {"device_at": "2023-09-06T08:00:00+00:00"},
    ],
)
def test_nonsense_is_refused_in_words(client, leader, signup, shift, wrong):
    client.force_login(leader)

    response = record(client, shift, **{"signup": signup.pk, **wrong} if "person" not in wrong else wrong)

    assert response.status_code == 422
    assert json.loads(response.content)["errors"][0]
    assert not CheckinEvent.objects.exists()


def test_refusal_without_javascript_is_on_the_page(client, leader, signup, shift):
    client.force_login(leader)

    response = record(client, shift, accept="text/html", person="222222")

    assert response.status_code == 422
    assert "Nobody with a place on this shift has this code." in text_of(response)
    assert "222222" in text_of(response)


def test_list_opens_offline_until_the_roster_is_confirmed(client, leader, signup, shift):
    client.force_login(leader)

    response = client.get(led(shift))
    shift.roster_confirmed_at, shift.roster_confirmed_by = timezone.now(), leader
    shift.save()
    after = client.get(led(shift))

    assert response.headers["X-Offline-Copy"] == "yes"
    assert "X-Offline-Copy" not in after.headers


def test_a_scanned_personal_code_opens_the_list_with_the_name(client, leader, signup, shift):
    client.force_login(leader)

    response = client.get(led(shift, f"?person={personal_code(signup)}"))

    assert response.context["named"].signup == signup
    assert "X-Offline-Copy" not in response.headers


@pytest.mark.parametrize("people", [1, 3])
def test_list_asks_the_same_number_of_questions(client, leader, shift, people):
    for _ in range(people):
        join(shift)
    client.force_login(leader)
    client.get(led(shift))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(led(shift))

    assert len(response.context["lines"]) == people
    assert len(asked) <= 14


# --- The code at the place and the paper ------------------------------------------------------------------------------


def test_code_at_the_place_renews_itself(client, leader, shift):
    client.force_login(leader)

    whole = client.get(led(shift, "place/"))
    fragment = client.get(led(shift, "place/"), headers={"hx-request": "true"})

    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in whole.content.decode()
    assert fragment.content.decode().strip().startswith('<div id="place-code"')
    assert fragment.headers["Cache-Control"] == "no-store, private"


def test_paper_roster_is_a_pdf(client, leader, signup, shift):
    client.force_login(leader)

    response = client.get(led(shift, "paper/"))

    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
