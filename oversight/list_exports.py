"""Complaints as a file: a tab of the desk. What people wrote, their names and telephones stay on the page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jobs.list_exports import ListExport
from oversight.models import Complaint
from oversight.permissions import may_read_desk
from oversight.selectors import DESK_ORDERS, TAB_OF, rows_of_desk
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("Number"), lambda c: c.reference),
    Column(_("State"), lambda c: c.status.label),
    Column(_("About"), lambda c: c.kind_label, width=24),
    Column(_("Complainant"), lambda c: _("named") if c.is_named else _("anonymous")),
    Column(_("sensitive"), lambda c: _("Yes") if c.is_sensitive else _("No")),
    Column(_("case"), lambda c: c.application.reference if c.application else ""),
    Column(pgettext_lazy("complaint", "Received"), lambda c: c.received_at, Kind.TIME),
    Column(_("Due"), lambda c: c.due_at, Kind.TIME),
    Column(_("Handler"), lambda c: c.handler or ""),
    Column(_("outcome"), lambda c: c.get_outcome_display(), width=24),
    Column(_("answered"), lambda c: c.answered_at, Kind.TIME),
    Column(_("asked again"), lambda c: c.reopened_at, Kind.TIME),
)


class ComplaintExport(ListExport):
    code = "complaints"
    title = _("Complaints")
    event = "oversight.complaints_exported"

    def may_export(self, user: Any) -> Answer:
        return may_read_desk(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        tab = str(query.get("tab", ""))
        return {"tab": tab if tab in TAB_OF else "open"}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Complaint]:
        sealed = ("answers", "sensitive_answers", "assessment")
        rows = rows_of_desk(user, TAB_OF[filters["tab"]]).select_related("handler", "owner", "application")
        return rows.defer("text", "answer", "measures", "phone", *(f"application__{name}" for name in sealed))

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return DESK_ORDERS.get(filters["tab"], DESK_ORDERS[""])

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


COMPLAINTS = ComplaintExport()
