"""What a phone downloads with an empty cache, and how often it asks: pages of families, volunteers and of the programs.

Every answer that Chromium really asked for. The test server does not compress; texts are counted as they are sent in
operation. The limits are those of a weak network: 400 kbit/s and four seconds until the page is read.
"""

import gzip
from collections import defaultdict

import brotli
import pytest
from django.utils import timezone

from tests.browser import scenes
from tests.browser.pages import APPLICATIONS, VOLUNTEERS
from tests.community_grants.browser_pages import PAGES as GRANT_PAGES
from tests.festival_visits.browser_pages import PAGES as FESTIVAL_PAGES
from tests.porridge_house.browser_pages import PAGES as MEAL_PAGES
from tests.seedling_protection.browser_pages import PAGES as SEEDLING_PAGES
from tests.volunteers.browser_pages import PAGES as SERVICE_PAGES
from tests.wristbands.browser_pages import PAGES as BAND_PAGES
from volunteers.models import Signup

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KB = 1024
LIMITS = {"all": 70 * KB, "html": 12 * KB, "css": 30 * KB, "javascript": 15 * KB}
DESK_LIMITS = {"all": 90 * KB, "html": 20 * KB, "css": 30 * KB, "javascript": 25 * KB}
FINDER_LIMITS = {"all": 10 * KB, "html": 3 * KB, "css": 2 * KB, "javascript": 0}
PLACE_LIMITS = {**FINDER_LIMITS, "javascript": KB // 2}  # asks the telephone where it is; works without
MOST_REQUESTS = 10
# What families and people of the programs open on a phone, as the browser pages prepare it.
PHONE_PAGES = {
    page.name: page
    for page in (
        *APPLICATIONS,
        *VOLUNTEERS,
        *SERVICE_PAGES,
        *BAND_PAGES,
        *MEAL_PAGES,
        *SEEDLING_PAGES,
        *FESTIVAL_PAGES,
        *GRANT_PAGES,
    )
    if page.name
    in {
        "status",
        "own-case",
        "draft-step",
        "join",
        "risk-notice",
        "offer",
        "calendar-address",
        "suggestions",
        "my-hours",
        "my-honours",
        "check-in",
        "check-in-list",
        "my-certificates",
        "wristband-finder",
        "wristband-family",
        "wristband-issue",
        "meals-public",
        "meals-counter",
        "meals-own-card",
        "seedlings-school",
        "festival-route",
        "festival-board",
        "grant-project",
        "grant-fill-in",
        "grant-mine",
    }
}
KINDS = ("html", "css", "javascript")
BACKGROUND = ("/sw.js", ".webmanifest")  # fetched after the page is there


@pytest.fixture
def paths(cast, places):
    scenes.demo(cast, places)
    own = Signup.objects.live().filter(volunteer__user=cast["volunteer"], starts_at__gt=timezone.now()).first()
    return {
        "home": "/",
        "shifts": "/volunteers/shifts/",
        "shift": f"/volunteers/shifts/{own.shift_id}/",
        "my service": "/volunteers/me/",
        "family": "/volunteers/family/",
        "my day": "/my-day/",
    }


def test_a_page_on_a_phone_stays_within_its_bytes_and_requests(paths, browser, visitor, sign_in, cast, live_server):
    sign_in(cast["volunteer"])
    cookies = visitor.cookies()

    found = {name: downloaded(browser, live_server.url, path, cookies) for name, path in paths.items()}

    assert heavy(found, LIMITS) == []
    assert all(sizes["html"] > KB for sizes, _requests in found.values())


@pytest.mark.parametrize("name", sorted(PHONE_PAGES))
def test_a_page_of_a_program_stays_within_its_bytes_and_requests(
    name, browser, visitor, sign_in, cast, places, live_server
):
    """A code on a band is opened by a stranger in the street: ten kilobytes, no script. Staff have the desk's menu."""
    page = PHONE_PAGES[name]
    paths = page.prepare(cast, places) or page.path
    if page.user:
        sign_in(cast[page.user])
    cookies = visitor.cookies()
    found = {
        path: downloaded(browser, live_server.url, path, cookies)
        for path in (paths if isinstance(paths, list) else [paths])
    }

    assert [line for path, one in found.items() for line in heavy({path: one}, limits_of(name, path))] == []


def limits_of(name: str, path: str) -> dict[str, int]:
    if name == "wristband-finder":
        return PLACE_LIMITS if path.endswith("/place/") else FINDER_LIMITS
    return DESK_LIMITS if PHONE_PAGES[name].user == "worker" else LIMITS


def heavy(found: dict[str, tuple[dict[str, int], int]], limits: dict[str, int]) -> list[str]:
    """What is more than a weak network carries in time: bytes, and answers to wait for."""
    return [
        line
        for name, (sizes, requests) in found.items()
        for line in (*too_large(name, sizes, limits), *([f"{name}: {requests} requests"] * (requests > MOST_REQUESTS)))
    ]


def too_large(name: str, sizes: dict[str, int], limits: dict[str, int]) -> list[str]:
    return [
        f"{name}: {kind} {size / KB:.1f} kB of {limits[kind] / KB:.0f}"
        for kind, size in sizes.items()
        if size > limits.get(kind, limits["all"])
    ]


def packed(url: str, body: bytes) -> int:
    """Files are served as brotli (whitenoise), pages as the gzip of the server in front."""
    return len(brotli.compress(body)) if "/static/" in url else len(gzip.compress(body, 6))


def downloaded(browser, base: str, path: str, cookies: list) -> tuple[dict[str, int], int]:
    """Bytes by kind and the number of requests, in a browser that has never been here."""
    context = browser.new_context(base_url=base, viewport={"width": 390, "height": 844}, service_workers="block")
    context.add_cookies(cookies)
    tab, answers = context.new_page(), []
    tab.on("response", lambda answer: answers.append(answer))
    tab.goto(path, wait_until="networkidle")
    sizes: dict[str, int] = defaultdict(int)
    counted = [answer for answer in answers if not answer.url.endswith(BACKGROUND)]
    for answer in counted:
        body, type_ = answer.body(), answer.headers.get("content-type", "")
        is_packed = type_.startswith("image/") and "svg" not in type_
        size = len(body) if is_packed else packed(answer.url, body)
        sizes["all"] += size
        sizes[next((kind for kind in KINDS if kind in type_), "other")] += size
    context.close()
    return sizes, len(counted)
