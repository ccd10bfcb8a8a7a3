"""Text size and language: chosen by POST, kept in a cookie, and back to where the reader was."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("size", ["normal", "large", "xlarge"])
def test_the_text_size_is_kept_and_used(client, size):
    answer = client.post("/text-size/", {"size": size, "next": "/privacy/"})

    assert (answer.status_code, answer["Location"]) == (302, "/privacy/")
    assert f'data-text="{size}"' in client.get("/privacy/").text


def test_an_unknown_size_changes_nothing(client):
    answer = client.post("/text-size/", {"size": "huge", "next": "/"})

    assert "text_size" not in answer.cookies
    assert 'data-text="normal"' in client.get("/privacy/").text


def test_a_forged_size_cookie_is_ignored(client):
    client.cookies["text_size"] = '"><script>'

    assert 'data-text="normal"' in client.get("/privacy/").text


def test_the_language_is_kept_and_used(client):
    answer = client.post("/language/", {"language": "en", "next": "/privacy/"})

    assert answer["Location"] == "/privacy/"
    page = client.get("/privacy/")
    assert '<html lang="en"' in page.text
    assert "<h1>Privacy</h1>" in page.text
    assert page["Content-Language"] == "en"


def test_pages_are_chinese_whatever_the_browser_asks_for(client):
    page = client.get("/privacy/", headers={"accept-language": "en-US"})

    assert '<html lang="zh-Hans"' in page.text
    assert "<h1>隐私政策</h1>" in page.text


def test_an_unknown_language_changes_nothing(client):
    assert "portal_language" not in client.post("/language/", {"language": "fr", "next": "/"}).cookies


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
@pytest.mark.parametrize("path", ["/text-size/", "/language/"])
def test_the_way_back_never_leaves_the_site(client, path, target):
    assert client.post(path, {"size": "large", "language": "en", "next": target})["Location"] == "/"


@pytest.mark.parametrize("path", ["/text-size/", "/language/"])
def test_a_switch_is_a_post(client, path):
    assert client.get(path).status_code == 405
