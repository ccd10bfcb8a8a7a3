"""Everything that the page of one case shows to staff, gathered once."""

from dataclasses import dataclass
from typing import Any

from applications.actions import ACTIONS
from applications.facts import scheme_of
from applications.letters import LETTERS
from applications.models import Application
from applications.permissions import may_check
from applications.selectors import missing_papers, papers_needed, timeline
from applications.states import SURVEYING, VERIFYING
from applications.workflow import WORKFLOW
from programs.documents import KINDS
from programs.eligibility import Assessment
from programs.scheme import Step
from workflow.answers import Answer
from workflow.machine import Transition


@dataclass(frozen=True)
class PaperRow:
    """A paper the case needs or holds."""

    kind: str
    label: Any
    documents: list[Any]
    is_missing: bool


@dataclass(frozen=True)
class AnswerRow:
    label: Any
    value: Any
    is_sealed: bool


class CasePage:
    """Lazily read parts of the page; `user` decides what is offered."""

    def __init__(self, application: Application, user: Any) -> None:
        self.application, self.user = application, user

    def actions(self) -> list[tuple[Transition, Answer]]:
        return [(t, a) for t, a in WORKFLOW.available(self.application, self.user) if t.name in ACTIONS]

    def assessment(self) -> Assessment | None:
        stored = self.application.assessment
        return Assessment.from_json(stored, scheme_of(self.application)) if stored else None

    def papers(self) -> list[PaperRow]:
        held: dict[str, list[Any]] = {}
        for paper in self.application.papers.select_related("document").order_by("added_at", "pk"):
            held.setdefault(paper.kind, []).append(paper)
        missing = set(missing_papers(self.application))
        kinds = list(dict.fromkeys([*papers_needed(self.application), *held]))
        return [
            PaperRow(kind, KINDS[kind].label if kind in KINDS else kind, held.get(kind, []), kind in missing)
            for kind in kinds
        ]

    def answers(self) -> list[AnswerRow]:
        """Question and answer in the order of the form; sealed answers show that they exist, not what they say."""
        one, stored = scheme_of(self.application), self.application.answers
        rows = []
        for name, question in one.questions().items():
            if name in one.sensitive:
                rows.append(AnswerRow(question.label, None, True))
            elif stored.get(name) not in (None, "", []):
                rows.append(AnswerRow(question.label, shown(question, stored[name]), False))
        return rows

    def worker_steps(self) -> list[Step]:
        """The questions that staff answer while verifying."""
        open_states = (VERIFYING, SURVEYING)
        if self.application.state not in open_states or not may_check(self.user, self.application):
            return []
        return list(scheme_of(self.application).worker_steps)

    def visits(self) -> Any:
        return self.application.visits.prefetch_related("investigators__user").order_by("pk")

    def findings(self) -> Any:
        return self.application.findings.select_related("by").order_by("at", "pk")

    def notices(self) -> Any:
        return self.application.notices.prefetch_related("objections").order_by("posted_at")

    def has_letter(self) -> bool:
        return self.application.state in LETTERS

    def timeline(self) -> list[Any]:
        return timeline(self.application, for_applicant=False)


def shown(question: Any, value: Any) -> Any:
    """A stored answer in words: the label of a choice, yes or no, a list in lines."""
    value = question.prepare_value(value) if hasattr(question, "prepare_value") else value
    choices = {str(key): label for key, label in getattr(question, "choices", [])}
    if isinstance(value, list | tuple):
        return ", ".join(str(choices.get(str(part), part)) for part in value)
    return choices.get(str(value), value)
