"""Moving every sealed value under the newest field key: in batches, again and again, killed at any moment."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction

from protection import envelope, keys
from protection.fields import SealedField, sealed_fields_of
from protection.models import WrappedKey
from protection.sealing import place


@dataclass
class Progress:
    """Of one column: rows moved to the newest key, rows somebody changed meanwhile, rows that cannot be opened."""

    column: str
    moved: int = 0
    changed_meanwhile: int = 0
    locked: int = 0


def sealed_columns() -> list[tuple[type[models.Model], SealedField]]:
    return [(model, field) for model in apps.get_models() for field in sealed_fields_of(model)]


def rows_per_kid() -> Counter[str]:
    """How many stored values each key id opens, wrapped keys included: a key with none may be taken away."""
    counts: Counter[str] = Counter(WrappedKey.objects.values_list("kid", flat=True))
    for kid in _known_kids():
        for model, field in sealed_columns():
            here = model._base_manager.filter(**{f"{field.name}__startswith": envelope.prefix_of(kid)})
            counts[kid] += here.count()
    return counts


def values_under_unknown_keys() -> Iterator[tuple[str, int]]:
    """(column, count) of values whose key this process lacks; one pass over each column."""
    known = [envelope.prefix_of(key.kid) for key in keys.field_keys()]
    for model, field in sealed_columns():
        rows = model._base_manager.exclude(**{field.name: ""})
        for prefix in known:
            rows = rows.exclude(**{f"{field.name}__startswith": prefix})
        if count := rows.count():
            yield f"{model._meta.label}.{field.name}", count


def rewrap_keys() -> int:
    """Wraps every stored key with the newest field key. Canaries keep their own: they stand for one key each."""
    newest, moved = keys.newest_key(), 0
    for row in WrappedKey.objects.exclude(kid=newest.kid).exclude(purpose__startswith=keys.CANARY).order_by("pk"):
        sealed = keys.wrap(row.purpose, keys.unwrap(row), newest)
        moved += WrappedKey.objects.filter(pk=row.pk, sealed=row.sealed).update(kid=newest.kid, sealed=sealed)
    return moved


def drop_spent_canaries() -> list[str]:
    """Removes the canary of each old key that opens nothing any more; returns the key ids that may be taken away."""
    counts, newest = rows_per_kid(), keys.newest_key().kid
    spent = [
        row
        for row in WrappedKey.objects.filter(purpose__startswith=keys.CANARY).exclude(kid=newest).order_by("kid")
        if counts[row.kid] == 1
    ]
    for row in spent:
        row.delete()
    return [row.kid for row in spent]


def rotate_column(model: type[models.Model], field: SealedField, batch: int) -> Iterator[Progress]:
    """Re-encrypts one column, yielding after each batch. A batch is one transaction; what is done stays done.

    The new ciphertext is written only where the old one still stands, so an edit made meanwhile is never lost. On
    PostgreSQL, rows that somebody is editing are skipped; the next pass or run finds them.
    """
    keys.note_use(keys.newest_key())
    progress, last = Progress(f"{model._meta.label}.{field.name}"), 0
    while rows := _batch(model, field, last, batch, progress):
        last = rows[-1]
        yield progress


def _batch(model: type[models.Model], field: SealedField, last: int, size: int, progress: Progress) -> list[int]:
    old = (
        model._base_manager.filter(pk__gt=last)
        .exclude(**{field.name: ""})
        .exclude(**{f"{field.name}__startswith": envelope.prefix_of(keys.newest_key().kid)})
        .order_by("pk")
    )
    with transaction.atomic():
        rows = list(_skipping_locked(old).values_list("pk", "seal_id", field.name)[:size])
        for pk, seal_id, stored in rows:
            _rewrite(model, field, pk, seal_id, stored, progress)
    return [pk for pk, _seal_id, _stored in rows]


def _skipping_locked(queryset: models.QuerySet) -> models.QuerySet:
    """Waiting for somebody's lock while holding others could deadlock him."""
    return queryset.select_for_update(
        skip_locked=transaction.get_connection().features.has_select_for_update_skip_locked
    )


def _rewrite(
    model: type[models.Model], field: SealedField, pk: int, seal_id: object, stored: str, progress: Progress
) -> None:
    where = place(model, field.name, seal_id)
    try:
        sealed = envelope.close(envelope.open_(stored, where), where)
    except (keys.UnknownKey, envelope.Tampered):
        progress.locked += 1
        return
    moved = model._base_manager.filter(pk=pk, **{field.name: stored}).update(**{field.name: sealed})
    progress.moved += moved
    progress.changed_meanwhile += 1 - moved


def _known_kids() -> set[str]:
    return {key.kid for key in keys.field_keys()} | set(WrappedKey.objects.values_list("kid", flat=True))
