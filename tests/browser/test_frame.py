"""The frame of the site as people use it: by keyboard, without JavaScript, on the smallest phone, on paper."""

import pytest

from tests.browser.test_every_page import TOO_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_first_tab_offers_to_skip_to_the_content(visitor):
    tab = visitor.new_page()
    tab.goto("/")

    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "跳到主要内容"
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")

    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_text_size_and_language_work_without_javascript(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/privacy/")

    tab.get_by_role("button", name="大字版").click()
    assert tab.locator("html").get_attribute("data-text") == "large"
    tab.get_by_role("button", name="English").click()

    assert tab.url.endswith("/privacy/")
    assert tab.locator("h1").inner_text() == "Privacy"
    assert tab.locator("html").get_attribute("data-text") == "large"
    context.close()


def test_large_text_is_at_least_18_points_and_its_buttons_60_pixels(visitor, choose):
    choose(text_size="large")
    tab = visitor.new_page()
    tab.goto("/")

    assert tab.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 20
    heights = tab.evaluate("[...document.querySelectorAll('.hero .btn')].map(b => b.getBoundingClientRect().height)")
    assert min(heights) >= 60


@pytest.mark.parametrize("size", ["normal", "large", "xlarge"])
def test_the_home_page_fits_the_smallest_phone(visitor, choose, size):
    choose(text_size=size)
    tab = visitor.new_page()
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto("/")

    assert tab.evaluate(TOO_WIDE) == 0


def test_the_menu_of_the_phone_opens_without_javascript(browser, live_server):
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    tab = context.new_page()
    tab.goto("/privacy/")
    menu = tab.locator("details.menu")

    assert not menu.get_by_role("link", name="救助项目").is_visible()
    menu.locator("summary").click()

    assert menu.get_by_role("link", name="救助项目").is_visible()
    context.close()


def test_paper_shows_the_text_and_not_the_menus(visitor):
    tab = visitor.new_page()
    tab.goto("/privacy/")
    tab.emulate_media(media="print")

    assert tab.locator("h1").is_visible()
    assert not tab.locator(".util").is_visible()
    assert not tab.locator(".foot").is_visible()


def test_the_shift_page_is_read_without_a_network_and_other_pages_say_so(visitor):
    tab = visitor.new_page()
    tab.goto("/")
    tab.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tab.goto("/privacy/")

    visitor.set_offline(True)
    tab.goto("/about/")

    assert tab.locator("h1").inner_text() == "当前没有网络"
    visitor.set_offline(False)
