"""Payments as a file: of one batch or of a tab of batches, account numbers always masked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jobs.list_exports import ListExport
from payments.models import Payment, PaymentBatch
from payments.permissions import may_see_payments
from payments.tabs import BY_CODE, DEFAULT
from payments.workflow import PAYMENT
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("batch number"), lambda p: p.batch.reference),
    Column(_("no."), lambda p: p.position, Kind.INTEGER),
    Column(_("reference"), lambda p: p.source_reference),
    Column(_("purpose of payment"), lambda p: p.title, width=24),
    Column(_("payee"), lambda p: p.payee_name),
    Column(_("account"), lambda p: p.account_mask),
    Column(_("bank"), lambda p: p.bank_name, width=24),
    Column(_("amount"), lambda p: p.amount_fen, Kind.YUAN, "元"),
    Column(_("state"), lambda p: PAYMENT.states[p.state].label),
    Column(_("reason of the bank"), lambda p: p.failure_reason, width=24),
    Column(_("released at"), lambda p: p.batch.released_at, Kind.TIME),
)


class PaymentExport(ListExport):
    code = "payments"
    title = _("Payments")
    event = "payments.exported"

    def may_export(self, user: Any) -> Answer:
        return may_see_payments(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        """One batch by its number, else a tab."""
        batch = PaymentBatch.objects.visible_to(user).filter(reference=str(query.get("batch", ""))[:20])
        if found := batch.values_list("reference", flat=True).first():
            return {"batch": found}
        return {"tab": BY_CODE.get(str(query.get("tab", "")), DEFAULT).code}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        batches = PaymentBatch.objects.visible_to(user)
        if "batch" in filters:
            batches = batches.filter(reference=filters["batch"])
        else:
            batches = batches.filter(state__in=BY_CODE[filters["tab"]].states)
        return Payment.objects.filter(batch__in=batches).select_related("batch").defer("account", "account_holder")

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        """The newest batch first, inside it as the bank file has them."""
        return ("-batch", "position", "id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


PAYMENTS = PaymentExport()
