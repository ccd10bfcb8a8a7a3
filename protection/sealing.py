"""The only way in and the only way out of a sealed field."""

from collections.abc import Iterable, Sequence

from django.db import models, transaction

from protection import envelope
from protection.access import AccessContext
from protection.fields import SealedModel, column_name, sealed_field
from protection.indexing import index_of, tokens_of
from protection.keys import newest_key, note_use
from protection.masks import MASKS
from protection.models import PersonalDataAccess
from protection.normalising import NORMALISERS


def seal(obj: SealedModel, field: str, plain: str) -> None:
    """Sets ciphertext, mask and blind indexes on `obj`; the caller saves. An empty value empties them all."""
    column = sealed_field(type(obj), field)
    kind = column.kind or "text"
    value = NORMALISERS[kind](plain)
    if value:
        note_use(newest_key())
    setattr(obj, field, envelope.close(value, place_of(obj, field)) if value else "")
    if column.mask:
        setattr(obj, column.mask, MASKS[kind](value) if value else "")
    if column.index:
        setattr(obj, column.index, index_of(type(obj), field, value) or None)
    for name, token in tokens_of(type(obj), field, value).items():
        setattr(obj, name, token or None)


def companions(model: type[models.Model], *fields: str) -> list[str]:
    """Every column that `seal` sets for these fields: what `save(update_fields=…)` has to name."""
    columns = [sealed_field(model, field) for field in fields]
    named = [(column.name, column.mask, column.index, *column.tokens) for column in columns]
    return [name for names in named for name in names if name]


def unseal(obj: SealedModel, field: str, access: AccessContext) -> str:
    """Records the access, then opens one field; "" when it is empty.

    Raises keys.UnknownKey when the key is not here, envelope.Tampered when the value does not belong to this row.
    """
    return unseal_fields(obj, [field], access)[field]


@transaction.atomic
def unseal_fields(obj: SealedModel, fields: Sequence[str], access: AccessContext) -> dict[str, str]:
    """Like `unseal` for several fields of one row, with one access row."""
    record_access(obj, fields, access)
    return {field: open_quietly(obj, field) for field in fields}


def unseal_many(objs: Iterable[SealedModel], field: str, access: AccessContext) -> dict[int, str]:
    """Plain values by primary key, for a file or a transfer; one access row per object, written first."""
    return {pk: values[field] for pk, values in unseal_fields_of_many(objs, [field], access).items()}


@transaction.atomic
def unseal_fields_of_many(
    objs: Iterable[SealedModel], fields: Sequence[str], access: AccessContext
) -> dict[int, dict[str, str]]:
    """Several fields of many rows, with one access row per object."""
    rows = list(objs)
    PersonalDataAccess.objects.bulk_create(
        [PersonalDataAccess(**_access_row(obj, fields, access)) for obj in rows], batch_size=500
    )
    return {obj.pk: {field: open_quietly(obj, field) for field in fields} for obj in rows}


@transaction.atomic
def unseal_parts(
    whole: models.Model, parts: Iterable[SealedModel], field: str, access: AccessContext
) -> dict[int, str]:
    """One field of rows that are parts of one thing (the lines of an uploaded list): one access row for the whole."""
    record_access(whole, [field], access)
    return {part.pk: open_quietly(part, field) for part in parts}


def record_access(obj: models.Model, fields: Sequence[str], access: AccessContext) -> PersonalDataAccess:
    """For what is opened otherwise than by `unseal`: a scanned paper, a person found by exact number."""
    return PersonalDataAccess.objects.create(**_access_row(obj, fields, access))


def open_quietly(obj: SealedModel, field: str) -> str:
    """Opens without recording. Only for this package: key rotation, and after the access row is written."""
    stored = getattr(obj, sealed_field(type(obj), field).attname)
    return envelope.open_(stored, place_of(obj, field)) if stored else ""


def place_of(obj: SealedModel, field: str) -> str:
    return place(type(obj), field, obj.seal_id)


def place(model: type[models.Model], field: str, seal_id: object) -> str:
    return f"{column_name(model, field)}|{seal_id}"


def _access_row(obj: models.Model, fields: Sequence[str], access: AccessContext) -> dict[str, object]:
    return {
        "actor": access.by,
        "subject_type": obj._meta.label_lower,
        "subject_id": obj.pk,
        "fields": list(fields),
        "purpose": access.purpose,
        "reason": access.reason,
        "at": access.at,
        "request_id": access.request_id,
    }
