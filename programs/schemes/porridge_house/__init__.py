"""慈善粥屋: a breakfast card for sanitation workers in hardship. A thing, no money; shops and meals are another app."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONE_AT_A_TIME
from programs.refusals import COMMON_REFUSALS
from programs.scheme import Scheme, Step
from programs.schemes.porridge_house.examples import BASELINE, EXAMPLES
from programs.schemes.porridge_house.questions import RosterCheckForm, WorkForm
from programs.schemes.porridge_house.rules import CONSENTS, PAPERS, RULES
from programs.schemes.porridge_house.terms import CODE, PorridgeHouseParameters, card, headline, standards
from programs.visit_checks import CARE_NEEDED

scheme = Scheme(
    code=CODE,
    title=_("Breakfast for sanitation workers"),
    summary=_("A card for one free breakfast a day at partner shops, for sanitation workers of the zone in hardship."),
    lane="in_kind",
    publicity_mode="none",
    frequency=ONE_AT_A_TIME,
    steps=(Step("work", _("Work"), WorkForm),),
    worker_steps=(Step("roster_check", _("Employer's list"), RosterCheckForm),),
    parameters=PorridgeHouseParameters,
    rules=RULES,
    papers=PAPERS,
    in_kind=card,
    standards=standards,
    headline=headline,
    opener=_("Is it about a sanitation worker?"),
    screening=("is_sanitation_worker", "works_in_zone"),
    icon="cup-hot",
    tint="t5",
    refusal_codes=COMMON_REFUSALS,
    baseline=BASELINE,
    examples=EXAMPLES,
    consents=CONSENTS,
    facts=common.REGISTRY_FACTS,
    visit_checks=(CARE_NEEDED,),
)
