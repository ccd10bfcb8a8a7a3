"""The cap of the fund, the outer limit of 36 monthly wages, and the sum that follows from the proposal."""

from decimal import Decimal

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from funds.money import fen
from programs import common_rules as common
from programs import hardship
from programs.eligibility import Amount
from programs.household import unrounded
from programs.parameters import ParametersForm, codes, money, ratio, whole
from programs.rules import Case, Derived, Source, plain, short_yuan

CODE = "judicial_aid_fund"
STATE_RULES = Source(_("Opinions on state judicial aid, 2014 (wording from secondary sources)"), "B")
FUND_CAP = Source(_("Cap of the charity fund, modelled on Fenghua; to be confirmed by the federation"), "D")
POLICY = ("dibao_std", "wage_per_month")


class JudicialAidParameters(ParametersForm):
    cap_yuan = money(_("Highest grant per case (yuan)"), "20000.00", FUND_CAP)
    wage_months = whole(_("Outer limit in monthly wages"), 36, STATE_RULES)
    hardship_factor = ratio(_("Hardship below this multiple of the standard"), "1.50", common.PORTAL_DEFAULT)
    hardship_accepted = codes(
        _("Hardship categories"),
        hardship.choices(*hardship.POOR_FAMILY, "SUDDEN"),
        (*hardship.POOR_FAMILY, "SUDDEN"),
        common.PORTAL_DEFAULT,
    )
    follow_up_days = whole(_("Ask again about compensation after payment (days)"), 90, common.PORTAL_DEFAULT)


def _wage_limit(case: Case) -> Decimal:
    return case.parameters["wage_per_month"] * case.parameters["wage_months"]


def _income_limit(case: Case) -> Decimal:
    return unrounded(case.parameters["dibao_std"] * case.parameters["hardship_factor"])


def _unpaid(case: Case) -> Decimal | None:
    """Damage less compensation, in yuan, never below zero."""
    damage, received = case.facts.get("damage"), case.facts.get("compensation_received")
    return None if damage is None or received is None else max(damage - received, Decimal("0.00"))


WAGE_LIMIT = Derived("wage_limit", (), _wage_limit)
INCOME_LIMIT = Derived("income_limit", (), _income_limit, ("dibao_std", "hardship_factor"))
UNPAID = Derived("unpaid", ("damage", "compensation_received"), _unpaid)


def amount(case: Case) -> Amount | None:
    """The proposal of the office, held by the fund's cap, by 36 monthly wages and by the damage not yet paid."""
    proposal = case.facts.get("proposed_yuan")
    if proposal is None:
        return None
    limits = [
        (case.parameters["cap_yuan"], _text("the cap of the fund")),
        (_wage_limit(case), _text("the outer limit in monthly wages")),
    ]
    unpaid = _unpaid(case)
    if unpaid is not None:
        limits.append((unpaid, _text("the damage not yet paid")))
    lowest, name = min(limits, key=lambda limit: limit[0])
    if proposal <= lowest:
        return Amount(fen(proposal), _text("As the case office proposes: %(yuan)s yuan.") % {"yuan": plain(proposal)})
    sentence = _text("The case office proposes %(yuan)s yuan; %(limit)s allows %(lowest)s yuan.")
    return Amount(fen(lowest), sentence % {"yuan": plain(proposal), "limit": name, "lowest": plain(lowest)})


def standards(parameters):
    cap = _text("up to %(yuan)s yuan, as the case office proposes") % {"yuan": short_yuan(parameters["cap_yuan"])}
    return [(_text("One grant for the same case"), cap)]


def headline(parameters):
    return _text("up to %(yuan)s yuan for a case") % {"yuan": short_yuan(parameters["cap_yuan"])}
