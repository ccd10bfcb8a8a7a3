"""The two sums, the windows and the limit of medical costs, and the grant that follows from them."""

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen
from programs import common_rules as common
from programs import hardship
from programs.eligibility import Amount
from programs.parameters import ParametersForm, codes, day_of_year, money
from programs.rules import Case, Source, plain, short_yuan
from programs.schemes.freshman_aid.questions import CATEGORIES, LEVELS

CODE = "freshman_aid"
TAIZHOU = Source(_("Modelled on Taizhou, 2023, and Nan'an, 2017; to be confirmed by the federation"), "D")
SHIJIAZHUANG = Source(_("Shijiazhuang, 2018: 30,000 yuan of own medical costs in a year"), "A")


class FreshmanAidParameters(ParametersForm):
    benke_yuan = money(_("Four-year university course (yuan)"), "5000.00", TAIZHOU)
    zhuanke_yuan = money(_("Three-year college course (yuan)"), "3000.00", TAIZHOU)
    hardship_accepted = codes(
        _("Hardship categories"),
        hardship.choices(*CATEGORIES),
        CATEGORIES,
        common.PORTAL_DEFAULT,
    )
    medical_from = money(_("Own medical costs that count as hardship, from (yuan a year)"), "30000.00", SHIJIAZHUANG)
    opens = day_of_year(_("Applications from"), "07-01", common.PORTAL_DEFAULT)
    benke_closes = day_of_year(_("University: applications until"), "08-10", TAIZHOU)
    zhuanke_closes = day_of_year(_("College: applications until"), "08-25", TAIZHOU)


def amount(case: Case) -> Amount | None:
    level = case.facts.get("level")
    if level not in LEVELS:
        return None
    yuan = case.parameters[f"{level}_yuan"]
    sentence = _text("%(level)s: %(yuan)s yuan, once") % {"level": LEVELS[level], "yuan": plain(yuan)}
    return Amount(fen(yuan), sentence)


def standards(parameters):
    return [(label, plain(parameters[f"{level}_yuan"])) for level, label in LEVELS.items()]


def headline(parameters):
    yuan = [parameters[f"{level}_yuan"] for level in LEVELS]
    return _text("%(least)s or %(most)s yuan, once") % {"least": short_yuan(min(yuan)), "most": short_yuan(max(yuan))}
