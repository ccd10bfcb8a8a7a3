"""Why the rules say what they say: per criterion the value used, where it comes from, and how long that holds.

Reads the judgement as it is stored with the case and looks up its sources as they are today. Sealed answers stay
sealed: the page says that one was used, not what it says.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.evidence_pieces import Piece
from applications.evidence_sources import Sources
from applications.facts import scheme_of
from applications.models import Application
from applications.rule_rows import found_in
from programs.documents import KINDS
from programs.eligibility import Assessment, RuleResult
from programs.rules import NO, UNKNOWN, YES

GROUPS = (
    (NO, _("Not met")),
    (UNKNOWN, _("Not known yet")),
    (YES, pgettext_lazy("criterion", "Met")),
)


@dataclass(frozen=True)
class Criterion:
    """One rule: `pieces` are the facts it used with their sources, `settled_by` what would answer an open one."""

    code: str
    sentence: str
    outcome: str
    found: str  # the number or the day that was compared, where it is one
    is_soft: bool
    pieces: list[Piece]
    settled_by: list[Any]
    basis: Any
    is_unconfirmed: bool


@dataclass(frozen=True)
class LookUp:
    """What another office said when it was asked."""

    question: str
    result: Any
    at: datetime | None


class Evidence:
    """Everything on the page. `for_family`: without the names of staff and the notes of the office. `sees_income`:
    whether the reader may know what the household earns."""

    def __init__(self, application: Application, *, for_family: bool, sees_income: bool = False) -> None:
        self.application, self.for_family, self.sees_income = application, for_family, sees_income

    @cached_property
    def assessment(self) -> Assessment | None:
        """None for a case that was never judged by rules."""
        stored = self.application.assessment
        return Assessment.from_json(stored, scheme_of(self.application)) if stored.get("results") else None

    @cached_property
    def groups(self) -> list[tuple[Any, list[Criterion]]]:
        """The criteria by their answer, what stands against the case first; empty groups are left out."""
        results = self.assessment.results if self.assessment else ()
        found = [(label, [self._criterion(r) for r in results if r.outcome is outcome]) for outcome, label in GROUPS]
        return [(label, rows) for label, rows in found if rows]

    def papers_that_settle(self) -> list[Any]:
        """The shortest list of papers that would answer everything that is open."""
        return _labels(self.assessment.missing_documents if self.assessment else ())

    def look_ups(self) -> list[LookUp]:
        tasks = self.application.verification_tasks.order_by("pk")
        return [LookUp(t.question, t.get_result_display() if t.answered_at else None, t.answered_at) for t in tasks]

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self.application, self._day, for_family=self.for_family, sees_income=self.sees_income)

    @property
    def _day(self) -> date:
        judged = self.assessment
        return judged.on if judged else timezone.localdate(self.application.submitted_at)

    def _criterion(self, result: RuleResult) -> Criterion:
        rule = result.rule
        settled_by = _labels(result.settled_by) if result.outcome is UNKNOWN else []
        return Criterion(
            code=rule.code,
            sentence=result.sentence,
            outcome=result.outcome.value,
            found=found_in(result),
            is_soft=rule.soft,
            pieces=self._sources.of(rule, result),
            settled_by=settled_by,
            basis=rule.source.text,
            is_unconfirmed=rule.source.needs_confirmation,
        )


def _labels(kinds: Iterable[str]) -> list[Any]:
    return [KINDS[kind].label if kind in KINDS else kind for kind in kinds]
