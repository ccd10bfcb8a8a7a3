"""Cases with their expected judgement; the tests run them all."""

from datetime import date
from decimal import Decimal

from programs.history import NO_HISTORY, AidHistory, Claim
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE"})
BASELINE = Baseline(  # J-A: robbed and disabled, the offender cannot pay
    on=date(2023, 9, 5),
    facts={
        "birth_date": date(1990, 12, 31),  # 吴示八
        "identity_checked": True,
        "hardship_categories": frozenset(),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "applicant_kind": "person",
        "office_in_zone": True,
        "referral_sealed": True,
        "case_number": "DEMO-2023-0001",
        "applicant_role": "victim",
        "caused_by_crime": True,
        "severe_bodily_harm": True,
        "severe_property_loss": False,
        "victim_died": False,
        "offender_status": "unable",
        "damage": Decimal("180000.00"),
        "compensation_received": Decimal("0.00"),
        "claims_given_up": False,
        "compensation_refused": False,
        "obstructed": False,
        "major_fault": False,
        "hardship_claimed": "NONE",
        "office_states_hardship": True,
        "hardship_from_case": True,
        "proposed_yuan": Decimal("12000.00"),
        "proposed_for_committee": False,
        "harm_confirmed": True,
    },
)
WIDOW = {  # J-B
    "applicant_role": "relative",
    "severe_bodily_harm": False,
    "victim_died": True,
    "relation": "spouse",
    "mainly_dependent": True,
}
BROTHER = {**WIDOW, "relation": "sibling"}
NOT_STATED = {"office_states_hardship": False}
CHILD_OF_13 = {**WIDOW, "relation": "child", "birth_date": date(2009, 9, 6)}

