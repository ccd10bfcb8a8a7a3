"""Cases with their expected judgement; the tests run them all."""

from datetime import date

from programs.history import NO_HISTORY, AidHistory, PastGrant
from programs.rules import NO, UNKNOWN, YES
from programs.scheme import Baseline, Example

CONSENTS = frozenset({"PROCESS_BASIC", "PROCESS_SENSITIVE", "SHARE_PARTNER"})
CARD = "1 meal_card"
BASELINE = Baseline(
    on=date(2023, 9, 5),
    facts={
        "birth_date": date(1955, 1, 1),  # 钱示五
        "identity_checked": True,
        "hukou_in_zone": True,
        "hardship_categories": frozenset(),
        "consents": CONSENTS,
        "documents": frozenset(),
        "history": NO_HISTORY,
        "is_sanitation_worker": True,
        "works_in_zone": True,
        "sanitation_employer": "91410199MADEM0B112",
        "states_hardship": True,
        "lost_card": False,
        "on_roster": True,
        "hardship_flagged": True,
    },
)


def _card(on: date) -> dict:
    return {"history": AidHistory(grants=(PastGrant("porridge_house", on, 0),))}


def _granted(*days: date) -> dict:
    return {"history": AidHistory(grants=tuple(PastGrant("porridge_house", day, 0) for day in days))}


def _cards(replaced: int) -> dict:
    """A card of last December, and so many replacements since January."""
    return _granted(date(2022, 12, 1), *(date(2023, month, 15) for month in range(1, replaced + 1)))


LAST_YEAR = _granted(date(2022, 1, 10), date(2022, 11, 1), date(2022, 12, 1))
RENEWED = _granted(date(2022, 1, 10), date(2023, 1, 10), date(2023, 2, 10))
EXAMPLES = (
    Example("a sanitation worker on the list, in hardship", YES, in_kind=CARD),
    Example("a courier", NO, {"is_sanitation_worker": False}, refusal_codes=("R01",)),
    Example("works outside the zone", NO, {"works_in_zone": False}, refusal_codes=("R01",)),
    Example("another employer", NO, {"sanitation_employer": "91410199MADEM0B2XR"}, refusal_codes=("R01",)),
    Example(
        "another employer joins the program",
        YES,
        {"sanitation_employer": "91410199MADEM0B2XR"},
        in_kind=CARD,
        parameters={"employers": ["91410199MADEM0B112", "91410199MADEM0B2XR"]},
    ),
    Example("the list is still to come", UNKNOWN, {"on_roster": None}, in_kind=CARD, missing_documents=("DOC_ROSTER",)),
    Example("no longer on the list", NO, {"on_roster": False}, refusal_codes=("R01",)),
    Example(
        "hardship still to be confirmed: one list answers",
        UNKNOWN,
        {"hardship_flagged": None},
        in_kind=CARD,
        missing_documents=("DOC_ROSTER",),
    ),
    Example("no hardship", NO, {"hardship_flagged": False}, refusal_codes=("R02",)),
    Example("has a valid card", NO, _card(date(2022, 9, 6)), refusal_codes=("R06",)),
    Example("the card ran out today", YES, _card(date(2022, 9, 5)), in_kind=CARD),
    Example("the valid card was lost", YES, {**_card(date(2023, 3, 1)), "lost_card": True}, in_kind=CARD),
    Example("the second replacement of the year", YES, {**_cards(1), "lost_card": True}, in_kind=CARD),
    Example("the third replacement of the year", NO, {**_cards(2), "lost_card": True}, refusal_codes=("R06",)),
    Example(
        "the third replacement where the terms allow three",
        YES,
        {**_cards(2), "lost_card": True},
        in_kind=CARD,
        parameters={"replacements": 3},
    ),
    Example("replacements of last year do not count", YES, {**LAST_YEAR, "lost_card": True}, in_kind=CARD),
    Example("a card that had run out was renewed, not replaced", YES, {**RENEWED, "lost_card": True}, in_kind=CARD),
    Example("the name on the card is another", NO, {"identity_checked": False}, refusal_codes=("R08",)),
    Example("somebody else's papers", NO, {"untrue_facts_found": True}, refusal_codes=("R08",)),
    Example(
        "no consent to give the card to the shop",
        NO,
        {"consents": CONSENTS - {"SHARE_PARTNER"}},
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
