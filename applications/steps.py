"""The pages of an application: who, the questions of the scheme, papers, consents, check and hand in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.capacity import acts_alone
from programs.scheme import Scheme

PERSON, PAPERS, CONSENTS, REVIEW = "person", "papers", "consents", "review"
GUARDIAN = "guardian"  # the page of the schemes for children; an adult pupil has none
DOOR = "door"  # who it is not, beside the pages of a draft (services/doorway.py)
NO_QUESTIONS = (CONSENTS, DOOR)


@dataclass(frozen=True)
class Page:
    """`has_questions`: its answers are part of the application; the forms are in applications.forms.pages."""

    code: str
    title: str | Promise
    has_questions: bool = True


def pages_of(scheme: Scheme) -> list[Page]:
    return [
        Page(PERSON, _("The child") if scheme.is_for_minors else _("The person")),
        *(Page(step.code, step.title) for step in scheme.steps),
        Page(PAPERS, _("Papers"), has_questions=False),
        Page(CONSENTS, _("Consents")),
        Page(REVIEW, _("Check and hand in"), has_questions=False),
    ]


def pages_for(scheme: Scheme, answers: Mapping[str, Mapping[str, Any]], on: date) -> list[Page]:
    """The pages that this person fills in, as far as the answers say it by now."""
    alone = acts_alone(scheme, answers.get(PERSON, {}), on)
    return [page for page in pages_of(scheme) if not (alone and page.code == GUARDIAN)]


def page_of(scheme: Scheme, code: str) -> Page | None:
    return next((page for page in pages_of(scheme) if page.code == code), None)


def flat(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The answers of all pages but the consents in one mapping; names of questions are unique in a scheme."""
    return {name: value for code, page in answers.items() if code not in NO_QUESTIONS for name, value in page.items()}
