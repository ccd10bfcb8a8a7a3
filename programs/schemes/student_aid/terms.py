"""Sums, ages and windows that the federation sets, and the sum that follows from them."""

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen
from programs import common_rules as common
from programs import hardship
from programs.eligibility import Amount
from programs.parameters import ParametersForm, codes, day_of_year, money, whole
from programs.rules import Case, Source, plain, short_yuan
from programs.schemes.student_aid.questions import CATEGORIES, STAGES

XINZHENG_2019 = Source(_("Modelled on Xinzheng Charity Federation, 2019; to be confirmed by the federation"), "D")
LAYERED_AID = Source(_("Opinion on layered and classified social assistance, 2023, part 2"), "A")


class StudentAidParameters(ParametersForm):
    primary_yuan = money(_("Primary school (yuan per school year)"), "1000.00", XINZHENG_2019)
    junior_yuan = money(_("Junior middle school (yuan per school year)"), "1200.00", XINZHENG_2019)
    senior_yuan = money(_("Senior middle or vocational school (yuan per school year)"), "1500.00", XINZHENG_2019)
    youngest = whole(_("Youngest age (years)"), 6, common.PORTAL_DEFAULT)
    oldest = whole(_("Oldest age (years)"), 20, common.PORTAL_DEFAULT)
    sudden_months = whole(_("A sudden hardship counts for (months)"), 12, common.PORTAL_DEFAULT)
    hardship_accepted = codes(_("Hardship categories"), hardship.choices(*CATEGORIES), CATEGORIES, LAYERED_AID)
    autumn_opens = day_of_year(_("Autumn: applications from"), "09-01", common.PORTAL_DEFAULT)
    autumn_closes = day_of_year(_("Autumn: applications until"), "10-15", common.PORTAL_DEFAULT)
    spring_opens = day_of_year(_("Spring: applications from"), "03-01", common.PORTAL_DEFAULT)
    spring_closes = day_of_year(_("Spring: applications until"), "03-31", common.PORTAL_DEFAULT)


def amount(case: Case) -> Amount | None:
    """The sum of the school stage, once per school year."""
    stage = case.facts.get("stage")
    if stage not in STAGES:
        return None
    yuan = case.parameters[_parameter_of(stage)]
    sentence = _text("%(stage)s: %(yuan)s yuan for this school year") % {"stage": STAGES[stage], "yuan": plain(yuan)}
    return Amount(fen(yuan), sentence)


def standards(parameters):
    return [(STAGES[stage], short_yuan(parameters[_parameter_of(stage)])) for stage in STAGES]


def headline(parameters):
    yuan = [parameters[_parameter_of(stage)] for stage in STAGES]
    least, most = short_yuan(min(yuan)), short_yuan(max(yuan))
    return _text("%(least)s to %(most)s yuan per school year") % {"least": least, "most": most}


def _parameter_of(stage: str) -> str:
    return "senior_yuan" if stage == "vocational" else f"{stage}_yuan"
