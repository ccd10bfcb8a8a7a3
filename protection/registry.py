"""Which models may be revealed, which of their fields, and who may do it. Filled by each app's revealing.py."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from protection.fields import SealedModel, sealed_field


class Permission(Protocol):
    """workflow.answers.Answer, which this app lies below and cannot import."""

    @property
    def allowed(self) -> bool: ...
    @property
    def reason(self) -> str | Promise: ...


@dataclass(frozen=True)
class Revealable:
    """`may_reveal(user, obj)` answers with a reason; `visible_to(user)` is the queryset of what the user may see."""

    model: type[SealedModel]
    fields: tuple[str, ...]
    may_reveal: Callable[[Any, Any], Permission]
    visible_to: Callable[[Any], QuerySet]

    def label_of(self, name: str) -> str:
        return label_of(self.model, name)


def label_of(model: type[Model], name: str) -> str:
    """The name of a field for a reader. A sealed field that was given none has the name of its mask."""
    field: Any = model._meta.get_field(name)
    if field._verbose_name is None and getattr(field, "mask", None):
        field = model._meta.get_field(field.mask)
    return capfirst(str(field.verbose_name))


_registered: dict[str, Revealable] = {}


class NotRevealable(LookupError):
    """This model or field was not registered."""


def register_revealable(
    model: type[SealedModel],
    *,
    fields: Sequence[str],
    may_reveal: Callable[[Any, Any], Permission],
    visible_to: Callable[[Any], QuerySet] | None = None,
) -> None:
    """`visible_to` defaults to `model.objects.visible_to`."""
    for field in fields:
        sealed_field(model, field)
    scope = visible_to or model.objects.visible_to  # type: ignore[attr-defined]
    _registered[model._meta.label_lower] = Revealable(model, tuple(fields), may_reveal, scope)


def revealable(label: str) -> Revealable:
    """By label such as "beneficiaries.person". Raises NotRevealable."""
    try:
        return _registered[label]
    except KeyError:
        raise NotRevealable(label) from None


def registered() -> list[Revealable]:
    return [_registered[label] for label in sorted(_registered)]
