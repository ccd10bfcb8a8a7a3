"""A visitor's browser on the machine's Chromium, and a server with the cast behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext


@pytest.fixture
def visitor(browser, live_server, request) -> Iterator[BrowserContext]:
    """A clean browser context. A failed test leaves its last view in var/browser/<test>.png."""
    context = browser.new_context(base_url=live_server.url, locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context
    report = getattr(request.node, "failed_call", False)
    if report and context.pages:
        folder = Path(settings.BASE_DIR) / "var" / "browser"
        folder.mkdir(parents=True, exist_ok=True)
        context.pages[-1].screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if outcome.get_result().when == "call":
        item.failed_call = outcome.get_result().failed


@pytest.fixture
def sign_in(visitor, live_server):
    """sign_in(user): the context carries the session of the user, as after a login."""

    def put_session(user) -> None:
        user.refresh_from_db()  # rows that were put back may hold another password, and a session depends on it
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        visitor.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])

    return put_session


@pytest.fixture
def choose(visitor, live_server):
    """choose(text_size="large", portal_language="en"): the cookies of the two switches."""

    def put_cookies(**values: str) -> None:
        visitor.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in values.items()])

    return put_cookies
