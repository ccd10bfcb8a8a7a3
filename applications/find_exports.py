"""Aid that nobody asked for as a file: the tab and the filter of the list, names and telephones masked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import unclaimed
from jobs.list_exports import ListExport
from web.spreadsheet import Column
from workflow.answers import YES, Answer, no

TABS = ("open", "dismissed")
FILTERS = ("program", "area", "started")


class UnclaimedExport(ListExport):
    code = "unclaimed"
    title = _("Aid not asked for")
    event = "applications.unclaimed_aid_exported"

    def may_export(self, user: Any) -> Answer:
        return YES if unclaimed.may_read(user) else no(_("This list is for those who handle applications."))

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        """What the list cannot be filtered by is left out, as on the screen."""
        found = {name: str(query[name]) for name in FILTERS if query.get(name)}
        wrong = self._filter(found, user).form.errors
        tab = query.get("tab") if query.get("tab") in TABS else TABS[0]
        return {"tab": tab} | {name: value for name, value in found.items() if name not in wrong}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        """Each row knows the day on which it is read, by which a minor is one."""
        return self._filter(filters, user).qs.annotate(read_on=Value(timezone.localdate(at), DateField()))

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return unclaimed.ORDER

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return unclaimed.COLUMNS

    def shown(self, items: Sequence[Any]) -> Iterable[unclaimed.FindRow]:
        return unclaimed.rows_of(items, on=items[0].read_on) if items else []

    @staticmethod
    def _filter(values: Mapping[str, Any], user: Any) -> unclaimed.FindFilter:
        rows = getattr(unclaimed.visible_finds(user), values.get("tab", TABS[0]))()
        return unclaimed.FindFilter({name: values.get(name, "") for name in FILTERS}, user=user, queryset=rows)


UNCLAIMED = UnclaimedExport()
