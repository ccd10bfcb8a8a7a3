"""Pages by key: page 2,000 costs what page 1 costs, and no row is counted.

A cursor holds the sort values of one row, signed. A cursor that is forged, cut or made for another order gives the
first page. NULL counts as the greatest value, the way PostgreSQL's indexes store it.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Field, Func, Model, OrderBy, Q, QuerySet, Value
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest

PAGE_SIZE = 50
SALT = "web.pagination"


class BadCursor(ValueError):
    """The cursor was not made by us for this order."""


@dataclass(frozen=True)
class Key:
    """One column of the order."""

    name: str
    descending: bool
    nullable: bool
    field: Field


@dataclass(frozen=True)
class KeysetPage:
    """Rows, and the cursors of the pages around them: ?after= leads on, ?before= back; None: there is no such page."""

    items: list[Any]
    after: str | None
    before: str | None
    size: int

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def has_next(self) -> bool:
        return self.after is not None

    @property
    def has_previous(self) -> bool:
        return self.before is not None


class RowIsAfter(Func):
    """`(a, b) > (x, y)`, which both databases answer from one index."""

    output_field = BooleanField()

    def __init__(self, keys: Sequence[Key], values: Sequence[Any]) -> None:
        columns = [F(key.name) for key in keys]
        parameters = [Value(value, output_field=key.field) for key, value in zip(keys, values, strict=True)]
        super().__init__(*columns, *parameters)
        self.width, self.sign = len(columns), "<" if keys[0].descending else ">"

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> Any:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        left = ", ".join(sql for sql, _params in parts[: self.width])
        right = ", ".join(sql for sql, _params in parts[self.width :])
        return f"(({left}) {self.sign} ({right}))", [p for _sql, params in parts for p in params]


def keyset_page(
    queryset: QuerySet,
    order: Sequence[str],
    *,
    after: str | None = None,
    before: str | None = None,
    last: bool = False,
    size: int = PAGE_SIZE,
) -> KeysetPage:
    """One page of `queryset` in `order` ("-due_at", "id"); the primary key is added so that no two rows tie.

    One query; a second one only where rows vanished behind a cursor. Related columns ("program__slug") need
    `select_related`; annotations work too. An index in the same order makes every page cheap; a nullable or a mixed
    order reads from the start of the index to the page.
    """
    keys = _keys(queryset, order)
    if last:
        return _last_page(queryset, keys, size)
    try:
        if after:
            return _page_after(queryset, keys, _opened(after, keys), size)
        if before:
            return _page_before(queryset, keys, _opened(before, keys), size)
    except BadCursor:
        pass
    return _first_page(queryset, keys, size)


def requested_page(
    request: HttpRequest, queryset: QuerySet, order: Sequence[str], *, size: int = PAGE_SIZE
) -> KeysetPage:
    """The page that the query string names: ?after=, ?before= or ?last=1."""
    asked = request.GET
    return keyset_page(
        queryset, order, after=asked.get("after"), before=asked.get("before"), last="last" in asked, size=size
    )


def _first_page(queryset: QuerySet, keys: list[Key], size: int) -> KeysetPage:
    rows = list(_ordered(queryset, keys)[: size + 1])
    return _page(rows[:size], keys, size, more_after=len(rows) > size, more_before=False)


def _last_page(queryset: QuerySet, keys: list[Key], size: int) -> KeysetPage:
    rows = list(_ordered(queryset, _reversed(keys))[: size + 1])
    return _page(rows[:size][::-1], keys, size, more_after=False, more_before=len(rows) > size)


def _page_after(queryset: QuerySet, keys: list[Key], values: list[Any], size: int) -> KeysetPage:
    rows = list(_ordered(queryset.filter(_beyond(keys, values)), keys)[: size + 1])
    if not rows:
        return _last_page(queryset, keys, size)
    return _page(rows[:size], keys, size, more_after=len(rows) > size, more_before=True)


def _page_before(queryset: QuerySet, keys: list[Key], values: list[Any], size: int) -> KeysetPage:
    back = _reversed(keys)
    rows = list(_ordered(queryset.filter(_beyond(back, values)), back)[: size + 1])
    if len(rows) < size:
        return _first_page(queryset, keys, size)
    return _page(rows[:size][::-1], keys, size, more_after=True, more_before=len(rows) > size)


def _page(rows: list[Any], keys: list[Key], size: int, *, more_after: bool, more_before: bool) -> KeysetPage:
    return KeysetPage(
        items=rows,
        after=_sealed(rows[-1], keys) if rows and more_after else None,
        before=_sealed(rows[0], keys) if rows and more_before else None,
        size=size,
    )


def _ordered(queryset: QuerySet, keys: list[Key]) -> QuerySet:
    return queryset.order_by(*[_ordering(key) for key in keys])


def _ordering(key: Key) -> OrderBy:
    if key.descending:
        return F(key.name).desc(nulls_first=True) if key.nullable else F(key.name).desc()
    return F(key.name).asc(nulls_last=True) if key.nullable else F(key.name).asc()


def _reversed(keys: list[Key]) -> list[Key]:
    return [Key(key.name, not key.descending, key.nullable, key.field) for key in keys]


def _beyond(keys: list[Key], values: list[Any]) -> Q | RowIsAfter:
    """Rows that come later than `values` in the order of `keys`."""
    one_direction = len({key.descending for key in keys}) == 1
    if one_direction and not any(key.nullable for key in keys):
        return RowIsAfter(keys, values)
    condition, ties = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= ties & _later(key, value)
        ties &= Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
    return condition


def _later(key: Key, value: Any) -> Q:
    if value is None:
        return Q(**{f"{key.name}__isnull": False}) if key.descending else Q(pk__in=[])
    if key.descending:
        return Q(**{f"{key.name}__lt": value})
    later = Q(**{f"{key.name}__gt": value})
    return later | Q(**{f"{key.name}__isnull": True}) if key.nullable else later


def _keys(queryset: QuerySet, order: Sequence[str]) -> list[Key]:
    keys = [_key(queryset, name) for name in order]
    primary = queryset.model._meta.pk.name
    if not any(key.name in ("pk", primary) for key in keys):
        sign = "-" if keys and keys[-1].descending else ""
        keys.append(_key(queryset, f"{sign}{primary}"))
    return keys


def _key(queryset: QuerySet, name: str) -> Key:
    descending, name = name.startswith("-"), name.removeprefix("-")
    annotation = queryset.query.annotations.get(name)
    if annotation is not None:
        return Key(name, descending, True, annotation.output_field)
    first, *further = name.split(LOOKUP_SEP)
    field = _field(queryset.model, first)
    nullable = field.null
    for part in further:
        field = _field(field.related_model, part)
        nullable = nullable or field.null
    return Key(name, descending, nullable, field)


def _field(model: Any, name: str) -> Field:
    if name == "pk":
        return model._meta.pk
    field = model._meta.get_field(name)
    if not isinstance(field, Field):
        raise FieldDoesNotExist(f"{model._meta.label} cannot be ordered by {name}")
    return field


def _sealed(row: Any, keys: list[Key]) -> str:
    return signing.dumps([_plain(_value(row, key.name)) for key in keys], salt=_salt(keys))


def _opened(cursor: str, keys: list[Key]) -> list[Any]:
    try:
        plain = signing.loads(cursor, salt=_salt(keys))
        return [None if v is None else k.field.to_python(v) for k, v in zip(keys, plain, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError, TypeError) as problem:
        raise BadCursor from problem


def _salt(keys: list[Key]) -> str:
    return SALT + ":" + ",".join(("-" if key.descending else "") + key.name for key in keys)


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for part in name.split(LOOKUP_SEP):
        row = getattr(row, part) if row is not None else None
    return row.pk if isinstance(row, Model) else row


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | uuid.UUID) else value
