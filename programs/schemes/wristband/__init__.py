"""“微信手环”防走失: a band with a code for people who may get lost. A thing, no money; delivery is another app."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONE_AT_A_TIME
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.wristband.examples import BASELINE, EXAMPLES
from programs.schemes.wristband.questions import ContactsForm, GroundCheckForm, WearerForm
from programs.schemes.wristband.rules import CONSENTS, PAPERS, RULES
from programs.schemes.wristband.terms import CODE, WristbandParameters, band, headline, standards
from programs.schemes.wristband.turns import PRIORITIES, turn
from programs.visit_checks import THING_USABLE

scheme = Scheme(
    code=CODE,
    title=_("Wristbands against getting lost"),
    summary=_("A band with a code, free of charge: whoever finds the person can reach the family, and sees no name."),
    lane="in_kind",
    publicity_mode="none",
    frequency=ONE_AT_A_TIME,
    steps=(
        Step("wearer", _("The wearer"), WearerForm),
        Step("contacts", _("Contacts"), ContactsForm),
    ),
    worker_steps=(Step("ground_check", _("Check by the community"), GroundCheckForm),),
    parameters=WristbandParameters,
    rules=RULES,
    papers=PAPERS,
    in_kind=band,
    priority=turn,
    priorities=PRIORITIES,
    standards=standards,
    headline=headline,
    opener=_("Might somebody in the family get lost?"),
    screening=("has_dementia", "disability_class", "residence_in_zone"),
    icon="smartwatch",
    tint="t2",
    refusal_codes=(*COMMON_REFUSALS, "R18"),
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=common.REGISTRY_FACTS,
    sensitive_questions=(
        "has_dementia",
        "disability_class",
        "disability_level",
        "medical_proof",
        "ground_confirmed",
        *ContactsForm.base_fields,
    ),
    visit_checks=(THING_USABLE,),
)
