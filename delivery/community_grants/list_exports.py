"""Grants as a file: a tab of the desk. Contacts, accounts and what people wrote stay on the page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants.models import Grant
from delivery.community_grants.permissions import may_see_desk
from delivery.community_grants.selectors import ORDERS, TAB_OF, TABS, rows_of_desk
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("Number"), lambda g: g.reference),
    Column(_("State"), lambda g: g.status.label),
    Column(_("round"), lambda g: g.round.title, width=24),
    Column(pgettext_lazy("grants", "organisation"), lambda g: g.organisation.name, width=30),
    Column(_("unified social credit code"), lambda g: g.organisation.credit_code, width=22),
    Column(_("community"), lambda g: g.area),
    Column(_("name of the project"), lambda g: g.title, width=30),
    Column(_("people who benefit"), lambda g: g.people, Kind.INTEGER),
    Column(_("residents present"), lambda g: g.present, Kind.INTEGER),
    Column(_("residents who agreed"), lambda g: g.agreed, Kind.INTEGER),
    Column(_("asked for"), lambda g: g.asked_fen, Kind.YUAN, "元"),
    Column(pgettext_lazy("grant", "score"), lambda g: "" if g.score is None else str(g.score)),
    Column(_("granted"), lambda g: g.awarded_fen, Kind.YUAN, "元"),
    Column(_("begins on"), lambda g: g.starts_on, Kind.DATE),
    Column(_("ends on"), lambda g: g.ends_on, Kind.DATE),
    Column(_("handed in"), lambda g: g.submitted_at, Kind.TIME),
    Column(_("due"), lambda g: g.due_at, Kind.TIME),
)


class GrantExport(ListExport):
    code = "community_grants"
    title = _("Community grants")
    event = "community_grants.exported"

    def may_export(self, user: Any) -> Answer:
        return may_see_desk(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        tab = str(query.get("tab", ""))
        return {"tab": tab if tab in TAB_OF else TABS[0].code}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Grant]:
        return rows_of_desk(user, TAB_OF[filters["tab"]])

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ORDERS.get(filters["tab"], ORDERS[""])

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


GRANTS = GrantExport()
