import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from accounts.demo import DEMO_PASSWORD
from accounts.services import AccountRefused, reset_second_factor
from audit.models import Event
from tests.factories.accounts import LONG_AGO

pytestmark = pytest.mark.django_db
ENROLMENT = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _outside_demo_mode(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in(user, client=None) -> tuple[Client, object]:
    client = client or Client()
    return client, client.post("/accounts/login/", {"login": user.username, "password": DEMO_PASSWORD})


def code_of(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def enrolled(user) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize("person", ["worker", "officer", "reviewer", "approver", "cashier", "auditor", "admin"])
def test_staff_without_second_factor_get_nowhere_but_to_its_enrolment(cast, person):
    client, _response = sign_in(cast[person])

    answers = {url: client.get(url) for url in ("/my-day/", "/accounts/", "/admin/", "/")}

    assert {url: (r.status_code, r.get("Location")) for url, r in answers.items()} == {
        "/my-day/": (302, ENROLMENT),
        "/accounts/": (302, ENROLMENT),
        "/admin/": (302, ENROLMENT) if cast[person].is_staff else (403, None),
        "/": (302, ENROLMENT),
    }
    assert client.get(ENROLMENT).status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


@pytest.mark.parametrize("person", ["applicant", "volunteer", "leader", "partner", "outsider"])
def test_others_need_no_second_factor(cast, person):
    client, _response = sign_in(cast[person])

    assert client.get("/accounts/").status_code == 200


def test_in_demo_mode_nobody_needs_it(worker, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client, _response = sign_in(worker)

    assert client.get("/accounts/").status_code == 200


def test_enrolment_by_code_opens_the_portal(worker, django_capture_on_commit_callbacks):
    client, _response = sign_in(worker)
    client.get(ENROLMENT)
    secret = client.session["mfa.totp.secret"]

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ENROLMENT, {"code": code_of(secret)})

    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    assert client.get(response["Location"]).content.decode().count("<code>") == 10
    assert client.get("/accounts/").status_code == 200
    assert Event.objects.filter(code="accounts.second_factor_added", subject_id=worker.pk).count() == 2  # TOTP, codes


def test_the_secret_rests_encrypted(worker):
    secret = enrolled(worker)

    assert secret not in str(Authenticator.objects.get(user=worker).data)


def test_signing_in_asks_for_the_code(worker):
    secret = enrolled(worker)
    client, response = sign_in(worker)
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/").status_code == 302

    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    right = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert (wrong.status_code, right.status_code) == (200, 302)
    assert client.get("/accounts/").status_code == 200


def test_a_code_counts_once(worker):
    secret = enrolled(worker)
    first, _response = sign_in(worker)
    code = code_of(secret)
    assert first.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302

    second, _response = sign_in(worker)

    assert second.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert second.get("/accounts/").status_code == 302


def test_codes_of_other_half_minutes_are_refused(worker):
    secret = enrolled(worker)
    client, _response = sign_in(worker)

    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, -2)}).status_code == 200


def test_a_recovery_code_replaces_the_telephone_once(worker):
    enrolled(worker)
    code = RecoveryCodes.activate(worker).get_unused_codes()[0]
    first, _response = sign_in(worker)
    assert first.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302

    second, _response = sign_in(worker)

    assert second.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


def test_guessing_codes_is_throttled(worker):
    secret = enrolled(worker)
    client, _response = sign_in(worker)
    for guess in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": f"00000{guess}"})

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert client.get("/accounts/").status_code == 302


def test_staff_cannot_switch_it_off(worker):
    secret = enrolled(worker)
    client, _response = sign_in(worker)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    response = client.post("/accounts/2fa/totp/deactivate/")

    assert "您的岗位登录时必须进行二次验证，不能关闭。" in response.content.decode()
    assert Authenticator.objects.filter(user=worker, type="totp").count() == 1


def test_an_administrator_resets_it_for_somebody_else(worker, administrator):
    enrolled(worker)

    reset_second_factor(user=worker, by=administrator, at=LONG_AGO)

    assert Authenticator.objects.filter(user=worker).count() == 0
    client, _response = sign_in(worker)
    assert client.get("/accounts/")["Location"] == ENROLMENT


def test_nobody_resets_his_own(administrator):
    with pytest.raises(AccountRefused):
        reset_second_factor(user=administrator, by=administrator, at=LONG_AGO)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/accounts/2fa/", ["登录二次验证", "现在设置"]),
        (ENROLMENT, ["安装一个验证器", "用验证器扫描", "输入6位数字", "验证器显示的6位数字"]),
    ],
)
def test_the_pages_explain_the_second_step_in_plain_words(worker, settings, path, words):
    settings.SECOND_FACTOR_REQUIRED = False
    client, _response = sign_in(worker)

    page = client.get(path).text

    assert [word for word in words if word not in page] == []


def test_the_page_at_sign_in_says_what_to_do_without_a_telephone(worker):
    enrolled(worker)
    client, response = sign_in(worker)

    page = client.get(response["Location"]).text

    assert "6位数字或恢复码" in page
    assert "手机不在身边？" in page


def test_a_code_may_be_typed_as_the_app_shows_it(worker):
    code = code_of(enrolled(worker))
    client, _response = sign_in(worker)

    answer = client.post("/accounts/2fa/authenticate/", {"code": f" {code[:3]} {code[3:]} "})

    assert answer.status_code == 302
