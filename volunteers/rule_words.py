"""A rule of repetition as a sentence that everybody reads."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from volunteers.recurrence import Rule

WEEKDAYS = (
    pgettext_lazy("day of a series", "Monday"),
    pgettext_lazy("day of a series", "Tuesday"),
    pgettext_lazy("day of a series", "Wednesday"),
    pgettext_lazy("day of a series", "Thursday"),
    pgettext_lazy("day of a series", "Friday"),
    pgettext_lazy("day of a series", "Saturday"),
    pgettext_lazy("day of a series", "Sunday"),
)
ORDINALS = {
    1: pgettext_lazy("of the month", "first"),
    2: pgettext_lazy("of the month", "second"),
    3: pgettext_lazy("of the month", "third"),
    4: pgettext_lazy("of the month", "fourth"),
    -1: pgettext_lazy("of the month", "last"),
}


def sentence(rule: Rule) -> str:
    """Every 2 weeks on Monday and Thursday, until 2026-12-31. 每2周的周一、周四，到2026-12-31为止"""
    return {"DAILY": _daily, "WEEKLY": _weekly, "MONTHLY": _monthly}[rule.freq](rule) + _end(rule)


def _daily(rule: Rule) -> str:
    if rule.interval == 1:
        return _("Every day")
    return _("Every %(count)d days") % {"count": rule.interval}


def _weekly(rule: Rule) -> str:
    if rule.interval == 1 and len(rule.weekdays) == 7:
        return _("Every day")
    days = listed([str(WEEKDAYS[n]) for n in rule.weekdays])
    if rule.interval == 1:
        return _("Every %(days)s") % {"days": days}
    return _("Every %(count)d weeks on %(days)s") % {"count": rule.interval, "days": days}


def _monthly(rule: Rule) -> str:
    day = _day_of_month(rule)
    if rule.interval == 1:
        return _("Every month on %(day)s") % {"day": day}
    return _("Every %(count)d months on %(day)s") % {"count": rule.interval, "day": day}


def _day_of_month(rule: Rule) -> str:
    if rule.month_day == -1:
        return _("the last day")
    if rule.month_day:
        return _("day %(number)d") % {"number": rule.month_day}
    return _("the %(nth)s %(weekday)s") % {"nth": ORDINALS[rule.nth], "weekday": WEEKDAYS[rule.weekdays[0]]}


def _end(rule: Rule) -> str:
    if rule.until:
        return _(", until %(day)s") % {"day": f"{rule.until:%Y-%m-%d}"}
    if rule.count:
        return ngettext(", %(count)d time", ", %(count)d times", rule.count) % {"count": rule.count}
    return ""


def listed(words: Sequence[str]) -> str:
    """Monday, Wednesday and Friday; 周一、周三、周五"""
    if len(words) < 2:
        return "".join(words)
    between, last = pgettext("between the words of a list", ", "), pgettext("before the last word of a list", " and ")
    return between.join(words[:-1]) + last + words[-1]
