"""困难群众救急难慈善专项基金: help at once after fire, accident, illness, wherever the family is registered."""

from django.utils.translation import gettext_lazy as _

from programs.dates import ONCE_PER_INCIDENT
from programs.household import INCOME_QUESTIONS, PROPERTY_QUESTIONS, HouseholdIncomeForm, PropertyForm
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.emergency_relief.examples import BASELINE, EXAMPLES
from programs.schemes.emergency_relief.questions import FastCheckForm, IncidentForm, NeedForm
from programs.schemes.emergency_relief.rules import CONSENTS, FACTS, PAPERS, RULES, claims
from programs.schemes.emergency_relief.terms import (
    CODE,
    POLICY,
    EmergencyReliefParameters,
    amount,
    headline,
    standards,
)

scheme = Scheme(
    code=CODE,
    title=_("Emergency relief"),
    summary=_("Help within two days after fire, accident, sudden illness or sudden spending, for whoever is here."),
    lane="emergency",
    publicity_mode="post_hoc_7d",
    frequency=ONCE_PER_INCIDENT,
    steps=(
        Step("incident", _("What happened"), IncidentForm),
        Step("need", _("The need"), NeedForm),
    ),
    worker_steps=(
        Step("fast_check", _("Call or visit"), FastCheckForm),
        Step("income", _("Household and income"), HouseholdIncomeForm),
        Step("property", _("Property"), PropertyForm),
    ),
    parameters=EmergencyReliefParameters,
    policy=POLICY,
    rules=RULES,
    papers=PAPERS,
    amount=amount,
    standards=standards,
    headline=headline,
    opener=_("Did something happen suddenly: fire, accident, illness, a large bill?"),
    screening=("emergency_type", "incident", "incident_on", "incident_in_zone"),
    icon="lightning-charge",
    tint="t3",
    refusal_codes=(*COMMON_REFUSALS, "R11", "RE1", "RE2"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=FACTS,
    sensitive_questions=("need_story", *INCOME_QUESTIONS, *PROPERTY_QUESTIONS),
    claims=claims,
    needs_follow_up=True,
)
