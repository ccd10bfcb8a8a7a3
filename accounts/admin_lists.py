"""Every list of the back office as a workbook: the columns and rows that its page shows to this reader, no others."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.permissions import may_enter_admin
from jobs.list_exports import ListExport, UnknownList, only_chosen
from web.spreadsheet import Column, Kind
from workflow.answers import YES, Answer, no


@dataclass(frozen=True)
class Reader:
    """What a page of the back office asks of a request when it says which rows and columns somebody sees."""

    user: Any


class BackOfficeList(ListExport):
    """One model of the back office; `of("payments.paymentbatch")` makes it. Its filter is the ids that were chosen."""

    code = "back_office"
    title = _("List of the back office")
    event: ClassVar[str] = "accounts.list_exported"
    page: Any = None

    def of(self, name: str) -> "BackOfficeList":
        app, _dot, model = name.partition(".")
        kind = apps.all_models.get(app, {}).get(model)
        page = admin.site._registry.get(kind) if kind else None
        if page is None:
            raise UnknownList(name)
        one = BackOfficeList()
        one.page = page
        one.code, one.title = f"{self.code}:{name}", capfirst(str(page.opts.verbose_name_plural))
        return one

    def may_export(self, user: Any) -> Answer:
        may_read = may_enter_admin(user) and self.page.has_view_permission(Reader(user))
        return YES if may_read else no(_("Your role does not read this list."))

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        rows = with_related(self.page, self.page.get_queryset(Reader(user)))
        return only_chosen(rows, filters)

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return (*(name for name in self.page.get_ordering(Reader(None)) if isinstance(name, str)), "pk")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        names = [name for name in self.page.list_display if name != "action_checkbox"]
        return [self._column(name) for name in names]

    def _column(self, name: str) -> Column:
        label = str(label_for_field(name, self.page.model, self.page))
        kind = KINDS.get(self._type(name), Kind.TEXT)
        return Column(capfirst(label), partial(cell, self.page, name), kind, width=20)

    def _type(self, name: str) -> str:
        fields = {field.name: field for field in self.page.opts.fields}
        return fields[name].get_internal_type() if name in fields else ""


BACK_OFFICE = BackOfficeList()
KINDS = {"DateTimeField": Kind.TIME, "DateField": Kind.DATE}


def with_related(page: Any, rows: QuerySet) -> QuerySet:
    """What the page reads beside its rows."""
    related = page.list_select_related
    return rows.select_related(*related) if isinstance(related, list | tuple) else rows


def cell(page: Any, name: str, row: Any) -> Any:
    """As the list shows it, without its marks: a chip becomes its words."""
    try:
        field, _attribute, value = lookup_field(name, row, page)
    except ObjectDoesNotExist:
        return None
    if field is not None and getattr(field, "flatchoices", None):
        value = dict(field.flatchoices).get(value, value)
    if value is None or isinstance(value, bool):
        return {True: _("Yes"), False: _("No"), None: None}[value]
    if isinstance(value, date):
        return value if field is not None else f"{value:%Y-%m-%d}"
    return html.unescape(strip_tags(str(value)))
