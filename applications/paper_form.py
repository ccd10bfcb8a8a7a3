"""困难群众慈善救助申请审批表: the application on one sheet of A4, with four boxes for opinions (domain rules §8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.case_rows import AnswerRow, shown
from applications.facts import scheme_of
from applications.models import Application, Finding
from applications.notices import household_size
from applications.selectors import papers_needed
from programs.documents import KINDS

DECISIONS = (Finding.Kind.FINAL, Finding.Kind.COLLECTIVE, Finding.Kind.RECONSIDERATION)


@dataclass(frozen=True)
class OpinionBox:
    """An office, and what it wrote so far; empty boxes are filled in and sealed by hand."""

    office: Any
    text: str = ""
    amount_fen: int | None = None
    by: str = ""
    at: datetime | None = None


class PaperForm:
    """What stands on the sheet: masked like every print. `with_opinions` is for staff."""

    def __init__(self, application: Application, *, with_opinions: bool) -> None:
        self.application, self.with_opinions = application, with_opinions

    def household_size(self) -> int | None:
        return None if self.application.is_confidential else household_size(self.application)

    def answers(self) -> list[AnswerRow]:
        one, stored = scheme_of(self.application), self.application.answers
        return [
            AnswerRow(question.label, shown(question, stored[name]), False)
            for name, question in one.questions().items()
            if name not in one.sensitive and stored.get(name) not in (None, "", [])
        ]

    def has_sealed_answers(self) -> bool:
        return bool(self.application.sensitive_answers)

    def papers(self) -> list[tuple[Any, bool]]:
        """Each kind that is needed or held, and whether a file is on the case."""
        held = set(self.application.papers.values_list("kind", flat=True))
        kinds = dict.fromkeys([*papers_needed(self.application), *sorted(held)])
        return [(KINDS[kind].label if kind in KINDS else kind, kind in held) for kind in kinds]

    def boxes(self) -> list[OpinionBox]:
        return [
            self._survey(),
            self._finding(_("Sub-district office"), Finding.Kind.PRELIMINARY),
            OpinionBox(_("Social Affairs Bureau")),
            self._finding(_("Charity federation"), *DECISIONS),
        ]

    def _survey(self) -> OpinionBox:
        office = _("Village or community")
        visit = self.application.visits.filter(visited_at__isnull=False).order_by("-pk").first()
        if not self.with_opinions or visit is None:
            return OpinionBox(office)
        names = ", ".join(str(one.user) for one in visit.investigators.select_related("user").order_by("pk"))
        return OpinionBox(office, visit.findings, None, names, visit.visited_at)

    def _finding(self, office: Any, *kinds: str) -> OpinionBox:
        if not self.with_opinions:
            return OpinionBox(office)
        rows = self.application.findings.filter(kind__in=kinds).select_related("by").order_by("-at", "-pk")
        found = rows.first()
        if found is None:
            return OpinionBox(office)
        words = f"{found.get_outcome_display()} {found.text}".strip()
        return OpinionBox(office, words, found.amount_fen, str(found.by), found.at)
