"""The living aid, the wish and the visits, and what follows from them."""

from decimal import Decimal

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen
from programs import common_rules as common
from programs.eligibility import Amount, InKind
from programs.parameters import ParametersForm, codes, money, whole
from programs.rules import Case, Source, plain, short_yuan
from programs.schemes.child_care_protection.questions import SUBTYPES

CODE = "child_care_protection"
CHILDREN_2016 = Source(_("State Council, Guofa [2016] No. 36, on children in difficulty"), "A")
UNATTENDED_2019 = Source(_("Opinion of 2019 on children whom nobody can look after, part 1"), "A")


class ChildCareParameters(ParametersForm):
    living_yuan = money(_("Living aid (yuan per child and year)"), "1500.00", common.PORTAL_DEFAULT)
    wish_limit = money(_("A wish costs at most (yuan)"), "300.00", common.PORTAL_DEFAULT)
    visits_per_quarter = whole(_("Visits of a trained volunteer per quarter, at least"), 1, common.PORTAL_DEFAULT)
    adult_at = whole(_("A child until the birthday (years)"), 18, CHILDREN_2016)
    months_away = whole(_("Parents out of reach, or with a term, of at least (months)"), 6, UNATTENDED_2019)
    subtypes_accepted = codes(_("Sub-types"), list(SUBTYPES.items()), tuple(SUBTYPES), CHILDREN_2016)
    follow_up_days = whole(_("Visit again after payment (days)"), 90, common.PORTAL_DEFAULT)


def wish_price(case: Case) -> Decimal:
    """0 while there is no wish: it can be made at any time of the year."""
    return case.facts.get("wish_yuan") or Decimal("0.00")


def amount(case: Case) -> Amount | None:
    yuan = case.parameters["living_yuan"]
    return Amount(fen(yuan), _text("Living aid for this year: %(yuan)s yuan") % {"yuan": plain(yuan)})


def wish(case: Case) -> InKind | None:
    """Bought by the federation, beside the money."""
    price = wish_price(case)
    if not price or price > case.parameters["wish_limit"]:
        return None
    return InKind("wish", 1, _text("The child's wish, up to %(yuan)s yuan") % {"yuan": plain(price)})


def standards(parameters):
    visits = _text("%(count)d or more per quarter") % {"count": parameters["visits_per_quarter"]}
    return [
        (_text("Living aid per child and year"), plain(parameters["living_yuan"])),
        (_text("A small wish, at most"), plain(parameters["wish_limit"])),
        (_text("Visits of a trained volunteer"), visits),
    ]


def headline(parameters):
    return _text("%(yuan)s yuan a year, a wish and visits") % {"yuan": short_yuan(parameters["living_yuan"])}
