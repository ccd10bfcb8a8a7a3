"""Who qualifies: a recognised marginal household, or one between the standard and 1.5 times the standard."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONCE_PER_CALENDAR_YEAR
from programs.documents import Paper
from programs.history import Claim, claims_of
from programs.household import (
    ECONOMY,
    INCOME_PER_HEAD,
    INCOME_QUESTIONS,
    INCOME_RULES,
    LOCAL_PROPERTY,
    PROPERTY_IS_SMALL,
    PROPERTY_QUESTIONS,
)
from programs.rules import (
    Case,
    Derived,
    Parameter,
    Rule,
    at_least,
    has_any_of,
    is_true,
    less_than,
    not_,
    unless,
)
from programs.scheme import Fact
from programs.schemes.marginal_household_aid.questions import ON_ALLOWANCE
from programs.schemes.marginal_household_aid.terms import CODE, DEFINITION, INCOME_LIMIT

HOUSEHOLD_YEAR = "household_year"
HOW_MANY = ("persons_at_home", "persons_not_counted")  # the size of the household is posted after the decision anyway
SENSITIVE = ("situation", *(name for name in INCOME_QUESTIONS if name not in HOW_MANY), *PROPERTY_QUESTIONS)
FACTS = (*common.REGISTRY_FACTS, Fact("household", "reference of the person's household", "registry"), ECONOMY)
RECOGNISED = has_any_of(common.hardship_proven(("MARGINAL",)), ("MARGINAL",))


def _is_on_allowance(case: Case) -> bool | None:
    """By a certificate, or by what the household says itself."""
    proven, claimed = case.facts.get("hardship_categories"), case.facts.get("hardship_claimed")
    if not set(ON_ALLOWANCE).isdisjoint(proven or ()) or claimed in ON_ALLOWANCE:
        return True
    return None if proven is None or claimed is None else False


def _helped_members(case: Case) -> int | None:
    history = case.facts.get("history")
    return None if history is None else len(history.taken)


ON_ALLOWANCE_NOW = Derived("on_allowance", ("hardship_categories", "hardship_claimed"), _is_on_allowance)
CONSENTS = (*common.BASIC_CONSENTS, common.ECONOMIC_CONSENT, common.PUBLICITY_CONSENT)

RULES = (
    common.window_is_open("S04-W", Derived("window_is_open", (), common.yearly_window)),
    common.identity_is_checked(),
    common.is_tied_to_the_zone("S04-T"),
    Rule(
        code="S04-2",
        sentence=_(
            "The household does not receive the minimum living allowance or destitute support. Who does is helped by "
            "the government and by our other programs."
        ),
        condition=not_(is_true(ON_ALLOWANCE_NOW)),
        source=DEFINITION,
        refusal="R02",
        settled_by=("DOC_HARDSHIP",),
    ),
    Rule(
        code="S04-1A",
        sentence=_(
            "The household is recognised, or its income per person and month is at least {limit[1]} yuan. Below that "
            "please ask for the minimum living allowance first."
        ),
        condition=unless(RECOGNISED, at_least(INCOME_PER_HEAD, Parameter("dibao_std"))),
        source=INCOME_RULES,
        refusal="R02",
        settled_by=("DOC_HARDSHIP", "DOC_INCOME_DECL"),
        proves_need=True,
    ),
    Rule(
        code="S04-1B",
        sentence=_("The household is recognised, or its income per person and month is below {limit[1]} yuan."),
        condition=unless(RECOGNISED, less_than(INCOME_PER_HEAD, INCOME_LIMIT)),
        source=DEFINITION,
        refusal="R03",
        settled_by=("DOC_HARDSHIP", "DOC_INCOME_DECL"),
        proves_need=True,
    ),
    Rule(
        code="S04-1P",
        sentence=_("The household is recognised, or owns at most {limit[1][0]} yuan per person, one home and no car."),
        condition=unless(RECOGNISED, PROPERTY_IS_SMALL),
        source=LOCAL_PROPERTY,
        refusal="R03",
        settled_by=("DOC_HARDSHIP", "DOC_INCOME_DECL"),
    ),
    Rule(
        code="S04-1C",
        sentence=_("The household is recognised, or the Social Affairs Bureau confirms income and property."),
        condition=unless(RECOGNISED, is_true("bureau_confirmed")),
        source=DEFINITION,
        refusal="R03",
        settled_by=("DOC_HARDSHIP", "DOC_AUTH"),
    ),
    common.hardship_is_not_doubted("S04-1D"),
    common.not_helped_in(CODE, ONCE_PER_CALENDAR_YEAR, _("No aid of this kind was granted in this calendar year.")),
    Rule(
        code="S04-3",
        sentence=_("No other member of the household asked for this aid in this calendar year."),
        condition=less_than(Derived("members_helped", ("history",), _helped_members), 1),
        source=common.ONE_GRANT_A_YEAR,
        refusal="R06",
    ),
    common.not_funded_elsewhere(_("No other charity paid the household for the same need this year.")),
    common.consents_are_given(CONSENTS),
    common.check_is_allowed(),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    common.REQUEST_PAPER,
    common.IDENTITY_PAPER,
    Paper("DOC_HUKOU", _("To see who belongs to the household.")),
    Paper(
        "DOC_RESIDENCE",
        _("To see that the household lives in the zone."),
        when=not_(is_true("hukou_in_zone")),
        when_text=_("if the household register is elsewhere"),
    ),
    Paper(
        "DOC_HARDSHIP",
        _("To prove the recognition."),
        when=common.claims_hardship_without_certificate(("MARGINAL",)),
        when_text=_("if the household is recognised and the portal does not know it yet"),
    ),
    Paper(
        "DOC_INCOME_DECL",
        _("To declare income and property."),
        when=not_(RECOGNISED),
        when_text=_("unless the household is recognised"),
    ),
    Paper("DOC_AUTH", _("To have the economic situation checked.")),
    common.BANK_PAPER,
    common.PLEDGE_PAPER,
)


def claims(case: Case) -> tuple[Claim, ...]:
    """Once per household and calendar year, whichever member asks."""
    household = case.facts.get("household")
    return claims_of(HOUSEHOLD_YEAR, [f"{household}/{case.on.year}"] if household else [])
