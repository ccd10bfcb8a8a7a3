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

    A long list is read in the order of the primary key, in which no row can move while it is read.
    """

    code: ClassVar[str]
    title: ClassVar[str | Promise]
    event: ClassVar[str]  # recorded with each export
    sealed: ClassVar[Sequence[str]] = ()  # fields that a full export opens
    chunk: ClassVar[int] = 2_000

    def may_export(self, user: Any) -> Answer:
        raise NotImplementedError

    def may_open(self, user: Any) -> Answer:
        """Whether sealed values may stand in the file instead of their masks."""
        return no(_("Your role works with masked data."))

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        """The filter of the list as ids and codes, out of a query string. Raises TooMany."""
        raise NotImplementedError

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        """What the list shows to this user, unordered; each row has its primary key as `id`."""
        raise NotImplementedError

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        raise NotImplementedError

    def shown(self, items: Sequence[Any]) -> Iterable[Any]:
        """The rows as the columns read them."""
        return items

    def opened(self, items: Sequence[Any], access: AccessContext) -> Iterable[Any]:
        """The same with the sealed values that the user may open; each is recorded."""
        raise NotImplementedError


class TooMany(Exception):
    """A search by name fits too many rows to be written down as ids; `str()` says what to do."""

    def __init__(self) -> None:
        super().__init__(_("The search fits too many rows. Choose a community or a program instead of the name."))


FROZEN_AT_MOST = 20_000


def frozen_ids(rows: QuerySet) -> list[int]:
    """The rows that a search by name found, as ids, because the name must not rest in a job. Raises TooMany."""
    found = list(rows.order_by().values_list("pk", flat=True)[: FROZEN_AT_MOST + 1])
    if len(found) > FROZEN_AT_MOST:
        raise TooMany
    return found


@cache
def _exports() -> dict[str, ListExport]:
    exports = [import_string(path) for path in settings.LIST_EXPORTS]
    return {export.code: export for export in exports}


def list_export(code: str) -> ListExport:
    if code not in _exports():
        raise UnknownList(code)
    return _exports()[code]
