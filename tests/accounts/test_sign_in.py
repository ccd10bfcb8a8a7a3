import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.demo import DEMO_PASSWORD, SIGN_INS
from accounts.models import User
from accounts.permissions import roles_of
from audit.models import Event

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, login: str, password: str = DEMO_PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def text(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_sign_in_by_user_name(client, volunteer):
    response = sign_in(client, "volunteer")

    assert (response.status_code, response["Location"]) == (302, "/my-day/")
    assert client.session["_auth_user_id"] == str(volunteer.pk)
    assert Event.objects.get(code="accounts.signed_in").actor == volunteer


def test_sign_in_by_user_name_in_another_case(client, volunteer):
    assert sign_in(client, "Volunteer").status_code == 302


def test_sign_in_by_e_mail(client, volunteer):
    volunteer.emailaddress_set.create(email="v@example.org", verified=True, primary=True)

    assert sign_in(client, "V@example.org").status_code == 302


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, worker2):
    known, unknown = sign_in(client, "worker2", "wrong"), sign_in(Client(), "worker3", "wrong")

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert text(known).replace("worker2", "worker3") == text(unknown)


def test_after_five_wrong_passwords_the_right_one_is_refused_with_429(client, volunteer):
    for _ in range(5):
        assert sign_in(client, "volunteer", "wrong").status_code == 200

    response = sign_in(client, "volunteer")

    assert response.status_code == 429
    assert "请等几分钟再试" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_throttle_speaks_the_readers_language(client, volunteer):
    client.cookies["portal_language"] = "en"
    for _ in range(6):
        response = sign_in(client, "volunteer", "wrong")

    assert response.status_code == 429
    assert "Wait a few minutes and try again" in response.content.decode()


def test_the_throttle_of_one_account_leaves_the_others_alone(client, volunteer, leader):
    for _ in range(6):
        sign_in(client, "volunteer", "wrong")

    assert sign_in(client, "leader").status_code == 302


def test_the_throttle_of_an_address_covers_all_accounts(client, cast):
    for number in range(20):
        sign_in(client, f"nobody{number}", "wrong")

    assert sign_in(client, "leader").status_code == 429
    assert client.post(LOGIN, {"login": "leader", "password": DEMO_PASSWORD}, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_the_session_key_changes_at_sign_in(client, volunteer):
    client.get(LOGIN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    sign_in(client, "volunteer")

    assert client.session.session_key != before


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        r"\\evil.example",
        "https:evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "%0d%0aLocation:https://evil.example",
    ],
)
def test_sign_in_never_leads_to_another_site(client, volunteer, target):
    response = sign_in(client, "volunteer", next=target)

    location = urlsplit(response["Location"])
    assert (response.status_code, location.scheme, location.netloc) == (302, "", "")


def test_sign_in_leads_on_to_the_page_that_was_asked(client, volunteer):
    assert sign_in(client, "volunteer", next="/volunteers/me/")["Location"] == "/volunteers/me/"


@pytest.mark.parametrize("demo", [True, False])
def test_the_demo_accounts_stand_below_the_login_of_a_demo_only(client, db, settings, demo):
    settings.PORTAL_DEMO = demo

    page = client.get("/accounts/login/").content.decode()

    assert [account.username for account in SIGN_INS if f"<code>{account.username}</code>" in page] == (
        [account.username for account in SIGN_INS] if demo else []
    )


