""" "Which aid fits my family?": a few questions, judged by the rules of every open program. Nothing is stored.

The questions come from the schemes: `opener` asks whether the matter concerns the visitor at all, `screening` names
the few questions of the scheme that are worth asking before an application. Rules that need more stay open.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django.utils.translation import gettext_lazy as _

from programs import hardship
from programs.documents import DocumentNeed
from programs.eligibility import Case, assess
from programs.models import Program
from programs.questions import QuestionForm, day, pick, yes_no
from programs.rules import NO
from programs.scheme import Scheme
from programs.selectors import figures_in_force, open_programs, terms_by_program

CATEGORIES = (*hardship.POOR_FAMILY, *hardship.CHILD, "SUDDEN")


@dataclass(frozen=True)
class Fit:
    """What the answers say about one program: `reasons` against it, else the papers that an application needs."""

    program: Program
    reasons: list[str]
    for_people: list[str]
    papers: list[DocumentNeed]

    @property
    def may_fit(self) -> bool:
        return not self.reasons


class ScreenerForm(QuestionForm):
    """Questions about the family, then one group per scheme. Everything may stay open."""

    birth_date = day(_("Date of birth of the person who needs help"), required=False)
    hukou_in_zone = yes_no(_("Is the household registered in the High-tech Zone?"), required=False)
    hardship_claimed = pick(
        _("Which of these describes the family or the person?"), hardship.question_choices(*CATEGORIES), required=False
    )

    def __init__(self, *args: Any, schemes: Iterable[Scheme], **kwargs: Any) -> None:
        self.schemes = list({scheme.code: scheme for scheme in schemes if scheme.opener}.values())
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        groups = [Fieldset(_("The family"), "birth_date", "hukou_in_zone", "hardship_claimed")]
        for scheme in self.schemes:
            groups.append(Fieldset(scheme.title, *self._add_questions_of(scheme)))
        return Layout(*groups)

    def concerns(self, scheme: Scheme) -> bool:
        return bool(self.cleaned_data.get(_opener(scheme)))

    def _add_questions_of(self, scheme: Scheme) -> list[str]:
        self.fields[_opener(scheme)] = yes_no(scheme.opener, required=False)
        names = [name for name in scheme.screening if name not in self.fields]
        for name in names:
            self.fields[name] = deepcopy(scheme.questions()[name])
            self.fields[name].required = False
        return [_opener(scheme), *names]


def form_for(on: date, data: Mapping[str, Any] | None = None) -> ScreenerForm:
    return ScreenerForm(data, schemes=[program.scheme for program in open_programs(on)])


def fits(form: ScreenerForm, *, on: date) -> list[Fit]:
    """One answer per open program that concerns the visitor; those that may fit come first. The form is valid."""
    programs = list(open_programs(on))
    terms, figures = terms_by_program(programs, on), figures_in_force(on)
    found = [
        _fit(program, Case(on, form.cleaned_data, terms[program.pk].values_with(figures)))
        for program in programs
        if program.pk in terms and form.concerns(program.scheme)
    ]
    return sorted(found, key=lambda fit: not fit.may_fit)


def _fit(program: Program, case: Case) -> Fit:
    assessment = assess(program.scheme, case)
    return Fit(
        program=program,
        reasons=[result.sentence for result in assessment.failed],
        for_people=[result.sentence for result in assessment.results if result.rule.soft and result.outcome is NO],
        papers=[need for need in program.scheme.documents(case) if need.required],
    )


def _opener(scheme: Scheme) -> str:
    return f"about_{scheme.code}"
