"""Who qualifies, which papers show it, and which numbers count only once."""

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from programs import common_rules as common
from programs.dates import ONCE_PER_CALENDAR_YEAR, months_before
from programs.documents import Paper
from programs.history import Claim, claims_of
from programs.rules import (
    Case,
    Derived,
    Parameter,
    Rule,
    Source,
    all_of,
    any_of,
    at_least,
    at_most,
    is_one_of,
    is_true,
    less_than,
    more_than,
)
from programs.schemes.employee_illness_aid.questions import COVERED_CAUSE
from programs.schemes.employee_illness_aid.terms import CODE, FOSHAN, INSURANCE_LIST, LONGWAN, OWN_COSTS, THRESHOLD

FOUNDING = Source(_("Founding announcement of 25 August 2023: staff of enterprises and institutions"), "SEED")
SHAOXING = Source(_("Shaoxing, 2022: work injury, occupational disease and traffic accident are excluded"), "A")
INVOICE = "invoice"


def _since(parameter: str) -> Derived:
    return Derived(f"{parameter}_ago", (), lambda case: months_before(case.on, case.parameters[parameter]))


def _employer_code_is_valid(case: Case) -> bool | None:
    code = case.facts.get("employer_uscc")
    return None if code is None else uscc.is_valid(code)


def _invoices_taken(case: Case) -> int | None:
    history = case.facts.get("history")
    if history is None or not case.facts.get("invoice_numbers"):
        return None
    return len(history.taken)


TODAY = Derived("today", (), lambda case: case.on)
CODE_IS_VALID = Derived("employer_code_is_valid", ("employer_uscc",), _employer_code_is_valid)
INVOICES_TAKEN = Derived("invoices_taken", ("history", "invoice_numbers"), _invoices_taken)
PAID_COMMERCIAL = more_than("paid_commercial", 0)
STILL_EMPLOYED = is_one_of("employment", ("employed",))

CONSENTS = (*common.BASIC_CONSENTS, common.ECONOMIC_CONSENT, common.PUBLICITY_CONSENT)

RULES = (
    common.identity_is_checked(),
    Rule(
        code="S03-0",
        sentence=_("The patient is the employee."),
        condition=is_true("patient_is_employee"),
        source=FOUNDING,
        refusal="R01",
    ),
    Rule(
        code="S03-1",
        sentence=_("The employer is in the zone and has a valid credit code."),
        condition=all_of(is_true("employer_in_zone"), is_true(CODE_IS_VALID)),
        source=FOUNDING,
        refusal="R01",
        settled_by=("DOC_EMPLOYMENT",),
    ),
    Rule(
        code="S03-1T",
        sentence=_("The employer is an enterprise or a public institution."),
        condition=is_one_of("employer_type", ("enterprise", "institution")),
        source=FOUNDING,
        refusal="R01",
        settled_by=("DOC_EMPLOYMENT",),
    ),
    Rule(
        code="S03-2",
        sentence=_("The employee works there, or left because of the illness on {limit[1][1]} or later."),
        condition=any_of(
            STILL_EMPLOYED, all_of(is_one_of("employment", ("left_ill",)), at_least("left_on", _since("left_months")))
        ),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_EMPLOYMENT",),
    ),
    Rule(
        code="S03-2P",
        sentence=_("The employment is proven."),
        condition=is_true("employment_confirmed"),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_EMPLOYMENT",),
    ),
    Rule(
        code="S03-3",
        sentence=_("The illness is in the list of serious illnesses; others are decided by people."),
        condition=is_one_of("illness", Parameter("illnesses_accepted")),
        source=INSURANCE_LIST,
        refusal="R13",
        settled_by=("DOC_DIAGNOSIS",),
        soft=True,
    ),
    Rule(
        code="S03-3P",
        sentence=_("The certificate of diagnosis shows the illness."),
        condition=is_true("diagnosis_confirmed"),
        source=common.PORTAL_DEFAULT,
        refusal="R13",
        settled_by=("DOC_DIAGNOSIS",),
    ),
    Rule(
        code="S03-4",
        sentence=_("What the employee paid himself reaches the sum from which costs count."),
        condition=at_least(OWN_COSTS, THRESHOLD),
        source=LONGWAN,
        refusal="R99",
        settled_by=("DOC_SETTLEMENT",),
    ),
    Rule(
        code="S03-4P",
        sentence=_("Bills and settlement sheets agree with the sums."),
        condition=is_true("bills_confirmed"),
        source=common.PORTAL_DEFAULT,
        refusal="R13",
        settled_by=("DOC_SETTLEMENT",),
    ),
    Rule(
        code="S03-5",
        sentence=_("All bills are dated {limit} or later."),
        condition=at_least("bills_from", _since("bills_months")),
        source=FOSHAN,
        refusal="R13",
        settled_by=("DOC_INVOICES",),
    ),
    Rule(
        code="S03-5F",
        sentence=_("No bill is dated after {limit}."),
        condition=at_most("bills_to", TODAY),
        source=common.PORTAL_DEFAULT,
        refusal="R13",
        settled_by=("DOC_INVOICES",),
    ),
    Rule(
        code="S03-6",
        sentence=_("The costs come from no work injury, occupational disease, liable accident or cosmetic treatment."),
        condition=is_one_of("cause", (COVERED_CAUSE,)),
        source=SHAOXING,
        refusal="R13",
        settled_by=("DOC_DIAGNOSIS",),
    ),
    Rule(
        code="S03-7",
        sentence=_("None of the bills was used for aid before."),
        condition=less_than(INVOICES_TAKEN, 1),
        source=common.NO_DOUBLE_AID,
        refusal="R17",
        settled_by=("DOC_INVOICES",),
    ),
    common.not_helped_in(CODE, ONCE_PER_CALENDAR_YEAR, _("No aid of this kind was granted in this calendar year.")),
    common.not_funded_elsewhere(_("No other charity paid for these bills.")),
    common.consents_are_given(CONSENTS),
    common.check_is_allowed(),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    common.REQUEST_PAPER,
    common.IDENTITY_PAPER,
    Paper("DOC_EMPLOYMENT", _("To show the employment; one of the three is enough.")),
    Paper("DOC_DIAGNOSIS", _("To show the illness.")),
    Paper("DOC_DISCHARGE", _("To show the treatment.")),
    Paper("DOC_INVOICES", _("To show the costs.")),
    Paper("DOC_SETTLEMENT", _("To show what the insurance paid.")),
    Paper("DOC_INSURANCE", _("To show what it paid."), when=PAID_COMMERCIAL, when_text=_("if such an insurance paid")),
    Paper(
        "DOC_HARDSHIP",
        _("For the next higher grant."),
        when=common.claims_hardship_without_certificate(
            ("DESTITUTE", "DIBAO", "DIBAO_SINGLE", "MARGINAL", "RIGID_EXPENDITURE")
        ),
        when_text=_("if the family is in a hardship category that the portal does not know yet"),
    ),
    common.BANK_PAPER,
    Paper("DOC_AUTH", _("To have the economic situation checked.")),
    common.PLEDGE_PAPER,
)


def claims(case: Case) -> tuple[Claim, ...]:
    """Each bill counts once, whoever hands it in."""
    return claims_of(INVOICE, case.facts.get("invoice_numbers") or ())
