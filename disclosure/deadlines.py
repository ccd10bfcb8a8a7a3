"""When something must be published: the rules of the calendar laid over campaigns, programs, years and events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from disclosure.models import Done, Occasion, Organisation, Rhythm, StatutoryRule, Subject
from donations.models import Campaign
from programs.models import Program

LOOK_BACK_DAYS = 400  # older deadlines than the last annual report are history


@dataclass(frozen=True)
class Clock:
    """What the rules are laid over. `key` names it in addresses: "campaign-12". `ends_on` None: it lasts."""

    subject: str
    key: str
    title: str
    starts_on: date
    ends_on: date | None

    def lasts_longer_than(self, months: int) -> bool:
        return self.ends_on is None or self.ends_on > self.starts_on + relativedelta(months=months)


@dataclass(frozen=True)
class Due:
    rule: StatutoryRule
    clock: Clock
    due_on: date
    done: Done | None = None

    @property
    def key(self) -> str:
        return f"{self.rule.code}:{self.clock.key}:{self.due_on}"

    def is_late(self, today: date) -> bool:
        return self.done is None and self.due_on < today


def dues_between(first: date, last: date) -> list[Due]:
    """Everything due from `first` to `last`, both included, the earliest first; six queries."""
    rules = list(StatutoryRule.objects.in_force(last))
    done = {(d.rule_code, d.subject_key, d.due_on): d for d in Done.objects.filter(due_on__range=(first, last))}
    clocks, organisations = list(_clocks(first, last)), list(Organisation.objects.order_by("-valid_from"))
    found = [
        Due(rule, clock, day, done.get((rule.code, clock.key, day)))
        for rule in rules
        for clock in clocks
        if clock.subject == rule.subject and clock.lasts_longer_than(rule.longer_than_months)
        for day in _days(rule, clock, last)
        if first <= day <= last and day >= rule.valid_from and rule.binds(_on(day, organisations))
    ]
    return sorted(found, key=lambda due: (due.due_on, due.rule.code, due.clock.key))


def find_due(rule_code: str, subject_key: str, due_on: date) -> Due | None:
    """The deadline of that name; None for one that no rule sets."""
    found = dues_between(due_on, due_on)
    return next((d for d in found if (d.rule.code, d.clock.key) == (rule_code, subject_key)), None)


def _days(rule: StatutoryRule, clock: Clock, last: date) -> Iterator[date]:
    """The deadlines of one rule, up to `last`. Months are counted from the first day, so that 31 January + 1 month is
    the end of February and + 2 months 31 March."""
    if rule.rhythm == Rhythm.AFTER_START:
        yield clock.starts_on + _time(rule, 1)
    elif rule.rhythm == Rhythm.AFTER_END:
        if clock.ends_on is not None and clock.ends_on <= last:
            yield clock.ends_on + _time(rule, 1)
    else:
        end = min(last, clock.ends_on or last)
        number = 1
        while (day := clock.starts_on + _time(rule, number)) <= end:
            yield day
            number += 1


def _on(day: date, organisations: list[Organisation]) -> Organisation | None:
    """The latest first."""
    return next((one for one in organisations if one.valid_from <= day), None)


def _time(rule: StatutoryRule, times: int) -> relativedelta:
    return relativedelta(months=rule.months * times, days=rule.days * times)


def _clocks(first: date, last: date) -> Iterator[Clock]:
    for one in Campaign.objects.published().filter(starts_on__lte=last):
        yield Clock(Subject.CAMPAIGN, f"campaign-{one.pk}", one.title, one.starts_on, one.ends_on)
    for program in Program.objects.published().filter(opens_on__lte=last):
        yield Clock(Subject.PROGRAM, f"program-{program.pk}", program.title, program.opens_on, program.closes_on)
    for occasion in Occasion.objects.filter(started_on__lte=last):
        key = f"{occasion.kind}-{occasion.pk}"
        yield Clock(occasion.kind, key, str(occasion), occasion.started_on, occasion.ended_on)
    for year in range((first - timedelta(days=LOOK_BACK_DAYS)).year, last.year + 1):
        yield Clock(Subject.YEAR, f"year-{year}", str(year), date(year, 1, 1), date(year, 12, 31))
