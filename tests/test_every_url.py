"""The permission matrix: every route, asked as every person, answers as tests/policies/ says."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseForbidden
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import get_language

from tests import policies, whole_world
from tests.cast import NAMES
from tests.policies import ANONYMOUS, Policy, World
from welfare_portal import urls

pytestmark = [pytest.mark.long, pytest.mark.django_db]
world, cookies, quiet = whole_world.world, whole_world.cookies, whole_world.quiet

ALLOWED = {200, 204, 302, 409, 422}
LINK = re.compile(rb'<a\b[^>]*?\bhref="(/[^"?#]*)')
CSRF_VALUE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
PEOPLE = (ANONYMOUS, *NAMES)


def routes(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    """(key, pattern) of every route, the ones of libraries and of the admin included."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield (f"{namespace}{entry.name}" if entry.name else pattern), pattern
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, pattern, inner)


ROUTES = sorted({key for key, _pattern in routes()})
POLICIES = policies.all_policies()
COVERED = [key for key in ROUTES if key in POLICIES]
SHARES = 16  # the matrix is the longest test; the workers of the suite share it
SHARE = pytest.mark.parametrize("share", range(SHARES))
WRITES_LOG_LINES = "django_structlog.middlewares.RequestMiddleware"


def test_every_route_has_a_policy_line():
    assert [key for key in ROUTES if key not in POLICIES] == []


def test_every_policy_line_has_a_route():
    assert sorted(POLICIES.keys() - set(ROUTES)) == []


@pytest.fixture
def ask(world, cookies, settings, monkeypatch):
    """ask(person, method, url, data) → response; whatever it changed is undone.

    Of half of the answers, those with 403, only the status counts; the page behind it is looked at elsewhere. No answer
    depends on log lines, or on the menu of the back office, which is the same on each page that a person opens.
    """
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != WRITES_LOG_LINES]
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden(), raising=False)
    monkeypatch.setattr(AdminSite, "get_app_list", _menu_once_per_person(AdminSite.get_app_list))
    clients = {csrf: Client(enforce_csrf_checks=csrf, raise_request_exception=False) for csrf in (False, True)}

    def send(person: str, method: str, url: str, data=None, *, csrf: bool = False):
        client = clients[csrf]
        client.cookies = SimpleCookie(cookies[person])
        cache.clear()  # no request is throttled because of the ones before
        with transaction.atomic():
            response = client.post(url, data or {}) if method == "POST" else client.generic(method, url)
            transaction.set_rollback(True)
        if response.streaming:
            b"".join(response.streaming_content)  # closes the file
        return response

    return send


def _menu_once_per_person(get_app_list):
    known = {}

    def remembered(site, request, app_label=None):
        whose = site.name, request.user.pk, get_language(), app_label
        if whose not in known:
            known[whose] = get_app_list(site, request, app_label)
        return known[whose]

    return remembered


def url_of(key: str, policy: Policy, kwargs: dict) -> str:
    """The address of a route; one without a name is keyed by its pattern."""
    return (_fill(key, kwargs) if "/" in key else reverse(key, kwargs=kwargs)) + policy.query


def _fill(pattern: str, kwargs: dict) -> str:
    catch_all = re.sub(r"\(\?P<\w+>\.\*\)\$?", "no-such-page", pattern)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(kwargs[found[1]]), catch_all)


def expected(policy: Policy, person: str, method: str) -> str:
    people = policy.people(method)
    if person == ANONYMOUS and not policy.is_public:
        return "login"
    if people is None:
        return "405"
    if person in people:
        return "allowed"
    if policy.unknown is not None and person not in policy.refused:
        return "404"
    return "login" if person == ANONYMOUS else "403"


def seen(response, policy: Policy) -> str:
    logins = tuple(
        f"{resolve_url(name)}?" for name in (settings.LOGIN_URL, "admin:login")
    )  # the second leads to the first
    if response.status_code == 302 and response["Location"].startswith(logins):
        return "login"
    return "allowed" if response.status_code in {*ALLOWED, *policy.also} else str(response.status_code)


def fits(saw: str, want: str) -> bool:
    """What nobody may do is 405, unless a guard before the view has refused already."""
    return saw == want or (want == "405" and saw in ("403", "404"))


