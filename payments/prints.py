"""发放花名册 and 领取签收表 of a batch: one roster for the file, one to sign where goods or cash are handed over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from funds.money import yuan
from payments import states
from payments.models import Payment, PaymentBatch
from payments.selectors import totals_of
from web.letter_dates import day_in_letters, printed_by
from web.typeset import pdf


@dataclass(frozen=True)
class Column:
    label: str
    value: Callable[[Payment], str] = lambda payment: ""  # a place to write in
    kind: str = ""  # wide | number | signs


@dataclass(frozen=True)
class Roster:
    code: str
    title: str | Promise
    heading: str
    columns: tuple[Column, ...]
    signatures: tuple[str, ...]


FIRST = (
    Column("序号", lambda payment: str(payment.position), "number"),
    Column("编号", lambda payment: payment.source_reference),
    Column("姓名", lambda payment: payment.payee_name),
    Column("项目", lambda payment: payment.title, "wide"),
)
AMOUNT = Column("金额", lambda payment: f"{yuan(payment.amount_fen):,.2f}", "number")
ROSTERS = {
    "roster": Roster(
        "roster",
        _("Payment roster"),
        "救助金发放花名册",
        (
            *FIRST,
            Column("开户行", lambda payment: payment.bank_name, "wide"),
            Column("账户", lambda payment: payment.account_mask),
            AMOUNT,
            Column("备注", kind="wide"),
        ),
        ("经办人", "审核人", "负责人"),
    ),
    "signing-sheet": Roster(
        "signing-sheet",
        _("Sheet to sign for receipt"),
        "救助金（物资）领取签收表",
        (
            *FIRST,
            AMOUNT,
            Column("领取人签字（指印）", kind="signs"),
            Column("领取日期", kind="signs"),
            Column("代领人关系及电话", kind="signs"),
        ),
        ("发放人", "见证人一", "见证人二"),
    ),
}


def typeset(roster: Roster, batch: PaymentBatch, *, by: Any, at: datetime) -> bytes:
    """The roster as PDF: payments taken out are left out, accounts are masked, the sum stands in capital numerals."""
    rows = batch.payments.exclude(state=states.CANCELLED).defer("account", "account_holder").order_by("position")
    totals = totals_of(batch)
    values = {
        "federation": settings.PORTAL_FEDERATION,
        "printed": printed_by(by, at),
        "title": roster.heading,
        "reference": batch.reference,
        "fund": batch.fund.name,
        "day": day_in_letters(at),
        "columns": [
            {
                "label": one.label,
                "wide": one.kind == "wide",
                "number": one.kind == "number",
                "signs": one.kind == "signs",
            }
            for one in roster.columns
        ],
        "rows": [[column.value(payment) for column in roster.columns] for payment in rows],
        "count": str(totals.items),
        "total": f"{yuan(totals.total_fen):,.2f}",
        "capital": totals.capital,
        "signatures": list(roster.signatures),
    }
    return pdf("roster.typ", values, at=at)
