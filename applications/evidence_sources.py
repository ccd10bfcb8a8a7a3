"""Where the facts of a case come from: the family, the work station, a paper, a look-up, the portal's own records."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from applications.case_rows import shown
from applications.economy_evidence import EconomyEvidence
from applications.evidence_pieces import ANSWER, CONSENT, LOOK_UP, PAPER, PORTAL, REGISTER, STATEMENT, Origin, Piece
from applications.facts import certificates_for, scheme_of
from applications.models import Application
from audit.models import Event
from audit.recording import stream_of
from beneficiaries.consents import PURPOSES
from beneficiaries.models import HardshipCertificate
from programs.dates import age_on
from programs.documents import KINDS
from programs.eligibility import RuleResult
from programs.rules import Rule, plain


class Sources:
    """Looks each kind of source up once per page, however many rules use it."""

    def __init__(self, application: Application, on: date, *, for_family: bool, sees_income: bool) -> None:
        self.application, self.on, self.for_family, self.sees_income = application, on, for_family, sees_income
        self.scheme = scheme_of(application)
        self._special: dict[str, Callable[[RuleResult], list[Piece]]] = {
            "birth_date": self._age,
            "identity_checked": self._identity,
            "hukou_in_zone": self._hukou,
            "hardship_categories": lambda result: self._certificates,
            "consents": lambda result: self._consents,
            "history": self._history,
            "economy": lambda result: self._economy.pieces,
            "documents": lambda result: [],  # the papers stand beside the rules that they settle
        }

    def of(self, rule: Rule, result: RuleResult) -> list[Piece]:
        """The facts in the order of the questions, then those of the registry, then the papers in hand."""
        if not rule.facts:  # the calendar alone
            return [Piece(_("Day of the application"), self.on.isoformat(), PORTAL)]
        asked = [name for name in self.scheme.questions() if name in rule.facts]
        if "economy" in rule.facts:
            asked = [name for name in asked if name not in self._economy.stands_for]
        others = sorted(rule.facts - set(asked))
        pieces = [piece for name in asked for piece in self._answer(name)]
        pieces += [piece for name in others for piece in self._other(name, result)]
        return pieces + [paper for kind in rule.settled_by for paper in self._papers.get(kind, ())]

    # --- Questions ---

    def _answer(self, name: str) -> list[Piece]:
        question = self.scheme.questions()[name]
        origin, by, at = self._asked_by(name)
        if name in self.scheme.sensitive:
            sealed = self.application.sensitive_answers
            return [Piece(question.label, None, origin, by, at, is_sealed=True)] if sealed else []
        value = self.application.answers.get(name)
        if value in (None, "", []):
            return []
        return [Piece(question.label, shown(question, value), origin, by, at)]

    def _asked_by(self, name: str) -> tuple[Origin, str, date | None]:
        for step in self.scheme.worker_steps:
            if name in step.form_class.base_fields:
                by, at = self._statements.get(step.code, ("", None))
                return STATEMENT, by, at
        agent = self.application.agent
        by = _text("entered by %(name)s") % {"name": agent} if agent and not self.for_family else ""
        return ANSWER, by, timezone.localdate(self.application.submitted_at)

    @cached_property
    def _statements(self) -> dict[str, tuple[str, date]]:
        """Page of the work station's questions → who answered it last, and when."""
        events = Event.objects.filter(stream=stream_of(self.application), code="applications.questions_answered")
        return {
            event.data["step"]: ("" if self.for_family else str(event.actor), timezone.localdate(event.at))
            for event in events.select_related("actor").order_by("seq")
        }

    def _hukou(self, _result: RuleResult) -> list[Piece]:
        value = self.application.answers.get("hukou_in_zone")
        if value is None:
            return []
        at = timezone.localdate(self.application.submitted_at)
        return [Piece(_("Household register in the zone"), plain(value), ANSWER, at=at)]

    # --- The registry ---

    def _other(self, name: str, result: RuleResult) -> list[Piece]:
        if name in self._special:
            return self._special[name](result)
        if result.is_hidden or result.value is None or isinstance(result.value, list | tuple | set | frozenset):
            return []
        return [Piece(_("Value used"), plain(result.value), REGISTER)]

    def _age(self, _result: RuleResult) -> list[Piece]:
        born = self.application.applicant.birth_date
        if born is None:
            return []
        words = _text("%(age)d years on %(day)s") % {"age": age_on(born, self.on), "day": self.on.isoformat()}
        return [Piece(pgettext_lazy("fact", "Age"), words, REGISTER)]

    def _identity(self, _result: RuleResult) -> list[Piece]:
        is_checked = self.application.applicant.id_number_index is not None
        return [Piece(_("ID number passed its check"), plain(is_checked), REGISTER)]

    @cached_property
    def _certificates(self) -> list[Piece]:
        """Those that count (checked and valid on the day) as look-ups, the others as papers that wait."""
        rows = self._family_certificates().select_related("checked_by").order_by("-valid_from", "pk")
        return [self._certificate(row) for row in rows if row.valid_to is None or row.valid_to >= self.on]

    def _family_certificates(self) -> Any:
        """The certificates that applications.facts.proven_hardship reads, and those not compared yet."""
        mine = certificates_for(self.application.applicant)
        return HardshipCertificate.objects.filter(mine, valid_from__lte=self.on)

    def _certificate(self, row: HardshipCertificate) -> Piece:
        if row.checked_at is None:
            label = _("Certificate, not compared with the office yet")
            return Piece(label, row.get_category_display(), PAPER, at=row.valid_from, expires_on=row.valid_to)
        by = "" if self.for_family else str(row.checked_by)
        at = timezone.localdate(row.checked_at)
        return Piece(_("Certificate"), row.get_category_display(), LOOK_UP, by, at, row.valid_to)

    @cached_property
    def _consents(self) -> list[Piece]:
        given = self.application.applicant.consents.in_force().order_by("given_at", "pk")
        newest = {consent.purpose: timezone.localdate(consent.given_at) for consent in given}
        if not newest:
            return []
        labels = [str(PURPOSES[purpose].label) if purpose in PURPOSES else purpose for purpose in newest]
        words = pgettext("between consents", ", ").join(labels)
        return [Piece(_("Consents given, until withdrawn"), words, CONSENT, at=max(newest.values()))]

    @cached_property
    def _economy(self) -> EconomyEvidence:
        person = self.application.applicant
        return EconomyEvidence(person, self.on, is_shown=self.sees_income, for_family=self.for_family)

    def _history(self, result: RuleResult) -> list[Piece]:
        """What was counted: earlier grants, other open applications, numbers used before."""
        if result.is_hidden or result.value is None:
            return []
        return [Piece(_("Counted in earlier cases"), plain(result.value), PORTAL, at=self.on)]

    @cached_property
    def _papers(self) -> dict[str, list[Piece]]:
        found: dict[str, list[Piece]] = {}
        for paper in self.application.papers.select_related("document").order_by("added_at", "pk"):
            label = KINDS[paper.kind].label if paper.kind in KINDS else paper.kind
            at, until = timezone.localdate(paper.added_at), paper.document.expires_on
            found.setdefault(paper.kind, []).append(Piece(label, _("in hand"), PAPER, at=at, expires_on=until))
        return found
