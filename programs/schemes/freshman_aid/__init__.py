"""困难大学新生救助: one sum for a freshman of this year's national examination whose family is in hardship."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONCE_IN_A_LIFE
from programs.refusals import COMMON_REFUSALS
from programs.rules import all_of, at_least, at_most
from programs.scheme import Scheme, Step
from programs.schemes.freshman_aid.examples import BASELINE, EXAMPLES
from programs.schemes.freshman_aid.questions import AdmissionCheckForm, AdmissionForm, FamilyForm
from programs.schemes.freshman_aid.rules import CONSENTS, PAPERS, RULES
from programs.schemes.freshman_aid.terms import CODE, FreshmanAidParameters, amount, headline, standards

scheme = Scheme(
    code=CODE,
    title=_("Aid for freshmen in hardship"),
    summary=_("One sum for a student admitted this year to a full-time course whose family is in hardship."),
    lane="standard",
    publicity_mode="masked_7d",
    frequency=ONCE_IN_A_LIFE,
    steps=(Step("admission", _("Admission"), AdmissionForm), Step("family", _("Family"), FamilyForm)),
    worker_steps=(Step("admission_check", _("Admission and family"), AdmissionCheckForm),),
    parameters=FreshmanAidParameters,
    rules=RULES,
    papers=PAPERS,
    amount=amount,
    standards=standards,
    headline=headline,
    opener=_("Is it about somebody who begins to study this year?"),
    screening=("level", "national_exam", "is_full_time", "is_fee_free", "medical_own_costs"),
    icon="journal-text",
    tint="t4",
    refusal_codes=(*COMMON_REFUSALS, "R11", "RF1"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=common.REGISTRY_FACTS,
    sought=all_of(at_least(common.AGE, 15), at_most(common.AGE, 30)),
    sensitive_questions=("university", "situation", "medical_own_costs", "bills_confirmed"),
)
