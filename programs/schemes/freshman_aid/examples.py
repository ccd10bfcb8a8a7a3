"""Cases with their expected judgement; the tests run them all."""

from datetime import date
from decimal import Decimal

from programs.history import NO_HISTORY, AidHistory, PastGrant
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example
from programs.schemes.freshman_aid.questions import CATEGORIES

CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK"})
BASELINE = Baseline(
    on=date(2023, 8, 10),
    facts={
        "birth_date": date(2005, 6, 20),  # 郑例九
        "identity_checked": True,
        "hukou_in_zone": True,
        "hardship_categories": frozenset({"MARGINAL"}),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "admission_year": 2023,
        "national_exam": True,
        "level": "benke",
        "is_full_time": True,
        "is_fee_free": False,
        "residence_in_zone": True,
        "hardship_claimed": "MARGINAL",
        "medical_own_costs": Decimal("0.00"),
        "funded_elsewhere": False,
        "admission_confirmed": True,
        "hardship_seen": True,
    },
)
NO_HARDSHIP = {"hardship_categories": frozenset(), "hardship_claimed": "NONE"}
HIGH_COSTS = {**NO_HARDSHIP, "medical_own_costs": Decimal("30000.00"), "bills_confirmed": True}

EXAMPLES = (
    Example("university, marginal household, the last day for universities", YES, amount="5000.00"),
    Example(
        "college, marginal household, the letter is missing but the web page shows it",
        YES,
        {"level": "zhuanke", "documents": frozenset({"DOC_ADMISSION"})},
        amount="3000.00",
        golden=13,
    ),
    Example(
        "fee-free teacher training, on the allowance",
        NO,
        {"is_fee_free": True, "hardship_categories": frozenset({"DIBAO"}), "hardship_claimed": "DIBAO"},
        refusal_codes=("R01",),
        golden=12,
    ),
    Example("a preparatory year", NO, {"level": "other"}, refusal_codes=("R01",)),
    Example("an evening course", NO, {"is_full_time": False}, refusal_codes=("R01",)),
    Example("admitted last year", NO, {"admission_year": 2022}, refusal_codes=("R01",)),
    Example("admitted without the examination", NO, {"national_exam": False}, refusal_codes=("R01",)),
    Example("1 July is the first day", YES, on=date(2023, 7, 1), amount="5000.00"),
    Example("30 June is too early", NO, on=date(2023, 6, 30), refusal_codes=("R04",), submission_blockers=("S02-W",)),
    Example(
        "university: 11 August is too late",
        NO,
        on=date(2023, 8, 11),
        refusal_codes=("R04",),
        submission_blockers=("S02-W",),
    ),
    Example("college: 25 August is still in time", YES, {"level": "zhuanke"}, on=date(2023, 8, 25), amount="3000.00"),
    Example(
        "college: 26 August is too late",
        NO,
        {"level": "zhuanke"},
        on=date(2023, 8, 26),
        refusal_codes=("R04",),
        submission_blockers=("S02-W",),
    ),
    Example(
        "letter not seen yet",
        UNKNOWN,
        {"admission_confirmed": None},
        amount="5000.00",
        missing_documents=("DOC_ADMISSION",),
    ),
    Example("no such admission", NO, {"admission_confirmed": False}, refusal_codes=("R08",)),
    Example("medical costs of exactly 30,000.00 yuan", YES, HIGH_COSTS, amount="5000.00"),
    Example(
        "medical costs of 29,999.99 yuan",
        NO,
        {**HIGH_COSTS, "medical_own_costs": Decimal("29999.99")},
        refusal_codes=("R02",),
    ),
    Example(
        "the bills are still to be compared",
        UNKNOWN,
        {**HIGH_COSTS, "bills_confirmed": None},
        amount="5000.00",
        missing_documents=("DOC_INVOICES",),
    ),
    Example("the bills do not agree", NO, {**HIGH_COSTS, "bills_confirmed": False}, refusal_codes=("R02",)),
    *(
        Example(f"hardship by a certificate: {code}", YES, {"hardship_categories": frozenset({code})}, amount="5000.00")
        for code in CATEGORIES
    ),
    Example(
        "another hardship, by a note of the community alone",
        NO,
        {"hardship_categories": frozenset({"OTHER"}), "hardship_claimed": "NONE"},
        refusal_codes=("R02",),
    ),
    Example("no hardship", NO, NO_HARDSHIP, refusal_codes=("R02",)),
    Example(
        "a certificate is still to come",
        UNKNOWN,
        {"hardship_categories": frozenset()},
        amount="5000.00",
        missing_documents=("DOC_HARDSHIP",),
    ),
    Example(
        "the work station doubts it: people decide",
        UNKNOWN,
        {"hardship_seen": False},
        amount="5000.00",
        committee=("S02-5C",),
    ),
    Example("lives in the zone, registered elsewhere", YES, {"hukou_in_zone": False}, amount="5000.00"),
    Example(
        "neither lives nor is registered in the zone",
        NO,
        {"hukou_in_zone": False, "residence_in_zone": False},
        refusal_codes=("R01",),
    ),
    Example(
        "helped ten years ago: once in a lifetime",
        NO,
        {"history": AidHistory(grants=(PastGrant("freshman_aid", date(2013, 9, 1), 300000),))},
        refusal_codes=("R06",),
    ),
    Example(
        "helped as a pupil last year",
        YES,
        {"history": AidHistory(grants=(PastGrant("student_aid", date(2022, 9, 1), 150000),))},
        amount="5000.00",
    ),
    Example("another charity paid already", NO, {"funded_elsewhere": True}, refusal_codes=("R07",)),
    Example("the place was given up", NO, {"place_given_up": True}, refusal_codes=("RF1",)),
    Example("the student has enrolled", YES, {"place_given_up": False}, amount="5000.00"),
    Example("other terms, other sum", YES, parameters={"benke_yuan": Decimal("6000.00")}, amount="6000.00"),
    Example("the name on the card is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("the family refuses the visit", NO, {"check_refused": True}, refusal_codes=("R09",)),
    Example("a forged letter", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
    Example(
        "no consent to the economic check",
        NO,
        {"consents": CONSENTS - {"ECONOMIC_CHECK"}},
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
