"""Each page of pages.py in Chromium: two widths, two text sizes, two languages."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.beneficiaries.browser_pages import PAGES as REGISTER_PAGES
from tests.browser.pages import PAGES as FRAME_PAGES
from tests.browser.pages import Page
from tests.payments.browser_pages import PAGES as MONEY_PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (*FRAME_PAGES, *MONEY_PAGES, *REGISTER_PAGES)
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
    path = page.prepare(cast, places) or page.path
    if page.user:
        sign_in(cast[page.user])
    tab = visitor.new_page()
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))

    found = [
        f"{size}/{language}: {line}"
        for size in ("normal", "large")
        for language in ("zh-hans", "en")
        for line in look(tab, page, path, size, language, choose, complaints)
    ]

    expected = "the server responded with a status of 404"
    assert [line for line in complaints if page.status == 200 or expected not in line] == []
    assert found == [], "\n" + "\n".join(found)


def look(tab, page: Page, path: str, size: str, language: str, choose, complaints: list[str]) -> list[str]:
    """What is wrong with the page in this size and language, at both widths."""
    choose(text_size=size, portal_language=language)
    tab.set_viewport_size({"width": WIDTHS[0][0], "height": WIDTHS[0][1]})
    answer = tab.goto(path)
    assert answer.status == page.status, f"{path}: {answer.status}"
    assert urlsplit(tab.url).path == urlsplit(path).path, f"{path} led to {tab.url}"
    lines = [] if tab.locator("html").get_attribute("lang") in (HTML_LANGUAGE[language], language) else ["wrong lang"]
    for width, height in WIDTHS:
        tab.set_viewport_size({"width": width, "height": height})
        if too_wide := tab.evaluate(TOO_WIDE):
            lines.append(f"{width}px: {too_wide} px too wide: {tab.evaluate(WIDEST)}")
        lines += [f"{width}px: {line}" for line in violations(tab, page.rules_off, complaints)]
    return lines


def violations(tab, rules_off: tuple[str, ...], complaints: list[str]) -> list[str]:
    """What axe finds. What the browser complains of while axe works on the page is axe's doing and not kept."""
    before = len(complaints)
    rules = {rule: {"enabled": False} for rule in rules_off}
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)  # half a megabyte, read by the browser once a page
    found = tab.evaluate(RUN_AXE, {"runOnly": AXE_RULES, "rules": rules, "resultTypes": ["violations"]})
    tab.evaluate("0")  # messages that are on their way arrive before the next answer
    del complaints[before:]
    return [f"{violation['id']} {node['target']}" for violation in found for node in violation["nodes"]]
