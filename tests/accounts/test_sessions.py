import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.demo import DEMO_PASSWORD
from accounts.middleware import SEEN_AT, SIGNED_IN_AT
from accounts.models import User
from accounts.services import deactivate_user, grant_role, revoke_role
from tests.factories.accounts import LONG_AGO

pytestmark = pytest.mark.django_db
ACCOUNT = "/accounts/"
MINUTE = 60


def signed_in(user) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": DEMO_PASSWORD})
    assert client.get(ACCOUNT).status_code == 200
    return client


def age(client: Client, *, seen: int = 0, signed_in: int = 0) -> None:
    """As if the last request, or the sign-in, had been so many seconds ago."""
    now, session = int(time.time()), client.session
    session[SEEN_AT], session[SIGNED_IN_AT] = now - seen, now - signed_in
    session.save()


@pytest.mark.parametrize(
    ("person", "seen", "began", "status"),
    [
        ("worker", 29 * MINUTE, 60 * MINUTE, 200),
        ("worker", 31 * MINUTE, 60 * MINUTE, 302),
        ("worker", 1 * MINUTE, 481 * MINUTE, 302),
        ("volunteer", 31 * MINUTE, 60 * MINUTE, 200),
        ("volunteer", 1 * MINUTE, 481 * MINUTE, 302),
    ],
)
def test_sessions_end(cast, person, seen, began, status):
    client = signed_in(cast[person])
    age(client, seen=seen, signed_in=began)

    assert client.get(ACCOUNT).status_code == status


def test_an_ended_session_says_why(worker):
    client = signed_in(worker)
    age(client, seen=31 * MINUTE)

    response = client.get(ACCOUNT, follow=True)

    assert response.redirect_chain == [("/accounts/login/?next=/accounts/", 302)]
    assert "您已退出登录" in response.content.decode()


def test_a_busy_session_is_written_at_most_once_a_minute(worker, django_assert_num_queries):
    client = signed_in(worker)
    before = client.session[SEEN_AT]
    age(client, seen=59)

    client.get(ACCOUNT)

    assert client.session[SEEN_AT] < before


def test_a_new_password_ends_the_other_sessions(worker):
    here, there = signed_in(worker), signed_in(worker)

    response = here.post(
        "/accounts/password/change/",
        {
            "oldpassword": DEMO_PASSWORD,
            "password1": "another-long-pass-2",  # pragma: allowlist secret
            "password2": "another-long-pass-2",  # pragma: allowlist secret
        },  # pragma: allowlist secret
    )

    assert response.status_code == 302
    assert (here.get(ACCOUNT).status_code, there.get(ACCOUNT).status_code) == (200, 302)


def test_closing_an_account_ends_its_sessions(worker, administrator):
    client = signed_in(worker)

    deactivate_user(user=worker, by=administrator, at=LONG_AGO)

    assert client.get(ACCOUNT).status_code == 302
    assert Session.objects.count() == 0


def test_a_revoked_role_is_gone_with_the_next_request(reviewer, administrator):
    client = signed_in(reviewer)
    assert client.get("/admin/").status_code == 200

    revoke_role(grant=reviewer.role_grants.get(), by=administrator, at=LONG_AGO)

    assert client.get("/admin/").status_code == 403


def test_a_granted_role_counts_with_the_next_request(outsider, administrator):
    client = signed_in(outsider)
    assert client.get("/admin/").status_code == 403

    grant_role(user=User.objects.get(pk=outsider.pk), role="supervisor", by=administrator, at=LONG_AGO)

    assert client.get("/admin/").status_code == 200


def test_other_sessions_can_be_ended_by_their_owner(worker):
    here, there = signed_in(worker), signed_in(worker)

    here.post("/accounts/sessions/")

    assert (here.get(ACCOUNT).status_code, there.get(ACCOUNT).status_code) == (200, 302)


@pytest.mark.parametrize(
    ("came_from", "back_to"),
    [
        ("http://testserver/notifications/?page=2", "/notifications/%3Fpage%3D2"),
        ("http://elsewhere.example/notifications/", "/notifications/read-all/"),
        ("", "/notifications/read-all/"),
    ],
)
def test_who_sends_a_form_after_the_session_ended_comes_back_to_its_page(client, volunteer, came_from, back_to):
    answer = client.post("/notifications/read-all/", headers={"referer": came_from} if came_from else {})

    assert answer.url == f"/accounts/login/?next={back_to}"
    said = "刚才提交的内容没有保存" in client.get(answer.url).content.decode()
    assert said is (back_to != "/notifications/read-all/")


def test_a_part_of_a_page_that_is_fetched_after_the_session_ended_brings_the_whole_page_to_the_sign_in(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/applications/?tab=paid"}

    answer = client.get("/applications/?tab=paid&q=SQ", headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == "/accounts/login/?next=/applications/%3Ftab%3Dpaid"
