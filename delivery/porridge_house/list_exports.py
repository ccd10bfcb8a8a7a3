"""Cards, meals and statements as files. Whoever reads the page may take the list along; a meal names its card only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.porridge_house.models import MealCard, MealRedemption, MealStatement
from delivery.porridge_house.permissions import may_read_cards, may_read_office
from delivery.porridge_house.selectors import (
    CARD_ORDER,
    CARD_TABS,
    MEAL_ORDER,
    STATEMENT_ORDER,
    STATEMENT_TABS,
    cards_in,
    statements_of,
)
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

CARD_TAB_OF = {tab.code: tab for tab in CARD_TABS}
STATEMENT_TAB_OF = {tab.code: tab for tab in STATEMENT_TABS}
CARD_COLUMNS = (
    Column(_("card number"), lambda card: card.number),
    Column(_("holder"), lambda card: card.person.name),
    Column(_("community or village"), lambda card: str(card.person.area), width=20),
    Column(_("employer"), lambda card: card.employer.name, width=28),
    Column(_("State"), lambda card: card.status.label),
    Column(_("valid from"), lambda card: card.valid_from, Kind.DATE),
    Column(_("valid until"), lambda card: card.valid_until, Kind.DATE),
    Column(_("donated"), lambda card: _("Yes") if card.gift_of_id else _("No")),
)
MEAL_COLUMNS = (
    Column(pgettext_lazy("meals", "given at"), lambda meal: meal.eaten_at, Kind.TIME),
    Column(_("place"), lambda meal: meal.site.name, width=24),
    Column(_("card number"), lambda meal: meal.card.number),
    Column(_("how it was entered"), lambda meal: meal.get_source_display()),
    Column(_("price in force (yuan)"), lambda meal: meal.worth_fen, Kind.YUAN),
    Column(_("donated"), lambda meal: _("Yes") if meal.is_donated else _("No")),
    Column(_("statement"), lambda meal: meal.statement.reference if meal.statement else ""),
    Column(pgettext_lazy("meals", "taken back"), lambda meal: meal.voided_at, Kind.TIME),
)
STATEMENT_COLUMNS = (
    Column(_("Number"), lambda row: row.reference),
    Column(pgettext_lazy("statement", "Month"), lambda row: f"{row.month:%Y-%m}"),
    Column(_("Partner"), lambda row: row.partner.name, width=28),
    Column(_("Program"), lambda row: row.program.title, width=24),
    Column(_("State"), lambda row: row.status.label),
    Column(_("meals"), lambda row: row.meals_total, Kind.INTEGER),
    Column(_("Amount (yuan)"), lambda row: row.amount_fen, Kind.YUAN),
)


class CardExport(ListExport):
    code = "meal_cards"
    title = _("Meal cards")
    event = "porridge_house.cards_exported"

    def may_export(self, user: Any) -> Answer:
        return may_read_cards(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        tab = str(query.get("tab", ""))
        return {"tab": tab if tab in CARD_TAB_OF else "active"}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[MealCard]:
        return cards_in(user, CARD_TAB_OF[filters["tab"]])

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return CARD_ORDER

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return CARD_COLUMNS


class MealExport(ListExport):
    code = "meals"
    title = _("Meals")
    event = "porridge_house.meals_exported"

    def may_export(self, user: Any) -> Answer:
        return may_read_office(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[MealRedemption]:
        return MealRedemption.objects.visible_to(user).select_related("card", "site", "statement")

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return MEAL_ORDER

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return MEAL_COLUMNS


class StatementExport(ListExport):
    code = "meal_statements"
    title = _("Monthly statements of meals")
    event = "porridge_house.statements_exported"

    def may_export(self, user: Any) -> Answer:
        return may_read_office(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        tab = str(query.get("tab", ""))
        return {"tab": tab if tab in STATEMENT_TAB_OF else "open"}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[MealStatement]:
        return statements_of(user, STATEMENT_TAB_OF[filters["tab"]])

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return STATEMENT_ORDER

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return STATEMENT_COLUMNS


CARDS, MEALS, STATEMENTS = CardExport(), MealExport(), StatementExport()
