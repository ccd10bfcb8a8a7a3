"""The pages of an application: who, the questions of the scheme, papers, consents, check and hand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.forms.person import ConsentsForm, PersonForm, PupilForm, ReferredPersonForm
from beneficiaries.consents import PURPOSES
from programs.eligibility import Case
from programs.scheme import Scheme

PERSON, PAPERS, CONSENTS, REVIEW = "person", "papers", "consents", "review"


@dataclass(frozen=True)
class Page:
    """`form_class` is None for pages that are not one form: papers, review."""

    code: str
    title: str | Promise
    form_class: Any = None


def pages_of(scheme: Scheme) -> list[Page]:
    who = _form_of_the_person(scheme)
    return [
        Page(PERSON, who.legend, who),
        *(Page(step.code, step.title, step.form_class) for step in scheme.steps),
        Page(PAPERS, _("Papers")),
        Page(CONSENTS, _("Consents")),
        Page(REVIEW, _("Check and hand in")),
    ]


def _form_of_the_person(scheme: Scheme) -> type[PersonForm]:
    if scheme.is_for_minors:
        return PupilForm
    return ReferredPersonForm if scheme.is_confidential else PersonForm


def page_of(scheme: Scheme, code: str) -> Page | None:
    return next((page for page in pages_of(scheme) if page.code == code), None)


def form_of(page: Page, case: Case, scheme: Scheme, data: Any = None, initial: Mapping[str, Any] | None = None) -> Any:
    """The form of a page with what is known; the consents depend on the case (minors)."""
    if page.code == CONSENTS:
        return ConsentsForm(data, initial=initial, needs=scheme.consents_for(case), texts=PURPOSES)
    if page.code == PERSON:
        return page.form_class(data, initial=initial, on=case.on)
    return page.form_class(data, initial=initial)


def flat(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of all pages but the consents in one mapping; names of questions are unique in a scheme."""
    return {name: value for code, page in answers.items() if code != CONSENTS for name, value in page.items()}
