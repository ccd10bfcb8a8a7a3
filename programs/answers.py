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
