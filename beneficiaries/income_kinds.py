"""Kinds of income and property, and which income the law does not count (最低生活保障审核确认办法 13). Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class IncomeKind:
    """`excluded`: not counted; `excluded_until`: only up to and including this month."""

    code: str
    label: str | Promise
    excluded: bool = False
    excluded_until: date | None = None


_INCOME = (
    IncomeKind("wage", _("Wages and pay")),
    IncomeKind("business", _("Business, after costs")),
    IncomeKind("farming", _("Farming, after costs")),
    IncomeKind("assets", _("Rent, interest, dividends")),
    IncomeKind("pension", _("Pension of an insurance")),
    IncomeKind("maintenance", _("Maintenance from relatives who live elsewhere")),
    IncomeKind("other", _("Other income")),
    IncomeKind("veteran_allowance", _("Preferential allowance (veterans, bereaved)"), excluded=True),
    IncomeKind("scholarship", _("Scholarship or grant for studies"), excluded=True),
    IncomeKind("bravery_award", _("Award for an act of courage"), excluded=True),
    IncomeKind("public_aid", _("Social assistance of the government"), excluded=True),
    IncomeKind(
        "basic_pension", _("Central basic pension of residents"), excluded=True, excluded_until=date(2025, 12, 1)
    ),
)
INCOME_KINDS: dict[str, IncomeKind] = {kind.code: kind for kind in _INCOME}

PROPERTY_KINDS: tuple[tuple[str, str | Promise], ...] = (
    ("savings", _("Savings and cash")),
    ("securities", _("Securities and funds")),
    ("home", _("The home in which the family lives")),
    ("house", _("Another house, shop or flat")),
    ("car", _("Car or other motor vehicle")),
    ("business", _("Share in a business")),
    ("other", pgettext_lazy("property", "Other property")),
)
PROOFS: tuple[tuple[str, str | Promise], ...] = (
    ("statement", _("statement of the person")),
    ("document", _("paper")),
    ("certified", _("certified by another office")),
)


def income_kind_choices() -> list[tuple[str, str | Promise]]:
    return [(kind.code, kind.label) for kind in _INCOME]


def property_kind_choices() -> list[tuple[str, str | Promise]]:
    return list(PROPERTY_KINDS)


def proof_choices() -> list[tuple[str, str | Promise]]:
    return list(PROOFS)
