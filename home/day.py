"""The start page of a signed-in person: what waits for him today, by role."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from database.existence import having_rows


@dataclass(frozen=True)
class Row:
    """One thing that waits. `state` is a workflow State shown as a chip; `due_at` is shown as a light."""

    title: str
    url: str
    sub: str | Promise = ""
    state: Any = None
    due_at: datetime | None = None
    left: int | None = None  # working days; below zero when overdue
    when: str = ""


@dataclass(frozen=True)
class Section:
    """`more` is the page with the whole list, `empty` what is said when there are no rows.

    `is_public`: chips in the applicant's words.
    """

    title: str | Promise
    icon: str
    empty: str | Promise
    more: str = ""
    rows: list[Row] = field(default_factory=list)
    count: int | None = None
    is_public: bool = False


@dataclass(frozen=True)
class Day:
    template: str
    now: datetime
    sections: list[Section]


Rows = Sequence[QuerySet[Any]]
Contributor = Callable[[Any, datetime], Section | None]


@dataclass(frozen=True)
class QuietSection:
    """A section that is shown only while something waits.

    `rows` are the querysets for this person, none when he has no part in it; `show` makes the section of the moment and
    of them, or None when nothing of them is for today. One query asks about all quiet sections together.
    """

    rows: Callable[[Any, datetime], Rows]
    show: Callable[..., Section | None]


def shown_while(rows: Callable[[Any, datetime], Rows]) -> Callable[[Callable[..., Section | None]], QuietSection]:
    """Above the function that makes a section of `rows`."""
    return lambda show: QuietSection(rows, show)


def sections_of(user: Any, now: datetime, contributors: Sequence[Contributor | QuietSection]) -> list[Section]:
    """Those that have something to say, in the order of the contributors."""
    quiet = {place: one.rows(user, now) for place, one in enumerate(contributors) if isinstance(one, QuietSection)}
    asked = {(place, n): rows for place, many in quiet.items() for n, rows in enumerate(many)}
    waiting = {place for place, _n in having_rows(asked)}
    found = []
    for place, one in enumerate(contributors):
        if not isinstance(one, QuietSection):
            found.append(one(user, now))
        elif place in waiting:
            found.append(one.show(now, *quiet[place]))
    return [section for section in found if section is not None]
