"""The worklist as a file: masked like the screen, or in full for the federation, each person recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from applications import worklist as w
from applications.exports import COLUMNS
from applications.models import Application
from applications.scopes import is_staff_of_cases
from applications.worklist_rows import CaseRow, as_rows
from beneficiaries.list_exports import openable_people
from beneficiaries.models import Person
from jobs.list_exports import ListExport, only_chosen, searched_ids
from protection.access import AccessContext
from protection.sealing import unseal_fields_of_many
from web.spreadsheet import Column
from workflow.answers import YES, Answer, no

FILTERS = ("program", "area", "due", "handler")


@dataclass(frozen=True)
class OpenedCase:
    row: CaseRow
    id_number: str
    phone: str


class CaseExport(ListExport):
    code = "applications"
    title = _("Aid applications")
    event = "applications.exported"
    sealed = ("id_number", "phone")

    def may_export(self, user: Any) -> Answer:
        return YES if is_staff_of_cases(user) else no(_("The worklist belongs to the staff of the federation."))

    def may_open(self, user: Any) -> Answer:
        """A whole list in clear is for those who handle cases of the whole zone."""
        if has_role(user, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER):
            return YES
        return super().may_open(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        found: dict[str, Any] = {"tab": w.tab_named(query.get("tab")).code}
        found |= {name: query[name] for name in FILTERS if query.get(name)}
        shown = self._filter(found, user, at)
        found = {name: value for name, value in found.items() if name == "tab" or name not in shown.form.errors}
        if text := query.get("q", "").strip():
            everywhere = self._filter({**found, "q": text}, user, at)
            found["ids"] = searched_ids(everywhere.qs)
        return found

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        return as_rows(only_chosen(self._filter(filters, user, at).qs, filters))

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return w.tab_named(filters.get("tab")).order

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        if not is_full:
            return COLUMNS
        first = [_of_row(column) for column in COLUMNS if column.title != _("Telephone")]
        return [*first, Column(_("ID number"), lambda a: a.id_number, width=22), Column(_("Telephone"), _phone)]

    def shown(self, items: Sequence[Any]) -> Iterable[CaseRow]:
        return w.named(items)

    def opened(self, items: Sequence[Any], access: AccessContext) -> Iterable[OpenedCase]:
        """Confidential cases, and people to whom the reader has a tie, stay masked."""
        rows = list(w.named(items))
        ids = [row.id for row in rows if not row.is_confidential]
        people = dict(Application.objects.filter(pk__in=ids).values_list("pk", "applicant"))
        openable = openable_people(Person.objects.filter(pk__in=set(people.values())), access.by)
        values = unseal_fields_of_many(openable, self.sealed, access)
        for row in rows:
            plain = values.get(people.get(row.id, 0), {})
            yield OpenedCase(row, plain.get("id_number", ""), plain.get("phone", row.shown_phone))

    @staticmethod
    def _filter(values: Mapping[str, Any], user: Any, at: datetime) -> w.WorklistFilter:
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in values.items() if name in (*FILTERS, "q")})
        everywhere = bool(values.get("q") or "ids" in values)
        rows = w.rows_for(user, w.tab_named(values.get("tab")), everywhere=everywhere)
        return w.WorklistFilter(query, user=user, now=at, queryset=rows)


def _of_row(column: Column) -> Column:
    return Column(column.title, lambda opened: column.value(opened.row), column.kind, column.unit, column.width)


def _phone(opened: OpenedCase) -> str:
    return opened.phone


CASES = CaseExport()
