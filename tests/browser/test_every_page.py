"""Each page of pages.py in Chromium: two widths, two text sizes, two languages."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.template.loader import render_to_string

from tests.applications.browser_pages import PAGES as RESTRICTED_PAGES
from tests.beneficiaries.browser_pages import PAGES as REGISTER_PAGES
from tests.browser import scenes
from tests.browser.pages import PAGES as FRAME_PAGES
from tests.browser.pages import Page
from tests.community_grants.browser_pages import PAGES as COMMUNITY_GRANT_PAGES
from tests.disclosure.browser_pages import PAGES as OPEN_PAGES
from tests.donations.browser_pages import PAGES as GIFT_PAGES
from tests.festival_visits.browser_pages import PAGES as FESTIVAL_PAGES
from tests.funds.browser_pages import PAGES as BOOK_PAGES
from tests.imports.browser_pages import PAGES as IMPORT_PAGES
from tests.jobs.browser_pages import PAGES as JOB_PAGES
from tests.oversight.browser_pages import PAGES as OVERSIGHT_PAGES
from tests.payments.browser_pages import PAGES as MONEY_PAGES
from tests.porridge_house.browser_pages import PAGES as MEAL_PAGES
from tests.seedling_protection.browser_pages import PAGES as SEEDLING_PAGES
from tests.volunteers.browser_pages import PAGES as HOURS_PAGES
from tests.wristbands.browser_pages import PAGES as BAND_PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    *FRAME_PAGES,
    *MONEY_PAGES,
    *GIFT_PAGES,
    *BOOK_PAGES,
    *RESTRICTED_PAGES,
    *REGISTER_PAGES,
    *FESTIVAL_PAGES,
    *OVERSIGHT_PAGES,
    *IMPORT_PAGES,
    *JOB_PAGES,
    *HOURS_PAGES,
    *MEAL_PAGES,
    *SEEDLING_PAGES,
    *OPEN_PAGES,
    *BAND_PAGES,
    *COMMUNITY_GRANT_PAGES,
)
WIDTHS = ((1440, 900), (390, 844))
AXE_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
RUN_AXE = "(options) => axe.run(document, options).then((result) => result.violations)"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """() => {
  const width = document.documentElement.clientWidth;
  const clips = (e) => ["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX);
  const scrolls = (e) => e && (clips(e) || scrolls(e.parentElement));
  const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
  const seen = wide.filter((e) => !scrolls(e.parentElement));
  return seen.slice(0, 3).map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`).join(" | ");
}"""
HTML_LANGUAGE = {"zh-hans": "zh-Hans", "en": "en"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_works_for_every_reader(page, places, cast, visitor, sign_in, choose):
    prepared = page.prepare(cast, places) or page.path
    paths = prepared if isinstance(prepared, list) else [prepared]
    if page.user:
        sign_in(cast[page.user])
    tab = visitor.new_page()
    tab.add_init_script(AXE_SCRIPT)  # half a megabyte, sent to the browser once for all loads
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))

    found = [
        f"{path} {size}/{language}: {line}"
        for path in paths
        for size in ("normal", "large")
        for language in ("zh-hans", "en")
        for line in look(tab, page, path, size, language, choose, complaints)
    ]

    expected = f"the server responded with a status of {page.status}"
    assert [line for line in complaints if expected not in line] == []
    assert found == [], "\n" + "\n".join(found)


def look(tab, page: Page, path: str, size: str, language: str, choose, complaints: list[str]) -> list[str]:
    """What is wrong with the page in this size and language, at both widths.

    Axe reads both sizes at both widths in Chinese; in English, where only the words differ, the narrowest case.
    """
    choose(text_size=size, portal_language=language)
    tab.set_viewport_size({"width": WIDTHS[0][0], "height": WIDTHS[0][1]})
    answer = tab.goto(path) if page.send is None else sent(tab, page, path)
    assert answer.status == page.status, f"{path}: {answer.status}"
    assert urlsplit(tab.url).path == (page.sent_to or urlsplit(path).path), f"{path} led to {tab.url}"
    lines = [] if tab.locator("html").get_attribute("lang") in (HTML_LANGUAGE[language], language) else ["wrong lang"]
    for width, height in WIDTHS:
        tab.set_viewport_size({"width": width, "height": height})
        if too_wide := tab.evaluate(TOO_WIDE):
            lines.append(f"{width}px: {too_wide} px too wide: {tab.evaluate(WIDEST)}")
        if language == "zh-hans" or (size, width) == ("large", 390):
            lines += [f"{width}px: {line}" for line in violations(tab, page.rules_off, complaints)]
    return lines


def sent(tab, page: Page, path: str):
    """The answer to the form at this path, filled in as the page says."""
    tab.goto(path)
    with tab.expect_navigation() as answered:
        page.send(tab)
    return answered.value


def violations(tab, rules_off: tuple[str, ...], complaints: list[str]) -> list[str]:
    """What axe finds. What the browser complains of while axe works on the page is axe's doing and not kept."""
    before = len(complaints)
    rules = {rule: {"enabled": False} for rule in rules_off}
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
    found = tab.evaluate(RUN_AXE, {"runOnly": AXE_RULES, "rules": rules, "resultTypes": ["violations"]})
    tab.evaluate("0")  # messages that are on their way arrive before the next answer
    del complaints[before:]
    return [f"{violation['id']} {node['target']}" for violation in found for node in violation["nodes"]]


@pytest.mark.parametrize("name", ["400.html", "429.html", "500.html"])
def test_the_pages_of_an_accident_are_as_good(name, visitor):
    """They are rendered without a request, as the server does when everything else is down."""
    body = render_to_string(name)
    visitor.route("**/accident/", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body))
    tab = visitor.new_page()
    found: list[str] = []

    for width, height in WIDTHS:
        tab.set_viewport_size({"width": width, "height": height})
        tab.goto("/accident/")
        assert tab.evaluate(TOO_WIDE) == 0
        found += violations(tab, (), [])

    assert found == []
    assert tab.locator("main a, main button").count() >= 1


def test_a_form_that_waited_too_long_says_what_to_do(visitor):
    tab = visitor.new_page()
    tab.goto("/accounts/login/")
    visitor.clear_cookies()

    tab.locator("main form .btn-brand").click()
    tab.wait_for_load_state()

    assert tab.locator("h1").inner_text() != "登录"
    assert tab.locator("main a, main button").count() >= 1
    assert violations(tab, (), []) == []


def test_a_step_with_errors_says_so_on_a_phone(places, cast, visitor, sign_in):
    path = scenes.draft_step(cast, places)
    sign_in(cast["applicant"])
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(path)

    tab.locator("main form .btn-brand").first.click()
    summary = tab.locator(".errsum")
    summary.wait_for()

    assert summary.evaluate("box => box === document.activeElement")
    targets = summary.get_by_role("link").evaluate_all("links => links.map(a => !!document.querySelector(a.hash))")
    assert set(targets) == {True}
    assert tab.evaluate(TOO_WIDE) == 0
    assert violations(tab, (), []) == []
