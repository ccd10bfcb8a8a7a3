"""最低生活保障边缘救助: one sum a year for a household just above the minimum living allowance."""

from django.utils.translation import gettext_lazy as _

from programs.dates import ONCE_PER_CALENDAR_YEAR
from programs.household import INCOME_IN_ONE, HouseholdIncomeForm, PropertyForm
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.marginal_household_aid.examples import BASELINE, EXAMPLES
from programs.schemes.marginal_household_aid.questions import BureauCheckForm, SituationForm
from programs.schemes.marginal_household_aid.rules import CONSENTS, FACTS, PAPERS, RULES, SENSITIVE, claims
from programs.schemes.marginal_household_aid.terms import (
    CODE,
    POLICY,
    MarginalHouseholdParameters,
    amount,
    headline,
    standards,
)
from programs.visit_checks import EXPENSE_SEEN

scheme = Scheme(
    code=CODE,
    title=_("Aid for households just above the allowance"),
    summary=_("One sum a year for a household whose income lies just above the minimum living allowance."),
    lane="standard",
    publicity_mode="masked_7d",
    frequency=ONCE_PER_CALENDAR_YEAR,
    steps=(
        Step("situation", _("Situation"), SituationForm),
        Step("income", _("Household and income"), HouseholdIncomeForm),
        Step("property", _("Property"), PropertyForm),
    ),
    worker_steps=(Step("bureau_check", _("Social Affairs Bureau and community"), BureauCheckForm),),
    parameters=MarginalHouseholdParameters,
    policy=POLICY,
    rules=RULES,
    papers=PAPERS,
    amount=amount,
    standards=standards,
    headline=headline,
    opener=_("Is the income of the household low?"),
    screening=("persons_at_home", "persons_not_counted", INCOME_IN_ONE, "property_yuan"),
    icon="house-heart",
    tint="t1",
    refusal_codes=(*COMMON_REFUSALS, "R11"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=FACTS,
    sensitive_questions=SENSITIVE,
    claims=claims,
    visit_checks=(EXPENSE_SEEN,),
)
