"""困难中小学生救助: pupils of the zone from families in hardship, a fixed sum per school year. No public notice."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.common_questions import GuardianForm
from programs.dates import ONCE_PER_SCHOOL_YEAR
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.student_aid.examples import BASELINE, EXAMPLES
from programs.schemes.student_aid.questions import FamilyForm, SchoolCheckForm, SchoolForm
from programs.schemes.student_aid.rules import CODE, CONSENTS, PAPERS, RULES
from programs.schemes.student_aid.terms import StudentAidParameters, amount, headline, standards
from programs.visit_checks import AT_SCHOOL

scheme = Scheme(
    code=CODE,
    title=_("Aid for pupils in hardship"),
    summary=_("A sum for the school year for pupils of the zone whose family is in hardship."),
    lane="standard",
    publicity_mode="none",
    frequency=ONCE_PER_SCHOOL_YEAR,
    steps=(
        Step("school", _("School"), SchoolForm),
        Step("family", _("Family"), FamilyForm),
        Step("guardian", _("Guardian"), GuardianForm),
    ),
    worker_steps=(Step("school_check", _("School and community"), SchoolCheckForm),),
    parameters=StudentAidParameters,
    rules=RULES,
    papers=PAPERS,
    amount=amount,
    standards=standards,
    headline=headline,
    opener=_("Is it about a child at school?"),
    screening=("stage", "school_in_zone", "funded_elsewhere"),
    icon="mortarboard",
    tint="t2",
    refusal_codes=(*COMMON_REFUSALS, "R18"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=common.REGISTRY_FACTS,
    sensitive_questions=("school_name", "class_name", "situation", "guardian_name", "guardian_phone"),
    payee="guardian",
    is_for_minors=True,
    visit_checks=(AT_SCHOOL,),
)
