"""困境儿童关爱保护: living aid, a small wish and visits for children in hardship or without care. Never published."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.common_questions import GuardianForm
from programs.dates import ONCE_PER_CALENDAR_YEAR
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.child_care_protection.examples import BASELINE, EXAMPLES
from programs.schemes.child_care_protection.questions import (
    ChildForm,
    DirectorCheckForm,
    HelpForm,
    ParentsForm,
)
from programs.schemes.child_care_protection.rules import CONSENTS, PAPERS, RULES
from programs.schemes.child_care_protection.terms import (
    CODE,
    ChildCareParameters,
    amount,
    headline,
    standards,
    wish,
)
from programs.visit_checks import CHILD_SAFE

scheme = Scheme(
    code=CODE,
    title=_("Care and protection of children in difficulty"),
    summary=_("Living aid for the year, a small wish and regular visits for children in hardship or without care."),
    lane="standard",
    publicity_mode="none",
    frequency=ONCE_PER_CALENDAR_YEAR,
    steps=(
        Step("child", _("The child's situation"), ChildForm),
        Step("parents", _("Parents"), ParentsForm),
        Step("help", _("The help"), HelpForm),
        Step("guardian", _("Guardian"), GuardianForm),
    ),
    worker_steps=(Step("director_check", _("Children's director"), DirectorCheckForm),),
    parameters=ChildCareParameters,
    rules=RULES,
    papers=PAPERS,
    amount=amount,
    in_kind=wish,
    standards=standards,
    headline=headline,
    opener=_("Is it about a child who lacks care or lives in hardship?"),
    screening=("subtype", "father_state", "mother_state"),
    icon="balloon-heart",
    tint="t5",
    refusal_codes=(*COMMON_REFUSALS, "R13", "R18"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=common.REGISTRY_FACTS,
    sensitive_questions=(
        "subtype",
        "situation",
        *ParentsForm.base_fields,
        "wish",
        "guardian_name",
        "guardian_phone",
        "parents_confirmed",
        "child_seen",
    ),
    payee="guardian",
    is_for_minors=True,
    needs_follow_up=True,
    visit_checks=(CHILD_SAFE,),
)
