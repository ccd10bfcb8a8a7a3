"""Rows of the page of a case: papers, answers in words, steps on offer."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

from applications.actions import ACTIONS
from applications.models import Application
from applications.workflow import WORKFLOW
from web.lists import listed
from web.money_field import YuanField
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


@dataclass(frozen=True)
class Offer:
    """A step of the workflow with the address of its page; `answer` says why it is not for this person."""

    step: Transition
    url: str
    answer: Answer


def offers(application: Application, user: Any) -> list[Offer]:
    """Every step that people may take in this state, as this person finds it."""
    return [
        Offer(step, reverse("applications:transition", args=[application.reference, step.name]), answer)
        for step, answer in WORKFLOW.available(application, user)
        if step.name in ACTIONS
    ]


def checked(checklist: Any, answers: dict[str, str]) -> list[tuple[Any, Any, str]]:
    """Each check that was answered, the answer in words, and the colour of its chip."""
    words = {"yes": (_("yes"), "approved"), "no": (_("no"), "rejected"), "unseen": (_("not seen"), "need")}
    return [(check, *words[answers[check.code]]) for check in checklist if answers.get(check.code) in words]


def shown(question: Any, value: Any) -> Any:
    """A stored answer in words: the label of a choice, yes or no, a list in lines, money with its thousands."""
    if isinstance(question, YuanField):
        return _as_money(question, value)
    value = question.prepare_value(value) if hasattr(question, "prepare_value") else value
    choices = {str(key): label for key, label in flatten_choices(getattr(question, "choices", []))}
    if isinstance(value, list | tuple):
        return listed(choices.get(str(part), part) for part in value)
    return choices.get(str(value), value)


def _as_money(question: YuanField, value: Any) -> str:
    """A draft may hold what is no amount yet."""
    try:
        return f"{question.to_python(str(value)):,.2f}"
    except (ValidationError, TypeError):
        return str(value)
