"""What "my day" shows of restricted cases: people to be named, for leaders; their own, for the people named."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from applications.permissions_of_restriction import NAMING
from applications.restricted import named_for, without_people
from applications.scopes import is_staff_of_cases
from areas import deadlines
from home.day import Row, Rows, Section, shown_while

MOST = 8


def _to_name(user: Any, now: datetime) -> Rows:
    return [without_people(user)] if has_role(user, *NAMING) else []


def _mine(user: Any, now: datetime) -> Rows:
    return [named_for(user)] if is_staff_of_cases(user) else []


@shown_while(_to_name)
def people_to_name(now: datetime, cases: Any) -> Section:
    page = reverse("applications:restricted")
    rows = [_row(one.application, page, now) for one in _first(cases)]
    return Section(_("Restricted cases: name two people"), "lock", "", page, rows)


@shown_while(_mine)
def my_restricted_cases(now: datetime, cases: Any) -> Section:
    rows = [
        _row(one.application, reverse("applications:case", args=[one.application.reference]), now)
        for one in _first(cases)
    ]
    return Section(_("Restricted cases that you are named for"), "lock", "", reverse("applications:restricted"), rows)


def _first(cases: Any) -> Any:
    return cases.select_related("application").order_by("application__due_at", "pk")[:MOST]


def _row(case: Any, url: str, now: datetime) -> Row:
    light = deadlines.light(case.due, now)
    return Row(case.reference, url, state=case.status, due_at=case.due, left=light.days if light else None)
