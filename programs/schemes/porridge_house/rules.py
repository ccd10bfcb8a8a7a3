"""Who gets a card (P01-1 to P01-4), which papers show it, and which consents are asked for."""

from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import calendar_year, months_before
from programs.documents import Paper
from programs.rules import Case, Derived, Parameter, Rule, Source, is_one_of, is_true, less_than, not_, unless
from programs.scheme import ConsentNeed
from programs.schemes.porridge_house.terms import CODE

FOUNDING = Source(_("Founding announcement of 25 August 2023: sanitation workers of the zone in hardship"), "SEED")


def _live_cards(case: Case) -> int | None:
    """Cards that are still valid on the day."""
    history = case.facts.get("history")
    if history is None:
        return None
    since = months_before(case.on, case.parameters["card_months"])
    return len([grant for grant in history.grants_of(CODE, since, case.on) if grant.decided_on > since])


def _replaced_this_year(case: Case) -> int | None:
    """Cards of the calendar year that were granted while an earlier one was still valid."""
    history = case.facts.get("history")
    if history is None:
        return None
    days = sorted(grant.decided_on for grant in history.grants if grant.scheme_code == CODE)
    first, last = calendar_year(case.on)
    months = case.parameters["card_months"]
    return len([day for before, day in pairwise(days) if first <= day <= last and before > months_before(day, months)])


REPLACED_THIS_YEAR = Derived("replaced_this_year", ("history",), _replaced_this_year)
CONSENTS = (
    *common.BASIC_CONSENTS,
    ConsentNeed("SHARE_PARTNER", _("So that the partner shop can read the card. It sees no name.")),
)

RULES = (
    common.identity_is_checked(),
    Rule(
        code="P01-0",
        sentence=_("The person works in sanitation."),
        condition=is_true("is_sanitation_worker"),
        source=FOUNDING,
        refusal="R01",
        settled_by=("DOC_ROSTER",),
    ),
    Rule(
        code="P01-0Z",
        sentence=_("The place of work is in the zone."),
        condition=is_true("works_in_zone"),
        source=FOUNDING,
        refusal="R01",
        settled_by=("DOC_ROSTER",),
    ),
    Rule(
        code="P01-1",
        sentence=_("The employer takes part in the program."),
        condition=is_one_of("sanitation_employer", Parameter("employers")),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_ROSTER",),
    ),
    Rule(
        code="P01-2",
        sentence=_("The list of the employer shows the person as active."),
        condition=is_true("on_roster"),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_ROSTER",),
    ),
    Rule(
        code="P01-3",
        sentence=_("The person has no valid card, or the new one replaces it."),
        condition=unless(is_true("lost_card"), less_than(Derived("live_cards", ("history",), _live_cards), 1)),
        source=common.PORTAL_DEFAULT,
        refusal="R06",
    ),
    Rule(
        code="P01-3L",
        sentence=_("Fewer than {limit[1]} lost or broken cards were replaced in this calendar year."),
        condition=unless(not_(is_true("lost_card")), less_than(REPLACED_THIS_YEAR, Parameter("replacements"))),
        source=common.PORTAL_DEFAULT,
        refusal="R06",
    ),
    Rule(
        code="P01-4",
        sentence=_("The employer or the community confirms the hardship."),
        condition=is_true("hardship_flagged"),
        source=FOUNDING,
        refusal="R02",
        settled_by=("DOC_ROSTER", "DOC_STATEMENT"),
    ),
    common.consents_are_given(CONSENTS),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    common.IDENTITY_PAPER,
    Paper("DOC_ROSTER", _("To show the work; the employer hands one list in for everybody.")),
    Paper(
        "DOC_STATEMENT",
        _("To confirm the hardship."),
        when=not_(is_true("hardship_flagged")),
        when_text=_("if the list of the employer does not say so"),
    ),
)
