"""The start page of a signed-in person: what waits for him today, by role."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise


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
