"""Signing in as people do it: the second step is set up and asked for, a forgotten password is set anew by mail."""

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from accounts.demo import DEMO_PASSWORD
from tests.browser.test_every_page import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEND = "main form .btn-brand"
NEW_PASSWORD = "another-long-pass-2"  # pragma: allowlist secret


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in_by_hand(tab, username: str, password: str = DEMO_PASSWORD) -> None:
    tab.goto("/accounts/login/")
    tab.fill("[name=login]", username)
    tab.fill("[name=password]", password)
    tab.click(SEND)


def test_the_second_step_is_set_up_and_one_recovery_code_opens_the_portal_once(visitor, cast, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    sign_in_by_hand(tab, "worker")
    expect(tab).to_have_url(re.compile("/accounts/2fa/totp/activate/$"))

    tab.locator("main details summary").click()
    secret = tab.locator("code.key").inner_text()
    tab.fill("[name=code]", code_of(secret))
    tab.click(SEND)
    expect(tab.locator(".codes code")).to_have_count(10)
    assert violations(tab, (), []) == []
    spare = tab.locator(".codes code").first.inner_text()

    visitor.clear_cookies()
    sign_in_by_hand(tab, "worker")
    expect(tab).to_have_url(re.compile("/accounts/2fa/authenticate/$"))
    assert violations(tab, (), []) == []
    tab.fill("[name=code]", spare)
    tab.click(SEND)
    expect(tab).to_have_url(re.compile("/my-day/$"))

    visitor.clear_cookies()
    sign_in_by_hand(tab, "worker")
    tab.fill("[name=code]", spare)
    tab.click(SEND)
    expect(tab.locator(".errsum")).to_be_visible()
    assert urlsplit(tab.url).path == "/accounts/2fa/authenticate/"


def test_a_forgotten_password_is_set_anew_by_the_link_in_a_mail(visitor, cast, mailoutbox):
    cast["volunteer"].email = "v@example.org"
    cast["volunteer"].save()
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/accounts/login/")
    tab.locator("main a[href*='password/reset']").first.click()
    tab.fill("[name=email]", "v@example.org")
    tab.click(SEND)
    expect(tab).to_have_url(re.compile("/accounts/password/reset/done/$"))

    [mail] = mailoutbox
    tab.goto(urlsplit(re.search(r"https?://\S+", mail.body)[0]).path)
    tab.fill("[name=password1]", NEW_PASSWORD)
    tab.fill("[name=password2]", NEW_PASSWORD)
    tab.click(SEND)
    expect(tab).to_have_url(re.compile("/accounts/password/reset/key/done/$"))

    sign_in_by_hand(tab, "volunteer")
    expect(tab.locator(".errsum")).to_be_visible()
    sign_in_by_hand(tab, "volunteer", NEW_PASSWORD)
    expect(tab).to_have_url(re.compile("/my-day/$"))
