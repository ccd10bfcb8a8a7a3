"""Cases with their expected judgement; the tests run them all."""

from datetime import date
from decimal import Decimal

from programs.history import NO_HISTORY, AidHistory, PastGrant
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

AUTUMN_2023 = date(2023, 9, 5)
ALL_CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK", "GUARDIAN_MINOR"})
BASELINE = Baseline(
    on=AUTUMN_2023,
    facts={
        "birth_date": date(2009, 9, 6),  # 陈示甲, 13 on that day
        "identity_checked": True,
        "hukou_in_zone": True,
        "hardship_categories": frozenset({"DIBAO"}),
        "consents": ALL_CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "stage": "junior",
        "school_in_zone": True,
        "hardship_claimed": "DIBAO",
        "funded_elsewhere": False,
        "guardian_relation": "parent",
        "enrolled": True,
        "hardship_seen": True,
    },
)
BY_GUARDIAN_ONLY = ALL_CONSENTS - {"GUARDIAN_MINOR"}


def _helped(on: date) -> AidHistory:
    return AidHistory(grants=(PastGrant("student_aid", on, 120000),))


EXAMPLES = (
    Example("a pupil of 13 with everything in order", YES, amount="1200.00"),
    Example(
        "13 years, no consent of the guardian: cannot be handed in",
        NO,
        {"consents": BY_GUARDIAN_ONLY},
        refusal_codes=("R18",),
        submission_blockers=("S01-5",),
        golden=14,
    ),
    Example(
        "14 on the very day: the guardian still has to sign, but it can be handed in",
        UNKNOWN,
        {"birth_date": date(2009, 9, 5), "consents": BY_GUARDIAN_ONLY},
        amount="1200.00",
        missing_documents=("DOC_REQUEST",),
    ),
    Example(
        "18 years: signs alone",
        YES,
        {"birth_date": date(2005, 9, 5), "consents": BY_GUARDIAN_ONLY, "stage": "senior"},
        amount="1500.00",
    ),
    Example("primary school", YES, {"birth_date": date(2016, 9, 1), "stage": "primary"}, amount="1000.00"),
    Example(
        "vocational school is paid like senior",
        YES,
        {"birth_date": date(2006, 9, 1), "stage": "vocational"},
        amount="1500.00",
    ),
    Example(
        "six years on that day is enough", YES, {"birth_date": date(2017, 9, 5), "stage": "primary"}, amount="1000.00"
    ),
    Example("one day short of six", NO, {"birth_date": date(2017, 9, 6), "stage": "primary"}, refusal_codes=("R01",)),
    Example("the last day of being twenty", YES, {"birth_date": date(2002, 9, 6), "stage": "senior"}, amount="1500.00"),
    Example("twenty-one on that day", NO, {"birth_date": date(2002, 9, 5), "stage": "senior"}, refusal_codes=("R01",)),
    Example(
        "born on 29 February: not yet 14 on 28 February of a common year",
        NO,
        {"birth_date": date(2012, 2, 29), "consents": BY_GUARDIAN_ONLY},
        refusal_codes=("R04", "R18"),
        submission_blockers=("S01-W", "S01-5"),
        on=date(2026, 2, 28),
    ),
    Example(
        "born on 29 February: 14 from 1 March on",
        UNKNOWN,
        {"birth_date": date(2012, 2, 29), "consents": BY_GUARDIAN_ONLY},
        amount="1200.00",
        missing_documents=("DOC_REQUEST",),
        on=date(2026, 3, 1),
    ),
    Example("15 October is still in time", YES, on=date(2023, 10, 15), amount="1200.00"),
    Example(
        "16 October is too late", NO, on=date(2023, 10, 16), refusal_codes=("R04",), submission_blockers=("S01-W",)
    ),
    Example(
        "no paper proves the hardship yet",
        UNKNOWN,
        {"hardship_categories": frozenset()},
        amount="1200.00",
        missing_documents=("DOC_HARDSHIP",),
    ),
    Example(
        "the paper is in hand and waits to be checked",
        UNKNOWN,
        {"hardship_categories": frozenset(), "documents": frozenset({"DOC_HARDSHIP"})},
        amount="1200.00",
    ),
    Example(
        "no hardship", NO, {"hardship_categories": frozenset(), "hardship_claimed": "NONE"}, refusal_codes=("R02",)
    ),
    Example(
        "sudden hardship exactly twelve months ago",
        YES,
        {"hardship_categories": frozenset({"SUDDEN"}), "hardship_claimed": "SUDDEN", "sudden_on": date(2022, 9, 5)},
        amount="1200.00",
    ),
    Example(
        "sudden hardship a day longer ago",
        NO,
        {"hardship_categories": frozenset({"SUDDEN"}), "hardship_claimed": "SUDDEN", "sudden_on": date(2022, 9, 4)},
        refusal_codes=("R02",),
    ),
    Example(
        "a sudden hardship of tomorrow",
        NO,
        {"hardship_categories": frozenset({"SUDDEN"}), "hardship_claimed": "SUDDEN", "sudden_on": date(2023, 9, 6)},
        refusal_codes=("R02",),
    ),
    Example("school outside, register in the zone", YES, {"school_in_zone": False}, amount="1200.00"),
    Example(
        "neither school nor register in the zone",
        NO,
        {"school_in_zone": False, "hukou_in_zone": False},
        refusal_codes=("R01",),
    ),
    Example(
        "one paper answers two open questions",
        UNKNOWN,
        {"school_in_zone": None, "hukou_in_zone": None, "enrolled": None},
        amount="1200.00",
        missing_documents=("DOC_ENROLMENT",),
    ),
    Example(
        "helped on the last day of the last school year", YES, {"history": _helped(date(2023, 8, 31))}, amount="1200.00"
    ),
    Example(
        "helped on the first day of this school year",
        NO,
        {"history": _helped(date(2023, 9, 1))},
        refusal_codes=("R06",),
    ),
    Example("another charity paid already", NO, {"funded_elsewhere": True}, refusal_codes=("R07",)),
    Example(
        "the work station doubts it: people decide",
        UNKNOWN,
        {"hardship_seen": False},
        amount="1200.00",
        committee=("S01-3C",),
    ),
    Example(
        "two reasons are told at once",
        NO,
        {"stage": "other", "funded_elsewhere": True},
        refusal_codes=("R01", "R07"),
    ),
    Example(
        "an open application under the same program",
        NO,
        {"history": AidHistory(live=("SQ-DEMO1",))},
        refusal_codes=("R17",),
        submission_blockers=("C-04L",),
    ),
    Example(
        "other terms, other sum",
        YES,
        parameters={"junior_yuan": Decimal("1300.00")},
        amount="1300.00",
    ),
    Example("the school does not know the child", NO, {"enrolled": False}, refusal_codes=("R01",)),
    Example("the name on the card is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("the family refuses the visit", NO, {"check_refused": True}, refusal_codes=("R09",)),
    Example("a forged certificate", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
    Example(
        "no consent to use sensitive details",
        NO,
        {"consents": ALL_CONSENTS - {"PROCESS_SENSITIVE"}},
        refusal_codes=("R05",),
        submission_blockers=("C-08",),
    ),
    Example(
        "an old sudden hardship does not harm a family with another certificate",
        YES,
        {"hardship_claimed": "SUDDEN", "sudden_on": date(2021, 1, 1)},
        amount="1200.00",
    ),
)
