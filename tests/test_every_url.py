"""The permission matrix: every route, asked as every person, answers as tests/policies/ says."""

import logging
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseForbidden
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from structlog.testing import capture_logs

from tests import policies
from tests.cast import NAMES, make_cast, make_places
from tests.policies import ANONYMOUS, Policy, World
from welfare_portal import urls

ALLOWED = {200, 204, 302, 409, 422}
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
SHARES = 4  # the matrix is the longest test; the workers of the suite share it


def test_every_route_has_a_policy_line():
    assert [key for key in ROUTES if key not in POLICIES] == []


def test_every_policy_line_has_a_route():
    assert sorted(POLICIES.keys() - set(ROUTES)) == []


@pytest.fixture(autouse=True)
def _quiet():
    """Thousands of requests need no log lines."""
    logging.disable(logging.CRITICAL)
    with capture_logs():
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db) -> World:
    """Built once per test; a test asks every route of the project."""
    places = make_places()
    world = World(cast=make_cast(), places=places)
    for module in policies.modules():
        if hasattr(module, "build"):
            module.build(world)
    return world


@pytest.fixture
def cookies(world) -> dict[str, str]:
    """The session of each person, signed in once."""
    jar = {ANONYMOUS: ""}
    for name in NAMES:
        client = Client()
        client.force_login(world.cast[name])
        jar[name] = client.cookies.output(header="", sep=";")
    return jar


@pytest.fixture
def ask(world, cookies, monkeypatch):
    """ask(person, method, url, data) → response; whatever it changed is undone."""

    # Half of the answers are 403, of which only the status counts; the page behind it is looked at elsewhere.
    monkeypatch.setattr(urls, "handler403", lambda request, exception: HttpResponseForbidden(), raising=False)
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
    """The bytes that the reader gets, without what he sent himself (the address) and the random CSRF value."""
    return CSRF_VALUE.sub(b"", response.content).replace(url.encode(), b"ADDRESS")


@pytest.mark.parametrize("share", range(SHARES))
def test_routes_answer_each_person_as_their_policy_says(share, world, ask, subtests):
    """And whoever may not see an object cannot tell it from one that does not exist."""
    for key in COVERED[share::SHARES]:
        policy, url = _line(key, world)
        responses = {(p, m): ask(p, m, url, policy.body(world)) for p in PEOPLE for m in ("GET", "POST")}

        with subtests.test(key, url=url):
            answers = {who: (seen(r, policy), expected(policy, *who)) for who, r in responses.items()}
            wrong = {who: answer for who, answer in answers.items() if not fits(*answer)}
            assert wrong == {}, "(person, method): (answer, expected)"

        if policy.unknown is None:
            continue
        none = url_of(key, policy, dict(policy.unknown))
        is_anything = policy.kwargs(world) == policy.unknown  # a route that never has an object
        with subtests.test(key, none=none):
            for who, response in responses.items():
                want = expected(policy, *who)
                if want == "404":
                    there = response.status_code, body(response, url)
                    nowhere = ask(*who, none, policy.body(world))
                    assert there == (404, body(nowhere, none)), who
                elif want in ("allowed", "403") and not is_anything:
                    assert ask(*who, none, policy.body(world)).status_code == 404, who


def test_routes_know_no_other_methods(world, ask, subtests):
    for key in COVERED:
        _policy, url = _line(key, world)

        with subtests.test(key, url=url):
            statuses = {method: ask("admin", method, url).status_code for method in ("PUT", "PATCH", "DELETE")}
            assert statuses == {"PUT": 405, "PATCH": 405, "DELETE": 405}


def test_a_post_without_csrf_token_is_refused(world, ask, subtests):
    for key in COVERED:
        policy, url = _line(key, world)

        with subtests.test(key, url=url):
            people = sorted(policy.people("POST") or ())[:2]
            statuses = {p: ask(p, "POST", url, policy.body(world), csrf=True).status_code for p in people}
            assert set(statuses.values()) <= {403}, statuses


def _line(key: str, world: World) -> tuple[Policy, str]:
    policy = POLICIES[key]
    return policy, url_of(key, policy, policy.kwargs(world))
