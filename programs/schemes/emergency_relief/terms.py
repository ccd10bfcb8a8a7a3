"""The limits of the fast, the usual and the highest grant, and the sum that follows from the need."""

from decimal import Decimal

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen
from programs import common_rules as common
from programs.eligibility import Amount
from programs.parameters import ParametersForm, codes, collective_review, money, whole
from programs.rules import Case, Derived, Source, plain, short_yuan
from programs.schemes.emergency_relief.questions import INCIDENTS, URGENT

CODE = "emergency_relief"
POLICY = ("average_income", "property_limit")
TEMPORARY_AID = Source(_("Interim measures on social assistance, article 47: temporary aid"), "A")
TWO_TYPES = Source(_("Ministry of Civil Affairs, Minfa [2018] No. 23, part 2: urgent and spending type"), "A")
REFORM_2020 = Source(_("Opinion on reforming social assistance, 2020, parts 14 and 15"), "A")


class EmergencyReliefParameters(ParametersForm):
    fast_limit = money(_("Fast grant before the papers, at most (yuan)"), "3000.00", common.PORTAL_DEFAULT)
    normal_limit_yuan = money(_("Usual grant, at most (yuan)"), "10000.00", common.PORTAL_DEFAULT)
    cap_yuan = money(_("Highest grant of a major hardship (yuan)"), "20000.00", common.PORTAL_DEFAULT)
    collective_review_above = collective_review("20000.00")
    urgent_days = whole(_("Urgent: days since it happened, at most"), 30, common.PORTAL_DEFAULT)
    incident_days = whole(_("Spending: days since it happened, at most"), 90, common.PORTAL_DEFAULT)
    incidents_accepted = codes(_("What counts"), list(INCIDENTS.items()), tuple(INCIDENTS), TEMPORARY_AID)
    follow_up_days = whole(_("Call back after payment (days)"), 30, common.PORTAL_DEFAULT)


def _uncovered(case: Case) -> Decimal | None:
    """What is needed less what the government and others pay, never below zero."""
    need, *covered = [case.facts.get(name) for name in ("need_yuan", "gov_aid_yuan", "paid_by_others")]
    if need is None or None in covered:
        return None
    return max(need - sum(covered, Decimal(0)), Decimal("0.00"))


UNCOVERED = Derived("uncovered", ("need_yuan", "gov_aid_yuan", "paid_by_others"), _uncovered)


def limit(case: Case) -> str:
    """The parameter that holds the grant: a fast one waits for no paper, a major hardship may take the cap."""
    if case.facts.get("is_major"):
        return "cap_yuan"
    if case.facts.get("emergency_type") == URGENT and not case.facts.get("incident_confirmed"):
        return "fast_limit"
    return "normal_limit_yuan"


def amount(case: Case) -> Amount | None:
    """The uncovered need, held by the limit. When the papers have come, the case may get the rest (分阶段救助)."""
    uncovered = _uncovered(case)
    if not uncovered or case.facts.get("emergency_type") is None:
        return None
    highest = case.parameters[limit(case)]
    if uncovered <= highest:
        return Amount(fen(uncovered), _text("The uncovered need: %(yuan)s yuan.") % {"yuan": plain(uncovered)})
    sentence = _text("The uncovered need is %(need)s yuan; the limit of this kind of grant is %(limit)s yuan.")
    return Amount(fen(highest), sentence % {"need": plain(uncovered), "limit": plain(highest)})


def standards(parameters):
    rows = (
        (_text("Urgent, before the papers"), "fast_limit"),
        (_text("Usual case, with papers"), "normal_limit_yuan"),
        (_text("Major hardship"), "cap_yuan"),
    )
    return [(label, _text("up to %(yuan)s yuan") % {"yuan": plain(parameters[name])}) for label, name in rows]


def headline(parameters):
    return _text("up to %(fast)s yuan within two days, more with papers") % {
        "fast": short_yuan(parameters["fast_limit"])
    }