def body(response, url: str) -> bytes:
    """The bytes that the reader gets, without what he sent himself (the address, and the one above it that the page of
    a button leads back to) and the random CSRF value."""
    said = CSRF_VALUE.sub(b"", response.content).replace(url.encode(), b"ADDRESS")
    above = url.rstrip("/").rpartition("/")[0] + "/"
    return said.replace(f'href="{above}"'.encode(), b"ABOVE") if response.status_code == 405 else said


@SHARE
def test_routes_answer_each_person_as_their_policy_says(share, world, ask):
    """And whoever may not see an object cannot tell it from one that does not exist; no page offers a link that its
    reader may not follow.
    """
    wrong, telling, refused = {}, {}, {}
    policy_at = {_line(key, world)[1].partition("?")[0]: POLICIES[key] for key in COVERED}
    for key in COVERED[share::SHARES]:
        policy, url = _line(key, world)
        responses = {(p, m): ask(p, m, url, policy.body(world)) for p in PEOPLE for m in ("GET", "POST")}
        answers = {(key, *who): (seen(r, policy), expected(policy, *who)) for who, r in responses.items()}
        wrong.update({line: answer for line, answer in answers.items() if not fits(*answer)})
        refused.update({(key, p): links for p in NAMES if (links := _refused_links(responses[p, "GET"], p, policy_at))})
        if policy.unknown is not None:
            telling.update(_what_tells_an_object_from_none(key, world, ask, responses))

    assert wrong == {}, "(route, person, method): (answer, expected)"
    assert telling == {}, "(route, person, method): (of an object, of none)"
    assert refused == {}, "(page, reader): links to what this reader may not open"


def _what_tells_an_object_from_none(key, world, ask, responses) -> dict[tuple, tuple]:
    """Who gets 404 gets the same bytes for both; for everybody else who knows the route, no object is 404."""
    policy, url = _line(key, world)
    none, found = url_of(key, policy, dict(policy.unknown)), {}
    is_anything = policy.kwargs(world) == policy.unknown  # a route that never has an object
    for who, response in responses.items():
        want = expected(policy, *who)
        if want == "404":
            there = response.status_code, body(response, url)
            nowhere = 404, body(ask(*who, none, policy.body(world)), none)
            if there != nowhere:
                found[key, *who] = there, nowhere
        elif want in ("allowed", "403") and not is_anything:
            status = ask(*who, none, policy.body(world)).status_code
            if status != 404:
                found[key, *who] = want, status
    return found


def _refused_links(response, person: str, policy_at: dict[str, Policy]) -> list[str]:
    """Links on the page that lead to a route and object of the matrix that answers this person with 403, 404 or 405."""
    if response.status_code != 200 or response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return []
    paths = {found.decode() for found in LINK.findall(response.content)} & policy_at.keys()
    if "/admin/" in response.request["PATH_INFO"]:  # Django itself links rows to related rows, whoever reads them
        paths = {path for path in paths if not path.startswith("/admin/")}
    return sorted(path for path in paths if expected(policy_at[path], person, "GET") != "allowed")


@SHARE
def test_routes_know_no_other_methods(share, world, ask):
    urls_of_share = {key: _line(key, world)[1] for key in COVERED[share::SHARES]}
    asks = [(key, url, method) for key, url in urls_of_share.items() for method in ("PUT", "PATCH", "DELETE")]

    statuses = {(key, url, method): ask("admin", method, url).status_code for key, url, method in asks}

    assert {line: status for line, status in statuses.items() if status != 405} == {}


@SHARE
def test_a_post_without_csrf_token_is_refused(share, world, ask):
    statuses = {}
    for key in COVERED[share::SHARES]:
        policy, url = _line(key, world)
        for person in sorted(policy.people("POST") or ())[:2]:
            statuses[key, url, person] = ask(person, "POST", url, policy.body(world), csrf=True).status_code

    assert {line: status for line, status in statuses.items() if status != 403} == {}


def _line(key: str, world: World) -> tuple[Policy, str]:
    policy = POLICIES[key]
    return policy, url_of(key, policy, policy.kwargs(world))
