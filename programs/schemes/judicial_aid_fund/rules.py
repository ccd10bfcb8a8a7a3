"""Who qualifies: J-A and J-B of the founding announcement; J-C ("等情况") only by collective review."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs import hardship
from programs.documents import Paper
from programs.history import Claim, claims_of
from programs.household import income_told
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
    less_than,
    more_than,
    not_,
)
from programs.scheme import ConsentNeed
from programs.schemes.judicial_aid_fund.questions import CLOSE_RELATIONS
from programs.schemes.judicial_aid_fund.terms import INCOME_LIMIT, STATE_RULES, UNPAID

FOUNDING = Source(_("Founding announcement of 25 August 2023, judicial aid fund"), "SEED")
COURT_2016 = Source(_("Supreme People's Court, Fafa [2016] No. 16, article 2"), "A")
CIVIL_CODE = Source(
    _("Reading of the federation: grown-up children only if unable to live alone; to be confirmed"), "D"
)
JUDICIAL_CASE = "judicial_case"


def _case_used(case: Case) -> int | None:
    history = case.facts.get("history")
    return None if history is None or not case.facts.get("case_number") else len(history.taken)


CASE_USED = Derived("case_used", ("history", "case_number"), _case_used)
OFFENDER_IS_KNOWN = not_(is_one_of("offender_status", ("unsolved",)))
IN_HARDSHIP = any_of(
    has_any_of(common.hardship_proven(), Parameter("hardship_accepted")),
    less_than(income_told("income_per_head"), INCOME_LIMIT),
    is_true("office_states_hardship"),
)
IS_RELATIVE = is_one_of("applicant_role", ("relative",))
J_A = all_of(
    is_one_of("applicant_role", ("victim",)),
    is_true("caused_by_crime"),
    any_of(is_true("severe_bodily_harm"), is_true("severe_property_loss")),
)
J_B = all_of(
    IS_RELATIVE,
    is_true("caused_by_crime"),
    is_true("victim_died"),
    is_one_of("relation", CLOSE_RELATIONS),
    is_true("mainly_dependent"),
)
IS_GROWN_UP_CHILD = all_of(IS_RELATIVE, is_one_of("relation", ("child",)), at_least(common.AGE, 18))

CONSENTS = (
    *common.BASIC_CONSENTS,
    ConsentNeed("GUARDIAN_MINOR", _("The guardian agrees for the child."), when=common.IS_MINOR),
)

RULES = (
    Rule(
        code="RJ5",
        sentence=_("The person proposed is a natural person."),
        condition=is_one_of("applicant_kind", ("person",)),
        source=STATE_RULES,
        refusal="RJ5",
    ),
    Rule(
        code="J-REF",
        sentence=_("Police, procuratorate, court or judicial office refer the case, with their seal."),
        condition=is_true("referral_sealed"),
        source=common.PORTAL_DEFAULT,
        refusal="R01",
        settled_by=("DOC_REFERRAL",),
        blocks_submission=True,
    ),
    Rule(
        code="JS-5",
        sentence=_("An office of the zone handles the case, whatever the household register says."),
        condition=is_true("office_in_zone"),
        source=COURT_2016,
        refusal="R01",
        settled_by=("DOC_REFERRAL",),
    ),
    common.identity_is_checked(),
    Rule(
        code="J-HARM",
        sentence=_("The papers show the harm."),
        condition=is_true("harm_confirmed"),
        source=common.PORTAL_DEFAULT,
        refusal="R02",
        settled_by=("DOC_HARM", "DOC_DEATH"),
    ),
    Rule(
        code="J-OFF",
        sentence=_("The offender has not paid in full and is not able to."),
        condition=not_(is_one_of("offender_status", ("paid",))),
        source=FOUNDING,
        refusal="R14",
        settled_by=("DOC_EXECUTION",),
    ),
    Rule(
        code="J-UNPAID",
        sentence=_("Part of the damage is still unpaid."),
        condition=more_than(UNPAID, 0),
        source=FOUNDING,
        refusal="R14",
        settled_by=("DOC_COMPENSATION",),
    ),
    Rule(
        code="J-LIFE",
        sentence=_("The person lives in hardship."),
        condition=IN_HARDSHIP,
        source=FOUNDING,
        refusal="R02",
        settled_by=("DOC_HARDSHIP", "DOC_REFERRAL"),
    ),
    Rule(
        code="J-AB",
        sentence=_(
            "A victim with severe harm to body or property, or the spouse, parent or child who mainly lived on a "
            "victim who died."
        ),
        condition=any_of(J_A, J_B),
        source=FOUNDING,
        refusal="R02",
        settled_by=("DOC_RELATION", "DOC_REFERRAL"),
        soft=True,
    ),
    Rule(
        code="J-FOUND",
        sentence=_("The offender is known: dead, unable to pay, or has paid too little."),
        condition=OFFENDER_IS_KNOWN,
        source=FOUNDING,
        refusal="R02",
        settled_by=("DOC_EXECUTION",),
        soft=True,
    ),
    Rule(
        code="J-C",
        sentence=_("Any other case is put to the committee by the case office."),
        condition=any_of(all_of(any_of(J_A, J_B), OFFENDER_IS_KNOWN), is_true("proposed_for_committee")),
        source=FOUNDING,
        refusal="R02",
        settled_by=("DOC_REFERRAL",),
    ),
    Rule(
        code="J-CHILD",
        sentence=_("A grown-up son or daughter is unable to live alone."),
        condition=any_of(not_(IS_GROWN_UP_CHILD), is_true("unable_to_live_alone")),
        source=CIVIL_CODE,
        refusal="R02",
        settled_by=("DOC_RELATION",),
        soft=True,
    ),
    Rule(
        code="RJ1",
        sentence=_("The civil claim was not given up."),
        condition=is_false("claims_given_up"),
        source=STATE_RULES,
        refusal="RJ1",
        soft=True,
    ),
    Rule(
        code="RJ2",
        sentence=_("No compensation that was offered was refused."),
        condition=is_false("compensation_refused"),
        source=STATE_RULES,
        refusal="RJ2",
        soft=True,
    ),
    Rule(
        code="RJ3",
        sentence=_("The person did not obstruct the proceedings."),
        condition=is_false("obstructed"),
        source=STATE_RULES,
        refusal="RJ3",
        soft=True,
    ),
    Rule(
        code="RJ4",
        sentence=_("The hardship was caused by the case."),
        condition=is_true("hardship_from_case"),
        source=STATE_RULES,
        refusal="RJ4",
        settled_by=("DOC_REFERRAL",),
        soft=True,
    ),
    Rule(
        code="J-FAULT",
        sentence=_("The person does not bear major fault for the crime."),
        condition=is_false("major_fault"),
        source=STATE_RULES,
        refusal="R15",
        settled_by=("DOC_JUDGMENT",),
        soft=True,
    ),
    Rule(
        code="JS-4",
        sentence=_("The same person has not been helped for the same case."),
        condition=less_than(CASE_USED, 1),
        source=COURT_2016,
        refusal="R06",
    ),
    Rule(
        code="J-GUARD",
        sentence=_("For a child under 14 the guardian has given separate consent."),
        condition=any_of(not_(common.IS_UNDER_14), common.GUARDIAN_CONSENTS),
        source=common.PIPL_CHILD,
        refusal="R18",
        blocks_submission=True,
    ),
    common.consents_are_given(CONSENTS),
    common.check_is_allowed(),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    Paper("DOC_REFERRAL", _("The fund acts only on a referral.")),
    common.IDENTITY_PAPER,
    Paper("DOC_HARM", _("To show the harm."), when=not_(is_true("victim_died")), when_text=_("if the victim lives")),
    Paper("DOC_DEATH", _("To show the death."), when=is_true("victim_died"), when_text=_("if the victim died")),
    Paper("DOC_RELATION", _("To show the relation to the victim."), when=IS_RELATIVE, when_text=_("for a relative")),
    Paper(
        "DOC_JUDGMENT",
        _("To show the crime and the damage."),
        when=OFFENDER_IS_KNOWN,
        when_text=_("unless the offender has not been found"),
    ),
    Paper("DOC_EXECUTION", _("To show that the offender cannot pay.")),
    Paper("DOC_COMPENSATION", _("To show what has been paid so far.")),
    Paper(
        "DOC_HARDSHIP",
        _("To prove the hardship."),
        when=all_of(
            common.claims_hardship_without_certificate((*hardship.POOR_FAMILY, "SUDDEN")),
            not_(is_true("office_states_hardship")),
        ),
        when_text=_("unless the office states it or the portal knows the certificate"),
    ),
    common.BANK_PAPER,
    Paper("DOC_REPAY_PLEDGE", _("The aid does not pay in place of the offender.")),
    common.PLEDGE_PAPER,
)


def claims(case: Case) -> tuple[Claim, ...]:
    """Once per criminal case and person."""
    number = case.facts.get("case_number")
    return claims_of(JUDICIAL_CASE, [number] if number else [], per_person=True)
