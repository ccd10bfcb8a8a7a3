"""Cases with their expected judgement; the tests run them all."""

from datetime import date

from programs.history import NO_HISTORY, AidHistory, PastGrant
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE", "LOCATION_FINDER"})
BAND = "1 wristband"
BASELINE = Baseline(  # 王例三: just 75
    on=date(2023, 9, 5),
    facts={
        "birth_date": date(1948, 9, 5),
        "identity_checked": True,
        "hukou_in_zone": True,
        "hardship_categories": frozenset(),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "residence_in_zone": True,
        "has_dementia": False,
        "disability_class": "none",
        "lives_alone": False,
        "replaces_old": False,
        "contact1_name": "张示例",
        "contact1_relation": "女儿",
        "contact1_phone": "19900000001",
        "ground_confirmed": True,
        "contact_reached": True,
    },
)
AT_40 = {"birth_date": date(1983, 9, 5), "ground_confirmed": True}
HAD_ONE = {"history": AidHistory(grants=(PastGrant("wristband", date(2023, 1, 5), 0),))}

EXAMPLES = (
    Example("75 years old on that day, healthy", YES, in_kind=BAND, priority=4, golden=1),
    Example(
        "one day short of 75, healthy",
        NO,
        {"birth_date": date(1948, 9, 6)},
        refusal_codes=("R02",),
        golden=2,
    ),
    Example(
        "40 years, intellectual disability of level 4",
        YES,
        {**AT_40, "disability_class": "intellectual", "disability_level": "4"},
        in_kind=BAND,
        priority=2,
        golden=3,
    ),
    Example(
        "40 years, limbs disabled at level 1, nothing else",
        NO,
        {**AT_40, "disability_class": "limbs", "disability_level": "1"},
        refusal_codes=("R02",),
        golden=4,
    ),
    Example(
        "40 years, mental disability",
        YES,
        {**AT_40, "disability_class": "mental", "disability_level": "2"},
        in_kind=BAND,
        priority=2,
    ),
    Example(
        "several disabilities, a medical paper shows the intellectual one",
        YES,
        {**AT_40, "disability_class": "multiple", "disability_level": "2", "medical_proof": True},
        in_kind=BAND,
        priority=2,
    ),
    Example(
        "several disabilities, none of them mental or intellectual",
        NO,
        {**AT_40, "disability_class": "multiple", "disability_level": "2"},
        refusal_codes=("R02",),
    ),
    Example("dementia at 60", YES, {**AT_40, "has_dementia": True}, in_kind=BAND, priority=1),
    Example(
        "dementia comes before disability and age",
        YES,
        {"has_dementia": True, "disability_class": "mental", "disability_level": "1", "lives_alone": True},
        in_kind=BAND,
        priority=1,
    ),
    Example("old and living alone", YES, {"lives_alone": True}, in_kind=BAND, priority=3),
    Example(
        "dementia that nothing shows yet",
        UNKNOWN,
        {**AT_40, "has_dementia": True, "ground_confirmed": None},
        in_kind=BAND,
        priority=1,
        missing_documents=("DOC_DIAGNOSIS",),
    ),
    Example(
        "the age is not known yet",
        UNKNOWN,
        {"birth_date": None, "consents": CONSENTS | {"GUARDIAN_MINOR"}},
        in_kind=BAND,
        priority=5,
        missing_documents=("DOC_DIAGNOSIS",),
    ),
    Example(
        "dementia that the doctor does not find",
        NO,
        {**AT_40, "has_dementia": True, "ground_confirmed": False},
        refusal_codes=("R08",),
    ),
    Example("lives elsewhere", NO, {"residence_in_zone": False}, refusal_codes=("R01",)),
    Example("has a band already", NO, HAD_ONE, refusal_codes=("R06",)),
    Example("the band was lost", YES, {**HAD_ONE, "replaces_old": True}, in_kind=BAND, priority=4),
    Example(
        "nobody to call: cannot be handed in",
        UNKNOWN,
        {"contact1_phone": None},
        in_kind=BAND,
        priority=4,
        submission_blockers=("W-04",),
    ),
    Example("nobody answers the call", NO, {"contact_reached": False}, refusal_codes=("R05",)),
    Example(
        "a child of 13 with an intellectual disability, no consent of the guardian",
        NO,
        {**AT_40, "birth_date": date(2009, 9, 6), "disability_class": "intellectual", "disability_level": "3"},
        refusal_codes=("R18",),
        submission_blockers=("W-04C",),
    ),
    Example(
        "the same child with the consent of the guardian",
        YES,
        {
            **AT_40,
            "birth_date": date(2009, 9, 6),
            "disability_class": "intellectual",
            "disability_level": "3",
            "consents": CONSENTS | {"GUARDIAN_MINOR"},
        },
        in_kind=BAND,
        priority=2,
    ),
    Example("the name on the card is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("a forged diagnosis", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
    Example(
        "no separate consent to the place",
        NO,
        {"consents": CONSENTS - {"LOCATION_FINDER"}},
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
