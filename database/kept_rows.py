"""From the cells of a row to what a queryset would give, and back, in the fewest steps: for database/kept.py.

Django asks the constructor of a model about each field of each row, which for a row of forty fields costs more than
the question to the database. Here an object gets its cells at once, as unpickling does. That is right only for models
whose making nobody listens to; any other is refused when the statement is built.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]
Cell = Callable[[models.Model, Any], Any]  # of an object to be written, for a connection
PLAIN: dict[type, type] = {
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.BooleanField: bool,
    models.CharField: str,
    models.TextField: str,
}  # fields that hand values of this kind to every database as they are


class Converters:
    """What the database's cells become in Python, cell by cell."""

    def __init__(self, compiler: SQLCompiler) -> None:
        found = compiler.get_converters([row[0] for row in compiler.select[: compiler.col_count]])
        self._steps = [
            (place, tuple(steps), expression, not expression.get_db_converters(compiler.connection))
            for place, (steps, expression) in found.items()
        ]

    def convert(self, row: Row, connection: Any) -> list[Any]:
        cells = list(row)
        for place, steps, expression, is_of_backend in self._steps:
            value = cells[place]
            if value is None and is_of_backend:  # those of the backends leave it as it is
                continue
            for step in steps:
                value = step(value, expression, connection)
            cells[place] = value
        return cells


def maker_of(queryset: models.QuerySet[Any, Any], compiler: SQLCompiler) -> Callable[[list[Any]], Any]:
    """From converted cells to what the queryset gives. Raises TypeError for kinds that no kept statement needs."""
    asked: Any = queryset  # its private names have no types
    kind = asked._iterable_class
    if kind is ValuesListIterable:
        return tuple
    if kind is FlatValuesListIterable:
        return lambda cells: cells[0]
    if kind is not ModelIterable or asked._known_related_objects:
        raise TypeError(f"a kept statement cannot give {kind.__name__}")
    objects = _Objects(compiler.klass_info, compiler.select, queryset.db)
    return _annotated(objects.make, compiler.annotation_col_map) if compiler.annotation_col_map else objects.make


def _annotated(make: Callable[[list[Any]], Any], places: dict[str, int]) -> Callable[[list[Any]], Any]:
    def made(cells: list[Any]) -> Any:
        obj = make(cells)
        for name, place in places.items():
            setattr(obj, name, cells[place])
        return obj

    return made


class _Objects:
    """Objects of one model, with those that `select_related` brings along."""

    def __init__(self, info: Any, select: Any, alias: str) -> None:
        places = info["select_fields"]
        self.model, self.alias = info["model"], alias
        self.start, self.end = places[0], places[-1] + 1
        if self.end - self.start != len(places) or info.get("from_parent") or _is_heard(self.model):
            raise TypeError(f"{self.model.__name__} has to be made by Django itself")
        self.names = [select[place][0].target.attname for place in places]
        self.key = self.start + self.names.index(self.model._meta.pk.attname)
        self.related = list(_related(info, select, alias))

    def make(self, cells: list[Any]) -> Any:
        obj = self.model.__new__(self.model)
        obj.__dict__.update(zip(self.names, cells[self.start : self.end], strict=True))
        obj._state = state = ModelState()
        state.adding, state.db = False, self.alias
        for objects, tell, tell_back in self.related:
            found = None if cells[objects.key] is None else objects.make(cells)
            tell(obj, found)
            if found is not None:
                tell_back(found, obj)
        return obj


def _related(info: Any, select: Any, alias: str) -> Iterator[tuple[_Objects, Any, Any]]:
    for other in info.get("related_klass_infos", ()):
        yield _Objects(other, select, alias), other["local_setter"], other["remote_setter"]


def _is_heard(model: type[models.Model]) -> bool:
    return pre_init.has_listeners(model) or post_init.has_listeners(model)


def cell_of(field: Any) -> Cell:
    """How the field of an object is written: what `save` does, in one step for values that need none."""

    def by_django(obj: models.Model, used: Any) -> Any:
        return field.get_db_prep_save(field.pre_save(obj, add=True), connection=used)

    kind = type(_target_of(field))
    if kind in PLAIN:
        return _plain_cell(field.attname, PLAIN[kind], by_django)
    if kind is models.DateTimeField and not (field.auto_now or field.auto_now_add):
        return _moment_cell(field.attname, by_django)
    return by_django


def _target_of(field: Any) -> Any:
    while type(field) in (models.ForeignKey, models.OneToOneField):
        field = field.target_field
    return field


def _plain_cell(name: str, plain: type, otherwise: Cell) -> Cell:
    def cell(obj: models.Model, used: Any) -> Any:
        value = getattr(obj, name)
        return value if value is None or type(value) is plain else otherwise(obj, used)

    return cell


def _moment_cell(name: str, otherwise: Cell) -> Cell:
    def cell(obj: models.Model, used: Any) -> Any:
        value = getattr(obj, name)
        if type(value) is datetime and value.tzinfo is not None:
            return used.ops.adapt_datetimefield_value(value)
        return otherwise(obj, used)

    return cell
