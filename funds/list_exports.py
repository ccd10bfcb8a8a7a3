"""The money of a fund as a file: what came in and went out, with its voucher and who booked it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funds.memos import MEMOS
from funds.models import Fund, Line
from funds.permissions import may_see_funds
from funds.selectors import money_lines_of
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("Voucher"), lambda line: line.voucher.reference),
    Column(_("Date"), lambda line: line.voucher.booked_on, Kind.DATE),
    Column(_("Kind"), lambda line: line.voucher.get_kind_display()),
    Column(_("Ledger account"), lambda line: line.account, width=24),
    Column(_("memo"), lambda line: MEMOS.get(line.voucher.memo_code, line.voucher.memo_code), width=24),
    Column(_("reverses"), lambda line: line.voucher.reverses.reference if line.voucher.reverses else ""),
    Column(_("Booked by"), lambda line: line.voucher.made_by.get_full_name() if line.voucher.made_by else ""),
    Column(_("In (yuan)"), lambda line: line.in_fen, Kind.YUAN, "元"),
    Column(_("Out (yuan)"), lambda line: line.out_fen, Kind.YUAN, "元"),
)


class MoneyExport(ListExport):
    """Of one fund, which the query names; without one there is nothing in it."""

    code = "fund-money"
    title = _("Money in and out")
    event = "funds.money_exported"

    def may_export(self, user: Any) -> Answer:
        return may_see_funds(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        found = Fund.objects.visible_to(user).filter(code=str(query.get("fund", ""))[:60])
        return {"fund": found.values_list("pk", flat=True).first()}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Line]:
        fund = Fund.objects.visible_to(user).filter(pk=filters["fund"]).first()
        return money_lines_of(fund) if fund else Line.objects.none()

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("-pk",)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


MONEY = MoneyExport()
