"""What the last page of an application shows: every answer, the papers, and what the rules say so far."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import steps
from applications.case_rows import AnswerRow, shown
from applications.earlier_help import EarlierHelp, earlier_help
from applications.forms.pages import form_class_of
from applications.gaps import Gap, certificate_gaps_of_draft, gaps_of_draft
from applications.models import ApplicationDraft
from applications.services.submission import draft_case
from beneficiaries.consents import PURPOSES
from beneficiaries.models import Document, Person
from beneficiaries.reuse import papers_in_hand
from beneficiaries.selectors import find_person_by_id_number
from programs.documents import KINDS, DocumentNeed
from programs.eligibility import Assessment, assess
from protection import masks

MASKED = {
    "id_number": masks.id_number,
    "guardian_id_number": masks.id_number,
    "bank_account": masks.bank_account,
}


@dataclass(frozen=True)
class Section:
    code: str
    title: Any
    rows: list[AnswerRow]
    is_done: bool


@dataclass(frozen=True)
class PaperNeed:
    """`known`: handed in last time and still good; it goes with a renewal by itself."""

    need: DocumentNeed
    files: list[Any]
    known: Any = None


class ReviewPage:
    def __init__(self, draft: ApplicationDraft, answers: dict[str, Any], at: datetime) -> None:
        self.draft, self.answers, self.scheme, self.at = draft, answers, draft.program.scheme, at
        self.files = list(draft.papers.order_by("added_at", "pk"))
        self.case = draft_case(draft.program, answers, frozenset(f.kind for f in self.files), on=timezone.localdate(at))

    def sections(self) -> list[Section]:
        pages = [p for p in steps.pages_for(self.scheme, self.answers, self.case.on) if p.has_questions]
        return [Section(p.code, p.title, self._rows(p), p.code in self.draft.done_steps) for p in pages]

    def _rows(self, page: steps.Page) -> list[AnswerRow]:
        stored = self.answers.get(page.code, {})
        if page.code == steps.CONSENTS:
            given = [(PURPOSES[purpose].label, value) for purpose, value in stored.items() if purpose in PURPOSES]
            return [
                AnswerRow(label, _("Agreed") if value is True else _("Not agreed"), False) for label, value in given
            ]
        form = form_class_of(page, self.scheme)(initial=stored)
        return [
            AnswerRow(form.fields[name].label, self._shown(form.fields[name], name, value), False)
            for name, value in stored.items()
            if name in form.fields and value not in (None, "", [])
        ]

    def _shown(self, field: Any, name: str, value: Any) -> Any:
        return MASKED[name](str(value)) if name in MASKED else shown(field, value)

    def papers(self) -> list[PaperNeed]:
        """Needed papers first, then files of other kinds."""
        needs = self.scheme.documents(self.case)
        known = {need.kind for need in needs}
        extra = dict.fromkeys(f.kind for f in self.files if f.kind not in known)
        needs += [DocumentNeed(kind, KINDS[kind].label if kind in KINDS else kind, False, "") for kind in extra]
        in_hand = self.in_hand
        return [
            PaperNeed(need, [f for f in self.files if f.kind == need.kind], in_hand.get(need.kind)) for need in needs
        ]

    @cached_property
    def in_hand(self) -> dict[str, Document]:
        if self.draft.renews is None:
            return {}
        kinds = [need.kind for need in self.scheme.documents(self.case)]
        return papers_in_hand(self.draft.renews.applicant, kinds, on=timezone.localdate(self.at))

    def gaps(self) -> list[Gap]:
        """Pages that are not complete, papers without a file, proofs of a registered person that run out."""
        pages = [page for page in steps.pages_for(self.scheme, self.answers, self.case.on) if page.has_questions]
        open_pages = [page for page in pages if page.code not in self.draft.done_steps]
        kinds = {file.kind for file in self.files} | self.in_hand.keys()
        return [
            *gaps_of_draft(self.scheme.documents(self.case), kinds, open_pages),
            *(certificate_gaps_of_draft(self.scheme, self.person, at=self.at) if self.person else ()),
        ]

    @property
    def person(self) -> Person | None:
        """Whom the register knows by the number that was typed, for who may see him."""
        number = self.answers.get(steps.PERSON, {}).get("id_number", "")
        return find_person_by_id_number(number, visible_to=self.draft.owner) if number else None

    @cached_property
    def earlier_help(self) -> EarlierHelp | None:
        """What speaks against the application by R06; told, and judged by people later."""
        person = self.person
        if person is None:
            return None
        return earlier_help(
            self.scheme, person, parameters=self.case.parameters, on=self.case.on, seen_by=self.draft.owner
        )

    def assessment(self) -> Assessment | None:
        """A first look; None while there are no terms."""
        return assess(self.scheme, self.case) if self.case.parameters else None

    def is_complete(self) -> bool:
        return all(section.is_done for section in self.sections())
