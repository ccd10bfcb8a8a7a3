"""Who qualifies, which papers show it, and which consents are asked for."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs import hardship
from programs.dates import ONCE_IN_A_LIFE, is_in_window
from programs.documents import Paper
from programs.rules import (
    Case,
    Derived,
    Parameter,
    Rule,
    Source,
    all_of,
    any_of,
    at_least,
    has_any_of,
    is_false,
    is_one_of,
    is_true,
    not_,
)
from programs.scheme import ConsentNeed
from programs.schemes.freshman_aid.questions import CATEGORIES, LEVELS
from programs.schemes.freshman_aid.terms import CODE, SHIJIAZHUANG

FRESHMEN = Source(_("Practice of Taizhou, Nan'an and Yanzhou: freshmen of this year's examination"), "A")
FREE_PLACES = Source(_("Practice of Taizhou and Shijiazhuang: free places and places given up are excluded"), "A")


def _window_is_open(case: Case) -> bool:
    """Two cut-offs: university first, college later; while the course is not known the later one counts."""
    closes = "benke_closes" if case.facts.get("level") == "benke" else "zhuanke_closes"
    return is_in_window(case.on, case.parameters["opens"], case.parameters[closes])


WINDOW = Derived("window_is_open", ("level",), _window_is_open)
THIS_YEAR = Derived("this_year", (), lambda case: (case.on.year,))
HARDSHIP = common.hardship_proven()
IS_POOR = has_any_of(HARDSHIP, Parameter("hardship_accepted"))
HAS_HIGH_COSTS = at_least("medical_own_costs", Parameter("medical_from"))

CONSENTS = (
    *common.BASIC_CONSENTS,
    common.ECONOMIC_CONSENT,
    common.PUBLICITY_CONSENT,
    ConsentNeed("PHOTO", _("For photographs at the ceremony. The case goes on without it."), required=False),
    common.GUARDIAN_CONSENT,
)

RULES = (
    common.window_is_open("S02-W", WINDOW),
    common.identity_is_checked(),
    common.is_tied_to_the_zone("S02-T"),
    Rule(
        code="S02-1",
        sentence=_("The student was admitted in {limit}."),
        condition=is_one_of("admission_year", THIS_YEAR),
        source=FRESHMEN,
        refusal="R01",
        settled_by=("DOC_ADMISSION",),
    ),
    Rule(
        code="S02-1E",
        sentence=_("The admission followed from the national entrance examination."),
        condition=is_true("national_exam"),
        source=FRESHMEN,
        refusal="R01",
        settled_by=("DOC_ADMISSION",),
    ),
    Rule(
        code="S02-2",
        sentence=_("The course is a four-year university course or a three-year college course."),
        condition=is_one_of("level", tuple(LEVELS)),
        source=FRESHMEN,
        refusal="R01",
        settled_by=("DOC_ADMISSION",),
    ),
    Rule(
        code="S02-3",
        sentence=_("The course is full-time."),
        condition=is_true("is_full_time"),
        source=FRESHMEN,
        refusal="R01",
        settled_by=("DOC_ADMISSION",),
    ),
    Rule(
        code="S02-4",
        sentence=_("The place is not free of fees."),
        condition=is_false("is_fee_free"),
        source=FREE_PLACES,
        refusal="R01",
        settled_by=("DOC_ADMISSION",),
    ),
    Rule(
        code="S02-P",
        sentence=_("The admission letter, or the page of the examination office, shows the admission."),
        condition=is_true("admission_confirmed"),
        source=FRESHMEN,
        refusal="R08",
        settled_by=("DOC_ADMISSION",),
    ),
    Rule(
        code="S02-5",
        sentence=_("The family is in hardship by a paper, or paid {limit[1][0]} yuan or more of medical costs itself."),
        condition=any_of(IS_POOR, all_of(HAS_HIGH_COSTS, is_true("bills_confirmed"))),
        source=SHIJIAZHUANG,
        refusal="R02",
        settled_by=("DOC_HARDSHIP", "DOC_INVOICES"),
    ),
    common.hardship_is_not_doubted("S02-5C"),
    common.not_helped_in(CODE, ONCE_IN_A_LIFE, _("No aid of this kind was ever granted to the student.")),
    common.not_funded_elsewhere(_("No other charity paid for the start of these studies.")),
    Rule(
        code="S02-E",
        sentence=_("The student takes up the place."),
        condition=common.is_not_found("place_given_up"),
        source=FREE_PLACES,
        refusal="RF1",
    ),
    common.consents_are_given(CONSENTS),
    common.check_is_allowed(),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    common.IDENTITY_PAPER,
    Paper("DOC_HUKOU", _("To see the family and where it is registered.")),
    Paper(
        "DOC_RESIDENCE",
        _("To see that the student lives in the zone."),
        when=not_(is_true("hukou_in_zone")),
        when_text=_("if the household register is elsewhere"),
    ),
    Paper("DOC_ADMISSION", _("To show the admission; a print of the web page will do until the letter comes.")),
    Paper(
        "DOC_HARDSHIP",
        _("To prove the hardship."),
        when=common.claims_hardship_without_certificate(CATEGORIES),
        when_text=_("unless the portal knows the certificate already"),
    ),
    Paper(
        "DOC_INVOICES",
        _("To prove the medical costs."),
        when=all_of(is_one_of("hardship_claimed", (hardship.NONE,)), HAS_HIGH_COSTS),
        when_text=_("if you apply because of medical costs"),
    ),
    common.BANK_PAPER,
    Paper("DOC_AUTH", _("To have the economic situation checked.")),
    common.PLEDGE_PAPER,
    Paper(
        "DOC_REGISTRATION",
        _("To show by 31 October that the studies have begun."),
        when_text=_("after the payment"),
        after_payment=common.ALWAYS,
    ),
)
