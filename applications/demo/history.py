"""The months before: paid and closed cases, so that figures, charts and benefit ledgers have something to show."""

from copy import copy
from datetime import timedelta
from typing import Any

from django.utils import timezone

from applications import states as s
from applications.demo.money import pay
from applications.models import Application
from applications.services import aftercare

HOME = "410172160-xihuchuntian"
MONTH = timedelta(days=30)
FIRST_YEARS = timedelta(days=60)  # no payment in the first weeks of a program
PLAN = (  # how many months ago, and what was paid then
    (1, ("student-aid",)),
    (2, ("student-aid", "employee-illness-aid")),
    (3, ("student-aid", "judicial-aid")),
    (4, ("employee-illness-aid",)),
    (5, ("student-aid", "employee-illness-aid")),
    (6, ("student-aid",)),
)


def load_history(load: Any) -> None:
    """`load` is loader.Loader. What lies before the opening of a program is left out."""
    for months, slugs in PLAN:
        past = copy(load)
        past.at = load.at - months * MONTH
        for slug in slugs:
            if timezone.localdate(past.at - FIRST_YEARS) >= load.programs[slug].opens_on:
                _paid_and_closed(load, past, slug)


def _paid_and_closed(load: Any, past: Any, slug: str) -> None:
    case = past.make(slug, s.APPROVED, area=HOME)
    pay(past, [case], fails=False)
    case.refresh_from_db()
    if case.program.scheme.needs_follow_up:
        _follow_up(case, load, past)
    elif past.at + aftercare.CLOSE_AFTER < load.at:
        aftercare.close_application(application=case, at=past.at + aftercare.CLOSE_AFTER)


def _follow_up(case: Application, load: Any, past: Any) -> None:
    clerk = load.users["officer"]
    aftercare.start_follow_up(application=case, by=clerk, at=past.at + timedelta(days=35))
    if past.at + timedelta(days=45) < load.at:
        aftercare.finish_follow_up(
            application=case,
            text="款项已用于治疗和生活，家庭情况稳定。(演示)",
            by=clerk,
            at=past.at + timedelta(days=45),
        )
