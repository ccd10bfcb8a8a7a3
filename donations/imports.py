"""Official receipts from a list: what the bureau's system gives out after the receipts were issued there."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from donations import states as s
from donations.models import Donation, OfficialReceipt
from donations.permissions import may_import
from donations.services.receipts import OfficialFacts, ReceiptLine, enter_official_receipt
from funds.money import fen
from imports.cells import Cell, CodeCell, DayCell, MoneyCell, ReferenceCell
from imports.kinds import Column, ImportKind, Line
from imports.selectors import in_pieces
from protection.validators import normalise_credit_code
from workflow.answers import Answer
from workflow.machine import Refused


class CreditCodeCell(CodeCell):
    """18 characters with their check digit."""

    def clean(self, text: str) -> str:
        return normalise_credit_code(super().clean(text))


# What 财综〔2024〕1号 art. 6 prints besides; an export that leaves some of it out is no error.
OF_RECEIPT = ("title", "seal_mark", "payer_code", "qr_text", "remark", "other", "checker", "payee")
PRINTED_TOO = (
    Column("title", "票据名称", _("Name of the receipt"), Cell(max_length=60), required=False),
    Column("seal_mark", "监制章", _("Supervision seal"), Cell(max_length=60), required=False),
    Column(
        "payer_code", "交款人统一社会信用代码", _("Credit code of the payer"), CreditCodeCell(max_length=30),
        required=False, aliases=("统一社会信用代码", "交款人代码"),
    ),
    Column("qr_text", "二维码", _("Content of the QR code"), Cell(max_length=500), required=False),
    Column("unit", "单位", _("Unit"), Cell(max_length=20), required=False),
    Column("quantity", "数量", _("Quantity"), Cell(max_length=20), required=False),
    Column("standard", "标准", _("Standard"), Cell(max_length=40), required=False),
    Column("remark", "备注", _("Remark"), Cell(max_length=200), required=False),
    Column("other", "其他信息", _("Other information"), Cell(max_length=200), required=False),
    Column("checker", "复核人", _("Checked by"), Cell(max_length=60), required=False, aliases=("复核",)),
    Column("payee", "收款人", _("Received by"), Cell(max_length=60), required=False, aliases=("经手人",)),
)  # fmt: skip


class OfficialReceiptImport(ImportKind):
    """One line per receipt; the gift is named by its number (JK-…)."""

    code = "official_receipts"
    title = _("Official receipts")
    explanation = _(
        "One line per receipt that was issued in the system of the finance bureau. Gift and amount must fit."
    )
    key_column = "number"

    def may_import(self, user: Any) -> Answer:
        return may_import(user)

    def key_of(self, texts: Mapping[str, str]) -> str:
        """Code and number together are one receipt."""
        return f"{texts.get('code', '')}:{texts['number']}" if texts.get("number") else ""

    def columns(self, subject: str) -> Sequence[Column]:
        return (
            Column(
                "gift", "捐赠编号", _("Number of the gift"), ReferenceCell(max_length=20), example="示例：JK-7K2M9X"
            ),
            Column("code", "票据代码", _("Receipt code"), CodeCell(max_length=20), example="41010123"),
            Column("number", "票据号码", _("Receipt number"), CodeCell(max_length=20), example="0000000001"),
            Column("check_code", "校验码", _("Check code"), CodeCell(max_length=20), example="a1b2c3"),
            Column("issued_on", "开票日期", _("Issued on"), DayCell(), example="2023-09-08"),
            Column("payer", "交款人", _("Payer"), Cell(max_length=100), example="捐演一"),
            Column("project_code", "项目编码", _("Project code"), CodeCell(max_length=40), required=False),
            Column("project", "项目名称", _("Project on the receipt"), Cell(max_length=60), example="捐赠收入"),
            Column("amount", "金额", _("Amount (yuan)"), MoneyCell(), example="100.00", aliases=("金额合计",)),
            *PRINTED_TOO,
            Column("issuer", "收款单位", _("Issuing organisation"), Cell(max_length=100), aliases=("开票单位",)),
        )

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        gifts = _gifts(lines)
        entered = _receipts(lines)
        for line in lines:
            gift = gifts.get(line.values.get("gift", ""))
            receipt = entered.get((line.values.get("code", ""), line.values.get("number", "")))
            if receipt is not None:
                _compare(line, receipt)
            elif "gift" not in line.wrong_columns and (gift is None or gift.state != s.BOOKED):
                line.wrong("gift", _text("No gift of this number is in the books."))
            elif gift is not None and gift.has_receipt:
                line.wrong("gift", _text("This gift has a valid receipt already."))
            elif gift is not None and line.values.get("amount") and _fen(line) != gift.amount_fen:
                line.wrong("amount", _text("The receipt is over another amount than the gift."))

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return f"official_receipts:{lines[0].values['code']}:{lines[0].values['number']}"

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        values = lines[0].values
        gift = _gifts(lines).get(values["gift"])
        if gift is None:
            raise Refused(_text("No gift of this number is in the books."))
        line = ReceiptLine(
            project_code=values.get("project_code", ""),
            project=values["project"],
            unit=values.get("unit") or "元",
            quantity=values.get("quantity") or "1",
            standard=values.get("standard", ""),
            amount_fen=_fen(lines[0]),
        )
        more = {name: values[name] for name in OF_RECEIPT if values.get(name)}
        facts = OfficialFacts(
            code=values["code"],
            number=values["number"],
            check_code=values["check_code"],
            issued_on=date.fromisoformat(values["issued_on"]),
            payer=values["payer"],
            issuer=values["issuer"],
            lines=(line,),
            **more,
        )
        return str(enter_official_receipt(gift=gift, facts=facts, by=by, at=at))


def _fen(line: Line) -> int:
    return fen(Decimal(line.values["amount"]))


def _compare(line: Line, receipt: OfficialReceipt) -> None:
    """Entered before: known when it says the same."""
    if receipt.gift.reference != line.values.get("gift"):
        line.wrong("gift", _text("This receipt is entered for another gift."))
    elif line.values.get("amount") and _fen(line) != receipt.total_fen:
        line.wrong("amount", _text("This receipt is entered over another amount."))
    if not line.errors:
        line.known_as = str(receipt)


def _gifts(lines: Sequence[Line]) -> dict[str, Donation]:
    numbers = [line.values["gift"] for line in lines if line.values.get("gift")]
    return in_pieces(
        numbers, lambda piece: {row.reference: row for row in Donation.objects.filter(reference__in=piece)}
    )


def _receipts(lines: Sequence[Line]) -> dict[tuple[str, str], OfficialReceipt]:
    numbers = [line.values["number"] for line in lines if line.values.get("number")]
    rows = OfficialReceipt.objects.select_related("gift")
    found = in_pieces(numbers, lambda piece: {row.pk: row for row in rows.filter(number__in=piece)})
    return {(row.code, row.number): row for row in found.values()}


OFFICIAL_RECEIPTS = OfficialReceiptImport()
