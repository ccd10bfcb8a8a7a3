"""Cases with their expected judgement; the tests run them all."""

from datetime import date
from decimal import Decimal

from programs.history import NO_HISTORY, AidHistory, PastGrant
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE", "ECONOMIC_CHECK", "GUARDIAN_MINOR"})
BASELINE = Baseline(  # 卫演丙: the father has died, the mother is in prison for seven months
    on=date(2023, 9, 5),
    facts={
        "birth_date": date(2016, 9, 1),
        "identity_checked": True,
        "hukou_in_zone": True,
        "hardship_categories": frozenset(),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "residence_in_zone": True,
        "subtype": "DE_FACTO_UNATTENDED",
        "father_state": "dead",
        "mother_state": "prison",
        "mother_term_months": 7,
        "wants_visits": True,
        "funded_elsewhere": False,
        "guardian_relation": "grandparent",
        "child_seen": True,
        "parents_confirmed": True,
        "hardship_seen": True,
    },
)
LOST = {"mother_state": "lost_contact"}
DISABLED = {"mother_state": "disabled"}
BOTH_ABLE = {"father_state": "able", "mother_state": "able"}
BY_DIRECTOR = {**BOTH_ABLE, "subtype": "LEFT_BEHIND"}
BY_GUARDIAN_ONLY = CONSENTS - {"GUARDIAN_MINOR"}
HELPED = AidHistory(grants=(PastGrant("child_care_protection", date(2023, 1, 1), 150000),))

