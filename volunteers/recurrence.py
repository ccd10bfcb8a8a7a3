"""The rule of a series: which days it falls on. Days are days of the wall calendar; clocks and zones come later.

A rule is kept as the text of an RRULE (RFC 5545) without its start, for instance "FREQ=WEEKLY;BYDAY=MO,TH". Only the
parts that people can choose here are allowed: everything else would be read by nobody and shown by no form.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, takewhile

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday
from django.utils.translation import gettext_lazy as _

from workflow.machine import Refused

FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY}
LONGEST_INTERVAL = {"DAILY": 366, "WEEKLY": 53, "MONTHLY": 12}
DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_DAYS = 1000  # of one expansion: nobody plans, or reads, more shifts than that at once
NTH = (1, 2, 3, 4, -1)


class BadRule(Refused):
    """The rule makes no sense; the sentence says which part."""


class TooManyDays(BadRule):
    """An expansion without an end or beyond MOST_DAYS."""


@dataclass(frozen=True)
class Rule:
    """`weekdays`: 0 is Monday. Monthly: `month_day` (-1: the last) or the `nth` of the one weekday (-1: the last)."""

    freq: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    month_day: int = 0
    until: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        _check(self)

    @property
    def text(self) -> str:
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            parts.append("BYDAY=" + ",".join(f"{self.nth or ''}{DAY_CODES[n]}" for n in self.weekdays))
        if self.month_day:
            parts.append(f"BYMONTHDAY={self.month_day}")
        if self.until:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)

    def days(self, first_on: date, since: date, until: date | None) -> list[date]:
        """The days of the rule that began on `first_on`, from `since` up to and including `until`.

        Raises TooManyDays, also when neither `until` nor the rule itself says where to stop.
        """
        if until is None and self.until is None and self.count is None:
            raise TooManyDays(_("A series without an end cannot be planned all at once."))
        days: list[date] = []
        for day in self._all_days(first_on):
            if until is not None and day > until:
                break
            if len(days) == MOST_DAYS:
                raise TooManyDays(_("These are more than a thousand shifts. Please choose an earlier end."))
            if day >= since:
                days.append(day)
        return days

    def next_days(self, first_on: date, since: date, how_many: int) -> list[date]:
        """The next few days, however far ahead."""
        return list(islice((day for day in self._all_days(first_on) if day >= since), how_many))

    def passed(self, first_on: date, before: date) -> int:
        """How many days of the rule lie before that day: what a COUNT has used up."""
        return sum(1 for _day in takewhile(lambda day: day < before, self._all_days(first_on)))

    def _all_days(self, first_on: date) -> Iterator[date]:
        rule = rrule(
            FREQUENCIES[self.freq],
            dtstart=datetime.combine(first_on, time.min),
            interval=self.interval,
            count=self.count,
            until=datetime.combine(self.until, time.min) if self.until else None,
            byweekday=[weekday(n, self.nth or None) for n in self.weekdays] or None,
            bymonthday=self.month_day or None,
        )
        return (moment.date() for moment in rule)


def parse(text: str) -> Rule:
    """Raises BadRule for a text that is no rule, or says more than this portal understands."""
    parts = _parts(text)
    nth, weekdays = _days_of(parts.pop("BYDAY", ""))
    rule = {
        "freq": parts.pop("FREQ", ""),
        "interval": _number(parts.pop("INTERVAL", "1")),
        "month_day": _number(parts.pop("BYMONTHDAY", "0")),
        "until": _day(parts.pop("UNTIL", "")),
        "count": _number(parts.pop("COUNT", "0")) or None,
    }
    if parts:
        raise BadRule(_("The rule has a part that is not known: %(part)s.") % {"part": min(parts)[:40]})
    return Rule(weekdays=weekdays, nth=nth, **rule)


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        name, equals, value = part.partition("=")
        if not (equals and value) or name in parts:
            raise BadRule(_("This is not a rule of repetition."))
        parts[name] = value
    return parts


def _days_of(text: str) -> tuple[int, tuple[int, ...]]:
    found = []
    for code in filter(None, text.split(",")):
        if code[-2:] not in DAY_CODES:
            raise BadRule(_("The rule names a day of the week that does not exist."))
        found.append((_number(code[:-2] or "0"), DAY_CODES.index(code[-2:])))
    if len({nth for nth, _weekday in found}) > 1:
        raise BadRule(_("Please choose one day of the month."))
    return (found[0][0] if found else 0), tuple(sorted({weekday for _nth, weekday in found}))


def _number(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 6):
        raise BadRule(_("The rule has a number that is none."))
    return int(text)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day of the wall calendar has no zone
    except ValueError as wrong:
        raise BadRule(_("The rule ends on a day that does not exist.")) from wrong


def _check(rule: Rule) -> None:
    if rule.freq not in FREQUENCIES:
        raise BadRule(_("A series repeats every day, every week or every month."))
    if not 1 <= rule.interval <= LONGEST_INTERVAL[rule.freq]:
        raise BadRule(
            _("The distance must be a whole number from 1 to %(most)d.") % {"most": LONGEST_INTERVAL[rule.freq]}
        )
    _check_days(rule)
    _check_end(rule)


def _check_days(rule: Rule) -> None:
    if rule.freq == "DAILY" and (rule.weekdays or rule.month_day or rule.nth):
        raise BadRule(_("A daily series has no days to choose."))
    if rule.freq == "WEEKLY" and (not rule.weekdays or rule.month_day or rule.nth):
        raise BadRule(_("Please choose at least one day of the week."))
    if rule.freq == "MONTHLY" and not (_is_month_day(rule) or _is_nth_weekday(rule)):
        raise BadRule(_("Please choose one day of the month."))
    if any(not 0 <= day <= 6 for day in rule.weekdays):
        raise BadRule(_("The rule names a day of the week that does not exist."))


def _is_month_day(rule: Rule) -> bool:
    return (1 <= rule.month_day <= 31 or rule.month_day == -1) and not rule.weekdays and not rule.nth


def _is_nth_weekday(rule: Rule) -> bool:
    return rule.nth in NTH and len(rule.weekdays) == 1 and not rule.month_day


def _check_end(rule: Rule) -> None:
    if rule.until and rule.count:
        raise BadRule(_("A series ends on a day or after a number of times, not both."))
    if rule.count is not None and not 1 <= rule.count <= MOST_DAYS:
        raise BadRule(_("The number of times must be from 1 to 1000."))
