"""司法救助基金: victims of crime and those who lived on them, referred by the case office. Never published."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONCE_PER_CASE
from programs.household import ECONOMY
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.judicial_aid_fund.examples import BASELINE, EXAMPLES
from programs.schemes.judicial_aid_fund.questions import (
    CompensationForm,
    FederationCheckForm,
    HardshipForm,
    HarmForm,
    ReferralForm,
)
from programs.schemes.judicial_aid_fund.rules import CONSENTS, PAPERS, RULES, claims
from programs.schemes.judicial_aid_fund.terms import CODE, POLICY, JudicialAidParameters, amount, headline, standards

scheme = Scheme(
    code=CODE,
    title=_("Judicial aid for victims of crime"),
    summary=_("For victims of crime, and those who lived on a victim who died, when the offender cannot pay."),
    lane="judicial",
    publicity_mode="none",
    frequency=ONCE_PER_CASE,
    steps=(
        Step("referral", _("Referral"), ReferralForm),
        Step("harm", _("Harm"), HarmForm),
        Step("compensation", _("Compensation"), CompensationForm),
        Step("hardship", _("Hardship and proposal"), HardshipForm),
    ),
    worker_steps=(Step("federation_check", _("Check by the federation"), FederationCheckForm),),
    parameters=JudicialAidParameters,
    policy=POLICY,
    rules=RULES,
    papers=PAPERS,
    amount=amount,
    standards=standards,
    headline=headline,
    opener=_("Is it about the consequences of a crime?"),
    screening=("applicant_kind", "applicant_role", "caused_by_crime", "offender_status"),
    icon="shield-check",
    tint="t6",
    refusal_codes=(*COMMON_REFUSALS, "R14", "R15", "R18", "RJ1", "RJ2", "RJ3", "RJ4", "RJ5"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=(*common.REGISTRY_FACTS, ECONOMY),
    sensitive_questions=(
        "referral_number",
        "case_number",
        "is_restricted",
        "applicant_role",
        "crime_summary",
        "caused_by_crime",
        "severe_bodily_harm",
        "severe_property_loss",
        "victim_died",
        "relation",
        "mainly_dependent",
        "unable_to_live_alone",
        "offender_status",
        "damage",
        "compensation_received",
        "claims_given_up",
        "compensation_refused",
        "obstructed",
        "major_fault",
        "income_per_head",
        "hardship_from_case",
        "harm_confirmed",
    ),
    claims=claims,
    is_confidential=True,
    restricting_question="is_restricted",
    needs_follow_up=True,
    needs_referral=True,
)
