"""The phone pages of the programs on a slow network, in Chromium: what somebody waits at a door or a counter.

    PORT=8430 make run                       # in another terminal; the demo is enough
    .venv/bin/python -m bench.slow_network http://127.0.0.1:8430

The browser itself slows down (DevTools' throttling): 400 ms more before each answer, 400 kbit/s in both directions, the
processor as it is. Each page is opened in a new browser window with an empty cache, and once more with what that left
in it; the service worker is off, because its requests are not slowed down. `seen` is the first text on the screen,
`ready` the end of the page's load. The middle of ROUNDS windows counts. Prints a table for docs/performance.md.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from shutil import which
from statistics import median
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bench.machine import description

LATENCY_MS, KBIT = 400, 400
THROTTLE = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": KBIT * 125, "uploadThroughput": KBIT * 125}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "service_workers": "block"}
ROUNDS = 3
GOAL_MS = 4_000  # until the page is read: the limit behind the bytes of tests/browser/test_phone_bytes.py
DEMO_PASSWORD = "demo-portal-2023"  # as in accounts.demo, published on purpose  # pragma: allowlist secret
DEMO_BAND = "/w/demo-band-published-on-purpose/"
TIMES = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const load = performance.getEntriesByType("navigation")[0];
  return [paint ? paint.startTime : load.domContentLoadedEventEnd, load.loadEventEnd, load.responseStart];
}"""


@dataclass(frozen=True)
class PhonePage:
    """`find` tells the address from a page of the portal that is signed in as `user` ("" a visitor)."""

    what: str
    user: str
    find: Callable[[Any], str]


@dataclass(frozen=True)
class Load:
    seen: float
    ready: float
    kilobytes: float
    requests: int


def at(path: str) -> Callable[[Any], str]:
    return lambda _tab: path


def link_on(page: str, part: str) -> Callable[[Any], str]:
    """The first link of a page whose address holds `part`."""

    def find(tab: Any) -> str:
        tab.goto(page)
        return str(tab.locator(f"main a[href*='{part}']").first.get_attribute("href"))

    return find


MY_ROUTE = link_on("/my-day/", "/festival-visits/routes/")


def a_visit(tab: Any) -> str:
    return link_on(MY_ROUTE(tab), "/visits/")(tab)


PAGES = (
    PhonePage("finder's page of a wristband", "", at(DEMO_BAND)),
    PhonePage("finder: where I am", "", at(f"{DEMO_BAND}place/")),
    PhonePage("handing out a wristband", "worker", at("/wristbands/issue/")),
    PhonePage("counter for breakfast cards", "partner", link_on("/my-day/", "/meals/redeem/")),
    PhonePage("route of festival visits", "worker", MY_ROUTE),
    PhonePage("form of a festival visit", "worker", a_visit),
    PhonePage("breakfasts for everybody", "", at("/meals/")),
    PhonePage("community grants for everybody", "", at("/community-grants/")),
)


def main(base: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        machine = description()
        print(f"{machine['processor']}, {machine['cores']} cores, load {machine['load']}, {browser.version}")
        print("\n| page | first text, empty cache (s) | ready, empty cache (s) | again: ready (s) | kB | requests | |")
        print("|---|---:|---:|---:|---:|---:|---|")
        for page in PAGES:
            state, path = _prepared(browser, base, page)
            loads = [_opened(browser, urljoin(base, path), state) for _round in range(ROUNDS)]
            print(_line(page.what, loads))
        browser.close()


def _chromium() -> str | None:
    """The machine's own, where there is one; else what `playwright install` put there."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := which(name))), None)


def _prepared(browser: Browser, base: str, page: PhonePage) -> tuple[Any, str]:
    """The cookies of the signed-in person and the address of the page; nothing of it is slowed down."""
    context = browser.new_context(base_url=base, **PHONE)
    tab = context.new_page()
    if page.user:
        tab.goto("/accounts/login/")
        tab.locator("[name=login]").fill(page.user)
        tab.locator("[name=password]").fill(DEMO_PASSWORD)
        tab.locator("main form [type=submit], main form .btn-brand").first.click()
        tab.wait_for_url(lambda url: "/accounts/login/" not in url)
    path, state = page.find(tab), context.storage_state()
    context.close()
    return state, path


def _opened(browser: Browser, address: str, state: Any) -> tuple[Load, Load]:
    """With an empty cache, and again."""
    context = browser.new_context(storage_state=state, **PHONE)
    try:
        return _load(context, address), _load(context, address)
    finally:
        context.close()


def _load(context: BrowserContext, address: str) -> Load:
    tab = context.new_page()
    cdp = context.new_cdp_session(tab)
    cdp.send("Network.enable")
    cdp.send("Network.emulateNetworkConditions", THROTTLE)
    sizes: list[float] = []
    cdp.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    answer = tab.goto(address, wait_until="load")
    assert answer is not None
    assert answer.ok, f"{address}: {answer.status}"
    seen, ready, _first_byte = tab.evaluate(TIMES)
    tab.close()
    sent = [size for size in sizes if size]
    return Load(seen, ready, sum(sent) / 1024, len(sent))


def _line(what: str, loads: list[tuple[Load, Load]]) -> str:
    first = [one for one, _again in loads]
    ready = median(one.ready for one in first)
    cells = (
        f"{median(one.seen for one in first) / 1000:.1f}",
        f"{ready / 1000:.1f}",
        f"{median(again.ready for _one, again in loads) / 1000:.1f}",
        f"{median(one.kilobytes for one in first):.0f}",
        f"{median(one.requests for one in first):.0f}",
        "met" if ready <= GOAL_MS else "MISSED",
    )
    return f"| {what} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
