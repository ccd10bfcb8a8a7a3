"""What a list must say of itself to be exported: one object per list, named in the setting LIST_EXPORTS."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from protection.access import AccessContext
from web.spreadsheet import Column
from workflow.answers import Answer, no


class UnknownList(LookupError):
    """No list of this code can be exported."""


class ListExport:
    """Base class. `filters` are codes and ids, never a name or a number that somebody searched for.

    A long list is read in the order that it had when the job began: its ids are noted first, so that no row is left out
    or comes twice when cases move while it is read. A row that left the list meanwhile is not in the file.
    """

    code: str
    title: str | Promise
    event: ClassVar[str]  # recorded with each export
    sealed: ClassVar[Sequence[str]] = ()  # fields that a full export opens
    chunk: ClassVar[int] = 2_000

    def of(self, name: str) -> "ListExport":
        """One of a family of lists, whose code is "family:name". Raises UnknownList."""
        raise UnknownList(name)

    def may_export(self, user: Any) -> Answer:
        raise NotImplementedError

    def may_open(self, user: Any) -> Answer:
        """Whether sealed values may stand in the file instead of their masks."""
        return no(_("Your role works with masked data."))

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        """The filter of the list as ids and codes, out of a query string; `ids` is what `searched_ids` gave."""
        raise NotImplementedError

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        """What the list shows to this user, unordered; each row has its primary key as `id`."""
        raise NotImplementedError

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        """As the list on the screen is sorted; the last column tells any two rows apart."""
        return ("id",)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        raise NotImplementedError

    def shown(self, items: Sequence[Any]) -> Iterable[Any]:
        """The rows as the columns read them."""
        return items

    def opened(self, items: Sequence[Any], access: AccessContext) -> Iterable[Any]:
        """The same with the sealed values that the user may open; each is recorded."""
        raise NotImplementedError


class TooMany(Exception):
    """More rows than an act on all of them may have at once; `str()` says what to do."""

    def __init__(self) -> None:
        super().__init__(_("The search fits too many rows. Choose a community or a program instead of the name."))


FROZEN_AT_MOST = 20_000
NOTED = "noted"  # instead of the ids: they were written to the order of the job when it was asked for


def frozen_ids(rows: QuerySet) -> list[int]:
    """The rows of a filter as ids, for an act on each of them. Raises TooMany."""
    found = _some_ids(rows)
    if len(found) > FROZEN_AT_MOST:
        raise TooMany
    return found


def searched_ids(rows: QuerySet) -> list[int] | QuerySet:
    """What a search by name found, to be exported: the name must not rest in a job.

    Beyond FROZEN_AT_MOST a query, which `start_export` carries out once and writes down beside the job, not in it.
    """
    found = _some_ids(rows)
    return found if len(found) <= FROZEN_AT_MOST else rows.order_by().values("pk")


def only_chosen(rows: QuerySet, filters: Mapping[str, Any]) -> QuerySet:
    """`rows`, kept to the ids of the filter, where it has any that are not noted beside the job."""
    ids = filters.get("ids", NOTED)
    return rows if isinstance(ids, str) else rows.filter(pk__in=ids)


def _some_ids(rows: QuerySet) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[: FROZEN_AT_MOST + 1])


@cache
def _exports() -> dict[str, ListExport]:
    exports = [import_string(path) for path in settings.LIST_EXPORTS]
    return {export.code: export for export in exports}


def list_export(code: str) -> ListExport:
    family, colon, name = code.partition(":")
    if family not in _exports():
        raise UnknownList(code)
    return _exports()[family].of(name) if colon else _exports()[family]
