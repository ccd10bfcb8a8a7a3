"""A renewal beside the last time: per page, household, income and papers what was, what is, what changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications import steps
from applications.case_rows import shown
from applications.forms.pages import form_class_of
from applications.models import ApplicationDraft
from applications.review_page import MASKED
from applications.services.submission import draft_case
from beneficiaries.household_economy import Economy, economy_of_members
from beneficiaries.models import Household, HouseholdMember
from beneficiaries.reuse import papers_in_hand
from beneficiaries.selectors import household_of
from web.templatetags.ui import yuan


@dataclass(frozen=True)
class Row:
    """One line; `before` and `now` in words, "" for nothing."""

    label: Any
    before: Any
    now: Any

    @property
    def is_changed(self) -> bool:
        return str(self.before) != str(self.now)


@dataclass(frozen=True)
class Block:
    """`page` is where it is changed; a block of the register is changed at the work station and has none."""

    code: str
    title: Any
    rows: list[Row] = field(default_factory=list)
    is_confirmed: bool = False
    page: str = ""

    @property
    def changes(self) -> int:
        return sum(row.is_changed for row in self.rows)


class Differences:
    """Of a draft that renews a case. `known` is what it was started with, `answers` what stands in it; both by page."""

    def __init__(
        self, draft: ApplicationDraft, known: Mapping[str, Any], answers: Mapping[str, Any], *, at: datetime
    ) -> None:
        self.draft, self.last, self.known, self.answers = draft, draft.renews, known, answers
        self.scheme, self.at, self.today = draft.program.scheme, at, timezone.localdate(at)
        self.then = timezone.localdate(self.last.submitted_at)

    def blocks(self) -> list[Block]:
        return [*self._pages(), self._household(), self._income(), self._papers()]

    def _pages(self) -> Iterator[Block]:
        for page in steps.pages_for(self.scheme, self.answers, self.today):
            if page.has_questions and page.code != steps.CONSENTS:
                is_done = page.code in self.draft.done_steps
                yield Block(page.code, page.title, list(self._answers(page)), is_done, self._address(page.code))

    def _address(self, code: str) -> str:
        return reverse("applications:step", args=[self.draft.uuid, code])

    def _answers(self, page: steps.Page) -> Iterator[Row]:
        before, now = self.known.get(page.code, {}), self.answers.get(page.code, {})
        for name, question in form_class_of(page, self.scheme)().fields.items():
            if has_value(before.get(name)) or has_value(now.get(name)):
                yield Row(question.label, in_words(question, name, before), in_words(question, name, now))

    def _household(self) -> Block:
        """Who lived there when the last application was handed in, and who lives there today."""
        home = _("at home")
        rows = [
            Row(row.person.name, home if was else "", home if row.valid_to is None else "")
            for row, was in self._members
        ]
        return self._of_register("household", pgettext_lazy("renewal", "Household"), rows)

    @property
    def household(self) -> Household | None:
        return household_of(self.last.applicant)

    @cached_property
    def _members(self) -> list[tuple[HouseholdMember, bool]]:
        """Everybody of that day or of today, with whether he belonged that day."""
        home = self.household
        if home is None:
            return []
        rows = HouseholdMember.objects.filter(household=home).filter(self._lived_then | Q(valid_to__isnull=True))
        rows = rows.select_related("person").order_by("valid_from", "pk")
        return [(row, row.valid_from <= self.then and not (row.valid_to and row.valid_to < self.then)) for row in rows]

    @property
    def _lived_then(self) -> Q:
        return Q(valid_from__lte=self.then) & (Q(valid_to__isnull=True) | Q(valid_to__gte=self.then))

    def _income(self) -> Block:
        """Income per head and property of the household, as declared, on both days."""
        members = self._members
        before = self._economy([row for row, was in members if was], self.then)
        now = self._economy([row for row, _was in members if row.valid_to is None], self.today)
        rows = [
            Row(_("Income per head and month"), _per_head(before), _per_head(now)),
            Row(_("Members who count"), _count(before), _count(now)),
        ]
        return self._of_register("income", _("Income"), rows if members else [])

    def _economy(self, members: list[HouseholdMember], on: date) -> Economy | None:
        return economy_of_members(members, on=on) if members else None

    def _papers(self) -> Block:
        """What was handed in last time, and whether it still holds or is handed in already."""
        files = set(self.draft.papers.values_list("kind", flat=True))
        case = draft_case(self.draft.program, self.answers, frozenset(files), on=self.today)
        needs = {need.kind: need.label for need in self.scheme.documents(case)}
        in_hand = papers_in_hand(self.last.applicant, list(needs), on=self.today)
        had = set(self.last.papers.readable().values_list("kind", flat=True))
        rows = [
            Row(label, _("in hand") if kind in had else "", _now(kind, files, in_hand)) for kind, label in needs.items()
        ]
        return self._of_register("papers", _("Papers"), rows, page=self._address(steps.PAPERS))

    def _of_register(self, code: str, title: Any, rows: list[Row], page: str = "") -> Block:
        return Block(code, title, rows, code in self.draft.confirmed, page)


def _now(kind: str, files: set[str], in_hand: Mapping[str, Any]) -> Any:
    if kind in files or kind in in_hand:
        return _("in hand")
    return _("to be handed in anew")


def _per_head(economy: Economy | None) -> str:
    fen = economy.result.fen if economy else None
    return "" if fen is None else f"{yuan(fen)}"


def _count(economy: Economy | None) -> str:
    return str(economy.result.members) if economy else ""


def has_value(value: Any) -> bool:
    return value not in (None, "", [])


def in_words(question: Any, name: str, answers: Mapping[str, Any]) -> Any:
    """A stored answer as people read it; numbers that identify stay masked."""
    value = answers.get(name)
    if not has_value(value):
        return ""
    return MASKED[name](str(value)) if name in MASKED else shown(question, value)