def test_the_admin_has_no_login_of_its_own(client, administrator):
    response = client.get("/admin/login/?next=/admin/")
    posted = client.post("/admin/login/", {"username": "admin", "password": DEMO_PASSWORD})

    assert response["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert (posted.status_code, "_auth_user_id" in client.session) == (302, False)


def test_sign_out_clears_what_the_browser_kept(client, volunteer):
    client.force_login(volunteer)

    response = client.post("/accounts/logout/")

    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert "_auth_user_id" not in client.session


def test_a_get_never_signs_out(client, volunteer):
    client.force_login(volunteer)

    assert client.get("/accounts/logout/").status_code == 200
    assert client.session["_auth_user_id"] == str(volunteer.pk)


@pytest.mark.parametrize("reason", ["applicant", "volunteer"])
def test_sign_up_gives_the_role_that_was_asked_for(client, reason):
    response = client.post(
        "/accounts/signup/",
        {
            "reason": reason,
            "display_name": "李示二",
            "username": "19900000001",
            "password1": "long-demo-pass-1",  # pragma: allowlist secret
            "email": "",
        },
    )

    user = User.objects.get(username="19900000001")
    assert (response.status_code, user.display_name, roles_of(user)) == (302, "李示二", {reason})
    assert list(Event.objects.filter(subject_id=user.pk).order_by("seq").values_list("code", flat=True)) == [
        "accounts.opened",
        "accounts.role_granted",
        "accounts.signed_in",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "system_admin"},
        {"display_name": ""},
        {"password1": "12345678901"},
        {"username": "volunteer"},
        {"email": "not-an-address"},
    ],
)
def test_sign_up_refuses(client, volunteer, change):
    data = {
        "reason": "applicant",
        "display_name": "李",
        "username": "lishi",
        "password1": "long-demo-pass-1",  # pragma: allowlist secret
        **change,
    }  # pragma: allowlist secret

    response = client.post("/accounts/signup/", data)

    assert response.status_code == 200
    assert User.objects.exclude(username="volunteer").filter(username__in=["lishi", ""]).count() == 0


def test_sign_up_takes_no_field_that_is_not_on_the_form(client, db):
    data = {
        "reason": "applicant",
        "display_name": "李",
        "username": "lishi",
        "password1": "long-demo-pass-1",  # pragma: allowlist secret  # pragma: allowlist secret
        "is_active": "",
        "role": "system_admin",
        "date_joined": "2001-01-01",
    }

    client.post("/accounts/signup/", data)

    user = User.objects.get(username="lishi")
    assert (user.is_active, roles_of(user), user.date_joined.year > 2001) == (True, {"applicant"}, True)


def test_a_mail_about_the_password_links_to_our_address_whoever_asked(client, volunteer, mailoutbox, settings):
    settings.PORTAL_BASE_URL = "https://charity.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    volunteer.email = "v@example.org"
    volunteer.save()

    client.post("/accounts/password/reset/", {"email": "v@example.org"}, HTTP_HOST="evil.example")
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, HTTP_HOST="evil.example")

    assert [mail.to for mail in mailoutbox] == [["v@example.org"], ["nobody@example.org"]]
    assert all("https://charity.example.org/accounts/" in mail.body for mail in mailoutbox)
    assert not any("evil.example" in mail.body + mail.subject for mail in mailoutbox)


def test_asking_for_a_new_password_does_not_tell_who_has_an_account(client, volunteer):
    volunteer.email = "v@example.org"
    volunteer.save()

    known = client.post("/accounts/password/reset/", {"email": "v@example.org"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert text(known) == text(unknown)


def test_a_new_password_by_mail(client, volunteer, mailoutbox):
    volunteer.email = "v@example.org"
    volunteer.save()
    client.post("/accounts/password/reset/", {"email": "v@example.org"})
    path = urlsplit(re.search(r"https?://\S+", mailoutbox[0].body)[0]).path

    form = client.get(path, follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "another-long-pass-2", "password2": "another-long-pass-2"},  # pragma: allowlist secret
    )  # pragma: allowlist secret

    assert sign_in(Client(), "volunteer", "another-long-pass-2").status_code == 302
    assert Event.objects.filter(code="accounts.password_reset").count() == 1


def test_every_page_of_signing_in_is_in_the_portals_look(client, volunteer):
    public = [reverse(name) for name in ("account_login", "account_signup", "account_reset_password")]
    pages = [client.get(url).content.decode() for url in public]
    client.force_login(volunteer)
    own = ("account_change_password", "account_email", "mfa_index", "usersessions_list", "account_logout")
    pages += [client.get(reverse(name)).content.decode() for name in own]

    assert [page for page in pages if "portal/portal.css" not in page] == []
    assert [page for page in pages if re.search(r"<script(?![^>]*src=)|style=|onclick=", page)] == []
