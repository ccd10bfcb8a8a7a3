"""Answers between the form, the stored draft and the rules."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from programs.scheme import Scheme, Step


def as_json(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned data of a step as it is stored: decimals and days as text, lists as lists."""
    return {name: _json(value) for name, value in cleaned.items()}


def facts_from(scheme: Scheme, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Stored answers as the rules read them. An answer that is missing, empty or no longer valid is not known."""
    return {name: _value(field, stored.get(name)) for name, field in scheme.questions().items()}


class AnswerReader:
    """`facts_from` for very many cases: each answer of a question is read once."""

    def __init__(self, scheme: Scheme, names: Iterable[str]) -> None:
        questions = scheme.questions()
        self._fields = {name: questions[name] for name in names}
        self._known: dict[tuple[str, str], Any] = {}

    def read(self, stored: Mapping[str, Any]) -> list[Any]:
        """In the order of the names."""
        return [self._value(name, stored.get(name)) for name in self._fields]

    def _value(self, name: str, stored: Any) -> Any:
        key = name, repr(stored)
        if key not in self._known:
            self._known[key] = _value(self._fields[name], stored)
        return self._known[key]


def unanswered(steps: Iterable[Step], stored: Mapping[str, Any]) -> list[Step]:
    """The steps whose form would not accept the stored answers; an applicant finishes them before handing in."""
    return [step for step in steps if not step.form_class(data=dict(stored)).is_valid()]


def _value(field: Any, stored: Any) -> Any:
    if stored is None or stored == "" or stored == []:
        return None
    try:
        return field.clean(stored)
    except ValidationError:
        return None


def _json(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_json(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
