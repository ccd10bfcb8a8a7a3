"""Model fields for personal data that rests encrypted.

The attribute of a SealedField holds the envelope, never the plain value, so a save changes nothing that it should not
even when this process lacks the key. `sealing.seal` is the only way in, `sealing.unseal` the only way out.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from protection.envelope import is_envelope
from protection.masks import MASKS


class PlainTextRefused(ValueError):
    """Something tried to store a personal value that was not sealed."""


class SealedField(models.TextField):
    """`mask` and `index` name the companion columns of the same model; `kind` chooses normalising and mask.

    `tokens` names further companion columns, each with the function that takes from the normalised value what is
    indexed there ("" for nothing): the 18 characters of an old number, the building of an address.

    Kinds: id_number, phone, bank_account, address, text. Left out, the name of the field is its kind when it is one.
    """

    def __init__(
        self,
        *args: Any,
        mask: str | None = None,
        index: str | None = None,
        kind: str | None = None,
        tokens: Mapping[str, Callable[[str], str]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.mask, self.index, self.kind, self.tokens = mask, index, kind, dict(tokens or {})
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if self.kind is None:
            self.kind = name if name in MASKS else "text"
        if self.kind not in MASKS:
            raise ImproperlyConfigured(f"{cls.__name__}.{name}: unknown kind {self.kind}")

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, list(args), kwargs

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if value and not is_envelope(value):
            raise PlainTextRefused(f"{self.name}: use protection.sealing.seal")
        return value


class MaskField(models.CharField):
    """What lists show instead of the value; written by `sealing.seal` only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, list(args), kwargs


class BlindIndexField(models.CharField):
    """HMAC of the normalised value, for exact look-up and uniqueness; NULL when there is no value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        kwargs.update(null=True, blank=True, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for key in ("null", "blank", "editable"):
            kwargs.pop(key, None)
        return name, path, list(args), kwargs


class SealedModel(models.Model):
    """A row with sealed fields. `seal_id` binds each value to its row and is known before the row is saved."""

    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


def sealed_fields_of(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def sealed_field(model: type[models.Model], name: str) -> SealedField:
    """Raises ImproperlyConfigured when the field is not sealed or its model cannot bind it to a row."""
    field = model._meta.get_field(name)
    if not isinstance(field, SealedField) or not issubclass(model, SealedModel):
        raise ImproperlyConfigured(f"{model._meta.label}.{name} is not a sealed field of a SealedModel")
    return field


def has_index(field: SealedField) -> bool:
    """Whether the field needs a key for blind indexes."""
    return bool(field.index or field.tokens)


def column_name(model: type[models.Model], name: str) -> str:
    """The stable name of a column, used in index keys and in the authenticated place of a value."""
    owner = model._meta.get_field(name).model
    return f"{owner._meta.label_lower}.{name}"
