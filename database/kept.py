"""Statements of a fixed shape whose SQL is written once.

Django writes the SQL of a statement each time, which for a short one costs several times what the database needs.
That matters where many people wait for one lock: what is asked between the lock and the commit decides how many of
them are served in a second; and for the event that every write records. Everywhere else a plain query reads better.

PostgreSQL keeps its plan, too: these statements go to it as prepared ones, which Django's own cursors never are.
"""

from collections.abc import Callable
from functools import reduce
from operator import or_
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connection, connections, models
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models.expressions import Expression
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import cached_property

from database.kept_rows import Cell, Converters, cell_of, maker_of

M = TypeVar("M")


class Slot(Expression):
    """The place of a value that each call fills."""

    def __init__(self, place: int) -> None:
        super().__init__(output_field=models.BigIntegerField())
        self.place = place

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> Any:
        return "%s", [self]


def any_of(field: str, slots: tuple[Slot, ...]) -> models.Q:
    """`field__in=slots`, which Django does not take for foreign keys."""
    return reduce(or_, (models.Q(**{field: slot}) for slot in slots))


class _PerThread(local):
    """What is kept per number of values; of one thread, as its connection is."""

    def __init__(self) -> None:
        self.by_count: dict[int, Any] = {}


class KeptQuery(Generic[M]):
    """`build` makes a queryset from one slot per value; a call fills them with primary keys and gives the rows.

    Rows are what the queryset would give: objects, or tuples of `values_list`. Values are integers: other kinds would
    need the conversion of their field. One text is kept per thread, as its connection is, and number of values.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, M]]) -> None:
        self._build = build
        self._kept = _PerThread()

    def __call__(self, *values: int) -> list[M]:
        written = self._kept.by_count
        if len(values) not in written:
            written[len(values)] = _Written(self._build(*map(Slot, range(len(values)))))
        return written[len(values)].rows(values)


class _Written:
    """The SQL of a queryset, and how its rows are made."""

    def __init__(self, queryset: models.QuerySet[Any, Any]) -> None:
        self.alias = queryset.db
        compiler = queryset.query.get_compiler(self.alias)
        self.sql, self.params = compiler.as_sql()
        self.converters, self.make = Converters(compiler), maker_of(queryset, compiler)

    def rows(self, values: tuple[int, ...]) -> list[Any]:
        asked = connections[self.alias]  # of this thread; in tests it may be another one than before
        with _cursor(asked) as cursor:
            cursor.execute(self.sql, _filled(self.params, values))
            found = cursor.fetchall()
        return [self.make(self.converters.convert(row, asked)) for row in found]


class KeptInsert:
    """Inserts objects; signals are not sent. A key that the database gives is told to the object."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.fields = [f for f in model._meta.local_concrete_fields if not isinstance(f, models.AutoField)]
        self._kept = local()

    def __call__(self, obj: models.Model) -> None:
        used = connections[connection.alias]
        values = [cell(obj, used) for cell in self._cells]
        with _cursor(used) as cursor:
            cursor.execute(self._sql(obj), values)
            [obj.pk] = cursor.fetchone()
        obj._state.adding, obj._state.db = False, used.alias

    @cached_property
    def _cells(self) -> list[Cell]:
        """Found at the first insert, when every model is loaded."""
        return [cell_of(field) for field in self.fields]

    def _sql(self, example: models.Model) -> str:
        if not hasattr(self._kept, "sql"):
            query = InsertQuery(self.model)
            query.insert_values(self.fields, [example])
            compiler = query.get_compiler(connection.alias)
            compiler.returning_fields = [self.model._meta.pk]
            [(self._kept.sql, _params)] = compiler.as_sql()
        return self._kept.sql


class KeptUpdate:
    """Updates the rows of a queryset of slots; a call gives how many there were."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], **changes: Any) -> None:
        self._build, self._changes = build, changes
        self._kept = _PerThread()

    def __call__(self, *values: int) -> int:
        sql, params = self._written(len(values))
        with _cursor(connection) as cursor:
            cursor.execute(sql, _filled(params, values))
            return cursor.rowcount

    def _written(self, count: int) -> tuple[str, tuple[Any, ...]]:
        if count not in self._kept.by_count:
            query: Any = self._build(*map(Slot, range(count))).query.chain(UpdateQuery)
            query.add_update_values(self._changes)
            self._kept.by_count[count] = query.get_compiler(connection.alias).as_sql()
        return self._kept.by_count[count]


def _cursor(wrapped: Any) -> Any:
    """Counted and logged as Django's own; when PostgreSQL prepares is the connection's `prepare_threshold`."""
    if wrapped.connection is None:
        wrapped.ensure_connection()
    if wrapped.vendor == "sqlite":
        return wrapped._prepare_cursor(wrapped.connection.cursor(factory=_SqliteCursor))
    from psycopg import Cursor  # noqa: PLC0415 - not needed on SQLite

    return wrapped._prepare_cursor(Cursor(wrapped.connection))


class _SqliteCursor(SQLiteCursorWrapper):
    """Writes the places of values SQLite's way once per statement instead of at each call."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if query not in _in_sqlite:
            _in_sqlite[query] = super().convert_query(query, param_names=param_names)
        return _in_sqlite[query]


_in_sqlite: dict[str, str] = {}  # as many as there are kept statements


def _filled(params: tuple[Any, ...], values: tuple[int, ...]) -> tuple[Any, ...]:
    return tuple(values[p.place] if isinstance(p, Slot) else p for p in params)
