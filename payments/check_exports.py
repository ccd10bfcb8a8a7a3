"""Checks after payment as a file: a tab of the list, without accounts and telephones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jobs.list_exports import ListExport
from payments.check_selectors import BY_CODE, ORDERS, checks_of
from payments.permissions import may_see_checks
from payments.workflow import CHECK
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("number of the check"), lambda c: c.reference),
    Column(_("state"), lambda c: CHECK.states[c.state].label),
    Column(_("batch number"), lambda c: c.payment.batch.reference),
    Column(_("reference"), lambda c: c.payment.source_reference),
    Column(_("purpose of payment"), lambda c: c.payment.title, width=24),
    Column(_("payee"), lambda c: c.payment.payee_name),
    Column(_("amount"), lambda c: c.payment.amount_fen, Kind.YUAN, "元"),
    Column(_("Due"), lambda c: c.due_at, Kind.TIME),
    Column(pgettext_lazy("payment check", "To be made by"), lambda c: c.checker or ""),
    Column(_("result"), lambda c: c.get_result_display()),
    Column(_("received amount"), lambda c: c.received_fen, Kind.YUAN, "元"),
    Column(_("note"), lambda c: c.note, width=30),
    Column(pgettext_lazy("payment check", "made at"), lambda c: c.done_at, Kind.TIME),
    Column(_("cause"), lambda c: c.get_outcome_display(), width=24),
    Column(pgettext_lazy("finding", "what was found out and done"), lambda c: c.answer, width=30),
    Column(pgettext_lazy("finding", "closed by"), lambda c: c.answered_by or ""),
    Column(pgettext_lazy("finding", "closed at"), lambda c: c.answered_at, Kind.TIME),
)


class CheckExport(ListExport):
    code = "payment-checks"
    title = _("Checks after payment")
    event = "payments.checks_exported"

    def may_export(self, user: Any) -> Answer:
        return may_see_checks(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        tab = str(query.get("tab", ""))
        return {"tab": tab if tab in BY_CODE else "open"}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        return checks_of(user).filter(state__in=BY_CODE[filters["tab"]].states)

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(ORDERS[filters["tab"]])

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


CHECKS = CheckExport()
