""" "Which aid fits my family?": a few questions, judged by the rules of every open program. Nothing is stored.

The questions come from the schemes: `opener` asks whether the matter concerns the visitor at all, `screening` names
the few questions of the scheme that are worth asking before an application (a `Brief` one stands for several of
them). A program is likely when nothing speaks against it and every question that its rules need was answered; it
depends on the questions left open and on what people have to weigh. What only papers can show stays to be shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django.core.exceptions import ValidationError
from django.forms import Field
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from programs import hardship
from programs.documents import KINDS, DocumentNeed
from programs.eligibility import Amount, Assessment, Case, assess
from programs.models import Program
from programs.questions import Brief, QuestionForm, day, pick, yes_no
from programs.scheme import Scheme
from programs.selectors import figures_in_force, open_programs, terms_by_program

CATEGORIES = (*hardship.POOR_FAMILY, "RELAPSE_MONITOR", *hardship.CHILD, "SUDDEN")
FAMILY = ("birth_date", "hukou_in_zone", "hardship_claimed")
NOTHING = (None, "", [], ())


class Likelihood(StrEnum):
    LIKELY = "likely"
    DEPENDS = "depends"
    NOT = "not"


@dataclass(frozen=True)
class Fit:
    """What the answers say about one program.

    `reasons` speak against it; `depends_on` are the questions left open and what people weigh; `to_show` are the
    conditions that papers still have to prove; `papers` is the shortest list of kinds to bring.
    """

    program: Program
    likelihood: Likelihood
    reasons: list[str] = field(default_factory=list)
    depends_on: list[str] = field(default_factory=list)
    to_show: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    amount: Amount | None = None

    @property
    def may_fit(self) -> bool:
        return self.likelihood is not Likelihood.NOT

    def labels(self) -> list[str | Promise]:
        return [KINDS[kind].label for kind in self.papers]


@dataclass(frozen=True)
class PaperToBring:
    """A paper of the common list, and the programs that ask for it."""

    label: str | Promise
    hint: str | Promise
    programs: list[Program]


class ScreenerForm(QuestionForm):
    """Questions about the family, then one group per scheme. Everything may stay open."""

    birth_date = day(_("Date of birth of the person who needs help"), required=False)
    hukou_in_zone = yes_no(_("Is the household registered in the High-tech Zone?"), required=False)
    hardship_claimed = pick(
        _("Which of these describes the family or the person?"), hardship.question_choices(*CATEGORIES), required=False
    )

    def __init__(self, *args: Any, schemes: Iterable[Scheme], on: date, **kwargs: Any) -> None:
        self.on = on
        self.schemes = list({scheme.code: scheme for scheme in schemes if scheme.opener}.values())
        self.asked: dict[str, dict[str, str | Brief]] = {scheme.code: {} for scheme in self.schemes}
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """A question that several schemes ask in the same words stands once, with the family."""
        groups = [[_opener(scheme), *self._add_questions_of(scheme)] for scheme in self.schemes]
        counts = Counter(key for group in groups for key in group)
        shared = [key for key, count in counts.items() if count > 1]
        own = [[key for key in group if key not in shared] for group in groups]
        titles = [scheme.title for scheme in self.schemes]
        return Layout(
            Fieldset(_("The family"), *FAMILY, *shared),
            *(Fieldset(title, *keys) for title, keys in zip(titles, own, strict=True)),
        )

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born and born > self.on:
            raise ValidationError(_("The date of birth lies after today. Compare it with the card."), code="future")
        return born

    @property
    def is_empty(self) -> bool:
        return all(value in NOTHING for value in self.cleaned_data.values())

    def concerns(self, scheme: Scheme) -> bool | None:
        """None while the visitor has not said."""
        answer: bool | None = self.cleaned_data.get(_opener(scheme))
        return answer

    def facts_for(self, scheme: Scheme) -> dict[str, Any]:
        """The answers as the rules of the scheme read them; a brief question fills in the ones that it stands for."""
        facts = {name: self.cleaned_data.get(name) for name in FAMILY}
        if facts["hardship_claimed"] == hardship.NONE:
            facts["hardship_categories"] = frozenset()
        for key, question in self.asked[scheme.code].items():
            value = self.cleaned_data.get(key)
            if isinstance(question, str):
                facts[question] = value
            elif value is not None:
                facts |= question.facts(value)
        return facts

    def open_questions(self, scheme: Scheme, facts: frozenset[str]) -> list[str]:
        """The questions put for this scheme that bear on the facts and were left open."""
        asked = {**{name: name for name in FAMILY}, **self.asked[scheme.code]}
        return [
            str(self.fields[key].label)
            for key, question in asked.items()
            if self.cleaned_data.get(key) in NOTHING and not _names(question).isdisjoint(facts)
        ]

    def _add_questions_of(self, scheme: Scheme) -> list[str]:
        self.fields[_opener(scheme)] = yes_no(scheme.opener, required=False)
        for question in scheme.screening:
            name = question.name if isinstance(question, Brief) else question
            if name not in FAMILY:
                field = question.field if isinstance(question, Brief) else scheme.questions()[name]
                self.asked[scheme.code][self._add(name, field, scheme)] = question
        return list(self.asked[scheme.code])

    def _add(self, name: str, question: Field, scheme: Scheme) -> str:
        """The key of the field: the name, or one of its own where another scheme asks it in other words."""
        key = name if name not in self.fields or self.fields[name].label == question.label else f"{name}_{scheme.code}"
        if key not in self.fields:
            self.fields[key] = deepcopy(question)
            self.fields[key].required = False
        return key


def form_for(on: date, data: Mapping[str, Any] | None = None) -> ScreenerForm:
    return ScreenerForm(data, schemes=[program.scheme for program in open_programs(on)], on=on)


def fits(form: ScreenerForm, *, on: date) -> list[Fit]:
    """One answer per open program, the likely ones first; nothing while nothing was answered. The form is valid."""
    if form.is_empty:
        return []
    programs = [program for program in open_programs(on) if program.scheme.opener]
    terms, figures = terms_by_program(programs, on), figures_in_force(on)
    found = [
        _fit(program, form, Case(on, form.facts_for(program.scheme), terms[program.pk].values_with(figures)))
        for program in programs
        if program.pk in terms
    ]
    order = list(Likelihood)
    return sorted(found, key=lambda fit: order.index(fit.likelihood))


def papers_to_bring(found: Iterable[Fit]) -> list[PaperToBring]:
    """Every paper once, for all programs that may fit, those that most programs ask for first."""
    wanted: dict[str, list[Program]] = {}
    for fit in found:
        for kind in fit.papers:
            wanted.setdefault(kind, []).append(fit.program)
    papers = [PaperToBring(KINDS[kind].label, KINDS[kind].hint, programs) for kind, programs in wanted.items()]
    return sorted(papers, key=lambda paper: -len(paper.programs))


def _fit(program: Program, form: ScreenerForm, case: Case) -> Fit:
    scheme, concerns = program.scheme, form.concerns(program.scheme)
    if concerns is False:
        return Fit(program, Likelihood.NOT, reasons=[_text("You said that it is about something else.")])
    required = [need for need in scheme.documents(case) if need.required]
    told, shown = _assess_with(required, scheme, case), _assess_with(required, scheme, _with_certificate(case))
    if shown.failed:
        return Fit(program, Likelihood.NOT, reasons=[result.explained for result in shown.failed])
    depends_on = _depends_on(shown, scheme, form) if concerns else [str(scheme.opener)]
    return Fit(
        program,
        Likelihood.DEPENDS if depends_on else Likelihood.LIKELY,
        depends_on=depends_on,
        to_show=_to_show(told, scheme, form) if concerns else [],
        papers=[*(need.kind for need in required), *told.missing_documents] if concerns else [],
        amount=shown.amount if concerns else None,
    )


def _with_certificate(case: Case) -> Case:
    """As the office will see the case once the category that the visitor named is proven: it is among the papers."""
    claimed = case.facts.get("hardship_claimed")
    proven = frozenset() if claimed in (None, hardship.NONE) else frozenset({claimed})
    return Case(
        case.on, {**case.facts, "hardship_categories": proven or case.facts.get("hardship_categories")}, case.parameters
    )


def _assess_with(required: Iterable[DocumentNeed], scheme: Scheme, case: Case) -> Assessment:
    """With the required papers in hand, so that only those beyond them are named."""
    return assess(scheme, Case(case.on, {**case.facts, "documents": {n.kind for n in required}}, case.parameters))


def _depends_on(assessment: Assessment, scheme: Scheme, form: ScreenerForm) -> list[str]:
    questions = [label for result in assessment.unknown for label in form.open_questions(scheme, result.rule.facts)]
    return list(dict.fromkeys([*questions, *(result.sentence for result in assessment.for_committee)]))


def _to_show(assessment: Assessment, scheme: Scheme, form: ScreenerForm) -> list[str]:
    """Open conditions of the scheme itself that no question of this form would answer but a paper would."""
    return [
        result.sentence
        for result in assessment.unknown
        if result.settled_by and not result.rule.is_common and not form.open_questions(scheme, result.rule.facts)
    ]


def _names(question: str | Brief) -> set[str]:
    return {question} if isinstance(question, str) else set(question.stands_for)


def _opener(scheme: Scheme) -> str:
    return f"about_{scheme.code}"
