"""Paper: cards to cut out, the list to sign, the empty tally, the statement with two signatures. All in Chinese."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from delivery.porridge_house.codes import card_address
from delivery.porridge_house.models import MealCard, MealSite, MealStatement
from funds.money import capital, yuan
from web.letter_dates import day_in_letters, printed_by
from web.qr_codes import qr_svg
from web.typeset import pdf

TALLY_LINES = 40


def card_sheet(cards: Sequence[MealCard], *, at: datetime) -> bytes:
    """Number and square; no name, no photo: a card that is found tells nothing about anybody."""
    values = {
        "federation": settings.PORTAL_FEDERATION,
        "title": "慈善粥屋 · 爱心早餐卡",
        "printed": "",
        "cards": [
            {
                "number": card.number,
                "until": f"{card.valid_until:%Y-%m-%d}",
                "qr": qr_svg(card_address(card.number)),
                "gift": card.gift_of.name if card.gift_of else "",
            }
            for card in cards
        ],
    }
    return pdf("meal_cards.typ", values, at=at)


def handover_sheet(cards: Sequence[MealCard], *, by: Any, at: datetime) -> bytes:
    """爱心早餐卡发放签收表: who received which card, with a place to sign."""
    columns = (
        ("序号", ""),
        ("卡号", ""),
        ("姓名", ""),
        ("社区（村）", "wide"),
        ("用工单位", "wide"),
        ("领取人签字（指印）", "signs"),
    )
    rows = [
        [str(number), card.number, card.person.name, card.person.area.name, card.employer.name, ""]
        for number, card in enumerate(cards, start=1)
    ]
    return _table("爱心早餐卡发放签收表", columns, rows, ("发放人", "见证人"), f"共 {len(rows)} 张", by, at)


def tally_sheet(site: MealSite, *, by: Any, at: datetime) -> bytes:
    """爱心早餐纸质登记表: numbered empty lines, entered the same day."""
    columns = (("序号", ""), ("卡号（六位）", "wide"), ("时间", ""), ("领餐人签字", "signs"), ("备注", "wide"))
    rows = [[str(number), "", "", "", ""] for number in range(1, TALLY_LINES + 1)]
    return _table(
        "爱心早餐纸质登记表",
        columns,
        rows,
        ("店员", "负责人"),
        f"就餐点：{site.name_zh}　日期：　　年　　月　　日",
        by,
        at,
    )


def statement_sheet(statement: MealStatement, *, by: Any, at: datetime) -> bytes:
    """爱心早餐月度结算单: meals per place at their price, donated ones at zero; signed by both sides."""
    columns = (
        ("序号", ""),
        ("就餐点", "wide"),
        ("类别", ""),
        ("单价（元）", "number"),
        ("份数", "number"),
        ("应付（元）", "number"),
    )
    lines = list(statement.lines.select_related("site"))
    rows = [
        [
            str(number),
            line.site.name_zh,
            "受赠餐卡" if line.is_donated else "结算",
            _yuan(line.price_fen),
            str(line.meals),
            _yuan(line.amount_fen),
        ]
        for number, line in enumerate(lines, start=1)
    ]
    meals, donated = sum(line.meals for line in lines), sum(line.worth_fen for line in lines if line.is_donated)
    total = (
        f"共 {meals} 份，应付 {_yuan(statement.amount_fen)} 元，大写：{capital(statement.amount_fen)}。"
        f"受赠餐卡按零结算，折合 {_yuan(donated)} 元，按实际用餐计入服务捐赠。"
    )
    if statement.shop_signed_at is not None:
        total += (
            f"合作单位已由 {statement.shop_signer} 签字（{timezone.localtime(statement.shop_signed_at):%Y-%m-%d}）。"
        )
    signed = ["合作单位（签章）", "慈善总会经办人", "慈善总会负责人"]
    head = f"结算单 {statement.reference}　{statement.partner.name}　{statement.month:%Y年%m月}"
    return _table("爱心早餐月度结算单", columns, rows, signed, head, by, at, total=total)


def _table(
    title: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    signatures: Sequence[str],
    head: str,
    by: Any,
    at: datetime,
    total: str = "",
) -> bytes:
    with override(settings.LANGUAGE_CODE):
        values: Mapping[str, Any] = {
            "federation": settings.PORTAL_FEDERATION,
            "printed": printed_by(by, at),
            "title": title,
            "head": head,
            "day": day_in_letters(at),
            "columns": [
                {"label": label, "wide": kind == "wide", "number": kind == "number", "signs": kind == "signs"}
                for label, kind in columns
            ],
            "rows": [list(row) for row in rows],
            "total": total,
            "signatures": list(signatures),
        }
    return pdf("meal_table.typ", values, at=at)


def _yuan(fen: int) -> str:
    return f"{yuan(fen):,.2f}"
