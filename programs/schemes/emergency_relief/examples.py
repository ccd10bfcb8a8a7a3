"""Cases with their expected judgement; the tests run them all. The demo average income is 41,000.00 a year."""

from datetime import date
from decimal import Decimal

from programs.history import NO_HISTORY, AidHistory, Claim
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE"})
ZERO = Decimal("0.00")
BASELINE = Baseline(  # fire yesterday, a tenant from another province
    on=date(2023, 9, 5),
    facts={
        "birth_date": date(1982, 11, 10),  # 周演七
        "identity_checked": True,
        "hukou_in_zone": False,
        "hardship_categories": frozenset(),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "emergency_type": "urgent",
        "incident": "fire",
        "incident_on": date(2023, 9, 4),
        "incident_in_zone": True,
        "need_yuan": Decimal("2500.00"),
        "gov_aid_asked": False,
        "gov_aid_yuan": ZERO,
        "paid_by_others": ZERO,
        "seen_by_worker": True,
    },
)
SPENDING = {  # an operation; three persons with 40,800.00 yuan a year each
    "emergency_type": "expenditure",
    "incident": "illness",
    "incident_on": date(2023, 6, 7),
    "incident_confirmed": True,
    "need_yuan": Decimal("8000.00"),
    "gov_aid_asked": True,
    "persons_at_home": 3,
    "persons_not_counted": 0,
    "income_wages": Decimal("122400.00"),
    "income_business": ZERO,
    "income_property": ZERO,
    "income_transfers": ZERO,
    "excluded_honours": ZERO,
    "excluded_scholarships": ZERO,
    "excluded_relief": ZERO,
    "excluded_pension": ZERO,
    "property_yuan": Decimal("30000.00"),
    "has_second_home": False,
    "has_car": False,
}
MAJOR = {"is_major": True, "incident_confirmed": True}

EXAMPLES = (
    Example("fire yesterday, a tenant from another province", YES, amount="2500.00", golden=17),
    Example("exactly the fast limit", YES, {"need_yuan": Decimal("3000.00")}, amount="3000.00"),
    Example("the fast grant is held by its limit", YES, {"need_yuan": Decimal("3000.01")}, amount="3000.00"),
    Example(
        "once the papers have come, the usual limit holds",
        YES,
        {"need_yuan": Decimal("12000.00"), "incident_confirmed": True},
        amount="10000.00",
    ),
    Example(
        "exactly the usual limit",
        YES,
        {"need_yuan": Decimal("10000.00"), "incident_confirmed": True},
        amount="10000.00",
    ),
    Example("a major hardship of exactly the cap", YES, {**MAJOR, "need_yuan": Decimal("20000.00")}, amount="20000.00"),
    Example(
        "a major hardship above the cap: the committee decides",
        UNKNOWN,
        {**MAJOR, "need_yuan": Decimal("20000.01")},
        amount="20000.00",
        committee=("S07-3",),
    ),
    Example(
        "nobody has confirmed it yet",
        UNKNOWN,
        {"seen_by_worker": None},
        amount="2500.00",
        missing_documents=("DOC_SUDDEN",),
    ),
    Example("there was no fire", NO, {"seen_by_worker": False, "incident_confirmed": False}, refusal_codes=("R08",)),
    Example("urgent: thirty days ago", YES, {"incident_on": date(2023, 8, 6)}, amount="2500.00"),
    Example("urgent: thirty-one days ago", NO, {"incident_on": date(2023, 8, 5)}, refusal_codes=("R04",)),
    Example("said to happen tomorrow", NO, {"incident_on": date(2023, 9, 6)}, refusal_codes=("R08",)),
    Example("elsewhere", NO, {"incident_in_zone": False}, refusal_codes=("R01",)),
    Example("a hardship that has lasted for years", NO, {"incident": "lasting"}, refusal_codes=("RE1",)),
    Example(
        "the card burnt; the community states who it is",
        YES,
        {"identity_checked": None, "identity_vouched": True},
        amount="2500.00",
    ),
    Example(
        "nobody knows yet who it is",
        UNKNOWN,
        {"identity_checked": None},
        amount="2500.00",
        missing_documents=("DOC_ID",),
    ),
    Example(
        "neither card nor community",
        NO,
        {"identity_checked": False, "identity_vouched": False},
        refusal_codes=("R08",),
    ),
    Example(
        "insurance and government leave 500.00 yuan",
        YES,
        {"gov_aid_yuan": Decimal("1000.00"), "paid_by_others": Decimal("1000.00")},
        amount="500.00",
    ),
    Example("covered but for one fen", YES, {"paid_by_others": Decimal("2499.99")}, amount="0.01"),
    Example("covered in full", NO, {"paid_by_others": Decimal("2500.00")}, refusal_codes=("RE2",)),
    Example("spending: ninety days ago", YES, SPENDING, amount="8000.00"),
    Example("spending: ninety-one days ago", NO, {**SPENDING, "incident_on": date(2023, 6, 6)}, refusal_codes=("R04",)),
    Example(
        "spending: income of exactly the average",
        NO,
        SPENDING,
        refusal_codes=("R03",),
        parameters={"average_income": Decimal("40800.00")},
    ),
    Example(
        "spending: income one fen a year below the average",
        YES,
        SPENDING,
        amount="8000.00",
        parameters={"average_income": Decimal("40800.01")},
    ),
    Example("spending: a second home", NO, {**SPENDING, "has_second_home": True}, refusal_codes=("R03",)),
    Example(
        "spending: income not declared yet",
        UNKNOWN,
        {**SPENDING, "income_wages": None},
        amount="8000.00",
        missing_documents=("DOC_INCOME_DECL",),
    ),
    Example(
        "spending: the hospital bill is still to come",
        UNKNOWN,
        {**SPENDING, "incident_confirmed": None},
        amount="8000.00",
        missing_documents=("DOC_SUDDEN",),
    ),
    Example(
        "spending: the government was not asked first: people decide",
        UNKNOWN,
        {**SPENDING, "gov_aid_asked": False},
        amount="8000.00",
        committee=("S07-G",),
    ),
    Example(
        "the same fire was helped in another case",
        NO,
        {"history": AidHistory(taken=frozenset({Claim("incident", "FIRE/2023-09-04", True)}))},
        refusal_codes=("R06",),
    ),
    Example("refuses the call", NO, {"check_refused": True}, refusal_codes=("R09",)),
    Example("invented", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
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
