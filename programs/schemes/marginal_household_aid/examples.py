"""Cases with their expected judgement; the tests run them all. The demo standard is 730.00, 1.5 times it 1,095.00."""

from datetime import date
from decimal import Decimal
from typing import Any

from programs.history import NO_HISTORY, AidHistory, Claim, PastGrant
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK"})
ZERO = Decimal("0.00")
BASELINE = Baseline(  # three persons with 1,000.00 yuan each
    on=date(2023, 9, 5),
    facts={
        "birth_date": date(1970, 3, 15),  # 孙例六
        "identity_checked": True,
        "hukou_in_zone": True,
        "hardship_categories": frozenset(),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "household": "HH-DEMO1",
        "residence_in_zone": True,
        "hardship_claimed": "NONE",
        "funded_elsewhere": False,
        "persons_at_home": 3,
        "persons_not_counted": 0,
        "income_wages": Decimal("36000.00"),
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
        "bureau_confirmed": True,
        "hardship_seen": True,
    },
)
RECOGNISED = {"hardship_categories": frozenset({"MARGINAL"}), "hardship_claimed": "MARGINAL"}
RICH = {"income_wages": Decimal("90000.00"), "property_yuan": Decimal("900000.00"), "bureau_confirmed": None}
HELPED = AidHistory(grants=(PastGrant("marginal_household_aid", date(2023, 1, 1), 150000),))


def _year(per_head: str, persons: int = 3, **more: Any) -> dict[str, Any]:
    """The income of a year that gives this much per head and month."""
    return {"persons_at_home": persons, "income_wages": Decimal(per_head) * persons * 12, **more}


EXAMPLES = (
    Example("three persons with 1,000.00 yuan each", YES, amount="2000.00"),
    Example(
        "income of exactly 1.5 times the standard",
        NO,
        _year("1095.00"),
        refusal_codes=("R03",),
        golden=5,
    ),
    Example("income one fen a month below 1.5 times the standard", YES, _year("1094.99"), amount="2000.00"),
    Example(
        "income less than a fen below 1.5 times the standard",
        YES,
        {"income_wages": Decimal("39419.99")},
        amount="2000.00",
    ),
    Example(
        "1.5 times the standard is no whole fen: an income just below it",
        YES,
        {"income_wages": Decimal("39420.53")},
        amount="2000.00",
        parameters={"dibao_std": Decimal("730.01")},
    ),
    Example(
        "1.5 times the standard is no whole fen: an income of exactly it",
        NO,
        {"income_wages": Decimal("39420.54")},
        refusal_codes=("R03",),
        parameters={"dibao_std": Decimal("730.01")},
    ),
    Example("income of exactly the standard", YES, _year("730.00"), amount="2000.00"),
    Example(
        "income one fen below the standard: ask for the allowance",
        NO,
        _year("729.99"),
        refusal_codes=("R02",),
    ),
    Example(
        "on the allowance now",
        NO,
        {**_year("600.00"), "hardship_categories": frozenset({"DIBAO"}), "hardship_claimed": "DIBAO"},
        refusal_codes=("R02",),
        golden=6,
    ),
    Example(
        "says that it is on the allowance, no certificate yet",
        NO,
        {"hardship_claimed": "DIBAO"},
        refusal_codes=("R02",),
    ),
    Example(
        "one member alone has the allowance: still a marginal household",
        YES,
        {"hardship_categories": frozenset({"MARGINAL", "DIBAO_SINGLE"}), "hardship_claimed": "MARGINAL"},
        amount="2000.00",
    ),
    Example("recognised: income and property are not asked again", YES, {**RECOGNISED, **RICH}, amount="2000.00"),
    Example(
        "recognition still to be proven",
        UNKNOWN,
        {**RICH, "hardship_claimed": "MARGINAL"},
        amount="2000.00",
        missing_documents=("DOC_HARDSHIP",),
    ),
    Example("two persons", YES, _year("1000.00", 2), amount="1500.00"),
    Example(
        "the prisoner among three does not count",
        YES,
        {**_year("1000.00", 2), "persons_at_home": 3, "persons_not_counted": 1},
        amount="1500.00",
    ),
    Example(
        "scholarship, relief, central pension and reward do not count",
        YES,
        {
            "income_transfers": Decimal("20000.00"),
            "excluded_scholarships": Decimal("8000.00"),
            "excluded_relief": Decimal("6000.00"),
            "excluded_pension": Decimal("4000.00"),
            "excluded_honours": Decimal("2000.00"),
        },
        amount="2000.00",
    ),
    Example(
        "the same transfers, nothing left out",
        NO,
        {"income_transfers": Decimal("20000.00")},
        refusal_codes=("R03",),
    ),
    Example("property of exactly the limit per person", YES, {"property_yuan": Decimal("52560.00")}, amount="2000.00"),
    Example(
        "property of a third of a fen above the limit per person",
        NO,
        {"property_yuan": Decimal("52560.01")},
        refusal_codes=("R03",),
    ),
    Example(
        "property above the limit by one fen per person",
        NO,
        {"property_yuan": Decimal("52560.03")},
        refusal_codes=("R03",),
    ),
    Example("a second home", NO, {"has_second_home": True}, refusal_codes=("R03",)),
    Example("a car", NO, {"has_car": True}, refusal_codes=("R03",)),
    Example(
        "the bureau has not answered yet",
        UNKNOWN,
        {"bureau_confirmed": None},
        amount="2000.00",
        missing_documents=("DOC_AUTH",),
    ),
    Example("the bureau knows of more income", NO, {"bureau_confirmed": False}, refusal_codes=("R03",)),
    Example(
        "income not declared yet",
        UNKNOWN,
        {"income_wages": None},
        amount="2000.00",
        missing_documents=("DOC_INCOME_DECL",),
    ),
    Example(
        "another standard in force, another limit",
        YES,
        _year("1100.00"),
        amount="2000.00",
        parameters={"dibao_std": Decimal("760.00")},
    ),
    Example("1 March is the first day", YES, on=date(2023, 3, 1), amount="2000.00"),
    Example(
        "28 February is too early",
        NO,
        on=date(2023, 2, 28),
        refusal_codes=("R04",),
        submission_blockers=("S04-W",),
    ),
    Example("30 November is the last day", YES, on=date(2023, 11, 30), amount="2000.00"),
    Example("1 December is too late", NO, on=date(2023, 12, 1), refusal_codes=("R04",), submission_blockers=("S04-W",)),
    Example("helped on 1 January", NO, {"history": HELPED}, refusal_codes=("R06",)),
    Example("helped in the year before", YES, {"history": HELPED}, on=date(2024, 3, 1), amount="2000.00"),
    Example(
        "the wife asked in spring",
        NO,
        {"history": AidHistory(taken=frozenset({Claim("household_year", "HH-DEMO1/2023")}))},
        refusal_codes=("R06",),
    ),
    Example("another charity paid already", NO, {"funded_elsewhere": True}, refusal_codes=("R07",)),
    Example(
        "the work station doubts it: people decide",
        UNKNOWN,
        {"hardship_seen": False},
        amount="2000.00",
        committee=("S04-1D",),
    ),
    Example(
        "neither lives nor is registered in the zone",
        NO,
        {"hukou_in_zone": False, "residence_in_zone": False},
        refusal_codes=("R01",),
    ),
    Example("the name on the card is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("the family refuses the check", NO, {"check_refused": True}, refusal_codes=("R09",)),
    Example("concealed income", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
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