EXAMPLES = (
    Example("J-A: robbed and disabled, the offender cannot pay", YES, amount="12000.00"),
    Example(
        "J-A: severe loss of property is enough",
        YES,
        {"severe_bodily_harm": False, "severe_property_loss": True},
        amount="12000.00",
    ),
    Example(
        "J-A: neither body nor property severely harmed, not put to the committee",
        NO,
        {"severe_bodily_harm": False},
        refusal_codes=("R02",),
        committee=("J-AB",),
    ),
    Example("J-A: the offender is dead", YES, {"offender_status": "dead"}, amount="12000.00"),
    Example("J-A: not a crime", NO, {"caused_by_crime": False}, refusal_codes=("R02",), committee=("J-AB",)),
    Example(
        "robbed and disabled, but the offender paid in full",
        NO,
        {"offender_status": "paid", "compensation_received": Decimal("180000.00")},
        refusal_codes=("R14",),
        golden=19,
    ),
    Example(
        "underpaid by one fen",
        YES,
        {"offender_status": "underpaid", "compensation_received": Decimal("179999.99")},
        amount="0.01",
    ),
    Example(
        "called underpaid, but nothing is left unpaid",
        NO,
        {"offender_status": "underpaid", "compensation_received": Decimal("180000.00")},
        refusal_codes=("R14",),
    ),
    Example("J-B: the widow who lived on the victim's income", YES, WIDOW, amount="12000.00"),
    Example(
        "J-B: the widow earns her own living",
        NO,
        {**WIDOW, "mainly_dependent": False},
        refusal_codes=("R02",),
        committee=("J-AB",),
    ),
    Example(
        "J-B: the husband died, but of no crime",
        NO,
        {**WIDOW, "caused_by_crime": False},
        refusal_codes=("R02",),
        committee=("J-AB",),
    ),
    Example(
        "J-B: the brother of the man who was killed",
        NO,
        BROTHER,
        refusal_codes=("R02",),
        committee=("J-AB",),
        golden=20,
    ),
    Example(
        "J-C: the same brother, put to the committee",
        UNKNOWN,
        {**BROTHER, "proposed_for_committee": True},
        amount="12000.00",
        committee=("J-AB",),
        golden=20,
    ),
    Example(
        "J-C: the offender has not been found",
        UNKNOWN,
        {"offender_status": "unsolved", "proposed_for_committee": True},
        amount="12000.00",
        committee=("J-FOUND",),
    ),
    Example(
        "the offender has not been found, not put to the committee",
        NO,
        {"offender_status": "unsolved"},
        refusal_codes=("R02",),
        committee=("J-FOUND",),
    ),
    Example("a company was defrauded", NO, {"applicant_kind": "organisation"}, refusal_codes=("RJ5",), golden=21),
    Example(
        "the victim started the fight: people decide",
        UNKNOWN,
        {"major_fault": True},
        amount="12000.00",
        committee=("J-FAULT",),
        golden=22,
    ),
    Example(
        "gave up the claim: people decide", UNKNOWN, {"claims_given_up": True}, amount="12000.00", committee=("RJ1",)
    ),
    Example(
        "refused the compensation: people decide",
        UNKNOWN,
        {"compensation_refused": True},
        amount="12000.00",
        committee=("RJ2",),
    ),
    Example(
        "obstructed the proceedings: people decide",
        UNKNOWN,
        {"obstructed": True},
        amount="12000.00",
        committee=("RJ3",),
    ),
    Example(
        "hardship from before the case: people decide",
        UNKNOWN,
        {"hardship_from_case": False},
        amount="12000.00",
        committee=("RJ4",),
    ),
    Example(
        "a son on his 18th birthday: people decide",
        UNKNOWN,
        {**WIDOW, "relation": "child", "unable_to_live_alone": False, "birth_date": date(2005, 9, 5)},
        amount="12000.00",
        committee=("J-CHILD",),
    ),
    Example(
        "a son one day younger", YES, {**WIDOW, "relation": "child", "birth_date": date(2005, 9, 6)}, amount="12000.00"
    ),
    Example(
        "a grown-up daughter who cannot live alone",
        YES,
        {**WIDOW, "relation": "child", "unable_to_live_alone": True},
        amount="12000.00",
    ),
    Example(
        "a child of 13 whose guardian agrees",
        YES,
        {**CHILD_OF_13, "consents": CONSENTS | {"GUARDIAN_MINOR"}},
        amount="12000.00",
    ),
    Example(
        "a child of 13 without the guardian", NO, CHILD_OF_13, refusal_codes=("R18",), submission_blockers=("J-GUARD",)
    ),
    Example(
        "without the seal of the office",
        NO,
        {"referral_sealed": False},
        refusal_codes=("R01",),
        submission_blockers=("J-REF",),
    ),
    Example("an office elsewhere handles the case", NO, {"office_in_zone": False}, refusal_codes=("R01",)),
    Example(
        "helped already for the same case",
        NO,
        {"history": AidHistory(taken=frozenset({Claim("judicial_case", "DEMO-2023-0001", True)}))},
        refusal_codes=("R06",),
    ),
    Example(
        "income one fen below one and a half times the standard",
        YES,
        {**NOT_STATED, "income_per_head": Decimal("1094.99")},
        amount="12000.00",
    ),
    Example(
        "income of exactly one and a half times the standard",
        NO,
        {**NOT_STATED, "income_per_head": Decimal("1095.00")},
        refusal_codes=("R02",),
    ),
    Example(
        "a certificate proves the hardship",
        YES,
        {**NOT_STATED, "hardship_categories": frozenset({"DIBAO"})},
        amount="12000.00",
    ),
    Example(
        "a certificate is still to come",
        UNKNOWN,
        {**NOT_STATED, "hardship_claimed": "DIBAO"},
        amount="12000.00",
        missing_documents=("DOC_HARDSHIP",),
    ),
    Example("exactly the cap", YES, {"proposed_yuan": Decimal("20000.00")}, amount="20000.00"),
    Example("a proposal above the cap is held by it", YES, {"proposed_yuan": Decimal("20000.01")}, amount="20000.00"),
    Example(
        "a high cap is still held by 36 monthly wages",
        YES,
        {"proposed_yuan": Decimal("400000.00"), "damage": Decimal("900000.00")},
        parameters={"cap_yuan": Decimal("500000.00")},
        amount="214965.00",
    ),
    Example(
        "never more than the unpaid damage",
        YES,
        {"damage": Decimal("9000.00"), "compensation_received": Decimal("1000.00")},
        amount="8000.00",
    ),
    Example(
        "no proposal yet", UNKNOWN, {"proposed_yuan": None, "harm_confirmed": None}, missing_documents=("DOC_HARM",)
    ),
    Example("the papers do not show the harm", NO, {"harm_confirmed": False}, refusal_codes=("R02",)),
    Example("the name on the card is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("the check is refused", NO, {"check_refused": True}, refusal_codes=("R09",)),
    Example("forged evidence", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
    Example(
        "no consent to use sensitive details",
        NO,
        {"consents": frozenset({"PROCESS_BASIC"})},
        refusal_codes=("R05",),
        submission_blockers=("C-08",),
    ),
    Example(
        "an open application under the same program",
        NO,
        {"history": AidHistory(live=("SQ-DEMO1",))},
        refusal_codes=("R17",),
        submission_blockers=("C-04L",),
    ),
)
