"""Aid that this person, or this household, received already in the period of the scheme: told before the handing in.

R06 is judged by people, so nothing is stopped here (domain rules T01 names what stops a handing in).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from applications import states
from applications.models import Application
from beneficiaries.models import Person
from beneficiaries.selectors import records_at_home_with
from programs.rules import YES, Case, Rule
from programs.scheme import Scheme

OUTSIDE_WINDOW = "R04"
DAYS_AHEAD = 366


@dataclass(frozen=True)
class EarlierHelp:
    """`reference` is empty where the reader may not open that case. Without a `next_on` no day is known: once in a
    lifetime, or nothing in the coming year is a time of application."""

    reference: str
    ends_on: date | None
    next_on: date | None


def earlier_help(
    scheme: Scheme, person: Person, *, parameters: Mapping[str, Any], on: date, seen_by: Any
) -> EarlierHelp | None:
    """None where the scheme helps once per case, and where nothing was granted in the period around the day."""
    period = scheme.frequency.covers(on)
    found = _granted(scheme, person, *period) if period else None
    if period is None or found is None:
        return None
    is_open_to_reader = Application.objects.visible_to(seen_by).filter(pk=found.pk).exists()
    ends_on = period[1] if period[1] < date.max else None
    next_on = _first_day_after(scheme, ends_on, parameters) if ends_on else None
    return EarlierHelp(found.reference if is_open_to_reader else "", ends_on, next_on)


def _granted(scheme: Scheme, person: Person, first: date, last: date) -> Application | None:
    """The latest one; of everybody at home where the scheme helps a household once."""
    is_of_household = any(fact.name == "household" for fact in scheme.facts)
    people = records_at_home_with(person) if is_of_household else Person.objects.same_as(person)
    rows = Application.objects.filter(
        applicant__in=people, program__scheme_code=scheme.code, state__in=states.DECIDED_YES
    )
    return next((row for row in rows.order_by("-decided_at", "-pk") if first <= _decided_on(row) <= last), None)


def _decided_on(application: Application) -> date:
    return timezone.localdate(application.decided_at or application.state_since)


def _first_day_after(scheme: Scheme, ends_on: date, parameters: Mapping[str, Any]) -> date | None:
    """The first day of the next period on which applications are taken."""
    if not parameters:
        return None
    windows = [rule for rule in scheme.rules if rule.refusal == OUTSIDE_WINDOW]
    days = (ends_on + timedelta(days=1 + n) for n in range(DAYS_AHEAD))
    return next((day for day in days if all(_is_open(rule, day, parameters) for rule in windows)), None)


def _is_open(rule: Rule, day: date, parameters: Mapping[str, Any]) -> bool:
    return rule.condition.judge(Case(day, {}, parameters)).outcome is YES
