"""Forms that are filled in and sent in Chromium, for pages that are the answer to a POST or follow one.

Each takes the tab with the form on it and sends it with the button that a reader presses.
"""

from typing import Any

SEND = "main form[method=post] button[type=submit].btn-brand"


def family(tab: Any) -> None:
    """The screener: a poor family of the zone, and every matter concerns it."""
    tab.locator("[name=birth_date]").fill("2015-05-01")
    tab.locator("[name=hardship_claimed]").select_option("DIBAO")
    for answer in tab.locator("main form [type=radio][value=yes]:visible").all():
        answer.check()
    tab.locator(SEND).click()


def other_limits(tab: Any) -> None:
    """The simulator: with the sealed answers, under the terms in force."""
    tab.locator("[name=opens_sealed]").check()
    tab.locator("#content form input.default").click()


def complaint(tab: Any) -> None:
    tab.locator("[name=kind]").first.check()
    tab.locator("[name=text]").fill("等了太久(演示)")
    tab.locator(SEND).click()


def request_for_help(tab: Any) -> None:
    tab.locator("[name=area]").select_option(index=1)
    tab.locator("[name=field]").select_option(index=1)
    words = {"need": "陪同就医(演示)", "name": "演老人", "phone": "19900000008"}
    for name, value in words.items():
        tab.locator(f"[name={name}]").fill(value)
    tab.locator(SEND).click()


def new_series(tab: Any) -> None:
    """The first form of a series, with the button that shows the next days."""
    tab.locator("[name=activity]").select_option(index=1)
    tab.locator("[name=repeat][value=daily]").check()
    words = {"start_time": "05:30", "end_time": "09:00", "task_1_name_zh": "引导排队", "task_1_capacity": "3"}
    for name, value in words.items():
        tab.locator(f"[name={name}]").fill(value)
    tab.locator("button[formaction]").click()


def later_shifts(tab: Any) -> None:
    """All coming shifts of a series begin earlier: the page of consequences."""
    tab.locator("[name=start_time]").fill("04:10")
    tab.locator("main form .btn-brand").click()
