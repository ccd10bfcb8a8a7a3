"""The guide page (办事指南) and the cards of the catalogue, put together from scheme, program and terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from areas.models import DeadlineRule
from programs.documents import Paper
from programs.models import Program, ProgramTerms
from programs.process import Stage, stages_of
from programs.rules import Rule
from programs.scheme import Scheme
from programs.selectors import coming_terms, figures_for, terms_by_program, terms_in_force
from web.templatetags.ui import in_text


@dataclass(frozen=True)
class Condition:
    """One line of 受理条件. `source` is "" for a rule that the federation sets itself."""

    sentence: str
    source: str | Promise
    is_soft: bool


@dataclass(frozen=True)
class TimedStage:
    stage: Stage
    limit: str  # "3 working days", or ""


@dataclass(frozen=True)
class Question:
    question: str
    answer: str


@dataclass(frozen=True)
class Guide:
    program: Program
    scheme: Scheme
    terms: ProgramTerms | None
    coming: list[ProgramTerms]
    conditions: list[Condition]
    common_conditions: list[Condition]
    papers: tuple[Paper, ...]
    stages: list[TimedStage]
    total: str
    reconsideration: str
    standards: list[tuple[Any, Any]]
    questions: list[Question]
    is_open: bool
    apply_url: str

    @property
    def may_start(self) -> bool:
        """Whether the page offers to start: never alone where a case office refers."""
        return self.is_open and bool(self.apply_url) and not self.scheme.needs_referral


@dataclass(frozen=True)
class Card:
    """A program in a list, in the shape that the home page draws."""

    program: Program
    icon: str
    tint: str
    url: str
    title: str
    summary: str
    facts: list[tuple[str, str]]


def guide_of(program: Program, *, on: date) -> Guide:
    """Everything on the guide page on that day. Before the first terms begin, conditions come with the next ones."""
    scheme = program.scheme
    coming = list(coming_terms(program, on))
    terms = terms_in_force(program, on) or (coming[0] if coming else None)
    values = terms.values_with(figures_for(scheme, on=on)) if terms else scheme.default_parameters()
    limits = {rule.key: rule for rule in DeadlineRule.objects.filter(lane=scheme.lane)}
    return Guide(
        program=program,
        scheme=scheme,
        terms=terms,
        coming=coming,
        conditions=[_condition(rule, values, on) for rule in scheme.rules if not rule.is_common],
        common_conditions=[_condition(rule, values, on) for rule in scheme.rules if rule.is_common],
        papers=scheme.papers,
        stages=[TimedStage(stage, _limit(limits.get(stage.deadline))) for stage in stages_of(scheme)],
        total=_limit(limits.get("total")),
        reconsideration=_limit(limits.get("reconsideration_ask")),
        standards=scheme.standards(values) if terms else [],
        questions=questions_in(program.faq),
        is_open=program.is_open_on(on),
        apply_url=apply_url(program),
    )


def cards(programs: Iterable[Program], *, on: date) -> list[Card]:
    """Two queries, however many programs."""
    programs = list(programs)
    terms = terms_by_program(programs, on)
    return [_card(program, terms.get(program.pk)) for program in programs]


def apply_url(program: Program) -> str:
    """Where an application starts; "" while the applications app is not installed."""
    try:
        return reverse("applications:apply", args=[program.slug])
    except NoReverseMatch:
        return ""


def questions_in(text: str) -> list[Question]:
    """Blocks between blank lines: the first line asks, the others answer."""
    blocks = [block.strip().splitlines() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return [Question(lines[0].strip(), "\n".join(lines[1:]).strip()) for lines in blocks]


def _card(program: Program, terms: ProgramTerms | None) -> Card:
    scheme = program.scheme
    facts = [(_("Grant"), str(scheme.headline(terms.values)))] if terms else []
    facts.append((pgettext("program card", "Applications"), _span(program)))
    return Card(
        program=program,
        icon=scheme.icon,
        tint=scheme.tint,
        url=reverse("programs:guide", args=[program.slug]),
        title=program.title,
        summary=program.summary,
        facts=facts,
    )


def _span(program: Program) -> str:
    if program.state == "closed":
        return _("closed")
    if program.closes_on is None:
        return _("from %(day)s, until further notice") % {"day": in_text(program.opens_on)}
    days = {"first": in_text(program.opens_on), "last": in_text(program.closes_on)}
    return _("%(first)s to %(last)s") % days


def _condition(rule: Rule, values: dict[str, Any], on: date) -> Condition:
    source = "" if rule.source.needs_confirmation else rule.source.text
    return Condition(rule.sentence_under(values, on), source, rule.soft)


def _limit(rule: DeadlineRule | None) -> str:
    """The deadline in words; "" when there is none."""
    if rule is None:
        return ""
    count = {"count": rule.amount}
    if rule.unit == DeadlineRule.Unit.WORKING_DAY:
        return ngettext("%(count)d working day", "%(count)d working days", rule.amount) % count
    if rule.unit == DeadlineRule.Unit.DAY:
        return ngettext("%(count)d day", "%(count)d days", rule.amount) % count
    return ngettext("%(count)d hour", "%(count)d hours", rule.amount) % count
