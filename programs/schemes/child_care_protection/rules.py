"""Who qualifies, which papers show it, and which consents are asked for. There is no public notice for children."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.dates import ONCE_PER_CALENDAR_YEAR
from programs.documents import Paper
from programs.hardship import POOR_FAMILY
from programs.rules import (
    Case,
    Derived,
    Parameter,
    Rule,
    all_of,
    any_of,
    at_most,
    has_any_of,
    is_one_of,
    is_true,
    less_than,
    not_,
)
from programs.schemes.child_care_protection.care import (
    BY_PARENTS,
    CONFIRMED_BY_DIRECTOR,
    is_orphan,
    is_unattended,
    subtypes_of,
)
from programs.schemes.child_care_protection.questions import SUBTYPES, ParentsForm
from programs.schemes.child_care_protection.terms import CHILDREN_2016, CODE, UNATTENDED_2019, wish_price

FOUND = Derived(
    "subtypes",
    ("hardship_categories", "subtype", "child_seen", *ParentsForm.base_fields),
    subtypes_of,
    ("months_away",),
)


def _is_certified(case: Case) -> bool | None:
    proven = case.facts.get("hardship_categories")
    return None if proven is None else not frozenset((*BY_PARENTS, "DISABLED", *POOR_FAMILY)).isdisjoint(proven)


IS_CERTIFIED = is_true(Derived("is_certified", ("hardship_categories",), _is_certified))
PARENTS_ALONE = Derived(
    "parents_alone",
    tuple(ParentsForm.base_fields),
    lambda case: bool(is_orphan(case) or is_unattended(case)),
    ("months_away",),
)
PARENTS_DECIDE = any_of(is_one_of("subtype", BY_PARENTS), is_true(PARENTS_ALONE))
IS_FOR_THE_DIRECTOR = is_one_of("subtype", CONFIRMED_BY_DIRECTOR)
IS_SEEN = all_of(IS_FOR_THE_DIRECTOR, is_true("child_seen"))
CONSENTS = (*common.BASIC_CONSENTS, common.ECONOMIC_CONSENT, common.GUARDIAN_CONSENT)

RULES = (
    common.identity_is_checked(),
    common.is_tied_to_the_zone("S05-T"),
    Rule(
        code="S05-1",
        sentence=_("The child is under {limit} years old."),
        condition=less_than(common.AGE, Parameter("adult_at")),
        source=CHILDREN_2016,
        refusal="R01",
        settled_by=("DOC_ID", "DOC_HUKOU"),
    ),
    Rule(
        code="S05-2",
        sentence=_("The child belongs to one of these groups: {limit}."),
        condition=has_any_of(FOUND, Parameter("subtypes_accepted")),
        labels=SUBTYPES,
        source=UNATTENDED_2019,
        refusal="R02",
        settled_by=("DOC_PARENTS", "DOC_HARDSHIP", "DOC_STATEMENT"),
    ),
    Rule(
        code="S05-3",
        sentence=_("Papers show the situation of the parents, where it decides."),
        condition=any_of(not_(PARENTS_DECIDE), IS_CERTIFIED, IS_SEEN, is_true("parents_confirmed")),
        source=UNATTENDED_2019,
        refusal="R08",
        settled_by=("DOC_PARENTS",),
    ),
    common.hardship_is_not_doubted("S05-2C"),
    Rule(
        code="S05-W",
        sentence=_("The wish costs at most {limit} yuan."),
        condition=at_most(Derived("wish_yuan", ("wish_yuan",), wish_price), Parameter("wish_limit")),
        source=common.PORTAL_DEFAULT,
        refusal="R13",
        soft=True,
    ),
    common.not_helped_in(CODE, ONCE_PER_CALENDAR_YEAR, _("No aid of this kind was granted in this calendar year.")),
    common.not_funded_elsewhere(_("No other charity paid living aid for the child this year.")),
    common.guardian_consents_for_a_child("S05-5"),
    common.guardian_signs_for_a_minor("S05-5B"),
    common.consents_are_given(CONSENTS),
    common.check_is_allowed(),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    Paper("DOC_REQUEST", _("The application itself; the guardian signs for a minor.")),
    Paper("DOC_ID", _("Of the child and of the guardian.")),
    Paper("DOC_HUKOU", _("To see the child, the guardian and where they are registered.")),
    Paper(
        "DOC_RESIDENCE",
        _("To see that the child lives in the zone."),
        when=not_(is_true("hukou_in_zone")),
        when_text=_("if the household register is elsewhere"),
    ),
    Paper(
        "DOC_GUARDIAN",
        _("To know that the guardian may act for the child."),
        when=not_(is_one_of("guardian_relation", ("parent",))),
        when_text=_("if the guardian is not a parent"),
    ),
    Paper(
        "DOC_PARENTS",
        _("To show why the parents cannot look after the child."),
        when=all_of(PARENTS_DECIDE, not_(IS_FOR_THE_DIRECTOR), not_(IS_CERTIFIED)),
        when_text=_("if the parents cannot look after the child and no certificate says so"),
    ),
    Paper(
        "DOC_HARDSHIP",
        _("To prove the disability or the hardship of the family."),
        when=all_of(is_one_of("subtype", ("DISABLED", "POOR_FAMILY")), not_(IS_CERTIFIED)),
        when_text=_("unless the portal knows the certificate already"),
    ),
    Paper(
        "DOC_STATEMENT",
        _("To confirm the situation of the child."),
        when=IS_FOR_THE_DIRECTOR,
        when_text=_("for an ill, left-behind or badly guarded child"),
    ),
    Paper("DOC_BANK", _("The money goes to the guardian's account.")),
    common.PLEDGE_PAPER,
)
