"""Thresholds, tiers and the yearly cap, and the grant that follows from them."""

from decimal import Decimal

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen, yuan
from programs import common_rules as common
from programs import hardship
from programs.dates import calendar_year
from programs.eligibility import Amount
from programs.parameters import ParametersForm, Tier, codes, money, tiers, whole
from programs.rules import Case, Derived, Source, plain, short_yuan
from programs.schemes.employee_illness_aid import illnesses
from programs.schemes.employee_illness_aid.questions import REIMBURSEMENTS

CODE = "employee_illness_aid"
SHAPED = Source(_("Shaped by Longwan (Wenzhou) and Shaoxing, 2022; to be confirmed by the federation"), "D")
LONGWAN = Source(_("Longwan (Wenzhou) keeps one threshold per kind of employer; sum to be confirmed"), "D")
FOSHAN = Source(_("Foshan: bills count for one year before acceptance"), "A")
INSURANCE_LIST = Source(_("Disease definitions of critical-illness insurance, 2020; to be confirmed"), "D")
DEFAULT_TIERS = (("30000.00", "3000.00"), ("50000.00", "5000.00"), ("100000.00", "10000.00"), ("200000.00", "20000.00"))


class EmployeeIllnessParameters(ParametersForm):
    threshold_enterprise = money(_("Costs count from: staff of enterprises (yuan)"), "30000.00", LONGWAN)
    threshold_institution = money(_("Costs count from: staff of public institutions (yuan)"), "30000.00", LONGWAN)
    threshold_hardship = money(_("Costs count from: staff in hardship (yuan)"), "30000.00", LONGWAN)
    tiers = tiers(_("Tiers of own costs and grants (yuan)"), DEFAULT_TIERS, SHAPED)
    cap_per_year = money(_("Highest total per person and calendar year (yuan)"), "20000.00", SHAPED)
    bills_months = whole(_("Bills count for (months before the application)"), 12, FOSHAN)
    left_months = whole(_("After leaving because of the illness, months"), 12, common.PORTAL_DEFAULT)
    hardship_accepted = codes(
        _("Hardship categories with the next higher grant"),
        hardship.choices(*hardship.POOR_FAMILY),
        ("DESTITUTE", "DIBAO", "DIBAO_SINGLE", "MARGINAL"),
        SHAPED,
    )
    illnesses_accepted = codes(
        _("Illnesses accepted without the committee"), illnesses.SEVERE, illnesses.CODES, INSURANCE_LIST
    )
    follow_up_days = whole(_("Call back after payment (days)"), 90, common.PORTAL_DEFAULT)


def _own_costs(case: Case) -> Decimal | None:
    """自付 = total − basic insurance − serious-illness insurance − assistance − commercial − other aid, in yuan."""
    parts = [case.facts.get(name) for name in ("total_cost", *REIMBURSEMENTS)]
    if any(part is None for part in parts):
        return None
    return parts[0] - sum(parts[1:], Decimal(0))


def _threshold(case: Case) -> Decimal | None:
    """Of the hardship category if one is proven, else of the kind of employer."""
    if is_in_hardship(case):
        return case.parameters["threshold_hardship"]
    kind = case.facts.get("employer_type")
    return case.parameters.get(f"threshold_{kind}") if kind else None


def is_in_hardship(case: Case) -> bool:
    proven = case.facts.get("hardship_categories") or ()
    return not set(case.parameters["hardship_accepted"]).isdisjoint(proven)


OWN_COSTS = Derived("own_costs", ("total_cost", *REIMBURSEMENTS), _own_costs)
THRESHOLD = Derived(
    "threshold",
    ("employer_type", "hardship_categories"),
    _threshold,
    ("threshold_enterprise", "threshold_institution", "threshold_hardship", "hardship_accepted"),
)


def amount(case: Case) -> Amount | None:
    """The tier of the own costs, the next one in hardship, never above what is left of the year's cap."""
    costs = _own_costs(case)
    grant = None if costs is None else _tier(case, costs)
    if grant is None or costs is None:
        return None
    left = fen(case.parameters["cap_per_year"]) - _granted_this_year(case)
    capped = max(min(fen(grant.amount), left), 0)
    sentence = _text("Own costs of %(costs)s yuan: the tier from %(start)s yuan on gives %(grant)s yuan.") % {
        "costs": plain(costs),
        "start": plain(grant.start),
        "grant": plain(grant.amount),
    }
    if is_in_hardship(case):
        sentence += _text(" The next higher tier applies because of the hardship category.")
    if capped < fen(grant.amount):
        sentence += _text(" The yearly cap leaves %(left)s yuan.") % {"left": plain(yuan(capped))}
    return Amount(capped, sentence)


def standards(parameters):
    """One line per tier, then the cap."""
    rows = [
        (
            _text("Own costs from %(start)s yuan on") % {"start": short_yuan(tier.start)},
            short_yuan(tier.amount),
        )
        for tier in parameters["tiers"]
    ]
    return [*rows, (_text("At most per person and calendar year"), short_yuan(parameters["cap_per_year"]))]


def headline(parameters):
    sums = [tier.amount for tier in parameters["tiers"]] or [parameters["cap_per_year"]]
    return _text("%(least)s to %(most)s yuan by own costs") % {
        "least": short_yuan(min(sums)),
        "most": short_yuan(max(sums)),
    }


def _tier(case: Case, costs: Decimal) -> Tier | None:
    ladder = case.parameters["tiers"]
    reached = sum(tier.start <= costs for tier in ladder)
    if is_in_hardship(case):
        reached = min(reached + 1, len(ladder))
    return ladder[reached - 1] if reached else None


def _granted_this_year(case: Case) -> int:
    history = case.facts.get("history")
    return history.granted_fen(CODE, *calendar_year(case.on)) if history else 0
