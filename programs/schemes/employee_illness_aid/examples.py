"""Cases with their expected judgement; the tests run them all."""

from datetime import date
from decimal import Decimal

from programs.history import NO_HISTORY, AidHistory, Claim, PastGrant
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

CODE = "employee_illness_aid"
CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK"})
BASELINE = Baseline(
    on=date(2023, 9, 5),
    facts={
        "birth_date": date(1982, 11, 10),  # 周演七
        "identity_checked": True,
        "hukou_in_zone": False,
        "hardship_categories": frozenset(),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "patient_is_employee": True,
        "employer_uscc": "91410199MADEM0B112",
        "employer_type": "enterprise",
        "employer_in_zone": True,
        "employment": "employed",
        "hardship_claimed": "NONE",
        "illness": "tumour",
        "cause": "illness",
        "bills_from": date(2023, 3, 1),
        "bills_to": date(2023, 6, 30),
        "total_cost": Decimal("160000.00"),
        "paid_basic": Decimal("60000.00"),
        "paid_major": Decimal("10000.00"),
        "paid_assistance": Decimal("0.00"),
        "paid_commercial": Decimal("3600.00"),
        "paid_other_aid": Decimal("0.00"),
        "invoice_numbers": ("DEMO0001", "DEMO0002"),
        "funded_elsewhere": False,
        "employment_confirmed": True,
        "diagnosis_confirmed": True,
        "bills_confirmed": True,
    },
)


def _own_costs(yuan: str) -> dict[str, Decimal]:
    """Bills of so much, of which nothing was paid back."""
    paid_back = ("paid_basic", "paid_major", "paid_assistance", "paid_commercial", "paid_other_aid")
    return {"total_cost": Decimal(yuan), **dict.fromkeys(paid_back, Decimal("0.00"))}


def _helped(on: date, fen: int = 300_000) -> AidHistory:
    return AidHistory(grants=(PastGrant(CODE, on, fen),))


IN_DIBAO = {"hardship_categories": frozenset({"DIBAO"}), "hardship_claimed": "DIBAO"}
USED_INVOICE = AidHistory(taken=frozenset({Claim("invoice", "DEMO0001")}))

