"""The multiple of the allowance standard, the sums and the window, and the grant that follows from them."""

from decimal import Decimal

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen
from programs import common_rules as common
from programs.eligibility import Amount
from programs.household import members, unrounded
from programs.parameters import ParametersForm, day_of_year, money, ratio, whole
from programs.rules import Case, Derived, Source, plain, short_yuan

CODE = "marginal_household_aid"
POLICY = ("dibao_std", "property_limit")
DEFINITION = Source(_("Measures for confirming the minimum living allowance, article 8: below 1.5 times"), "A")


class MarginalHouseholdParameters(ParametersForm):
    income_factor = ratio(_("Income below this multiple of the allowance standard"), "1.50", DEFINITION)
    small_yuan = money(_("Small household (yuan)"), "1500.00", common.PORTAL_DEFAULT)
    large_yuan = money(_("Large household (yuan)"), "2000.00", common.PORTAL_DEFAULT)
    large_from = whole(_("A household is large from (persons)"), 3, common.PORTAL_DEFAULT)
    opens = day_of_year(_("Applications from"), "03-01", common.PORTAL_DEFAULT)
    closes = day_of_year(_("Applications until"), "11-30", common.PORTAL_DEFAULT)


def _income_limit(case: Case) -> Decimal:
    """Not rounded: 1.5 times 730.01 is 1,095.015, and an income of 1,095.015 is not below it."""
    return unrounded(case.parameters["dibao_std"] * case.parameters["income_factor"])


INCOME_LIMIT = Derived("income_limit", (), _income_limit, ("dibao_std", "income_factor"))


def amount(case: Case) -> Amount | None:
    """By the number of persons who count."""
    heads = members(case)
    if heads is None:
        return None
    is_large = heads >= case.parameters["large_from"]
    yuan = case.parameters["large_yuan" if is_large else "small_yuan"]
    sentence = _text("Household of %(persons)d: %(yuan)s yuan for this year") % {"persons": heads, "yuan": plain(yuan)}
    return Amount(fen(yuan), sentence)


def standards(parameters):
    least = parameters["large_from"]
    return [
        (_text("Household of fewer than %(persons)d") % {"persons": least}, plain(parameters["small_yuan"])),
        (_text("Household of %(persons)d or more") % {"persons": least}, plain(parameters["large_yuan"])),
    ]


def headline(parameters):
    return _text("%(least)s or %(most)s yuan a year") % {
        "least": short_yuan(parameters["small_yuan"]),
        "most": short_yuan(parameters["large_yuan"]),
    }
