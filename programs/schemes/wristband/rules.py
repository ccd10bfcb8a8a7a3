"""Who gets a band (W-01 to W-04), which papers show it, and which consents are asked for."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONCE_IN_A_LIFE
from programs.documents import Paper
from programs.rules import (
    Case,
    Derived,
    Rule,
    any_of,
    at_least,
    is_one_of,
    is_true,
    less_than,
    not_,
    unless,
)
from programs.scheme import ConsentNeed
from programs.schemes.wristband.questions import CONTACTS
from programs.schemes.wristband.terms import CODE, FOUNDING
from programs.schemes.wristband.turns import HAS_DEMENTIA, IS_DISABLED, IS_OLD


def _contacts(case: Case) -> int | None:
    """How many can be called; not known while the page has not been filled in."""
    phones = [case.facts.get(f"contact{number}_phone") for number in CONTACTS]
    return len([number for number in phones if number]) or None


def _earlier_bands(case: Case) -> int | None:
    history = case.facts.get("history")
    period = ONCE_IN_A_LIFE.covers(case.on)
    return None if history is None else len(history.grants_of(CODE, *period))


REACHES = Derived("contacts", tuple(f"contact{number}_phone" for number in CONTACTS), _contacts)
CONSENTS = (
    *common.BASIC_CONSENTS,
    ConsentNeed("LOCATION_FINDER", _("So that a finder may send the place to the family, and to nobody else.")),
    common.GUARDIAN_CONSENT,
)

RULES = (
    common.identity_is_checked(),
    Rule(
        code="W-02",
        sentence=_("The person lives in the zone."),
        condition=is_true("residence_in_zone"),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_RESIDENCE",),
    ),
    Rule(
        code="W-01",
        sentence=_(
            "The person has dementia or a mental or intellectual disability, or is at least {limit[2]} years old."
        ),
        condition=any_of(HAS_DEMENTIA, IS_DISABLED, IS_OLD),
        source=FOUNDING,
        refusal="R02",
        settled_by=("DOC_DIAGNOSIS", "DOC_DISABILITY"),
        proves_need=True,
    ),
    Rule(
        code="W-01P",
        sentence=_("A diagnosis, a certificate or the community shows the reason, unless the age is enough."),
        condition=unless(IS_OLD, is_true("ground_confirmed")),
        source=FOUNDING,
        refusal="R08",
        settled_by=("DOC_DIAGNOSIS", "DOC_DISABILITY"),
    ),
    Rule(
        code="W-03",
        sentence=_("The person has no band yet, or the new one replaces it."),
        condition=unless(is_true("replaces_old"), less_than(Derived("earlier_bands", ("history",), _earlier_bands), 1)),
        source=common.PORTAL_DEFAULT,
        refusal="R06",
    ),
    Rule(
        code="W-04",
        sentence=_("At least one relative or guardian can be called."),
        condition=at_least(REACHES, 1),
        source=common.PORTAL_DEFAULT,
        refusal="R05",
        blocks_submission=True,
    ),
    Rule(
        code="W-04R",
        sentence=_("The first contact answers the telephone."),
        condition=is_true("contact_reached"),
        source=common.PORTAL_DEFAULT,
        refusal="R05",
    ),
    common.guardian_consents_for_a_child("W-04C"),
    common.consents_are_given(CONSENTS),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    common.IDENTITY_PAPER,
    Paper(
        "DOC_RESIDENCE",
        _("To see that the person lives in the zone."),
        when=not_(is_true("hukou_in_zone")),
        when_text=_("if the household register is elsewhere"),
    ),
    Paper(
        "DOC_DIAGNOSIS",
        _("To show the dementia; a statement of the community will do."),
        when=HAS_DEMENTIA,
        when_text=_("for dementia"),
    ),
    Paper(
        "DOC_DISABILITY",
        _("To show the disability."),
        when=is_one_of("disability_class", ("intellectual", "mental", "multiple")),
        when_text=_("for a mental or intellectual disability"),
    ),
)