EXAMPLES = (
    Example("86,400 yuan of own costs: second tier", YES, amount="5000.00"),
    Example("exactly 30,000.00 reaches the first tier", YES, _own_costs("30000.00"), amount="3000.00", golden=7),
    Example("29,999.99 does not", NO, _own_costs("29999.99"), refusal_codes=("R99",), golden=8),
    Example("49,999.99 is still the first tier", YES, _own_costs("49999.99"), amount="3000.00"),
    Example("exactly 50,000.00 is the second tier", YES, _own_costs("50000.00"), amount="5000.00", golden=9),
    Example("99,999.99 is still the second tier", YES, _own_costs("99999.99"), amount="5000.00"),
    Example("exactly 100,000.00 is the third tier", YES, _own_costs("100000.00"), amount="10000.00"),
    Example("199,999.99 is still the third tier", YES, _own_costs("199999.99"), amount="10000.00"),
    Example("exactly 200,000.00 is the highest tier", YES, _own_costs("200000.00"), amount="20000.00"),
    Example("a million is the highest tier", YES, _own_costs("1000000.00"), amount="20000.00"),
    Example(
        "a traffic accident with an insured liable driver",
        NO,
        {"cause": "traffic_liable"},
        refusal_codes=("R13",),
        golden=10,
    ),
    Example(
        "a bill that another application used",
        NO,
        {"history": USED_INVOICE},
        refusal_codes=("R17",),
        golden=11,
    ),
    Example("hardship lifts to the next tier", YES, {**IN_DIBAO, **_own_costs("30000.00")}, amount="5000.00"),
    Example(
        "hardship in the highest tier stays there", YES, {**IN_DIBAO, **_own_costs("250000.00")}, amount="20000.00"
    ),
    Example(
        "hardship does not lift over the threshold", NO, {**IN_DIBAO, **_own_costs("29999.99")}, refusal_codes=("R99",)
    ),
    Example(
        "a lower threshold for hardship, as terms may set it, gives the first tier",
        YES,
        {**IN_DIBAO, **_own_costs("15000.00")},
        parameters={"threshold_hardship": Decimal("10000.00")},
        amount="3000.00",
    ),
    Example(
        "a higher threshold for institutions, as terms may set it",
        NO,
        {"employer_type": "institution", **_own_costs("59999.99")},
        parameters={"threshold_institution": Decimal("60000.00")},
        refusal_codes=("R99",),
    ),
    Example(
        "hardship claimed but not proven: the lower tier for now", YES, {"hardship_claimed": "DIBAO"}, amount="5000.00"
    ),
    Example("helped in January of the same year", NO, {"history": _helped(date(2023, 1, 1))}, refusal_codes=("R06",)),
    Example("helped on the last day of last year", YES, {"history": _helped(date(2022, 12, 31))}, amount="5000.00"),
    Example("first bill exactly twelve months ago", YES, {"bills_from": date(2022, 9, 5)}, amount="5000.00"),
    Example("first bill a day older", NO, {"bills_from": date(2022, 9, 4)}, refusal_codes=("R13",)),
    Example(
        "on 29 February bills count from 28 February of last year",
        YES,
        {"bills_from": date(2023, 2, 28), "bills_to": date(2024, 2, 29)},
        on=date(2024, 2, 29),
        amount="5000.00",
    ),
    Example("a bill dated tomorrow", NO, {"bills_to": date(2023, 9, 6)}, refusal_codes=("R13",)),
    Example("employer outside the zone", NO, {"employer_in_zone": False}, refusal_codes=("R01",)),
    Example(
        "a credit code with a wrong check digit", NO, {"employer_uscc": "91410199MADEM0B113"}, refusal_codes=("R01",)
    ),
    Example(
        "neither enterprise nor institution", NO, {"employer_type": "other", "total_cost": None}, refusal_codes=("R01",)
    ),
    Example(
        "left because of the illness exactly twelve months ago",
        YES,
        {"employment": "left_ill", "left_on": date(2022, 9, 5)},
        amount="5000.00",
    ),
    Example(
        "left because of the illness a day longer ago",
        NO,
        {"employment": "left_ill", "left_on": date(2022, 9, 4)},
        refusal_codes=("R01",),
    ),
    Example("the wife of an employee is ill", NO, {"patient_is_employee": False}, refusal_codes=("R01",)),
    Example(
        "an illness that is not on the list: people decide",
        UNKNOWN,
        {"illness": "other"},
        amount="5000.00",
        committee=("S03-3",),
    ),
    Example("the certificate shows another illness", NO, {"diagnosis_confirmed": False}, refusal_codes=("R13",)),
    Example("the sums do not agree with the bills", NO, {"bills_confirmed": False}, refusal_codes=("R13",)),
    Example("the employer does not know the person", NO, {"employment_confirmed": False}, refusal_codes=("R01",)),
    Example("the name on the card is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("another charity paid the bills", NO, {"funded_elsewhere": True}, refusal_codes=("R07",)),
    Example("the check is refused", NO, {"check_refused": True}, refusal_codes=("R09",)),
    Example("a forged bill", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
    Example(
        "nothing is checked yet: three papers answer six questions",
        UNKNOWN,
        {
            "employment_confirmed": None,
            "diagnosis_confirmed": None,
            "bills_confirmed": None,
            "employer_type": None,
            "employer_in_zone": None,
        },
        amount="5000.00",
        missing_documents=("DOC_EMPLOYMENT", "DOC_DIAGNOSIS", "DOC_SETTLEMENT"),
    ),
    Example(
        "no consent to check the economic situation",
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
