"""The judgement as staff read it: what stands against the case, what is open and what would settle it, what is met."""

from dataclasses import dataclass
from typing import Any

from programs.documents import KINDS
from programs.eligibility import Assessment, RuleResult
from programs.rules import UNKNOWN, YES


@dataclass(frozen=True)
class RuleRow:
    """`found` is the number or the day that was compared; lists and codes stay out, the sentence says them better."""

    code: str
    sentence: str
    found: str
    source: Any
    settled_by: tuple[Any, ...]


@dataclass(frozen=True)
class RuleGroups:
    against: list[RuleRow]
    for_committee: list[RuleRow]
    open: list[RuleRow]
    met: list[RuleRow]


def grouped(assessment: Assessment) -> RuleGroups:
    return RuleGroups(
        against=[_row(result) for result in assessment.failed],
        for_committee=[_row(result) for result in assessment.for_committee],
        open=[_row(result) for result in assessment.results if result.outcome is UNKNOWN],
        met=[_row(result) for result in assessment.results if result.outcome is YES],
    )


def _row(result: RuleResult) -> RuleRow:
    settled_by = () if result.outcome is YES else tuple(KINDS[k].label for k in result.settled_by if k in KINDS)
    return RuleRow(result.rule.code, result.sentence, found_in(result), result.source, settled_by)


def found_in(result: RuleResult) -> str:
    """Numbers and days come back from storage as text; truth values and codes say nothing by themselves."""
    value = result.value
    if result.is_hidden or value is None or isinstance(value, bool | list | tuple):
        return ""
    text = str(value)
    if text == "0" and result.outcome is YES:
        return ""  # "none found" is what the sentence says
    return text if text.replace(".", "", 1).replace("-", "").isdigit() else ""
