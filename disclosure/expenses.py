"""Does the federation spend enough, and little enough on itself? Every figure is a sum of lines that can be opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disclosure.models import ExpenseRule
from disclosure.policy import organisation_on
from disclosure.posted import RESULTS
from funds import chart
from funds.models import AccountKind, Line
from funds.posted import posted_lines


@dataclass(frozen=True)
class Figure:
    """A sum of posted lines. `lines` gives their condition in the checked year; `sign` makes it positive."""

    label: str | Promise
    lines: Callable[[int], Q]
    sign: int


def _in(year: int) -> Q:
    return Q(voucher__booked_on__year=year)


FIGURES: Mapping[str, Figure] = {
    "income-before": Figure(
        _("Income of the year before"), lambda year: _in(year - 1) & Q(account__kind=AccountKind.INCOME), -1
    ),
    "net-assets-before": Figure(
        _("Net assets at the end of the year before"),
        lambda year: Q(voucher__booked_on__lt=date(year, 1, 1), account__kind__in=RESULTS),
        -1,
    ),
    "activities": Figure(
        _("Cost of charitable activities"),
        lambda year: _in(year) & Q(account__code__startswith=chart.CHARITABLE_ACTIVITIES),
        1,
    ),
    "management": Figure(
        _("Cost of management"), lambda year: _in(year) & Q(account__code__startswith=chart.MANAGEMENT), 1
    ),
    "spending": Figure(_("All spending"), lambda year: _in(year) & Q(account__kind=AccountKind.EXPENSE), 1),
}


@dataclass(frozen=True)
class Check:
    """`share` in percent of its base; None where the base is zero. `holds` None: it cannot be told."""

    label: str | Promise
    share: Decimal | None
    limit: Decimal
    is_least: bool
    holds: bool | None


@dataclass(frozen=True)
class Ratios:
    year: int
    rule: ExpenseRule | None
    figures: Mapping[str, int]
    checks: tuple[Check, ...]


def lines_behind(code: str, year: int) -> QuerySet[Line]:
    """Raises KeyError for a figure that there is none of."""
    return posted_lines().filter(FIGURES[code].lines(year))


def ratios_of(year: int) -> Ratios:
    """By the rule in force at the end of the year for an organisation of this kind and size; three queries."""
    figures = _figures(year)
    last = date(year, 12, 31)
    organisation = organisation_on(last)
    rules = ExpenseRule.objects.in_force(last)
    rule = rules.fitting(organisation.kind, figures["net-assets-before"]).first() if organisation else None
    return Ratios(year, rule, figures, tuple(_checks(rule, figures)) if rule else ())


def _figures(year: int) -> dict[str, int]:
    sums: dict[str, Any] = {
        code.replace("-", "_"): Sum("amount_fen", filter=figure.lines(year), default=0)
        for code, figure in FIGURES.items()
    }
    found = posted_lines().aggregate(**sums)
    return {code: figure.sign * found[code.replace("-", "_")] for code, figure in FIGURES.items()}


def _checks(rule: ExpenseRule, figures: Mapping[str, int]) -> list[Check]:
    base = "income-before" if rule.base == "income" else "net-assets-before"
    spent = figures["activities"]
    label = _("Charitable activities, of the %(base)s") % {"base": rule.get_base_display()}
    checks = [_least(label, spent, figures[base], rule.least_spending)]
    if rule.least_of_income is not None:
        more = _("Charitable activities, of the income of the year before")
        checks.append(_least(more, spent, figures["income-before"], rule.least_of_income))
    management, total = figures["management"], figures["spending"]
    share = _share(management, total)
    free = management < rule.management_free_fen
    holds = True if free or total <= 0 else management * 100 <= rule.most_management * total
    return [*checks, Check(_("Management, of all spending"), share, rule.most_management, False, holds)]


def _least(label: str | Promise, spent: int, base: int, limit: Decimal) -> Check:
    holds = spent * 100 >= limit * base if base > 0 else None
    return Check(label, _share(spent, base), limit, True, holds)


def _share(part: int, whole: int) -> Decimal | None:
    """Percent with two decimals, rounded down, so that nothing is shown as reached that is not."""
    return Decimal(part * 10_000 // whole) / 100 if whole > 0 else None