EXAMPLES = (
    Example("the father dead, the mother in prison for seven months", YES, amount="1500.00", golden=15),
    Example("a term of exactly six months", YES, {"mother_term_months": 6}, amount="1500.00"),
    Example("a term of five months", NO, {"mother_term_months": 5}, refusal_codes=("R02",)),
    Example(
        "the mother out of reach for five months: not yet",
        NO,
        {**LOST, "mother_lost_on": date(2023, 4, 5)},
        refusal_codes=("R02",),
        golden=16,
    ),
    Example("out of reach for exactly six months", YES, {**LOST, "mother_lost_on": date(2023, 3, 5)}, amount="1500.00"),
    Example(
        "out of reach for six months less a day",
        NO,
        {**LOST, "mother_lost_on": date(2023, 3, 6)},
        refusal_codes=("R02",),
    ),
    Example("a mother disabled at level 2", YES, {**DISABLED, "mother_disability": "severe"}, amount="1500.00"),
    Example(
        "a mother with an intellectual disability of level 4",
        YES,
        {**DISABLED, "mother_disability": "mental_34"},
        amount="1500.00",
    ),
    Example(
        "a mother with a bad hand, level 4", NO, {**DISABLED, "mother_disability": "light"}, refusal_codes=("R02",)
    ),
    Example("both parents seriously ill", YES, {"father_state": "ill", "mother_state": "ill"}, amount="1500.00"),
    Example("one ill, one able", NO, {"father_state": "ill", "mother_state": "able"}, refusal_codes=("R02",)),
    Example("the father dead, the mother able", NO, {"mother_state": "able"}, refusal_codes=("R02",)),
    Example("both parents dead", YES, {"subtype": "ORPHAN", "mother_state": "dead"}, amount="1500.00"),
    Example(
        "an orphan by certificate, nothing asked about the parents",
        YES,
        {
            "subtype": "ORPHAN",
            "hardship_categories": frozenset({"ORPHAN"}),
            "father_state": None,
            "mother_state": None,
            "parents_confirmed": None,
        },
        amount="1500.00",
    ),
    Example(
        "the mother's term is not known yet",
        UNKNOWN,
        {"mother_term_months": None},
        amount="1500.00",
        missing_documents=("DOC_PARENTS",),
    ),
    Example(
        "the papers about the parents are still to come",
        UNKNOWN,
        {"parents_confirmed": None},
        amount="1500.00",
        missing_documents=("DOC_PARENTS",),
    ),
    Example(
        "called disabled, but only the parents' situation stands for it: their papers are still to come",
        UNKNOWN,
        {"subtype": "DISABLED", "parents_confirmed": None},
        amount="1500.00",
        missing_documents=("DOC_PARENTS",),
    ),
    Example(
        "the director does not confirm the danger, and papers refute what was said of the parents",
        NO,
        {"subtype": "GUARDIAN_RISK", "child_seen": False, "parents_confirmed": False},
        refusal_codes=("R08",),
    ),
    Example(
        "a seriously ill child whose situation the director confirms needs no papers about its parents",
        YES,
        {"subtype": "SEVERE_ILLNESS", "parents_confirmed": None},
        amount="1500.00",
    ),
    Example("the papers say otherwise", NO, {"parents_confirmed": False}, refusal_codes=("R08",)),
    Example("a child left behind, as the director confirms", YES, BY_DIRECTOR, amount="1500.00"),
    Example(
        "a child left behind, not confirmed yet",
        UNKNOWN,
        {**BY_DIRECTOR, "child_seen": None},
        amount="1500.00",
        missing_documents=("DOC_STATEMENT",),
    ),
    Example("the director finds nothing", NO, {**BY_DIRECTOR, "child_seen": False}, refusal_codes=("R02",)),
    Example(
        "a child of a family on the allowance",
        YES,
        {**BOTH_ABLE, "subtype": "POOR_FAMILY", "hardship_categories": frozenset({"DIBAO"})},
        amount="1500.00",
    ),
    Example(
        "a disability still to be proven",
        UNKNOWN,
        {**BOTH_ABLE, "subtype": "DISABLED"},
        amount="1500.00",
        missing_documents=("DOC_HARDSHIP",),
    ),
    Example("none of the groups", NO, {**BOTH_ABLE, "subtype": "NONE"}, refusal_codes=("R02",)),
    Example(
        "the last day of being seventeen",
        UNKNOWN,
        {"birth_date": date(2005, 9, 6), "consents": BY_GUARDIAN_ONLY},
        amount="1500.00",
        missing_documents=("DOC_REQUEST",),
    ),
    Example("eighteen on that day", NO, {"birth_date": date(2005, 9, 5)}, refusal_codes=("R01",)),
    Example(
        "seven years, no consent of the guardian: cannot be handed in",
        NO,
        {"consents": BY_GUARDIAN_ONLY},
        refusal_codes=("R18",),
        submission_blockers=("S05-5",),
    ),
    Example(
        "a wish of exactly 300.00 yuan",
        YES,
        {"wish_yuan": Decimal("300.00")},
        amount="1500.00",
        in_kind="1 wish",
    ),
    Example(
        "a wish of 300.01 yuan: people decide",
        UNKNOWN,
        {"wish_yuan": Decimal("300.01")},
        amount="1500.00",
        committee=("S05-W",),
    ),
    Example(
        "the work station doubts it: people decide",
        UNKNOWN,
        {"hardship_seen": False},
        amount="1500.00",
        committee=("S05-2C",),
    ),
    Example(
        "neither lives nor is registered in the zone",
        NO,
        {"hukou_in_zone": False, "residence_in_zone": False},
        refusal_codes=("R01",),
    ),
    Example("helped on 1 January", NO, {"history": HELPED}, refusal_codes=("R06",)),
    Example("helped in the year before", YES, {"history": HELPED}, on=date(2024, 1, 1), amount="1500.00"),
    Example("another charity paid already", NO, {"funded_elsewhere": True}, refusal_codes=("R07",)),
    Example("the name on the register is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("the guardian refuses the visit", NO, {"check_refused": True}, refusal_codes=("R09",)),
    Example("a forged certificate", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
    Example(
        "no consent to use sensitive details",
        NO,
        {"consents": CONSENTS - {"PROCESS_SENSITIVE"}},
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
