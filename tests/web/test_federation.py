"""Another federation adopts the portal by its settings: no page, mail or paper keeps the first one's name."""

import json

import pytest
from django.core import mail
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from web import federation

FIRST = ("郑州高新区慈善总会", "Zhengzhou High-tech Zone Charity Federation", "国槐街", "Guohuai", "西美高新")
PAGES = ("/", "/about/", "/accounts/login/", "/notices/", "/programs/", "/manifest.webmanifest", "/nothing/")


@pytest.fixture
def another(settings):
    settings.PORTAL_FEDERATION = "演示县慈善总会"
    settings.PORTAL_FEDERATION_EN = "Demo “County” Charity Federation"
    settings.PORTAL_SHORT_NAME, settings.PORTAL_SHORT_NAME_EN = "演示慈善", "Demo"
    settings.PORTAL_ADDRESS, settings.PORTAL_ADDRESS_EN = "演示路1号", "1 Demo Road"
    settings.PORTAL_MOTTO = settings.PORTAL_MOTTO_EN = ""


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_names_the_federation_of_the_settings(client, cast, another, settings, path, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = client.get(path).text

    assert [word for word in FIRST if word in page] == []


@pytest.mark.django_db
def test_pages_for_staff_and_the_administration_too(client, cast, another):
    client.force_login(cast["admin"])

    page = client.get(reverse("admin:index")).text

    assert "演示县慈善总会 · 管理后台" in page
    assert [word for word in FIRST if word in page] == []


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_an_error_page_too(another, name):
    assert "演示县慈善总会" in get_template(name).render()


@pytest.mark.django_db
def test_the_manifest_is_json_whatever_the_name(client, another, settings):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    answer = client.get("/manifest.webmanifest")

    assert (json.loads(answer.text)["name"], json.loads(answer.text)["short_name"]) == (
        "Demo “County” Charity Federation",
        "Demo",
    )


@pytest.mark.django_db
def test_a_mail_is_signed_by_it(client, cast, another):
    cast["volunteer"].email = "volunteer@example.org"
    cast["volunteer"].save()

    client.post(reverse("account_reset_password"), {"email": "volunteer@example.org"})

    (message,) = mail.outbox
    assert "演示县慈善总会" in message.subject + message.body
    assert [word for word in FIRST if word in message.subject + message.body] == []


def test_without_an_english_name_there_is_no_second_one(settings):
    settings.PORTAL_FEDERATION, settings.PORTAL_FEDERATION_EN = "演示县慈善总会", ""

    with translation.override("en"):
        assert (federation.name(), federation.other_name()) == ("演示县慈善总会", None)


@pytest.mark.parametrize(
    ("language", "name", "other"),
    [
        ("zh-hans", "郑州高新区慈善总会", ("Zhengzhou High-tech Zone Charity Federation", "en")),
        ("en", "Zhengzhou High-tech Zone Charity Federation", ("郑州高新区慈善总会", "zh-Hans")),
    ],
)
def test_the_default_is_the_first_federation(language, name, other):
    with translation.override(language):
        assert federation.name() == name
        assert federation.other_name() == federation.OtherName(*other)
