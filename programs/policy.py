"""Figures that several schemes read and that an office outside the federation sets: standards, wages, incomes.

They change every year, on their own day, for all programs at once, so they do not belong to the terms of one program.
Here stand their names and the values to start with; the published ones are rows of models.PolicyParameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.rules import Source


@dataclass(frozen=True)
class Figure:
    """`default` stands until a value is published; its source says how sure it is."""

    code: str
    label: str | Promise
    unit: str
    default: Decimal
    source: Source


UNITS: dict[str, str | Promise] = {
    "yuan_person_month": _("yuan per person and month"),
    "yuan_person_year": _("yuan per person and year"),
    "yuan_month": _("yuan per month"),
    "yuan_person": _("yuan per person"),
    "percent": _("percent"),
    "payments": pgettext_lazy("unit", "payments per batch"),
    "attempts": pgettext_lazy("unit", "attempts"),
}
MARKS: dict[str, str | Promise] = {
    "A": _("A: read in the text itself"),
    "B": _("B: general knowledge"),
    "C": _("C: weak, to be confirmed"),
    "D": _("D: own default, to be confirmed"),
    "SEED": _("Founding announcement"),
}

_FIGURES = (
    Figure(
        "dibao_std",
        _("Minimum living allowance standard"),
        "yuan_person_month",
        Decimal("730.00"),
        Source(_("Demo value: 730 yuan was quoted around 2019 to 2021; the federation must confirm it"), "C"),
    ),
    Figure(
        "wage_per_month",
        _("Average wage of employees in the area, last year"),
        "yuan_month",
        Decimal("5971.25"),
        Source(_("Demo value: only the order of magnitude (71,655 yuan a year); the federation must confirm it"), "C"),
    ),
    Figure(
        "average_income",
        _("Disposable income per head in the area, last year"),
        "yuan_person_year",
        Decimal("41000.00"),
        Source(_("Demo value: only the order of magnitude; the federation must confirm it"), "C"),
    ),
    Figure(
        "property_limit",
        _("Property of a household in hardship, at most"),
        "yuan_person",
        Decimal("17520.00"),
        Source(_("Demo value: 24 times the demo standard of the allowance; the federation must confirm it"), "D"),
    ),
)
# Figures of the federation itself, read by the payments: how many are checked with the payee after the money was paid.
_SAMPLE = Source(_("Own default; the federation must confirm it"), "D")
_FIGURES_OF_PAYMENTS = (
    Figure("sample_share", _("Payments checked with the payee, share of each batch"), "percent", Decimal(5), _SAMPLE),
    Figure("sample_minimum", _("Payments checked with the payee, at least"), "payments", Decimal(2), _SAMPLE),
    Figure("sample_attempts", _("Attempts before a payee counts as not reached"), "attempts", Decimal(3), _SAMPLE),
)
FIGURES: Mapping[str, Figure] = {figure.code: figure for figure in (*_FIGURES, *_FIGURES_OF_PAYMENTS)}


def figure_choices() -> list[tuple[str, str | Promise]]:
    """With the unit, because whoever types a value must know it."""
    return [(figure.code, format_lazy("{} ({})", figure.label, UNITS[figure.unit])) for figure in FIGURES.values()]


def unit_choices() -> list[tuple[str, str | Promise]]:
    return list(UNITS.items())


def mark_choices() -> list[tuple[str, str | Promise]]:
    return list(MARKS.items())
