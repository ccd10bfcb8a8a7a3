import pytest
from django.http import HttpResponse
from django_htmx.middleware import HtmxMiddleware

from web import htmx
from web.htmx import render_page_or_fragment


@pytest.fixture
def rendered(rf, monkeypatch):
    """Which template a request with these headers gets, with the answer."""
    monkeypatch.setattr(
        htmx, "render", lambda request, template, context, status: HttpResponse(template, status=status)
    )

    def rendered(status=200, **headers):
        request = rf.get("/", headers=headers)
        HtmxMiddleware(lambda request: HttpResponse())(request)
        return render_page_or_fragment(request, "page", "fragment", {"a": 1}, status=status)

    return rendered


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, b"page"),
        ({"HX-Request": "true"}, b"fragment"),
        ({"HX-Request": "true", "HX-Boosted": "true"}, b"page"),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, b"page"),
    ],
)
def test_htmx_gets_the_fragment_and_everybody_else_the_page(rendered, headers, template):
    assert rendered(**headers).content == template


def test_status_and_vary(rendered):
    response = rendered(status=422)

    assert (response.status_code, response.headers["Vary"]) == (422, "HX-Request")


def test_a_request_that_passed_no_middleware_gets_the_page(rf, monkeypatch):
    monkeypatch.setattr(htmx, "render", lambda request, template, context, status: HttpResponse(template))

    assert render_page_or_fragment(rf.get("/"), "page", "fragment", {}).content == b"page"
