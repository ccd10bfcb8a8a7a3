"""企事业单位工作人员大病救助: tiers on what an employee of the zone paid himself after all insurance."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONCE_PER_CALENDAR_YEAR
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.employee_illness_aid.examples import BASELINE, EXAMPLES
from programs.schemes.employee_illness_aid.questions import (
    OWN_COSTS_IN_ONE,
    CostsForm,
    EmployerForm,
    EmploymentCheckForm,
    IllnessForm,
)
from programs.schemes.employee_illness_aid.rules import CONSENTS, PAPERS, RULES, claims
from programs.schemes.employee_illness_aid.terms import CODE, EmployeeIllnessParameters, amount, headline, standards
from programs.visit_checks import BILLS_SEEN

scheme = Scheme(
    code=CODE,
    title=_("Aid for seriously ill staff"),
    summary=_("For staff of enterprises and public institutions of the zone whom a serious illness cost a lot."),
    lane="standard",
    publicity_mode="masked_7d",
    frequency=ONCE_PER_CALENDAR_YEAR,
    steps=(
        Step("employer", _("Employer"), EmployerForm),
        Step("illness", _("Illness"), IllnessForm),
        Step("costs", _("Costs"), CostsForm),
    ),
    worker_steps=(Step("employment_check", _("Employer and hospital"), EmploymentCheckForm),),
    parameters=EmployeeIllnessParameters,
    rules=RULES,
    papers=PAPERS,
    amount=amount,
    standards=standards,
    headline=headline,
    opener=_("Is it about an employee who is seriously ill?"),
    screening=("patient_is_employee", "employer_in_zone", "employer_type", "cause", OWN_COSTS_IN_ONE),
    icon="heart-pulse",
    tint="t3",
    refusal_codes=(*COMMON_REFUSALS, "R11", "R13"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=common.REGISTRY_FACTS,
    sensitive_questions=("illness", "diagnosis", "hospital", "cause", "diagnosis_confirmed"),
    claims=claims,
    needs_follow_up=True,
    visit_checks=(BILLS_SEEN,),
)
