"""The pages that are looked at in Chromium: one line per page, one block per app.

    Page("worklist", "/applications/", user="worker", prepare=some_cases)

`user` is a name of the cast, "" a visitor. `prepare(cast, places)` makes rows and may return the path when that depends
on them. Every page is loaded with two text sizes, in two languages, at two widths: no accessibility violation, nothing
wider than the screen, nothing that the Content-Security-Policy refuses, no error in the console.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Prepare = Callable[[Mapping[str, Any], Mapping[str, Any]], str | None]


def nothing(_cast: Mapping[str, Any], _places: Mapping[str, Any]) -> None:
    return None


@dataclass(frozen=True)
class Page:
    """`status` is what the server must answer; `rules_off` names axe rules that do not apply, with a reason beside."""

    name: str
    path: str
    user: str = ""
    prepare: Prepare = nothing
    status: int = 200
    rules_off: tuple[str, ...] = ()


HOME = (
    Page("home", "/"),
    Page("about", "/about/"),
    Page("privacy", "/privacy/"),
    Page("accessibility", "/accessibility/"),
    Page("site-map", "/site-map/"),
    Page("offline", "/offline/"),
    Page("not-found", "/nothing/", status=404),
    Page("my-day-worker", "/my-day/", user="worker"),
    Page("my-day-volunteer", "/my-day/", user="volunteer"),
    Page("my-day-applicant", "/my-day/", user="applicant"),
    Page("admin-index", "/admin/", user="admin"),
)

PAGES: tuple[Page, ...] = (*HOME,)
