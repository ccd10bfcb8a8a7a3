"""Hostile values in every field of every page: people get an answer, never an internal error."""

import re
import traceback
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch

from tests import whole_world
from tests.policies import ANONYMOUS, Policy
from tests.test_every_url import COVERED, POLICIES, SHARE, SHARES, url_of

pytestmark = [pytest.mark.both_databases, pytest.mark.long, pytest.mark.django_db]

world, cookies, quiet = whole_world.world, whole_world.cookies, whole_world.quiet

FIELD_NAME = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"')
COMMON_IN_QUERIES = (
    "tab",
    "q",
    "after",
    "before",
    "last",
    "page",
    "next",
    "fund",
    "program",
    "area",
    "due",
    "o",
    "week",
)
HOSTILE = {
    "NUL byte": "a\x00b",
    "many digits": "9" * 10_000,
    "year one": "0001-01-01T00:00",
    "beyond bigint": "9223372036854775808",
    "text direction": "‮txt.exe⁦",
    "not a number": "NaN",
    "superscript": "²",
    "negative": "-1",
    "last year": "9999-12-31T23:59",
    "formula": '=HYPERLINK("http://evil.example")',
    "long": "长" * 10_000,
    "exponent": "1e308",
    "SQL": "'; DROP TABLE applications_application; --",
    "no date": "2026-02-30",
    "nothing": "",
    "markup": "<script>alert(1)</script>",
    "path": "../../../../etc/passwd",
    "template": "{{ 7|add:7 }}{% load x %}%s%(x)s",
    "not UTF-8": b"\xff\xfe\xed\xa0\x80",
}
ADDRESSES = ["\x00", "a\x00b", "9" * 300, "长" * 300, "‮", "-", "'", "{{ 7 }}", "..", "%00"]
VALUES = list(HOSTILE.values())
ROUNDS = 2  # requests per page and method; each field meets another value in each


class Asker:
    """Sends as one person. What a request changes is undone; whatever escapes a view is kept in `broken`."""

    def __init__(self, jar: dict[str, str]) -> None:
        self.jar, self.client, self.broken = jar, Client(), []

    def __call__(self, person: str, method: str, url: str, data: dict[str, Any]) -> Any:
        self.client.cookies = SimpleCookie(self.jar[person])
        cache.clear()
        try:
            with transaction.atomic():
                response = self.client.get(url, data) if method == "GET" else self.client.post(url, data)
                if response.streaming:
                    b"".join(response.streaming_content)
                transaction.set_rollback(True)
        except Exception as problem:  # noqa: BLE001 - it would have been a page with status 500
            frames = traceback.extract_tb(problem.__traceback__)
            place = next((f for f in reversed(frames) if "site-packages" not in f.filename), frames[-1])
            sent = {name: str(value)[:20] for name, value in data.items()}
            self.broken.append(f"{person} {method} {url} {problem!r:.200} {place.filename}:{place.lineno} {sent}")
            return None
        if response.status_code == 500:
            self.broken.append(f"{person} {method} {url} 500")
        return response


@pytest.fixture
def asker(cookies) -> Asker:
    return Asker(cookies)


def someone(people: frozenset[str] | None) -> str | None:
    """One of those who may; people with an account before the public."""
    return min(people - {ANONYMOUS} or people) if people else None


def names_on(response: Any) -> list[str]:
    """The fields of a page, whatever form they stand in."""
    if response is None or response.streaming or "html" not in response.headers.get("Content-Type", ""):
        return []
    return sorted(set(FIELD_NAME.findall(response.content.decode())) - {"csrfmiddlewaretoken"})


def pages(world, share: int) -> Iterator[tuple[int, str, Policy]]:
    """(place, address, policy) of each route of the share; the place decides which values a page meets."""
    for place, key in list(enumerate(COVERED))[share::SHARES]:
        policy = POLICIES[key]
        yield place, url_of(key, policy, policy.kwargs(world)), policy


def rounds(names: Any, count: int = ROUNDS) -> Iterator[dict[str, Any]]:
    """The same fields with other values, time after time."""
    for turn in range(count):
        yield {name: VALUES[(place + turn * 7) % len(VALUES)] for place, name in enumerate(sorted(names))}


@SHARE
def test_hostile_values_in_every_query_string(share, world, asker):
    for _place, url, policy in pages(world, share):
        if person := someone(policy.people("GET")):
            for query in rounds({*COMMON_IN_QUERIES, *names_on(asker(person, "GET", url, {}))}):
                asker(person, "GET", url, query)

    assert asker.broken == []


def addresses(world, share: int) -> Iterator[tuple[str, str]]:
    """Every route that takes text, with texts that stand for nothing, and somebody who may open the page."""
    for key in COVERED[share::SHARES]:
        policy = POLICIES[key]
        kwargs, person = dict(policy.kwargs(world)), someone(policy.people("GET"))
        texts = [name for name, value in kwargs.items() if isinstance(value, str)]
        for place, name in enumerate(texts):
            for value in ADDRESSES[place:] if person else ():
                try:
                    yield person, url_of(key, policy, {**kwargs, name: value})
                except NoReverseMatch:  # a slug or a number, so no such address can be typed
                    continue


@SHARE
def test_hostile_values_in_every_address(share, world, asker):
    for person, url in addresses(world, share):
        asker(person, "GET", url, {})

    assert asker.broken == []


@SHARE
def test_hostile_values_in_every_form(share, world, asker):
    """All fields at once, and each field alone in an otherwise right form."""
    for place, url, policy in pages(world, share):
        person, reader = someone(policy.people("POST")), someone(policy.people("GET"))
        if person is None:
            continue
        good = dict(policy.body(world))
        page = asker(person, "GET", url, {}) if reader else None
        for form in rounds({*good, *names_on(page)}):
            asker(person, "POST", url, form)
        for number, name in enumerate(good):
            met = [VALUES[(place + number + turn * 7) % len(VALUES)] for turn in range(ROUNDS)]
            for value in dict.fromkeys(("a\x00b", *met)):  # the byte that PostgreSQL refuses, and others in turn
                asker(person, "POST", url, {**good, name: value})

    assert asker.broken == []
