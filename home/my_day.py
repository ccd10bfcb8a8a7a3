"""The start page of a signed-in person: what waits for him today, by role.

A section is a function (user, now) -> Section; an app's selectors answer it. A section without rows says so in a
sentence, one that is None is not for this person.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from accounts.permissions import is_staff


@dataclass(frozen=True)
class Row:
    """One thing that waits. `state` is a workflow State shown as a chip; `due_at` is shown as a light."""

    title: str
    url: str
    sub: str | Promise = ""
    state: Any = None
    due_at: datetime | None = None
    when: str = ""


@dataclass(frozen=True)
class Section:
    """`more` is the page with the whole list; `empty` is said when there are no rows."""

    title: str | Promise
    icon: str
    empty: str | Promise
    more: str = ""
    rows: list[Row] = field(default_factory=list)
    count: int | None = None


@dataclass(frozen=True)
class Day:
    template: str
    now: datetime
    sections: list[Section]


Contributor = Callable[[Any, datetime], Section | None]

CONTRIBUTORS: tuple[Contributor, ...] = ()


def day_of(user: Any, *, now: datetime) -> Day:
    found = [contribute(user, now) for contribute in CONTRIBUTORS]
    template = "home/my_day_desk.html" if is_staff(user) else "home/my_day_phone.html"
    return Day(template, now, [section for section in found if section is not None])
