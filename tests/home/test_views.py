"""The small pages: open to everybody, complete, and honest about what the federation is."""

import json

import pytest
from django.template.loader import get_template

pytestmark = pytest.mark.django_db
PAGES = ["/", "/about/", "/privacy/", "/accessibility/", "/site-map/", "/offline/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_has_one_heading_and_one_main(client, path):
    page = client.get(path)

    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert page.text.count("<main") == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_has_nothing_inline(client, path):
    text = client.get(path).text

    assert "style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert " onclick" not in text


def test_nobody_is_asked_for_money(client):
    text = client.get("/").text

    assert "本网站不接收捐款" in text
    assert "我要捐赠" not in text


def test_the_home_page_shows_nothing_where_there_is_nothing(client):
    text = client.get("/").text

    assert "目前没有正在受理的项目" in text
    assert "目前没有公示" in text


def test_the_work_stations_are_listed_by_sub_district(client, places):
    text = client.get("/about/").text

    assert text.index("石佛办事处") < text.index("西湖春天")


def test_the_service_worker_is_served_from_the_root_and_names_real_files(client):
    answer = client.get("/sw.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert '"/offline/"' in answer.text
    assert '"/static/portal/portal.css"' in answer.text


def test_the_manifest_is_json(client):
    answer = client.get("/manifest.webmanifest")

    assert answer["Content-Type"] == "application/manifest+json"
    assert json.loads(answer.text)["short_name"] == "高新慈善"


def test_an_unknown_page_is_404_in_the_frame_of_the_site(client):
    answer = client.get("/nothing/")

    assert answer.status_code == 404
    assert "找不到这个页面" in answer.text


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_an_error_page_needs_no_request(name):
    assert "郑州高新区慈善总会" in get_template(name).render()


def test_my_day_asks_for_a_login(client):
    answer = client.get("/my-day/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
