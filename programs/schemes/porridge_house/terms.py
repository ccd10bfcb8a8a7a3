"""The employers, the meal and the card that the terms give."""

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.eligibility import InKind
from programs.parameters import ParametersForm, lines, money, whole
from programs.rules import Case, Source, plain

CODE = "porridge_house"
ITEM = "meal_card"
REPORTS = Source(_("Reports on the porridge houses of the zone: 6.00 yuan per meal at partner shops"), "A")


class PorridgeHouseParameters(ParametersForm):
    employers = lines(
        _("Employers, by unified social credit code"),
        ("91410199MADEM0B112",),
        common.PORTAL_DEFAULT,
        help_text=_("One code per line; the code to start with is that of the demo employer."),
    )
    meals_per_day = whole(_("Meals per card and day"), 1, common.PORTAL_DEFAULT)
    meal_yuan = money(_("Price of a meal (yuan)"), "6.00", REPORTS)
    replacements = whole(_("Lost or broken cards replaced in a calendar year, at most"), 2, common.PORTAL_DEFAULT)
    card_months = whole(_("A card is valid for (months)"), 12, common.PORTAL_DEFAULT)


def card(case: Case) -> InKind | None:
    meals = case.parameters["meals_per_day"]
    return InKind(ITEM, 1, _text("One breakfast card, for %(meals)d meal a day") % {"meals": meals})


def standards(parameters):
    return [
        (_text("Meals per day"), str(parameters["meals_per_day"])),
        (_text("Worth of a meal"), _text("%(yuan)s yuan") % {"yuan": plain(parameters["meal_yuan"])}),
        (_text("Lost or broken cards replaced"), _text("%(times)d a year") % {"times": parameters["replacements"]}),
        (_text("Card valid for"), _text("%(months)d months") % {"months": parameters["card_months"]}),
    ]


def headline(parameters):
    return _text("one free breakfast a day")
