"""Who qualifies, which papers show it, and which consents are asked for."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs import hardship
from programs.dates import ONCE_PER_SCHOOL_YEAR, is_in_window, months_before
from programs.documents import Paper
from programs.rules import (
    Case,
    Derived,
    Parameter,
    Rule,
    all_of,
    any_of,
    at_least,
    at_most,
    has_any_of,
    is_one_of,
    is_true,
    not_,
)
from programs.schemes.student_aid.questions import CATEGORIES, STAGES
from programs.schemes.student_aid.terms import LAYERED_AID

CODE = "student_aid"


def _window_is_open(case: Case) -> bool:
    p = case.parameters
    autumn = is_in_window(case.on, p["autumn_opens"], p["autumn_closes"])
    return autumn or is_in_window(case.on, p["spring_opens"], p["spring_closes"])


def _sudden_since(case: Case) -> date:
    return months_before(case.on, case.parameters["sudden_months"])


WINDOW = Derived("window_is_open", (), _window_is_open)
SUDDEN_SINCE = Derived("sudden_since", (), _sudden_since)
TODAY = Derived("today", (), lambda case: case.on)
IS_SUDDEN = is_one_of("hardship_claimed", ("SUDDEN",))
HAS_LASTING_HARDSHIP = has_any_of("hardship_categories", tuple(c for c in CATEGORIES if c != "SUDDEN"))

CONSENTS = (
    *common.BASIC_CONSENTS,
    common.ECONOMIC_CONSENT,
    common.GUARDIAN_CONSENT,
)

RULES = (
    common.window_is_open("S01-W", WINDOW),
    common.identity_is_checked(),
    Rule(
        code="S01-1",
        sentence=_("The child attends a primary, middle or secondary vocational school."),
        condition=is_one_of("stage", tuple(STAGES)),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_ENROLMENT",),
    ),
    Rule(
        code="S01-1E",
        sentence=_("The school confirms the enrolment."),
        condition=is_true("enrolled"),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_ENROLMENT",),
    ),
    Rule(
        code="S01-T",
        sentence=_("The school or the household register is in the zone."),
        condition=any_of(is_true("school_in_zone"), is_true("hukou_in_zone")),
        source=LAYERED_AID,
        refusal="R01",
        settled_by=("DOC_ENROLMENT", "DOC_HUKOU"),
    ),
    Rule(
        code="S01-2A",
        sentence=_("The child is at least {limit} years old."),
        condition=at_least(common.AGE, Parameter("youngest")),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_ID", "DOC_HUKOU"),
    ),
    Rule(
        code="S01-2B",
        sentence=_("The child is not older than {limit} years."),
        condition=at_most(common.AGE, Parameter("oldest")),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_ID", "DOC_HUKOU"),
    ),
    Rule(
        code="S01-3",
        sentence=_("The family or the child is in one of these categories, proven by a paper: {limit}."),
        condition=has_any_of(common.hardship_proven(), Parameter("hardship_accepted")),
        labels=hardship.LABELS,
        source=LAYERED_AID,
        refusal="R02",
        settled_by=("DOC_HARDSHIP", "DOC_SUDDEN"),
    ),
    Rule(
        code="S01-3S",
        sentence=_("Who applies because of a sudden hardship: it happened between {limit[2][0]} and {limit[2][1]}."),
        condition=any_of(
            not_(IS_SUDDEN),
            HAS_LASTING_HARDSHIP,
            all_of(at_least("sudden_on", SUDDEN_SINCE), at_most("sudden_on", TODAY)),
        ),
        source=common.PORTAL_DEFAULT,
        refusal="R02",
        settled_by=("DOC_SUDDEN",),
    ),
    common.hardship_is_not_doubted("S01-3C"),
    common.not_helped_in(CODE, ONCE_PER_SCHOOL_YEAR, _("No aid of this kind was granted for this school year.")),
    common.not_funded_elsewhere(_("No other charity paid aid for this school year.")),
    common.guardian_consents_for_a_child("S01-5"),
    common.guardian_signs_for_a_minor("S01-5B"),
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
        "DOC_GUARDIAN",
        _("To know that the guardian may act for the child."),
        when=any_of(all_of(common.IS_MINOR, not_(is_one_of("guardian_relation", ("parent",)))), common.LACKS_CAPACITY),
        when_text=_("if the guardian is not a parent, or acts for an adult"),
    ),
    Paper("DOC_ENROLMENT", _("To know that the child attends the school.")),
    Paper(
        "DOC_HARDSHIP",
        _("To prove the hardship."),
        when=common.claims_hardship_without_certificate(c for c in CATEGORIES if c != "SUDDEN"),
        when_text=_("unless the portal knows the certificate already"),
    ),
    Paper("DOC_SUDDEN", _("To prove what happened."), when=IS_SUDDEN, when_text=_("after a sudden hardship")),
    Paper("DOC_BANK", _("The money goes to the guardian's account, or to the pupil's own from 18 years on.")),
    Paper("DOC_AUTH", _("To have the economic situation checked.")),
    common.PLEDGE_PAPER,
)
